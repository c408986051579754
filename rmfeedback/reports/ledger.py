"""The ledger: every combination of atoms that a programme ever published, and what may be published besides.

An atom is a stored cell of one item (and bucket, or theme). Items have nothing in common, so each is a
problem of its own. What is published is always a sum of atoms; the ledger keeps how many people are in each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.reports import extremes
from rmfeedback.reports.models import LedgerRow
from rmfeedback.reports.row_space import Atom, Row, RowSpace
from rmfeedback.surveys.models import Wave


@dataclass(frozen=True)
class Combination:
    """Atoms that were told as one: by the number of people alone, beside a band, or with their sum."""

    about: str
    people: tuple[tuple[Atom, int], ...]
    is_banded: bool = False

    @property
    def row(self) -> Row:
        return {atom: 1 for atom, _ in self.people}


@dataclass
class Problem:
    """One item (or the themes of a wave): its atoms, what was published of it, and what may be next.

    `people`: how many stand behind each atom of the wave, shown or not; `totals`: the sum of their recoded
    scores, where there are scores; `scale`: the lowest and the highest score.
    """

    about: str
    smallest: int
    people: dict[Atom, int]
    totals: Mapping[Atom, int] = field(default_factory=dict)
    scale: tuple[int, int] = (1, 5)
    published: list[Combination] = field(default_factory=list)
    fresh: list[Combination] = field(default_factory=list)

    def __post_init__(self) -> None:
        # A theme that was split or merged since is another atom under an old name.
        self._is_changed = any(self.people.get(a, n) != n for c in self.published for a, n in c.people)
        for combination in self.published:
            self.people = dict(combination.people) | self.people
        self._counts = RowSpace(self.people, self.smallest)
        self._sums = RowSpace(self.people, self.smallest)
        for combination in self.published:
            self._add(combination)

    def may_publish(self, atoms: Iterable[Atom], *, as_band: bool = False) -> bool:
        """Tell whether these atoms may be told as one beside all that ever was told.

        Not if then anything that follows rests on fewer people than the smallest group, or is a mean near an
        end of its scale.
        """
        row = dict.fromkeys(atoms, 1)
        if self._is_changed or self._counts.would_tell_of_few(row):
            return False
        return as_band or not self.totals or not self._would_tell_an_extreme(row)

    def follows(self, atoms: Iterable[Atom]) -> bool:
        """Tell whether the sum of these atoms follows already from sums that were published."""
        return not self._is_changed and not self._sums.reduced(dict.fromkeys(atoms, 1))

    def publish(self, atoms: Iterable[Atom], *, as_band: bool = False) -> bool:
        """Enter these atoms where they may be told as one; return whether they may."""
        atoms = sorted(atoms)
        if not self.may_publish(atoms, as_band=as_band):
            return False
        told = Combination(self.about, tuple((atom, self.people[atom]) for atom in atoms), as_band)
        if told not in self.published:
            self._add(told)
            self.published.append(told)
            self.fresh.append(told)
        return True

    def _add(self, combination: Combination) -> None:
        self._counts.add(combination.row)
        if not combination.is_banded:
            self._sums.add(combination.row)

    def _would_tell_an_extreme(self, row: Row) -> bool:
        # Over waves no mean is judged: each wave's own were when it was released.
        rows = [each for each in self._sums.component(row) if set(each) <= set(self.totals)]
        return not extremes.may_be_plain(rows, self.totals, self.people, self.scale)


class Ledger:
    """All that a programme published; new combinations are fresh until they are recorded."""

    def __init__(self, programme_key: str, smallest: int, published: Iterable[Combination] = ()):
        self.programme_key = programme_key
        self.smallest = smallest
        self._published: dict[str, list[Combination]] = defaultdict(list)
        for combination in published:
            self._published[combination.about].append(combination)
        self.fresh: list[Combination] = []

    def problem(
        self,
        about: str,
        people: Mapping[Atom, int],
        totals: Mapping[Atom, int] | None = None,
        scale: tuple[int, int] = (1, 5),
    ) -> Problem:
        """Return the problem of one item, with what was published of it."""
        known = self._published[about]
        return Problem(about, self.smallest, dict(people), totals or {}, scale, known, self.fresh)


def load(wave: Wave, smallest: int) -> Ledger:
    """Return the ledger of a wave's programme; `smallest`: the smallest group of the wave at hand."""
    rows = db.session.scalars(select(LedgerRow).where(LedgerRow.programme_key == programme_of(wave)))
    return Ledger(programme_of(wave), smallest, [_combination(row) for row in rows])


def record(ledger: Ledger) -> None:
    """Keep what is fresh for good, in the running transaction, in an order that tells nothing."""
    db.session.add_all(
        LedgerRow(
            programme_key=ledger.programme_key,
            about=told.about,
            atoms=[[*atom, people] for atom, people in told.people],
            is_banded=told.is_banded,
        )
        for told in ledger.fresh
    )
    ledger.fresh.clear()


def programme_of(wave: Wave) -> str:
    """Return the programme a wave belongs to; one of an older version knows its cohort only."""
    return str(wave.choices.get("programme_key") or wave.cohort_key)


def _combination(row: LedgerRow) -> Combination:
    people = tuple(((wave, name), n) for wave, name, n in row.atoms)
    return Combination(row.about, people, row.is_banded)
