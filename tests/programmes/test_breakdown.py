"""Rare values are merged until each group has five people; otherwise there is no breakdown."""

from hypothesis import given
from hypothesis import strategies as some

from rmfeedback.programmes.breakdown import OTHERS, merge


def test_the_four_and_the_two_are_merged():
    assert merge({"A": 6, "B": 4, "C": 2}, 5) == {"A": "A", "B": OTHERS, "C": OTHERS}


def test_the_next_smallest_joins_where_the_others_are_too_few():
    assert merge({"A": 9, "B": 5, "C": 2}, 5) == {"A": "A", "B": OTHERS, "C": OTHERS}


def test_one_group_is_no_breakdown():
    assert merge({"A": 12}, 5) == merge({"A": 6, "B": 4}, 5) == merge({}, 5) == {}


def test_who_has_no_unit_is_among_the_others():
    assert merge({"A": 6, "": 7}, 5) == {"A": "A", "": OTHERS}


@given(some.dictionaries(some.text("ABCDEF", max_size=2), some.integers(1, 12)), some.integers(5, 8))
def test_each_group_has_enough_people_and_everybody_is_in_one(counts, smallest):
    groups = merge(counts, smallest)
    sizes = {}
    for value, group in groups.items():
        sizes[group] = sizes.get(group, 0) + counts[value]

    assert all(size >= smallest for size in sizes.values())
    assert len(sizes) != 1
    assert not groups or set(groups) == set(counts)
