"""What follows from published sums, compared with trying out everything."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from rmfeedback.reports.row_space import RowSpace
from tests.solver import tells_of_few

DECISIONS = 3_000
# Coefficients and people of the random problems: mostly sums, some differences, some empty and small atoms.
TIMES = (0, 0, 0, 1, 1, 1, 1, -1, 2)


def sparse(row):
    return {("wave", f"{place:02d}"): value for place, value in enumerate(row) if value}


def decide(candidates, people, smallest):
    """Yield what the row space and what trying out says of each candidate that is decided in turn."""
    space = RowSpace({("wave", f"{place:02d}"): n for place, n in enumerate(people)}, smallest)
    told = []
    for row in candidates:
        refused = space.would_tell_of_few(sparse(row))
        yield refused, tells_of_few([*told, row], people, smallest)
        if not refused:
            space.add(sparse(row))
            told.append(row)


def test_three_thousand_random_decisions_agree_with_trying_everything():
    chance = random.Random(time.strftime("%Y-%m-%d"))
    decided, refusals = 0, 0
    while decided < DECISIONS:
        width, smallest = chance.randint(1, 7), chance.choice([5, 5, 5, 6])
        people = [chance.choice([0, 1, 1, 2, 2, 3, 4, 4, 5, 7]) for _ in range(width)]
        candidates = [[chance.choice(TIMES) for _ in range(width)] for _ in range(6)]
        for refused, by_trying in decide(candidates, people, smallest):
            assert refused == by_trying, (people, candidates, smallest)
            decided, refusals = decided + 1, refusals + refused
    assert decided / 10 < refusals < decided * 9 / 10


@settings(deadline=None)
@given(st.data())
def test_any_decision_agrees_with_trying_everything(data):
    people = data.draw(st.lists(st.integers(0, 6), min_size=1, max_size=6))
    row = st.lists(st.integers(-2, 2), min_size=len(people), max_size=len(people))
    candidates = data.draw(st.lists(row, max_size=5))

    for refused, by_trying in decide(candidates, people, 5):
        assert refused == by_trying


def test_the_same_people_of_two_waves_count_once():
    people = {("one", "all"): 4, ("two", "all"): 4, ("three", "all"): 3}
    space = RowSpace(people, 5)

    assert space.would_tell_of_few(dict.fromkeys(people, 1))


def test_a_combination_that_follows_already_adds_nothing():
    space = RowSpace({("w", "a"): 4, ("w", "b"): 4, ("w", "c"): 9}, 5)
    space.add({("w", "a"): 1, ("w", "b"): 1})

    assert not space.would_tell_of_few({("w", "a"): 2, ("w", "b"): 2})
    assert space.reduced({("w", "a"): 2, ("w", "b"): 2}) == {}
