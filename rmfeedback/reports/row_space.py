"""What follows from published sums: the row space of combinations of atoms, in whole numbers, exactly.

An atom is one stored cell of one item (and bucket, or theme): a sum over people that nothing takes apart.
Everything that is published is a sum of atoms, so all that follows from it by adding and subtracting is the
row space of those sums. Rows are sparse and keep whole coefficients (Bareiss' idea: multiply, never divide).
"""

from collections.abc import Iterable, Mapping
from math import gcd
from typing import TypeVar

# The wave it lies in, and its name there. The same people may answer in several waves.
Atom = tuple[str, str]
Row = dict[Atom, int]
Key = TypeVar("Key")


class RowSpace:
    """The row space of all rows that were added, in reduced echelon form.

    `people`: how many stand behind each atom; `smallest`: the fewest people a combination may rest on.
    The pivot of a row is a large atom wherever it has one. So the rows whose pivot is small have no large
    atom at all, and they span exactly what rests on small atoms only.
    """

    def __init__(self, people: Mapping[Atom, int], smallest: int):
        self._people = people
        self._smallest = smallest
        self._rows: dict[Atom, Row] = {}

    def add(self, row: Row) -> None:
        """Let a row belong to the space; one that follows already changes nothing."""
        row = self.reduced(row)
        if not row:
            return
        pivot = self._pivot(row)
        self._rows = {p: _without(r, row, pivot) if pivot in r else r for p, r in self._rows.items()}
        self._rows[pivot] = row

    def reduced(self, row: Row) -> Row:
        """Return what a row says beyond the space, empty where it follows from it."""
        for pivot in [atom for atom in row if atom in self._rows]:
            row = _without(row, self._rows[pivot], pivot)
        return row

    def would_tell_of_few(self, row: Row) -> bool:
        """Tell whether with this row something new would rest on fewer people than the smallest group.

        People of several waves may be the same ones, so the largest of the waves counts.
        """
        row = self.reduced(row)
        if not row or any(self._is_large(atom) for atom in row):
            return False
        small = [other for pivot, other in self._rows.items() if not self._is_large(pivot)]
        return self._rests_on_few(row, small, {})

    def component(self, row: Row) -> list[Row]:
        """Return a new row and all that share an atom with it or with one that does, in echelon form.

        Empty where the row follows already.
        """
        row = self.reduced(row)
        if not row:
            return []
        found = [row]
        left = list(self._rows.values())
        reached = set(row)
        pivot = self._pivot(row)
        while near := [other for other in left if not reached.isdisjoint(other)]:
            found += [_without(other, row, pivot) if pivot in other else other for other in near]
            left = [other for other in left if reached.isdisjoint(other)]
            reached.update(*near)
        return found

    def _pivot(self, row: Row) -> Atom:
        return max(row, key=lambda atom: (self._people[atom], atom))

    def _is_large(self, atom: Atom) -> bool:
        return self._people[atom] >= self._smallest

    def _rests_on_few(self, row: Row, others: Iterable[Row], spent: Mapping[str, int]) -> bool:
        """Tell whether `row` plus a combination of `others` rests on few people, beside those in `spent`.

        Each atom of the row is either among the few, or the others cancel it.
        """
        if not row:
            return True
        others = [other for other in others if other]
        # First what nothing cancels, then where most people stand: there one way only is left.
        held = {atom for other in others for atom in other}
        atom = max(row, key=lambda each: (each not in held, self._people[each], each))
        paid = spent.get(atom[0], 0) + self._people[atom]
        if paid < self._smallest:
            rest = [_left_out(other, atom) for other in others]
            if self._rests_on_few(_left_out(row, atom), rest, {**spent, atom[0]: paid}):
                return True
        if atom not in held:
            return False
        using = next(other for other in others if atom in other)
        rest = [_without(o, using, atom) if atom in o else o for o in others if o is not using]
        return self._rests_on_few(_without(row, using, atom), rest, spent)


def _without(row: Mapping[Key, int], using: Mapping[Key, int], column: Key) -> dict[Key, int]:
    """Return a multiple of a row, not zero, from which a multiple of another has taken a column away."""
    mine, its = row[column], using[column]
    shared = gcd(mine, its)
    mine, its = mine // shared, its // shared
    if its < 0:
        mine, its = -mine, -its
    combined = {key: its * row.get(key, 0) - mine * using.get(key, 0) for key in {**row, **using}}
    kept = {key: value for key, value in combined.items() if value}
    common = gcd(*kept.values())
    return {key: value // common for key, value in kept.items()} if common > 1 else kept


def _left_out(row: Mapping[Key, int], column: Key) -> dict[Key, int]:
    return {key: value for key, value in row.items() if key != column}
