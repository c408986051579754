"""A cohort's whole plan: made from a template at once, each wave changed until its launch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, inviting, schedules
from rmfeedback.programmes.models import Cohort
from rmfeedback.surveys import promise, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning, timetables, workdays
from rmfeedback.waves.planning import AS_USUAL, LaunchedAlready, Wishes
from rmfeedback.waves.timetables import Draft


class PlanRefused(Refused):
    """Something about a plan that cannot be; its page comes back with what was typed."""

    status = 422


class DayPassed(PlanRefused):
    message = N_("%(day)s has passed: nothing can be planned for it. Choose a day from today on.")


class PlanPassed(PlanRefused):
    message = N_(
        "With a first session on %(day)s every wave of this plan would have begun already. Choose a later "
        "day, or plan single waves."
    )


class PlanThere(Refused):
    status = 409
    message = N_(
        "Waves of this cohort are planned already. Change their days, or take them away before you begin "
        "with another plan."
    )


class RemindersWrong(PlanRefused):
    message = N_(
        "%(day)s is no day for a reminder: each goes out on a day of its own after the opening and before "
        "the box is opened. Choose a day from %(first)s to %(last)s."
    )


class RemindersTooMany(PlanRefused):
    message = N_("%(count)d reminders are more than people stand: at most %(most)d, please. Leave some out.")


class PilotUnknown(PlanRefused):
    message = N_("“%(cohort)s” cannot be this cohort's pilot: a cohort is compared with another one.")


# How long after its closing a template promises that people hear what came of a wave.
REPORT_AFTER = timedelta(weeks=3)
# A promised report stays as many days after the closing as it was.
AS_BEFORE = date.max


@dataclass(frozen=True)
class Days:
    """When a wave opens and closes, when everybody is reminded, and what of it happens by itself.

    `report_by`: when people will hear what came of it, if that is promised.
    """

    opens_on: date
    closes_on: date
    remind_on: Sequence[date] = ()
    launches_itself: bool = True
    closes_itself: bool = True
    report_by: date | None = AS_BEFORE


@dataclass(frozen=True)
class Proposed:
    """What a template comes to: the waves that can still be planned, and those whose day has passed."""

    waves: list[Draft]
    passed: list[Draft]


def propose(cohort_key: str, template: str, starts_on: date, today: date) -> Proposed:
    """Return what a template would plan for a cohort; nothing is stored.

    Raises: NotFound, TemplateUnknown, PlanPassed.
    """
    cohort = cohorts.find_cohort(cohort_key)
    made = timetables.drafts(template, starts_on, cohort.programme.holidays)
    to_come = [draft for draft in made if draft.opens_on >= today and draft.opens_on < draft.closes_on]
    if not to_come:
        raise PlanPassed(day=starts_on)
    return Proposed(to_come, [draft for draft in made if draft not in to_come])


def make(
    cohort_key: str,
    template: str,
    starts_on: date,
    today: date,
    wishes: Wishes = AS_USUAL,
    report_after: timedelta | None = REPORT_AFTER,
) -> list[Wave]:
    """Plan every wave of a template for a cohort, all or none.

    `report_after`: how long after each closing people are promised to hear what came of it; None: no promise.

    Raises: NotFound, TemplateUnknown, PlanPassed, PlanThere, KeyHolderUnknown, BreakdownUnknown,
    TrusteeMissing.
    """
    waves = propose(cohort_key, template, starts_on, today).waves
    planning.check_wishes(wishes)
    _check_none(cohort_key)
    # What happens by itself is kept first: without its wave it does nothing, if a crash comes in between.
    with writing():
        for key, draft in _keyed(cohort_key, waves):
            schedules.put(key, draft.remind_on, closes_itself=wishes.keyholder == "server")
    with writing() as session:
        _check_none(cohort_key)
        cohort, made = cohorts.find_cohort(cohort_key), []
        for draft in waves:
            promised = draft.closes_on + report_after if report_after else None
            its, dates = replace(wishes, report_by=promised), (draft.opens_on, draft.closes_on)
            made.append(planning.add(cohort, draft.kind, dates, its))
            session.flush()
    return made


def change(wave_key: str, days: Days, today: date) -> Wave:
    """Give a planned wave other days, until it is launched.

    Raises: NotFound, LaunchedAlready, DatesWrong, DayPassed, NoWorkingDay, RemindersWrong, RemindersTooMany,
    ReportTooEarly.
    """
    check(days, _planned(wave_key).cohort_key, today)
    with writing():  # A launch cannot slip in between.
        wave = _planned(wave_key)
        report_by = _report_by(wave, days)
        planning.check_report(report_by, days.closes_on)
        wave.choices = wave.choices | {"report_by": report_by.isoformat() if report_by else None}
        wave.opens_on, wave.closes_on = days.opens_on, days.closes_on
        set_schedule(wave, days)
    return wave


def check(days: Days, cohort_key: str, today: date) -> None:
    """Refuse days that cannot be, or on which no mail goes out.

    Raises: NotFound, DatesWrong, DayPassed, NoWorkingDay, RemindersWrong, RemindersTooMany.
    """
    region = cohorts.find_cohort(cohort_key).programme.holidays
    planning.check_dates((days.opens_on, days.closes_on), today)
    if days.opens_on < today:
        raise DayPassed(day=days.opens_on)
    if len(days.remind_on) > lifecycle.MOST_REMINDERS:
        raise RemindersTooMany(count=len(days.remind_on), most=lifecycle.MOST_REMINDERS)
    for day in (days.opens_on, *days.remind_on):
        workdays.check(day, region)
    for number, day in enumerate(days.remind_on):
        if not days.opens_on < day < days.closes_on or day in days.remind_on[:number]:
            raise RemindersWrong(day=day, first=days.opens_on, last=days.closes_on)


def days_of(wave: Wave) -> Days:
    """Return the days of a wave as they stand."""
    kept = schedules.of(wave.key)
    return Days(
        wave.opens_on,
        wave.closes_on,
        schedules.reminders(kept),
        launches_itself=bool(kept and kept.launches_itself),
        closes_itself=bool(kept and kept.closes_itself),
        report_by=promise.report_by(wave),
    )


def single(cohort_key: str, kind: WaveKind, dates: tuple[date, date], today: date, wishes: Wishes) -> Wave:
    """Plan one wave that lives by itself, with the usual reminders.

    Raises: as `planning.plan` and `check`.
    """
    region = cohorts.find_cohort(cohort_key).programme.holidays
    days = Days(*dates, timetables.usual_reminders(*dates, timetables.USUAL_REMINDERS, region))
    check(days, cohort_key, today)
    wave = planning.plan(cohort_key, kind, dates, today, wishes)
    with writing():
        set_schedule(wave, days)
    return wave


def set_schedule(wave: Wave, days: Days) -> None:
    """Keep what of a wave happens by itself, in the running transaction; a trustee's box never opens so."""
    schedules.put(
        wave.key,
        days.remind_on,
        launches_itself=days.launches_itself,
        closes_itself=days.closes_itself and wave.keyholder == "server",
    )


def compare_with(cohort_key: str, pilot_key: str) -> Cohort:
    """Say which cohort was the pilot of another, for waves launched from now on; empty: none.

    Raises: NotFound, PilotUnknown.
    """
    if pilot_key == cohort_key:
        raise PilotUnknown(cohort=pilot_key)
    if pilot_key:
        cohorts.find_cohort(pilot_key)
    with writing():
        cohort = cohorts.find_cohort(cohort_key)
        cohort.pilot_key = pilot_key or None
    return cohort


def _report_by(wave: Wave, days: Days) -> date | None:
    before = promise.report_by(wave)
    if days.report_by is not AS_BEFORE:
        return days.report_by
    return days.closes_on + (before - wave.closes_on) if before else None


def _planned(wave_key: str) -> Wave:
    wave = results.wave(wave_key)
    if wave.state != "planned" or inviting.of_wave(wave_key):
        raise LaunchedAlready()
    return wave


def _check_none(cohort_key: str) -> None:
    if results.waves("planned", cohort_key=cohort_key):
        raise PlanThere()


def _keyed(cohort_key: str, waves: Sequence[Draft]) -> list[tuple[str, Draft]]:
    """Return the waves with the keys they will have."""
    found: list[tuple[str, Draft]] = []
    for draft in waves:
        taken = {key for key, _ in found}
        found.append((planning.free_key(cohort_key, draft.kind, taken), draft))
    return found
