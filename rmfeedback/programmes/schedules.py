"""What of a wave happens by itself, and when: one row per wave that has such days."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select

from rmfeedback.db import db
from rmfeedback.programmes.models import Schedule


def of(wave_key: str) -> Schedule | None:
    """Return a wave's schedule, or None where nothing happens by itself."""
    return db.session.get(Schedule, wave_key, populate_existing=True)


def known() -> dict[str, Schedule]:
    """Return all schedules by wave key."""
    return {one.wave_key: one for one in db.session.scalars(select(Schedule))}


def put(
    wave_key: str, remind_on: Iterable[date], *, launches_itself: bool = True, closes_itself: bool = True
) -> None:
    """Keep what happens by itself, in the running transaction; what was said of the wave is forgotten."""
    made = Schedule(
        wave_key=wave_key,
        launches_itself=launches_itself,
        closes_itself=closes_itself,
        remind_on=[day.isoformat() for day in sorted(remind_on)],
        told={},
    )
    db.session.merge(made)


def reminders(schedule: Schedule | None) -> list[date]:
    """Return on which days everybody is reminded."""
    return [date.fromisoformat(day) for day in schedule.remind_on] if schedule else []


def is_told(wave_key: str, topic: str, sentence: str) -> bool:
    """Note that something is said of a wave, in the running transaction; tell whether it was said before."""
    schedule = of(wave_key)
    if schedule is None or schedule.told.get(topic) == sentence:
        return True
    schedule.told = {**schedule.told, topic: sentence}
    return False


def untell(wave_key: str, topic: str) -> None:
    """Note that what was said of a wave holds no longer, in the running transaction."""
    schedule = of(wave_key)
    if schedule is not None:
        schedule.told = {name: said for name, said in schedule.told.items() if name != topic}


def forget(wave_key: str) -> None:
    """Let nothing of a wave happen by itself any more, in the running transaction."""
    db.session.execute(delete(Schedule).where(Schedule.wave_key == wave_key))
