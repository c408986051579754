"""Dates, keys and odds of a planned wave."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.terms import WaveKind
from rmfeedback.waves import planning
from tests.factories import CLOSES, TODAY, a_cohort, a_planned_wave


def test_a_wave_is_named_after_its_cohort_and_kind(app):
    cohort = a_cohort()

    assert [a_planned_wave(cohort).key for _ in range(2)] == ["cohort-midpoint", "cohort-midpoint-2"]


def test_a_wave_keeps_group_level_words_only(app):
    wave = a_planned_wave()

    assert wave.choices["invited"] == {"mentor": 6, "leader": 6}
    assert "@example.com" not in str({**wave.choices, "contact": ""})


@pytest.mark.parametrize(
    "dates", [(CLOSES, TODAY), (TODAY, TODAY), (TODAY - timedelta(9), TODAY - timedelta(1))]
)
def test_a_wave_that_closes_before_it_opens_or_in_the_past_is_refused(app, dates):
    with pytest.raises(planning.DatesWrong):
        planning.plan(a_cohort().key, WaveKind.PULSE, dates, TODAY)


def test_a_key_holder_that_is_not_there_yet_is_refused(app):
    with pytest.raises(planning.KeyHolderUnknown):
        wishes = planning.Wishes(keyholder="somebody")
        planning.plan(a_cohort().key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, wishes)


@pytest.mark.parametrize(
    ("chance", "word"),
    [(1, "as good as certain"), (0.9, "very likely"), (0.7, "likely"), (0.3, "open"), (0.29, "unlikely")],
)
def test_odds_are_told_in_words(chance, word):
    assert planning.odds_word(chance) == word


@given(st.integers(0, 6), st.integers(1, 6), st.floats(0.05, 0.95))
def test_the_odds_are_those_of_counting_every_case(wanted, of, rate):
    cases = product((0, 1), repeat=of)
    counted = sum(rate ** sum(case) * (1 - rate) ** (of - sum(case)) for case in cases if sum(case) >= wanted)

    assert planning.at_least(wanted, of, rate) == pytest.approx(counted)


def test_the_design_s_example_of_22_people(app):
    wave = a_planned_wave(a_cohort(11, 11))
    at_60 = planning.odds(wave)["0.60"]

    assert (planning.odds_word(at_60["all"]), planning.odds_word(at_60["by_role"])) == (
        "as good as certain",
        "likely",
    )
    assert planning.odds_word(at_60["themes"]) == "very likely"
