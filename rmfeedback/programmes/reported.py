"""When everybody invited to a wave was told what came of it, or why not before the next one."""

from datetime import date

from rmfeedback.db import db
from rmfeedback.programmes.models import Report


def of(wave_key: str) -> Report:
    """Return what became of a wave's report, as it is stored now; a blank one where nothing did."""
    found = db.session.get(Report, wave_key, populate_existing=True)
    return found or Report(wave_key=wave_key, sent_on=None, reason="")


def note_sent(wave_key: str, day: date) -> None:
    """Note that the mail to everybody is on its way, in the running transaction."""
    db.session.merge(Report(wave_key=wave_key, sent_on=day, reason=of(wave_key).reason))


def note_reason(wave_key: str, reason: str) -> None:
    """Note why the next wave starts without it, in the running transaction."""
    db.session.merge(Report(wave_key=wave_key, sent_on=of(wave_key).sent_on, reason=reason))
