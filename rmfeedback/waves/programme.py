"""A programme as a whole: its cohorts with their waves, its days, and what becomes of its people."""

from dataclasses import dataclass
from datetime import date

from rmfeedback.db import writing
from rmfeedback.errors import N_
from rmfeedback.programmes import cohorts
from rmfeedback.programmes.models import Programme
from rmfeedback.waves import overview, quiet, retention, workdays
from rmfeedback.waves.overview import CohortShown
from rmfeedback.waves.plans import PlanRefused
from rmfeedback.waves.retention import Retention


class ZoneUnknown(PlanRefused):
    message = N_("There is no time zone “%(zone)s”. Write it like Europe/Berlin, or leave it empty.")


@dataclass(frozen=True)
class ProgrammeShown:
    """A programme with all that its page tells."""

    programme: Programme
    cohorts: list[CohortShown]
    retention: Retention
    today: date


def of(programme_key: str, today: date) -> ProgrammeShown:
    """Return a programme's facts.

    Raises: NotFound.
    """
    programme = cohorts.find_programme(programme_key)
    shown = [overview.of_cohort(cohort.key, today) for cohort in programme.cohorts]
    return ProgrammeShown(programme, shown, retention.of(programme_key), today)


def set_days(programme_key: str, holidays: str, time_zone: str) -> Programme:
    """Say whose holidays and whose hours hold, where people say nothing else.

    Planned waves keep their days; one that has become a holiday is launched on the next working day.
    Raises: NotFound, HolidaysUnknown, ZoneUnknown.
    """
    region, zone = workdays.check_region(holidays), time_zone.strip()
    if zone and quiet.zone_of(zone) is None:
        raise ZoneUnknown(zone=zone)
    with writing():
        programme = cohorts.find_programme(programme_key)
        programme.holidays, programme.time_zone = region, zone
    return programme
