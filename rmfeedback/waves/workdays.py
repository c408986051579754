"""Days on which mail may go out: no weekend, no holiday of the programme's country or region."""

import re
from datetime import date, timedelta
from functools import lru_cache

import holidays

from rmfeedback.errors import N_, Refused

SATURDAY = 5
# The longest run of days without work that is believed in; behind it any day will do.
_LONGEST_REST = 30
_REGION = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


class DayRefused(Refused):
    """Something about days that cannot be."""

    status = 422


class HolidaysUnknown(DayRefused):
    message = N_(
        "No holidays are known for “%(region)s”. Write a country as two letters, like DE, with its region "
        "behind a hyphen where it has holidays of its own, like DE-BY; or leave it empty."
    )


class NoWorkingDay(DayRefused):
    message = N_("%(day)s is no day for mails: %(why)s. The next one is %(next)s; choose that, or another.")


def check_region(region: str) -> str:
    """Return a region as it is kept: "DE-BY", empty for none.

    Raises: HolidaysUnknown.
    """
    tidy = region.strip().upper()
    if tidy and (not _REGION.fullmatch(tidy) or _in_year(tidy, 2026) is None):
        raise HolidaysUnknown(region=region.strip())
    return tidy


def why_not(day: date, region: str) -> str:
    """Return why a day is no working day, as a noun; empty where it is one."""
    if day.weekday() >= SATURDAY:
        return "a Saturday" if day.weekday() == SATURDAY else "a Sunday"
    known = _in_year(region, day.year) if region else None
    return (known or {}).get(day, "")


def is_working(day: date, region: str) -> bool:
    """Tell whether mail may go out on a day."""
    return not why_not(day, region)


def next_working(day: date, region: str) -> date:
    """Return the first working day from a day on, itself included."""
    candidates = (day + timedelta(days=n) for n in range(_LONGEST_REST))
    return next((candidate for candidate in candidates if is_working(candidate, region)), day)


def last_working(day: date, region: str) -> date:
    """Return the last working day up to a day, itself included."""
    candidates = (day - timedelta(days=n) for n in range(_LONGEST_REST))
    return next((candidate for candidate in candidates if is_working(candidate, region)), day)


def check(day: date, region: str) -> None:
    """Refuse a weekend or a holiday.

    Raises: NoWorkingDay.
    """
    if reason := why_not(day, region):
        raise NoWorkingDay(day=f"{day:%A %d %B %Y}", why=reason, next=f"{next_working(day, region):%A %d %B}")


@lru_cache(maxsize=64)
def _in_year(region: str, year: int) -> dict[date, str] | None:
    """Return the public holidays of a region in a year with their English names; None for an unknown one."""
    country, _, subdivision = region.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US")
    except NotImplementedError:
        return None
    return dict(found.items())
