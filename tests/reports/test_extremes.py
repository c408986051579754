"""Whether an extreme mean follows, compared with looking at every combination of fewest cells."""

import random
from fractions import Fraction

import pytest

from rmfeedback.reports import extremes
from tests.solver import circuits

FIVE = (1, 5)
# Means are rounded to a tenth before they are judged.
LOW, HIGH = Fraction(155, 100), Fraction(445, 100)


def slack(vector, people, totals):
    """How far a combination is within what it could be without an extreme cell; negative: outside."""
    pairs = list(zip(vector, people, totals, strict=True))
    least = sum(times * (LOW if times > 0 else HIGH) * n for times, n, _ in pairs)
    most = sum(times * (HIGH if times > 0 else LOW) * n for times, n, _ in pairs)
    value = sum(times * total for times, _, total in pairs)
    return min(value - least, most - value)


@pytest.mark.parametrize("seed", range(150))
def test_an_extreme_follows_exactly_where_some_combination_tells_of_one(seed):
    chance = random.Random(seed)
    width = chance.randint(1, 5)
    people = [chance.randint(5, 9) for _ in range(width)]
    totals = [
        sum(chance.choices(range(1, 6), chance.choice([(9, 2, 1, 0, 0), (1, 1, 1, 1, 1)]), k=n))
        for n in people
    ]
    rows = [[chance.choice([0, 1, 1]) for _ in range(width)] for _ in range(chance.randint(1, 4))]
    rows = [row for row in rows if any(row)]
    if not rows:
        return

    may = extremes.may_be_plain(
        [{("w", str(place)): times for place, times in enumerate(row) if times} for row in rows],
        {("w", str(place)): total for place, total in enumerate(totals)},
        {("w", str(place)): n for place, n in enumerate(people)},
        FIVE,
    )

    found = [slack(vector, people, totals) for vector in circuits(rows)]
    # At the very border the careful answer is given.
    if 0 not in found:
        assert may == all(each > 0 for each in found)


@pytest.mark.parametrize(("total", "is_so"), [(15, True), (16, False), (44, False), (45, True)])
def test_a_mean_of_ten_is_extreme_up_to_one_and_a_half_and_from_four_and_a_half(total, is_so):
    assert extremes.is_extreme(total, 10, FIVE) is is_so


def test_a_cell_without_answers_is_not_extreme():
    assert not extremes.is_extreme(0, 0, FIVE)
