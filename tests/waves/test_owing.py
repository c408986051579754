"""A promised report is printed where people are asked, and the next wave waits for it."""

from datetime import date, timedelta

import pytest
from flask_babel import force_locale

from rmfeedback.programmes import reported, schedules
from rmfeedback.staff import accounts, audit
from rmfeedback.surveys import promise, results, wording
from rmfeedback.terms import WaveKind
from rmfeedback.waves import (
    automation,
    lifecycle,
    next_steps,
    overview,
    owing,
    planning,
    plans,
    reporting,
)
from rmfeedback.waves.owing import LONGEST_REASON, ReasonTooLong, ReportMissing
from rmfeedback.waves.planning import ReportTooEarly, Wishes
from rmfeedback.waves.plans import Days
from tests.answered import LATER, REPORT_BY, a_released_wave, the_next_wave
from tests.factories import CLOSES, PASSWORD, TODAY, a_cohort, a_planned_wave

pytestmark = pytest.mark.usefixtures("app")
BECAUSE = "The works council asked for a week more."


def test_the_day_is_frozen_at_launch_and_told_in_both_languages(app):
    cohort = a_cohort()
    wishes = Wishes(report_by=REPORT_BY)
    wave = planning.plan(cohort.key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    lifecycle.launch(wave.key, TODAY)
    frozen = results.wave(wave.key)

    assert promise.report_by(frozen) == REPORT_BY
    for language, said in (("en", "By 2 April you will hear"), ("de", "Bis zum 2. April erfahren Sie")):
        with app.test_request_context(), force_locale(language):
            lines = [f"{line.claim} {line.rest}" for line in wording.promise_lines(frozen)]
        assert any(line.startswith(said) for line in lines)


def test_a_wave_that_promises_no_report_says_nothing_of_one(app):
    wave = a_planned_wave()
    with app.test_request_context():
        assert not any("you will hear" in line.rest for line in wording.promise_lines(wave))
    assert promise.report_by(wave) is None


def test_no_report_is_promised_before_the_box_is_opened():
    wishes = Wishes(report_by=CLOSES)
    with pytest.raises(ReportTooEarly):
        planning.plan(a_cohort().key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    wave = plans.single("cohort", WaveKind.PULSE, (TODAY, CLOSES), TODAY, Wishes(report_by=REPORT_BY))
    with pytest.raises(ReportTooEarly):
        plans.change(wave.key, Days(TODAY, CLOSES, report_by=TODAY), TODAY)


def test_a_template_promises_each_report_three_weeks_after_its_closing():
    made = plans.make(a_cohort().key, "six-months", date(2026, 4, 13), TODAY)

    assert {promise.report_by(wave) - wave.closes_on for wave in made} == {timedelta(weeks=3)}
    moved = plans.change(made[0].key, Days(made[0].opens_on, made[0].closes_on + timedelta(days=4)), TODAY)
    assert promise.report_by(moved) - moved.closes_on == timedelta(weeks=3)


def test_the_next_wave_waits_for_a_report_whose_day_has_passed():
    wave = a_released_wave(report_by=REPORT_BY)
    later = the_next_wave(wave)

    assert lifecycle.launch(later.key, REPORT_BY).waiting == 12  # On its day it is not late yet.
    assert owing.missing("cohort", REPORT_BY) == []
    third = planning.plan("cohort", WaveKind.PULSE, (LATER, LATER + timedelta(days=9)), LATER)
    with pytest.raises(ReportMissing, match="by 2 April 2026 .*“cohort-midpoint”"):
        lifecycle.launch(third.key, LATER)
    reporting.send(wave.key, LATER)
    assert lifecycle.launch(third.key, LATER).waiting > 0


def test_hr_may_say_why_and_the_reason_is_kept():
    wave = a_released_wave(report_by=REPORT_BY)
    later = the_next_wave(wave)
    with pytest.raises(ReasonTooLong):
        lifecycle.launch(later.key, LATER, without_report="x" * (LONGEST_REASON + 1))
    with pytest.raises(ReportMissing):
        lifecycle.launch(later.key, LATER, without_report="   ")

    lifecycle.launch(later.key, LATER, without_report=BECAUSE)
    assert reported.of(wave.key).reason == BECAUSE
    [entry] = [entry for entry in audit.entries() if entry.deed == "report put off"]
    assert (entry.about, entry.details) == (wave.key, {"reason": BECAUSE})


def test_the_reason_is_asked_for_on_the_page_and_read_on_that_of_the_answers(hal):
    wave = a_released_wave(report_by=REPORT_BY)
    later = the_next_wave(wave)
    hal.application.config["RM"]["TODAY"] = LATER.isoformat()
    page = hal.get(f"/waves/{later.key}").get_data(as_text=True)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]

    assert "no report was sent" in page
    data = {"csrf_token": token, "without_report": BECAUSE}
    assert hal.post(f"/waves/{later.key}/launch", data=data).status_code == 303
    assert BECAUSE in hal.get(f"/reports/{wave.key}/actions").get_data(as_text=True)


def test_a_launch_by_itself_waits_and_hr_hears_why(app):
    accounts.add("hal@example.com", "hr", PASSWORD)
    wave = a_released_wave(report_by=REPORT_BY)
    dates = (LATER, LATER + timedelta(days=10))
    later = plans.single("cohort", WaveKind.CLOSING, dates, LATER, Wishes())
    shown = overview.of_cohort("cohort", LATER)
    steps = [next_steps.in_words(step) for step in next_steps.of_cohort(shown)]
    app.config["RM"]["TODAY"] = LATER.isoformat()
    automation.look()

    assert any("no report has been sent" in step for step in steps)
    assert any(step.startswith("Tell everybody what came of the midpoint wave") for step in steps)
    assert results.wave(later.key).state == "planned"
    assert "no report has been sent" in schedules.of(later.key).told["launch"]
    reporting.send(wave.key, LATER)
    automation.look()
    assert results.wave(later.key).state == "open"


def test_a_wave_that_was_destroyed_unread_owes_nothing():
    cohort = a_cohort()
    wishes = Wishes(report_by=REPORT_BY)
    wave = planning.plan(cohort.key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    lifecycle.launch(wave.key, TODAY)
    lifecycle.close(wave.key, CLOSES)
    lifecycle.close(wave.key, CLOSES + timedelta(days=7))

    assert results.wave(wave.key).state == "void"
    assert owing.missing("cohort", LATER) == []
