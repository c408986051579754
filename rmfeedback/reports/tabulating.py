"""The numbers of a wave as rows of the findings: items, constructs, and gaps between the roles."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rmfeedback.reports import disclosure, promised, scoring
from rmfeedback.reports.cells import ALL, ROLES, Answers, Cell
from rmfeedback.reports.disclosure import HIDDEN, TOO_FEW, Shown
from rmfeedback.reports.scoring import Score
from rmfeedback.surveys import promises
from rmfeedback.surveys.questionnaire import Item

Row = dict[str, Any]
ONE_QUESTION = "one question"


def item_rows(answers: Answers) -> list[Row]:
    """Return a row per scaled item and group, then one per choice, then those of what was promised."""
    choices = [
        _choice_row(answers, role, item)
        for role, item in answers.choices()
        if item.construct != promises.CONSTRUCT.key
    ]
    return _item_rows(answers, answers.wholes) + choices + promised.rows(answers)


def scaled_items(findings: Mapping[str, Any]) -> dict[tuple[str, str], Row]:
    """Return the rows of findings that can have a mean, by item and role: all but the choices."""
    return {(row["key"], row["role"]): row for row in findings["items"] if "distribution" not in row}


def construct_rows(answers: Answers) -> list[Row]:
    """Return a row per construct that has a score, and group that was asked for it."""
    rows = _construct_rows(answers, answers.wholes)
    return [row | {"reliability": _reliability(answers, row)} for row in rows]


def group_rows(answers: Answers) -> tuple[list[Row], list[Row]]:
    """Return the rows of constructs and of items for the groups of the breakdown, each with its group."""
    constructs, items = [], []
    for group in sorted({cell.group for cell in answers.parts}):
        its = [cell for cell in answers.parts if cell.group == group]
        constructs += [row | {"group": group} for row in _construct_rows(answers, its)]
        items += [row | {"group": group} for row in _item_rows(answers, its)]
    return constructs, items


def wave_rows(answers: Answers, cells: Sequence[Cell]) -> tuple[list[Row], list[Row]]:
    """Return the rows of constructs and of items for everybody over several waves."""
    return _construct_rows(answers, cells), _item_rows(answers, cells)


def gap_rows(answers: Answers) -> list[Row]:
    """Return a row per mirrored item on the scale of 1 to 5: leaders' mean minus mentors'."""
    rows = []
    for mentor, leader in _mirrors(answers.wholes):
        row = {
            "construct": mentor.item.construct,
            "leader_item": leader.item.key,
            "mentor_item": mentor.item.key,
            "text": mentor.item.text.in_(answers.language),
        }
        rows.append(row | _gap([leader], [mentor]))
    return rows


def construct_gap_rows(answers: Answers) -> list[Row]:
    """Return a row per construct: the gap of its mirrored items only, the same ones on both sides."""
    rows = []
    for construct in answers.constructs():
        pairs = [pair for pair in _mirrors(answers.wholes) if pair[0].item.construct == construct.key]
        if pairs:
            mentors, leaders = zip(*pairs, strict=True)
            row = {"construct": construct.key, "name": construct.name.in_(answers.language)}
            rows.append(row | _gap(leaders, mentors, with_means=True))
    return rows


def _item_rows(answers: Answers, cells: Sequence[Cell]) -> list[Row]:
    return [
        _shown_row(cell.key, cell.role, cell.shown)
        | {"construct": cell.item.construct, "text": cell.item.text.in_(answers.language)}
        for cell in cells
    ]


def _construct_rows(answers: Answers, cells: Sequence[Cell]) -> list[Row]:
    rows = []
    for construct in answers.constructs():
        for role in (*ROLES, ALL):
            its = [cell for cell in cells if cell.role == role and cell.item.construct == construct.key]
            if its and construct.key not in scoring.UNSCORED_CONSTRUCTS:
                score = _score(its)
                row = _shown_row(construct.key, role, score.shown)
                row |= {"name": construct.name.in_(answers.language), "questions": score.items or len(its)}
                rows.append(row | {"interval_90": _listed(score.interval_90)})
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


def _reliability(answers: Answers, row: Row) -> float | str | None:
    """Return how well a construct's items agree in a role, from 30 answers on; else why it is not told."""
    if row["role"] == ALL or row["n"] == TOO_FEW:
        return None
    if row["questions"] == 1:
        return ONE_QUESTION
    return answers.reliability.get((row["role"], row["key"]), TOO_FEW)


def _choice_row(answers: Answers, role: str, item: Item) -> Row:
    """Return the row of a choice: it has no mean, only how the answers spread."""
    row = _shown_row(item.key, role, HIDDEN) | {
        "construct": item.construct,
        "text": item.text.in_(answers.language),
        "distribution": TOO_FEW,
    }
    chosen = answers.chosen(role, item)
    counted = sum(chosen.values(), Counter[str]())
    if not answers.tells_roles or counted.total() < answers.groups.smallest:
        return row
    counts = [counted[option.key] for option in item.options]
    spread = disclosure.distribution(counts, answers.groups)
    keys = [option.key for option in item.options]
    buckets = [] if spread == TOO_FEW else [keys[first : last + 1] for first, last, _ in spread]
    may_tell_n, may_tell_buckets = _enter_choice(answers, item, chosen, buckets)
    if not may_tell_n:
        return row
    words = [option.text.in_(answers.language) for option in item.options]
    told = [_bucket(words, *each) for each in spread] if spread != TOO_FEW and may_tell_buckets else TOO_FEW
    return row | {"n": counted.total(), "mean": None, "favourable": None, "distribution": told}


def _enter_choice(
    answers: Answers, item: Item, chosen: dict[str, Counter[str]], buckets: Sequence[Sequence[str]]
) -> tuple[bool, bool]:
    """Ask the ledger for a choice's number of answers, then for its buckets; return what may be told."""
    people = {
        answers.atom(f"{cell}:{option.key}"): counted[option.key]
        for cell, counted in chosen.items()
        for option in item.options
    }
    problem = answers.ledger.problem(item.key, people)
    if not problem.publish(people):
        return False, False
    atoms = [[answers.atom(f"{cell}:{key}") for cell in chosen for key in bucket] for bucket in buckets]
    return True, all([problem.publish(bucket) for bucket in atoms])


def _bucket(words: Sequence[str], first: int, last: int, answers: int) -> Row:
    return {"options": list(words[first : last + 1]), "answers": answers}


def _listed(interval: tuple[float, float] | str | None) -> list[float] | str | None:
    return list(interval) if isinstance(interval, tuple) else interval
