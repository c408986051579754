"""The numbers of a wave as rows of the findings: items, constructs, and gaps between the roles."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmfeedback.reports import disclosure, scoring
from rmfeedback.reports.disclosure import HIDDEN, TOO_FEW, Groups, Shown
from rmfeedback.reports.scoring import Score
from rmfeedback.surveys.questionnaire import Construct, Item, Questionnaire

ALL = "all"
ROLES = ("mentor", "leader")
Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """What a group's answers to one item may say, and the spread an interval is made with."""

    role: str
    item: Item
    shown: Shown
    spread: float

    @property
    def key(self) -> str:
        """The item's key; for everybody together the one that tells no role."""
        return self.item.neutral_key if self.role == ALL else self.item.key


@dataclass(frozen=True)
class Answers:
    """All that was answered in a wave, as it was stored, with what was asked."""

    questionnaires: Mapping[str, Questionnaire]
    responses: Mapping[str, int]
    scores: Mapping[tuple[str, str], Sequence[int]]
    options: Mapping[tuple[str, str], Counter[str]]
    groups: Groups
    language: str = "en"

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that were asked, mentors first."""
        return tuple(role for role in ROLES if role in self.questionnaires)

    @property
    def tells_roles(self) -> bool:
        """Whether any number of a role may be shown."""
        return disclosure.roles_shown(self.responses, self.roles, self.groups)

    def cells(self) -> list[Cell]:
        """Return one cell per role and scaled item, and one for both together where they are asked alike."""
        found = [self._of_role(role, item) for role in self.roles for item in self._scaled(role)]
        return found + [self._of_all(item, found) for item in self._mirrored()]

    def choices(self) -> Iterator[tuple[str, Item, Counter[str]]]:
        """Yield role, item and counted options of each choice."""
        for role in self.roles:
            for item in self.questionnaires[role].items:
                if item.options:
                    yield role, item, self.options.get((role, item.key), Counter())

    def constructs(self) -> list[Construct]:
        """Return the constructs in the order asked, those of both roles once."""
        found = {each.key: each for role in self.roles for each in self.questionnaires[role].constructs}
        return list(found.values())

    def _scaled(self, role: str) -> list[Item]:
        return [item for item in self.questionnaires[role].items if item.is_scaled]

    def _mirrored(self) -> list[Item]:
        return [item for item in self._scaled(self.roles[0]) if item.mirror] if self.roles else []

    def _recoded(self, role: str, item: Item) -> list[int]:
        key = item.neutral_key if role == ALL else item.key
        return [item.recoded(value) for value in self.scores.get((role, key), ())]

    def _of_role(self, role: str, item: Item) -> Cell:
        values = self._recoded(role, item)
        shown = disclosure.score(values, item.scale, self.groups) if self.tells_roles else HIDDEN
        return Cell(role, item, shown, scoring.spread(values))

    def _of_all(self, item: Item, found: Sequence[Cell]) -> Cell:
        if not self.tells_roles:
            values = self._recoded(ALL, item)
            return Cell(ALL, item, disclosure.score(values, item.scale, self.groups), scoring.spread(values))
        parts = [cell for cell in found if cell.item.neutral_key == item.neutral_key]
        values = [value for cell in parts for value in self._recoded(cell.role, cell.item)]
        shown = disclosure.pooled([cell.shown for cell in parts], values, item.scale, self.groups)
        return Cell(ALL, item, shown, scoring.spread(values))


def item_rows(answers: Answers, cells: Sequence[Cell]) -> list[Row]:
    """Return a row per scaled item and group, then one per choice."""
    scaled = [
        _shown_row(cell.key, cell.role, cell.shown)
        | {"construct": cell.item.construct, "text": cell.item.text.in_(answers.language)}
        for cell in cells
    ]
    return scaled + [_choice_row(answers, *choice) for choice in answers.choices()]


def construct_rows(answers: Answers, cells: Sequence[Cell]) -> list[Row]:
    """Return a row per construct that has a score, and group that was asked for it."""
    rows = []
    for construct in answers.constructs():
        for role in (*answers.roles, ALL):
            its = [cell for cell in cells if cell.role == role and cell.item.construct == construct.key]
            if its and construct.key not in scoring.UNSCORED_CONSTRUCTS:
                score = _score(its)
                row = _shown_row(construct.key, role, score.shown)
                row |= {"name": construct.name.in_(answers.language), "questions": score.items or len(its)}
                rows.append(row | {"interval_90": _listed(score.interval_90)})
    return rows


def gap_rows(answers: Answers, cells: Sequence[Cell]) -> list[Row]:
    """Return a row per mirrored item on the scale of 1 to 5: leaders' mean minus mentors'."""
    rows = []
    for mentor, leader in _mirrors(cells):
        row = {
            "construct": mentor.item.construct,
            "leader_item": leader.item.key,
            "mentor_item": mentor.item.key,
            "text": mentor.item.text.in_(answers.language),
        }
        rows.append(row | _gap([leader], [mentor]))
    return rows


def construct_gap_rows(answers: Answers, cells: Sequence[Cell]) -> list[Row]:
    """Return a row per construct: the gap of its mirrored items only, the same ones on both sides."""
    rows = []
    for construct in answers.constructs():
        pairs = [pair for pair in _mirrors(cells) if pair[0].item.construct == construct.key]
        if pairs:
            mentors, leaders = zip(*pairs, strict=True)
            row = {"construct": construct.key, "name": construct.name.in_(answers.language)}
            rows.append(row | _gap(leaders, mentors, with_means=True))
    return rows


def _mirrors(cells: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    by_key = {cell.item.key: cell for cell in cells if cell.role != ALL}
    return [
        (cell, by_key[cell.item.mirror])
        for cell in by_key.values()
        if cell.role == ROLES[0] and cell.item.mirror in by_key and cell.item.scale == scoring.SCORED_SCALE
    ]


def _score(cells: Sequence[Cell]) -> Score:
    return scoring.construct([cell.shown for cell in cells], [cell.spread for cell in cells])


def _gap(leaders: Sequence[Cell], mentors: Sequence[Cell], *, with_means: bool = False) -> Row:
    # The same items on both sides: one that is hidden on one side is left out on the other.
    both = [pair for pair in zip(leaders, mentors, strict=True) if all(cell.shown.is_number for cell in pair)]
    is_enough = bool(both) and 2 * len(both) >= len(leaders)
    leader, mentor = (_score(side) for side in (zip(*both, strict=True) if is_enough else (leaders, mentors)))
    spreads = [scoring.typical_spread([cell.spread for cell in side]) for side in (leaders, mentors)]
    gap = scoring.gap(leader, mentor, *spreads) if is_enough else scoring.NO_GAP
    row: Row = {"n_leader": leader.shown.n, "n_mentor": mentor.shown.n}
    if with_means:
        row["questions"] = len(both) if is_enough else len(leaders)
        row |= {f"leader_{name}": getattr(leader.shown, name) for name in ("mean", "band")}
        row |= {f"mentor_{name}": getattr(mentor.shown, name) for name in ("mean", "band")}
    return row | {"gap": gap.gap, "interval_90": _listed(gap.interval_90), "is_notable": gap.is_notable}


def _shown_row(key: str, role: str, shown: Shown) -> Row:
    return {
        "key": key,
        "role": role,
        "n": shown.n,
        "mean": shown.mean,
        "band": shown.band,
        "favourable": shown.favourable,
    }


def _choice_row(answers: Answers, role: str, item: Item, counted: Counter[str]) -> Row:
    """Return the row of a choice: it has no mean, only how the answers spread."""
    row = _shown_row(item.key, role, HIDDEN) | {
        "construct": item.construct,
        "text": item.text.in_(answers.language),
        "distribution": TOO_FEW,
    }
    if not answers.tells_roles or counted.total() < answers.groups.smallest:
        return row
    counts = [counted[option.key] for option in item.options]
    spread = disclosure.distribution(counts, answers.groups)
    words = [option.text.in_(answers.language) for option in item.options]
    told = spread if spread == TOO_FEW else [_bucket(words, *bucket) for bucket in spread]
    return row | {"n": counted.total(), "mean": None, "favourable": None, "distribution": told}


def _bucket(words: Sequence[str], first: int, last: int, answers: int) -> Row:
    return {"options": list(words[first : last + 1]), "answers": answers}


def _listed(interval: tuple[float, float] | str | None) -> list[float] | str | None:
    return list(interval) if isinstance(interval, tuple) else interval
