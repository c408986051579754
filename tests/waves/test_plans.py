"""A cohort's plan is made at once, changed until launch, and never for a day that has passed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import current_app

from rmfeedback.db import writing
from rmfeedback.errors import NotFound
from rmfeedback.programmes import cohorts, schedules
from rmfeedback.surveys import results
from rmfeedback.waves import lifecycle, planning, plans, workdays
from rmfeedback.waves.plans import Days
from tests.databases import both_engines
from tests.factories import CLOSES, TODAY, a_cohort, a_planned_wave, a_programme, an_open_wave

pytestmark = both_engines
STARTS = TODAY + timedelta(weeks=3)


@pytest.fixture(autouse=True)
def _app(app):
    return app


def days(opens=TODAY + timedelta(days=7), closes=TODAY + timedelta(days=18), remind=(), **more):
    return Days(opens, closes, remind, **more)


def test_a_plan_holds_every_wave_of_its_template_with_two_reminders_each():
    cohort = a_cohort()
    made = plans.make(cohort.key, "six-months", STARTS, TODAY)

    assert [wave.kind for wave in made] == ["kickoff", "pulse", "midpoint", "pulse", "closing", "follow-up"]
    assert [wave.key for wave in made][1:4] == ["cohort-pulse", "cohort-midpoint", "cohort-pulse-2"]
    assert {len(schedules.reminders(schedules.of(wave.key))) for wave in made} == {2}
    assert {wave.state for wave in made} == {"planned"}


def test_a_second_plan_for_the_same_cohort_is_refused():
    plans.make(a_cohort().key, "six-months", STARTS, TODAY)

    with pytest.raises(plans.PlanThere):
        plans.make("cohort", "twelve-week-pilot", STARTS, TODAY)
    assert len(results.waves()) == 6


def test_a_plan_sent_from_two_windows_at_once_is_made_once():
    a_cohort()
    app, at_once = current_app._get_current_object(), Barrier(2)

    def press(_):
        with app.app_context():
            at_once.wait()
            try:
                return len(plans.make("cohort", "six-months", STARTS, TODAY))
            except plans.PlanThere:
                return 0

    with ThreadPoolExecutor(2) as windows:
        assert sorted(windows.map(press, range(2))) == [0, 6]
    assert len(results.waves()) == 6


def test_waves_whose_day_has_passed_are_left_out():
    a_cohort()
    proposed = plans.propose("cohort", "six-months", TODAY - timedelta(weeks=7), TODAY)

    assert [draft.kind.value for draft in proposed.passed] == ["kickoff", "pulse"]
    assert len(plans.make("cohort", "six-months", TODAY - timedelta(weeks=7), TODAY)) == 4


def test_a_plan_that_is_over_already_is_refused():
    a_cohort()
    with pytest.raises(plans.PlanPassed):
        plans.make("cohort", "twelve-week-pilot", TODAY - timedelta(weeks=52), TODAY)
    with pytest.raises(NotFound):
        plans.make("nowhere", "twelve-week-pilot", STARTS, TODAY)


def test_a_plan_with_a_trustee_wants_one_and_closes_nothing_by_itself():
    a_cohort()
    wishes = planning.Wishes(keyholder="trustee")
    with pytest.raises(planning.TrusteeMissing):
        plans.make("cohort", "six-months", STARTS, TODAY, wishes)
    assert results.waves() == []


def test_a_planned_wave_gets_other_days():
    wave = a_planned_wave()
    reminder = TODAY + timedelta(days=9)
    plans.change(wave.key, days(remind=[reminder], closes_itself=False), TODAY)

    assert (wave.opens_on, wave.closes_on) == (TODAY + timedelta(days=7), TODAY + timedelta(days=18))
    kept = schedules.of(wave.key)
    assert (schedules.reminders(kept), kept.launches_itself, kept.closes_itself) == ([reminder], True, False)


def test_a_launched_wave_keeps_its_days():
    wave = an_open_wave()

    with pytest.raises(planning.LaunchedAlready):
        plans.change(wave.key, days(), TODAY)
    assert wave.closes_on == CLOSES


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (days(opens=TODAY - timedelta(days=1)), plans.DayPassed),
        (days(closes=TODAY), planning.DatesWrong),
        (days(opens=date(2026, 3, 7)), workdays.NoWorkingDay),
        (days(opens=date(2026, 4, 3), closes=date(2026, 4, 20)), workdays.NoWorkingDay),  # Good Friday
        (days(remind=[date(2026, 3, 14)]), workdays.NoWorkingDay),
        (days(remind=[TODAY + timedelta(days=7)]), plans.RemindersWrong),
        (days(remind=[TODAY + timedelta(days=18)]), plans.RemindersWrong),
        (days(remind=[date(2026, 3, 10)] * 2), plans.RemindersWrong),
        (days(remind=[date(2026, 3, 10) + timedelta(days=n) for n in range(7)]), plans.RemindersTooMany),
    ],
)
def test_days_that_cannot_be_are_refused_and_change_nothing(wrong, refusal):
    wave = a_planned_wave()
    with writing():
        cohorts.find_programme("pilot").holidays = "DE"
    with pytest.raises(refusal):
        plans.change(wave.key, wrong, TODAY)
    assert (wave.opens_on, schedules.of(wave.key)) == (TODAY, None)


def test_six_reminders_are_the_most():
    wave = a_planned_wave()
    six = [date(2026, 3, 10) + timedelta(days=n) for n in (0, 1, 2, 3, 6, 7)]
    plans.change(wave.key, days(remind=six), TODAY)

    assert len(schedules.reminders(schedules.of(wave.key))) == lifecycle.MOST_REMINDERS


def test_a_planned_wave_that_is_taken_away_takes_its_days_with_it():
    [first, *_] = plans.make(a_cohort().key, "twelve-week-pilot", STARTS, TODAY)
    planning.withdraw(first.key)

    assert schedules.of("cohort-kickoff") is None


def test_a_cohort_is_compared_with_another_one():
    a_cohort(name="Pilot group")
    a_cohort(name="Autumn")

    assert plans.compare_with("autumn", "pilot-group").pilot_key == "pilot-group"
    with pytest.raises(plans.PilotUnknown):
        plans.compare_with("autumn", "autumn")
    with pytest.raises(NotFound):
        plans.compare_with("autumn", "nobody")
    assert plans.compare_with("autumn", "").pilot_key is None


def test_a_wave_knows_its_pilot_from_the_launch_on():
    a_programme("Pilot")
    a_cohort(name="Pilot group")
    cohort = a_cohort(name="Autumn")
    wave = a_planned_wave(cohort)
    plans.compare_with("autumn", "pilot-group")
    lifecycle.launch(wave.key, TODAY)

    assert wave.choices["pilot_key"] == "pilot-group"
