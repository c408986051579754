"""The end of a programme: its people, pairs and invitations are deleted, what was counted stays.

Announced on the programme's page from the day its end is known, and by mail two weeks ahead: what was not
announced is not deleted. A wave that is not closed stands in the way.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from flask import Flask, current_app

from rmfeedback import bell, config, jobs, mail
from rmfeedback.db import vacuum, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, forgetting, inviting
from rmfeedback.programmes.forgetting import Extent
from rmfeedback.programmes.models import Deletion, Programme
from rmfeedback.staff import audit
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import notices, planning, redacting, reporting

NOTICE = timedelta(days=14)
LONGEST_KEEP_DAYS = 3650
_OVER = ("done", "void")

# What else belongs to a programme and goes with its people; called in the deletion's transaction.
Forget = Callable[[str], None]

log = logging.getLogger(__name__)


class WaveStillOpen(Refused):
    status = 409
    message = N_(
        "Wave “%(wave)s” is not closed: its links lead to people, so nobody is deleted before it is. Close "
        "it first."
    )


class NothingToDelete(Refused):
    status = 409
    message = N_("There are no people, pairs or invitations in “%(programme)s”: nothing was deleted.")


class EndTooSoon(Refused):
    status = 422
    message = N_(
        "With these days the people would be deleted on %(day)s. It has to be announced two weeks ahead: "
        "choose a later end or more days, so that it is %(first)s or later; or delete them by hand."
    )


class KeepDaysWrong(Refused):
    status = 422
    message = N_("%(days)d is no number of days to keep people for. Choose one from 0 to %(most)d.")


@dataclass(frozen=True)
class Retention:
    """What will be deleted of a programme, when, and what stands in the way; and what was deleted before."""

    programme: Programme
    extent: Extent
    due_on: date | None
    blocking: list[Wave]
    planned: list[Wave]
    deletions: list[Deletion]

    @property
    def is_anything(self) -> bool:
        """Tell whether there is anything to delete."""
        return any((self.extent.people, self.extent.pairs, self.extent.invitations))


def init(app: Flask, forget: Iterable[Forget]) -> None:
    """Keep the functions that delete what else belongs to a programme."""
    app.extensions["forget_with_programme"] = tuple(forget)


def of(programme_key: str) -> Retention:
    """Return what will become of a programme's people.

    Raises: NotFound.
    """
    programme, waves = cohorts.find_programme(programme_key), _waves(programme_key)
    return Retention(
        programme=programme,
        extent=forgetting.extent(programme_key),
        due_on=due_on(programme),
        blocking=[wave for wave in waves if _is_alive(wave)],
        planned=[wave for wave in waves if wave.state == "planned"],
        deletions=forgetting.deletions(programme_key),
    )


def is_deleted(programme_key: str) -> bool:
    """Tell whether a programme's people were deleted, and nobody has come since."""
    return bool(forgetting.deletions(programme_key)) and not any(astuple(forgetting.extent(programme_key)))


def due_on(programme: Programme) -> date | None:
    """Return the day on which people are deleted by themselves; None while no end is set."""
    return programme.ends_on + timedelta(days=programme.keep_days) if programme.ends_on else None


def set_end(programme_key: str, ends_on: date | None, keep_days: int, today: date) -> Programme:
    """Say when a programme ends and how long its people are kept; this can be put off until they are deleted.

    Raises: NotFound, KeepDaysWrong, EndTooSoon.
    """
    if not 0 <= keep_days <= LONGEST_KEEP_DAYS:
        raise KeepDaysWrong(days=keep_days, most=LONGEST_KEEP_DAYS)
    first = today + NOTICE
    if ends_on and ends_on + timedelta(days=keep_days) < first:
        raise EndTooSoon(day=ends_on + timedelta(days=keep_days), first=first)
    with writing():
        programme = cohorts.find_programme(programme_key)
        if (programme.ends_on, programme.keep_days) != (ends_on, keep_days):
            programme.ends_on, programme.keep_days, programme.announced_on = ends_on, keep_days, None
    return programme


def delete(programme_key: str, today: date) -> Deletion:
    """Delete the people of a programme, and whatever leads to them; take its planned waves away.

    Raises: NotFound, WaveStillOpen, NothingToDelete.
    """
    found = of(programme_key)
    _check(found)
    for wave in found.planned:
        planning.withdraw(wave.key)
    with writing():  # A launch cannot slip in between.
        _check(of(programme_key))
        wave_keys = {wave.key for wave in _waves(programme_key)}
        for forget in current_app.extensions["forget_with_programme"]:
            forget(programme_key)
        for wave_key in wave_keys:
            jobs.drop(wave_key)
        deletion = forgetting.forget(programme_key, wave_keys, today)
        audit.enter("people deleted", programme_key, people=deletion.people)
    scrub(deletion)
    return deletion


def scrub(deletion: Deletion) -> None:
    """Leave no byte of those deleted in a file; to be repeated after a crash."""
    settings, key = config.current(), deletion.programme_key
    cohort_keys = [cohort.key for cohort in cohorts.find_programme(key).cohorts]
    # A mail about a cohort's pairs is named after what it is, and the cohort.
    of_pairs = [f"*_{cohort_key}" for cohort_key in cohort_keys]
    wave_keys = [wave.key for wave in _waves(key)]
    for about in (key, *cohort_keys, *of_pairs, *wave_keys, *map(reporting.about, wave_keys)):
        mail.clear(settings, about)
    redacting.forget()
    vacuum("identity")
    vacuum("responses")
    with writing() as session:
        session.merge(deletion).is_scrubbed = True


def tick() -> None:
    """Announce and delete what is due; called every minute."""
    look(config.this_day())


def look(today: date) -> None:
    """Announce each deletion two weeks ahead, and do it on its day; go on where one stopped."""
    for deletion in forgetting.deletions():
        if not deletion.is_scrubbed:
            scrub(deletion)
    for programme in cohorts.ending():
        day = due_on(programme)
        assert day is not None
        if today < day - NOTICE or not of(programme.key).is_anything:
            continue
        if programme.announced_on is None:
            _announce(programme, max(day, today + NOTICE), today)
        elif today >= max(day, programme.announced_on + NOTICE):
            _delete_by_itself(programme.key, today)


def _delete_by_itself(programme_key: str, today: date) -> None:
    try:
        delete(programme_key, today)
    except WaveStillOpen:
        # The programme's page says so; the wave closes on its day, and the next look goes on.
        log.info("people of %s are kept: a wave is not closed", programme_key)


def _announce(programme: Programme, day: date, today: date) -> None:
    with writing():
        programme.announced_on = today
        notices.queue_deletion(programme.key, day)
    bell.ring()


def _check(found: Retention) -> None:
    if found.blocking:
        raise WaveStillOpen(wave=found.blocking[0].key)
    if not found.is_anything:
        raise NothingToDelete(programme=found.programme.name)


def _waves(programme_key: str) -> list[Wave]:
    keys = {cohort.key for cohort in cohorts.find_programme(programme_key).cohorts}
    return [wave for wave in results.waves() if wave.cohort_key in keys]


def _is_alive(wave: Wave) -> bool:
    """Tell whether a wave still leads to people; one that was destroyed may not be scrubbed yet."""
    if wave.state == "planned":
        return bool(inviting.of_wave(wave.key))  # A launch that has begun.
    return wave.state not in _OVER or inviting.envelopes_known(wave.key)[0] > 0
