"""What is to be done next stands first: what somebody has to do before what happens by itself."""

from datetime import timedelta

import pytest

from rmfeedback import config
from rmfeedback.programmes import pairing
from rmfeedback.reports import findings, running
from rmfeedback.waves import automation, lifecycle, next_steps, overview, plans
from rmfeedback.waves.plans import Days
from tests.factories import (
    CLOSES,
    TODAY,
    a_closed_wave,
    a_cohort,
    a_planned_wave,
    a_trustees_wave,
    an_open_wave,
    do_jobs,
    everybody_answers,
)

LATER = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _app(app):
    return app


def steps(today=TODAY, cohort_key="cohort"):
    return next_steps.of_cohort(overview.of_cohort(cohort_key, today))


def first(today=TODAY):
    return steps(today)[0]


def with_pairs(mentors=6, leaders=6):
    cohort = a_cohort(mentors, leaders)
    pairing.accept(cohort.key, pairing.propose(cohort.key))
    return cohort


def test_people_come_first_then_pairs_then_a_plan():
    a_cohort(4, 6)
    assert [step.name for step in steps()] == ["people", "plan"]
    a_cohort(6, 6, name="Second")
    assert [step.name for step in steps(cohort_key="second")] == ["pairs", "plan"]
    with_pairs_name = [step.name for step in next_steps.of_cohort(_paired("Third"))]
    assert with_pairs_name == ["plan"]


def _paired(name):
    cohort = a_cohort(6, 6, name=name)
    pairing.accept(cohort.key, pairing.propose(cohort.key))
    return overview.of_cohort(cohort.key, TODAY)


def test_a_wave_planned_by_hand_waits_for_its_launch():
    a_planned_wave(with_pairs())

    assert (first().name, first().is_by_itself, first().day) == ("launch", False, TODAY)
    assert next_steps.in_words(first()) == "Launch the midpoint wave on 2 March."


def test_a_wave_that_launches_itself_needs_nobody():
    wave = a_planned_wave(with_pairs())
    plans.change(wave.key, Days(LATER, LATER + timedelta(days=11)), TODAY)

    assert (first().name, first().is_by_itself, first().day) == ("launch", True, LATER)
    assert next_steps.in_words(first()) == "The midpoint wave is launched by itself on 9 March."


def test_what_stands_in_the_way_of_a_launch_is_told_before_its_day():
    wave = a_planned_wave(with_pairs(6, 4))
    plans.change(wave.key, Days(LATER, LATER + timedelta(days=11)), TODAY)

    assert [step.name for step in steps()][:2] == ["people", "mend"]
    assert "4 leaders" in next_steps.in_words(steps()[1])


def test_a_missing_setting_is_told_before_the_day():
    wave = a_planned_wave(with_pairs())
    plans.change(wave.key, Days(LATER, LATER + timedelta(days=11)), TODAY)
    config.current()["MAIL_FROM"] = ""

    assert "RMFEEDBACK_MAIL_FROM is not set" in first().sentence


def test_an_open_wave_is_reminded_and_closed_by_itself_on_its_days():
    wave = a_planned_wave(with_pairs())
    reminder, closes = LATER + timedelta(days=3), LATER + timedelta(days=11)
    plans.change(wave.key, Days(LATER, closes, [reminder]), TODAY)
    config.current()["TODAY"] = LATER.isoformat()
    automation.look()
    do_jobs()
    found = steps(LATER)

    assert [(step.name, step.day, step.is_by_itself) for step in found] == [
        ("remind", reminder, True),
        ("close", closes, True),
    ]
    assert [next_steps.in_words(step) for step in found] == [
        "Everybody is reminded of the midpoint wave by itself on 12 March.",
        "The midpoint wave is closed by itself on 20 March.",
    ]


def test_by_hand_it_is_reminded_once_and_closed_on_its_day():
    an_open_wave(with_pairs())
    assert [next_steps.in_words(step) for step in steps()] == [
        "Remind everybody of the midpoint wave.",
        "Close the midpoint wave on 12 March.",
    ]
    lifecycle.remind("cohort-midpoint", TODAY)
    assert [step.name for step in steps()] == ["close"]
    assert (first(CLOSES).name, first(CLOSES).wave.may_close) == ("close", True)


def test_a_wave_that_did_not_close_by_itself_becomes_somebody_s():
    wave = a_planned_wave(with_pairs())
    plans.change(wave.key, Days(LATER, LATER + timedelta(days=11)), TODAY)
    lifecycle.launch(wave.key, LATER)

    assert first(LATER + timedelta(days=11)).is_by_itself
    assert not first(LATER + timedelta(days=12)).is_by_itself


def test_a_trustees_wave_needs_the_words():
    a_trustees_wave(with_pairs())

    assert "words" in [step.name for step in steps(CLOSES)]
    assert next_steps.in_words(first(CLOSES)).endswith("it needs the trustee's words.")


def test_closed_findings_want_to_be_released_and_then_nothing_waits():
    wave = a_closed_wave(with_pairs())
    assert next_steps.in_words(first()) == "Review and release the findings of the midpoint wave."
    running.run(wave.key)
    findings.release(wave.key)

    assert steps() == []


def test_nothing_in_the_steps_moves_when_somebody_answers():
    wave = an_open_wave(with_pairs())
    before = [next_steps.in_words(step) for step in steps()]
    everybody_answers(wave)

    assert [next_steps.in_words(step) for step in steps()] == before
