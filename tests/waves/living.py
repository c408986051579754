"""What tests of waves that live by themselves share: days to live through, and what was sent meanwhile."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rmfeedback import config
from rmfeedback.db import writing
from rmfeedback.programmes import cohorts, inviting
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import automation, plans
from rmfeedback.waves.plans import Days
from tests.factories import TODAY, a_cohort, a_planned_wave, do_jobs

BERLIN = ZoneInfo("Europe/Berlin")
# A Monday, two reminders, and the Friday after next.
OPENS, FIRST, SECOND, CLOSES = (TODAY + timedelta(days=n) for n in (7, 10, 14, 18))


def a_wave_by_itself() -> Wave:
    """A planned wave of twelve people in Berlin, with two reminders."""
    made = a_planned_wave(a_cohort())
    plans.change(made.key, Days(OPENS, CLOSES, [FIRST, SECOND]), TODAY)
    with writing():
        cohorts.find_programme("pilot").time_zone = "Europe/Berlin"
    return made


def at(day, hour=10, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


def look(day, hour=10):
    """Look at the clock as on a day; the mails that are due go out."""
    config.current()["TODAY"] = day.isoformat()
    automation.look(at(day, hour))
    do_jobs()


def pass_days(first, last, hour=10):
    for number in range((last - first).days + 1):
        look(first + timedelta(days=number), hour)


def mailed(wave):
    return [(mailing.kind, mailing.day) for mailing in inviting.mailings(wave.key)]


def notices():
    folder = config.current()["INSTANCE"] / "outbox"
    texts = [file.read_text() for file in sorted(folder.glob("*.eml"))]
    return [
        line[4:]
        for text in texts
        if "It needs you" in text
        for line in text.splitlines()
        if line[:4] == "To: "
    ]
