"""Dates of a whole programme from a template: weekends and holidays avoided, reminders in between."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rmfeedback.errors import N_, Refused
from rmfeedback.terms import WaveKind
from rmfeedback.waves import workdays

FILE = Path(__file__).with_name("timetables.toml")
USUAL_REMINDERS = 2


class TemplateUnknown(Refused):
    status = 422
    message = N_("There is no plan “%(template)s”. Choose one of: %(known)s.")


@dataclass(frozen=True)
class Step:
    """A wave of a template: when it opens, in weeks from the first session, and for how many days."""

    kind: WaveKind
    week: int
    days: int
    reminders: int = USUAL_REMINDERS
    closes_before: bool = False


@dataclass(frozen=True)
class Template:
    """A plan to begin with."""

    key: str
    name: str
    about: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Draft:
    """A wave with its dates; `moved`: why its first or last day is not the one that was counted."""

    kind: WaveKind
    opens_on: date
    closes_on: date
    remind_on: tuple[date, ...]
    moved: tuple[str, ...] = ()


@cache
def templates() -> dict[str, Template]:
    """Return the shipped templates by key."""
    written = tomllib.loads(FILE.read_text("utf-8"))
    return {key: _template(key, its) for key, its in written.items()}


def template(key: str) -> Template:
    """Return a template.

    Raises: TemplateUnknown.
    """
    if key not in templates():
        raise TemplateUnknown(template=key, known=", ".join(templates()))
    return templates()[key]


def drafts(key: str, starts_on: date, region: str = "") -> list[Draft]:
    """Return the waves of a template for a first session on a day, in time.

    Raises: TemplateUnknown.
    """
    return [_draft(step, starts_on, region) for step in template(key).steps]


def usual_reminders(opens_on: date, closes_on: date, count: int, region: str = "") -> tuple[date, ...]:
    """Return so many days spread evenly between opening and closing, on working days.

    Fewer, where there is no room: none is on the first day, the last, or the day of another.

    >>> [f"{day:%a %d}" for day in usual_reminders(date(2026, 3, 2), date(2026, 3, 16), 2)]
    ['Fri 06', 'Wed 11']
    """
    length = (closes_on - opens_on).days
    found: list[date] = []
    for number in range(1, count + 1):
        day = workdays.next_working(opens_on + timedelta(days=length * number // (count + 1)), region)
        if opens_on < day < closes_on and day not in found:
            found.append(day)
    return tuple(found)


def _template(key: str, written: dict[str, Any]) -> Template:
    steps = tuple(Step(**its | {"kind": WaveKind(its["kind"])}) for its in written["waves"])
    return Template(key, written["name"], written["about"], steps)


def _draft(step: Step, starts_on: date, region: str) -> Draft:
    counted = starts_on + timedelta(weeks=step.week)
    opens_on = workdays.next_working(counted, region)
    if step.closes_before:
        wanted = closes_on = workdays.last_working(starts_on - timedelta(days=1), region)
    else:
        wanted = opens_on + timedelta(days=step.days)
        closes_on = workdays.next_working(wanted, region)
    moved = [f"not opened on {_named(counted, region)}"] if opens_on != counted else []
    moved += [f"not closed on {_named(wanted, region)}"] if closes_on != wanted else []
    remind_on = usual_reminders(opens_on, closes_on, step.reminders, region)
    return Draft(step.kind, opens_on, closes_on, remind_on, tuple(moved))


def _named(day: date, region: str) -> str:
    return f"{day.day} {day:%B}, {workdays.why_not(day, region)}"
