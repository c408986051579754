"""Which group's answers to which item are shown, and how: each decision goes through the ledger.

Per item the candidates stand in the order of importance: everybody, the roles, the groups of the breakdown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rmfeedback.reports import disclosure, scoring
from rmfeedback.reports.disclosure import HIDDEN, Groups, Shown
from rmfeedback.reports.ledger import Ledger, Problem
from rmfeedback.reports.row_space import Atom
from rmfeedback.surveys.questionnaire import Construct, Item, Questionnaire

ALL = "all"
ROLES = ("mentor", "leader")
# The problem of the ledger that holds how many have answered at all.
RESPONSES = "responses"


@dataclass(frozen=True)
class Cell:
    """What a group's answers to one item may say, and the spread an interval is made with."""

    role: str
    item: Item
    shown: Shown
    spread: float
    group: str = ""

    @property
    def key(self) -> str:
        """The item's key; for both roles together the one that tells no role."""
        return self.item.neutral_key if self.role == ALL else self.item.key


@dataclass(frozen=True)
class _Candidate:
    """A group that could be shown: its role (or `all`), its group of the breakdown, and its stored cells."""

    role: str
    group: str
    cells: frozenset[str]


@dataclass(frozen=True)
class Answers:
    """All that was answered in a wave, as it was stored, with what was asked and what was published.

    `responses` by stored cell; `scores` and `options` are counts by (stored cell, item key).
    """

    wave_key: str
    questionnaires: Mapping[str, Questionnaire]
    responses: Mapping[str, int]
    scores: Mapping[tuple[str, str], Counter[int]]
    options: Mapping[tuple[str, str], Counter[str]]
    groups: Groups
    ledger: Ledger
    reliability: Mapping[tuple[str, str], float] = field(default_factory=dict)
    language: str = "en"

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that were asked, mentors first."""
        return tuple(role for role in ROLES if role in self.questionnaires)

    @property
    def total(self) -> int:
        return sum(self.responses.values())

    @property
    def by_role(self) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for cell, n in self.responses.items():
            found[_role_of(cell)] += n
        return found

    @property
    def tells_roles(self) -> bool:
        """Whether any number of a role may be shown."""
        return disclosure.roles_shown(self.by_role, self.roles, self.groups)

    @cached_property
    def cells(self) -> list[Cell]:
        """One cell per role and scaled item, then both together where asked alike, then the groups."""
        self._enter_responses()
        found = [cell for items in self._items().values() for cell in self._decide(items)]
        places = {item.key: place for place, item in enumerate(self._scaled())}
        order = {ALL: len(ROLES)} | {role: place for place, role in enumerate(ROLES)}
        return sorted(found, key=lambda c: (c.group != "", order[c.role], places[c.item.key]))

    @property
    def wholes(self) -> list[Cell]:
        """The cells of the roles and of everybody."""
        return [cell for cell in self.cells if not cell.group]

    @property
    def parts(self) -> list[Cell]:
        """The cells of the breakdown."""
        return [cell for cell in self.cells if cell.group]

    def choices(self) -> Iterator[tuple[str, Item]]:
        """Yield role and item of each choice."""
        for role in self.roles:
            yield from ((role, item) for item in self.questionnaires[role].items if item.options)

    def chosen(self, role: str, item: Item) -> dict[str, Counter[str]]:
        """Return how often each option of a choice was taken, by stored cell of the role."""
        found = {cell: self.options.get((cell, item.key), Counter()) for cell in self.responses}
        return {cell: counted for cell, counted in found.items() if _role_of(cell) == role}

    def constructs(self) -> list[Construct]:
        """Return the constructs in the order asked, those of both roles once."""
        found = {each.key: each for role in self.roles for each in self.questionnaires[role].constructs}
        return list(found.values())

    def atom(self, name: str) -> Atom:
        return self.wave_key, name

    def _enter_responses(self) -> None:
        told = self.ledger.problem(RESPONSES, {self.atom(cell): n for cell, n in self.responses.items()})
        for candidate in self._candidates(self.roles):
            if candidate.cells:
                told.publish(map(self.atom, candidate.cells))

    def _scaled(self) -> list[Item]:
        return [item for role in self.roles for item in self.questionnaires[role].items if item.is_scaled]

    def _items(self) -> dict[str, dict[str, Item]]:
        """Return the scaled items by the key that tells no role, then by role."""
        found: dict[str, dict[str, Item]] = defaultdict(dict)
        for role in self.roles:
            for item in self.questionnaires[role].items:
                if item.is_scaled:
                    found[item.neutral_key][role] = item
        return found

    def _decide(self, items: Mapping[str, Item]) -> Iterator[Cell]:
        """Yield the cells of an item, or of an item and its mirror, in the order of importance."""
        item = next(iter(items.values()))
        counted = self._recoded(items)
        problem = self.ledger.problem(
            item.neutral_key,
            {self.atom(cell): its.total() for cell, its in counted.items()},
            {self.atom(cell): sum(value * n for value, n in its.items()) for cell, its in counted.items()},
            item.scale,
        )
        told = _Told(problem, self.groups, self.wave_key, counted)
        for candidate in self._candidates(tuple(items) if self.tells_roles else self.roles):
            its = item if candidate.role == ALL else items.get(candidate.role)
            if its is None or candidate.role == ALL and not its.mirror:
                continue
            shown = told.show(candidate) if candidate.role == ALL or self.tells_roles else HIDDEN
            yield Cell(candidate.role, its, shown, told.spread(candidate), candidate.group)

    def _recoded(self, items: Mapping[str, Item]) -> dict[str, Counter[int]]:
        """Return the recoded scores of an item and its mirror by stored cell."""
        found = {}
        for cell in self.responses:
            item = items.get(_role_of(cell)) or (next(iter(items.values())) if cell == ALL else None)
            if item is not None:
                raw = self.scores.get((cell, item.neutral_key if cell == ALL else item.key), Counter())
                found[cell] = Counter({item.recoded(value): n for value, n in raw.items()})
        return found

    def _candidates(self, roles: Sequence[str]) -> list[_Candidate]:
        """Return everybody, the roles, and the groups of the breakdown, for the roles an item is asked of."""
        cells = [cell for cell in self.responses if cell == ALL or _role_of(cell) in roles]
        whole = [_Candidate(role, "", frozenset(c for c in cells if _role_of(c) == role)) for role in roles]
        if len(roles) > 1:
            whole = [_Candidate(ALL, "", frozenset(cells)), *whole]
        broken = [cell for cell in cells if "/" in cell]
        if disclosure.may_cross(self.total):
            return whole + [_Candidate(_role_of(c), _group_of(c), frozenset([c])) for c in sorted(broken)]
        names = sorted({_group_of(cell) for cell in broken})
        return whole + [_group(name, [c for c in broken if _group_of(c) == name]) for name in names]


class _Told:
    """What was told of one item so far, for the rule that a banded mean enters no shown number."""

    def __init__(self, problem: Problem, groups: Groups, wave_key: str, counted: Mapping[str, Counter[int]]):
        self._problem, self._groups, self._wave_key, self._counted = problem, groups, wave_key, counted
        self._numbers: list[frozenset[str]] = []

    def show(self, candidate: _Candidate) -> Shown:
        """Return what is shown of a candidate, and remember it."""
        shown = self._score(candidate.cells)
        if candidate.role == ALL and not candidate.group:
            shown = disclosure.pooled(shown, [self._score(part) for part in self._roles(candidate)])
        if not shown.is_shown or self._is_within_a_number(candidate, shown):
            return HIDDEN
        atoms = [(self._wave_key, cell) for cell in candidate.cells]
        if not self._problem.publish(atoms, as_band=not shown.is_number):
            return HIDDEN
        if shown.is_number:
            self._numbers.append(candidate.cells)
        return shown

    def spread(self, candidate: _Candidate) -> float:
        return scoring.spread(self._together(candidate.cells))

    def _is_within_a_number(self, candidate: _Candidate, shown: Shown) -> bool:
        return not shown.is_number and any(candidate.cells <= number for number in self._numbers)

    def _roles(self, candidate: _Candidate) -> list[frozenset[str]]:
        return [frozenset(c for c in candidate.cells if _role_of(c) == role) for role in ROLES]

    def _score(self, cells: frozenset[str]) -> Shown:
        return disclosure.score(self._together(cells), self._problem.scale, self._groups)

    def _together(self, cells: frozenset[str]) -> Counter[int]:
        return sum((self._counted.get(cell, Counter()) for cell in cells), Counter())


def _group(name: str, cells: Sequence[str]) -> _Candidate:
    roles = {_role_of(cell) for cell in cells}
    return _Candidate(roles.pop() if len(roles) == 1 else ALL, name, frozenset(cells))


def _role_of(cell: str) -> str:
    return cell.partition("/")[0]


def _group_of(cell: str) -> str:
    return cell.partition("/")[2]
