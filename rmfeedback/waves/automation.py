"""What happens by itself: waves are launched, reminded of and closed on their days, at a decent hour.

Looked at every minute, and safe to look at twice: each deed is one that can be repeated. A day that was
missed because nothing ran is made up for as soon as it is decent, but never two reminders in one. What is
refused is told once by mail, and on the wave's page for as long as it holds.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from rmfeedback.db import writing
from rmfeedback.errors import Refused
from rmfeedback.programmes import cohorts, inviting, schedules
from rmfeedback.programmes.models import Mailing, Participation, Schedule
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import announcing, lifecycle, notices, quiet
from rmfeedback.waves.holding import WordsNeeded
from rmfeedback.waves.quiet import Hours

_ALIVE = ("planned", "open", "closing", "counted", "scrubbed")
# Somewhere it may be the next day already.
_A_DAY = timedelta(days=1)

log = logging.getLogger(__name__)


def tick() -> None:
    """Do what is due; called every minute."""
    look()


def look(now: datetime | None = None) -> None:
    """Do what is due at a moment, wave by wave, whatever becomes of the others; `now`: aware."""
    kept = schedules.known()
    for wave_key in results.keys_of_waves():
        if wave_key not in kept:
            continue
        try:
            wave = results.wave(wave_key)
            # A void wave is over once its envelopes are forgotten too.
            if wave.state in _ALIVE or (wave.state == "void" and inviting.envelopes_known(wave_key)[0]):
                _look_at(wave, kept[wave_key], now)
        except Refused as no:
            # `doctor` says what is wrong with the wave.
            log.warning("wave %s was not looked at: %s", wave_key, type(no).__name__)


def _look_at(wave: Wave, schedule: Schedule, now: datetime | None) -> None:
    hours = quiet.hours(cohorts.find_cohort(wave.cohort_key).programme, now)
    topic, deed = "launch", _launch
    if wave.state != "planned" and not _is_half_launched(wave, schedule):
        is_over = wave.state != "open" or hours.today >= wave.box_opens_on or _is_half_extended(wave)
        topic, deed = ("close", _close) if is_over else ("remind", _remind)
    try:
        deed(wave, schedule, hours)
    except Refused as no:
        name = "words" if isinstance(no, WordsNeeded) else topic
        if notices.tell(wave, name, str(no)):
            log.warning("wave %s: %s by itself was refused: %s", wave.key, topic, type(no).__name__)
    else:
        if topic in schedule.told:
            with writing():
                schedules.untell(wave.key, topic)


def _launch(wave: Wave, schedule: Schedule, hours: Hours) -> None:
    """Launch on the day or later; on the closing day that is refused, for nobody could answer."""
    if not schedule.launches_itself or not _may_have_come(hours, wave.opens_on):
        return
    if hours.has_come(wave.opens_on, _people(wave)):
        lifecycle.launch(wave.key, max(hours.today, wave.opens_on), when=hours.not_before(wave.opens_on))


def _remind(wave: Wave, schedule: Schedule, hours: Hours) -> None:
    day = reminder_due(schedules.reminders(schedule), inviting.mailings(wave.key), wave, hours)
    if day is not None and hours.has_come(day, _people(wave)):
        when = hours.not_before(day)
        lifecycle.remind(wave.key, max(hours.today, day), when=when, is_by_itself=True)


def _close(wave: Wave, schedule: Schedule, hours: Hours) -> None:
    """Open the box, or go on where that stopped; of a trustee's, only what comes after the words."""
    if schedule.closes_itself or wave.keyholder == "trustee" or wave.state in ("counted", "scrubbed", "void"):
        lifecycle.close(wave.key, hours.today, when=hours.not_before(hours.today))


def reminder_due(planned: Sequence[date], sent: Sequence[Mailing], wave: Wave, hours: Hours) -> date | None:
    """Return the last day of a reminder that has come and is not made up for by a later mail, or None."""
    reminders = sum(mailing.kind == "remind" for mailing in sent)
    if not sent or reminders >= lifecycle.MOST_REMINDERS:
        return None
    last = max(mailing.day for mailing in sent)
    days = [day for day in planned if last < day < wave.box_opens_on and _may_have_come(hours, day)]
    return max(days, default=None)


def _may_have_come(hours: Hours, day: date) -> bool:
    """Tell whether a day can have begun anywhere, before it is looked who lives where."""
    return day <= hours.today + (timedelta() if hours.now is None else _A_DAY)


def _is_half_launched(wave: Wave, schedule: Schedule) -> bool:
    """Tell whether a launch stopped between opening the wave and queueing its mails."""
    if wave.state != "open" or not schedule.launches_itself or inviting.mailings(wave.key):
        return False
    return any(inviting.has_mail(invitation) for invitation in inviting.of_wave(wave.key))


def _is_half_extended(wave: Wave) -> bool:
    return wave.is_extended and not announcing.was_announced(wave.key, "extend")


def _people(wave: Wave) -> list[Participation]:
    """Return those whose time of day counts: everybody invited, or who would be."""
    if wave.state == "planned":
        return inviting.to_invite(wave.cohort_key)
    return [invitation.participation for invitation in inviting.of_wave(wave.key)]
