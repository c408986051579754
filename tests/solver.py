"""A linear solver of the tests' own, by fractions and trying: nothing of the program's is used."""

from fractions import Fraction
from itertools import chain, combinations


def rank(rows):
    """The rank of some rows of numbers."""
    return len(echelon(rows))


def echelon(rows):
    """Rows in reduced echelon form, with the place of each one's first number."""
    rows, found = [[Fraction(value) for value in row] for row in rows], []
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [_less(row, pivot, column) for row in rows]
        found = [(place, _less(row, pivot, column)) for place, row in found] + [(column, pivot)]
    return found


def _less(row, pivot, column):
    times = row[column]
    return [value - times * its for value, its in zip(row, pivot, strict=True)] if times else row


def sets(size):
    """All sets of so many places but the empty one, the small ones first."""
    return chain.from_iterable(combinations(range(size), n) for n in range(1, size + 1))


def tells_of_few(rows, people, smallest):
    """Whether some combination of rows rests on few people, by trying all sets of atoms."""
    full = rank(rows)
    for chosen in sets(len(people)):
        if sum(people[place] for place in chosen) < smallest:
            outside = [[value for place, value in enumerate(row) if place not in chosen] for row in rows]
            if rank(outside) < full:
                return True
    return False


def followed(rows, values):
    """Yield (places, total) of every set of atoms whose total follows from the values of the rows."""
    if not rows:
        return
    width = len(rows[0])
    reduced = echelon([[*row, value] for row, value in zip(rows, values, strict=True)])
    for chosen in sets(width):
        target = [Fraction(place in chosen) for place in range(width)] + [Fraction(0)]
        for column, row in reduced:
            target = _less(target, row, column)
        if not any(target[:width]):
            yield chosen, -target[width]


def circuits(rows):
    """Return every vector of the row space that has fewest atoms, up to its scale, by trying all sets."""
    width, found = len(rows[0]), {}
    for chosen in sets(width):
        if any(set(other) <= set(chosen) for other in found):
            continue
        outside = [place for place in range(width) if place not in chosen]
        # First the places outside, so that a row whose first number lies inside has none outside.
        ordered = [[row[place] for place in (*outside, *chosen)] for row in rows]
        inside = [row for column, row in echelon(ordered) if column >= len(outside)]
        if inside:
            back = dict(zip((*outside, *chosen), inside[0], strict=True))
            found[chosen] = [back[place] for place in range(width)]
    return list(found.values())
