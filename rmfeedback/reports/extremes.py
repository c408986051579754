"""Whether what is published tells that somewhere a mean lies near an end of its scale.

A mean there nearly tells the answers, so it is told as a band only; and it must not follow from other means.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rmfeedback.reports import disclosure
from rmfeedback.reports.row_space import Atom, Row

Scale = tuple[int, int]
Ends = tuple[Fraction, Fraction]
# So much nearer the middle than it must be: what a solver in floating point takes for fitting, fits.
MARGIN = 1e-6


def is_extreme(total: int, people: int, scale: Scale) -> bool:
    """Tell whether a mean would be told as a band."""
    return people > 0 and disclosure.band_of(disclosure.rounded(total, people), scale) is not None


def may_be_plain(
    rows: Sequence[Row], totals: Mapping[Atom, int], people: Mapping[Atom, int], scale: Scale
) -> bool:
    """Tell whether the sums of these rows could come from cells of which none is extreme.

    If they could, no combination of them is the extreme mean of any cells, for a mean of plain ones is plain;
    and if they could not, some combination tells that an extreme one is among them (Farkas 1902). `rows`:
    coefficients by atom; `totals`, `people`: of every atom in them.
    """
    atoms = sorted(set().union(*rows))
    if not any(is_extreme(totals[atom], people[atom], scale) for atom in atoms):
        return True
    ends = _plain_ends(scale)
    if len(atoms) == sum(map(len, rows)):  # No two rows share an atom, so each can be judged for itself.
        return all(_is_within(row, totals, people, ends) for row in rows)
    return _has_solution(rows, atoms, totals, people, ends)


def _plain_ends(scale: Scale) -> tuple[Fraction, Fraction]:
    """Return the lowest mean that is not told as a band, and the lowest at the other end that is."""
    low, high = scale
    width = (high - low) * disclosure.END_OF_SCALE
    half_a_tenth = Fraction(1, 20)
    return low + width + half_a_tenth, high - width - half_a_tenth


def _is_within(row: Row, totals: Mapping[Atom, int], people: Mapping[Atom, int], ends: Ends) -> bool:
    value = sum(times * totals[atom] for atom, times in row.items())
    limits = [[times * end * people[atom] for end in ends] for atom, times in row.items()]
    return sum(map(min, limits)) <= value < sum(map(max, limits))


def _has_solution(
    rows: Sequence[Row],
    atoms: Sequence[Atom],
    totals: Mapping[Atom, int],
    people: Mapping[Atom, int],
    ends: Ends,
) -> bool:
    # Loads SciPy, which only few breakdowns need: those told by role and, for both roles, by group.
    from scipy.optimize import linprog

    low, high = float(ends[0]) + MARGIN, float(ends[1]) - MARGIN
    found = linprog(
        [0.0] * len(atoms),
        A_eq=[[row.get(atom, 0) for atom in atoms] for row in rows],
        b_eq=[sum(times * totals[atom] for atom, times in row.items()) for row in rows],
        bounds=[(low * people[atom], high * people[atom]) for atom in atoms],
    )
    return bool(found.status == 0)
