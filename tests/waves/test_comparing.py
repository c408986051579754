"""With which earlier waves a wave may be compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.db import db, writing
from rmfeedback.programmes.models import Invitation, Participation
from rmfeedback.surveys import results
from rmfeedback.waves import comparing
from tests.factories import a_closed_wave, a_cohort


@pytest.mark.parametrize(
    ("joined", "left", "may"),
    [(0, 0, True), (5, 0, True), (0, 5, True), (2, 0, False), (0, 1, False), (6, 4, False), (5, 7, True)],
)
def test_a_change_is_told_only_if_nobody_or_enough_came_and_went(joined, left, may):
    stayed = set(range(100, 110))

    before = stayed | set(range(left))
    now = stayed | set(range(50, 50 + joined))

    assert comparing.may_compare(before, now, 5) is may


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.integers(5, 8))
def test_looking_back_is_allowed_exactly_where_looking_ahead_is(before, now, smallest):
    assert comparing.may_compare(before, now, smallest) is comparing.may_compare(now, before, smallest)


def later(wave):
    """The same people at a later wave, as its launch sees them."""
    people = [each.participation for each in db.session.query(Invitation).filter_by(wave_key=wave.key)]
    second = type("Later", (), {"key": "second", "cohort_key": wave.cohort_key, "opens_on": wave.closes_on})
    return second, people


def test_the_same_people_may_be_compared_and_one_who_left_forbids_it(app):
    wave = a_closed_wave(a_cohort(6, 6))
    second, people = later(wave)

    assert comparing.comparable(second, people, 5) == [wave.key]
    assert comparing.comparable(second, people[1:], 5) == []


def test_one_role_that_changed_by_few_forbids_it_for_both(app):
    wave = a_closed_wave(a_cohort(12, 6))
    second, people = later(wave)
    mentors = [each for each in people if each.role == "mentor"]
    leaders = [each for each in people if each.role == "leader"]

    assert comparing.comparable(second, mentors[:7] + leaders, 5) == [wave.key]
    assert comparing.comparable(second, mentors[:7] + leaders[:5], 5) == []


def test_only_keys_of_waves_are_frozen_for_it(app):
    wave = a_closed_wave(a_cohort(6, 6))

    assert results.wave(wave.key).choices["comparable_with"] == []
    with writing():
        assert db.session.query(Participation).count() == 12
