"""What people were promised with a wave: by which day they hear what came of it. The next waits for it."""

from dataclasses import dataclass
from datetime import date

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import reported
from rmfeedback.staff import audit
from rmfeedback.surveys import promise, results
from rmfeedback.surveys.models import Wave

LONGEST_REASON = 300


class ReportMissing(Refused):
    status = 409
    message = N_(
        "Everybody was told that by %(day)s they would hear what came of the wave “%(wave)s”, and no report "
        "has been sent. Release its findings and send the report; or say why this wave starts without it, "
        "by command with --without-report."
    )


class ReasonTooLong(Refused):
    status = 422
    message = N_("The reason may have %(most)d characters; this one has %(found)d. Please shorten it.")


@dataclass(frozen=True)
class Owed:
    """By when a report was promised, when it was sent, why not before the next wave; each if it was."""

    by: date | None
    sent_on: date | None
    reason: str

    @property
    def is_due(self) -> bool:
        """Tell whether somebody still waits for it."""
        return self.by is not None and self.sent_on is None and not self.reason


def of(wave: Wave) -> Owed:
    """Return how the report of a wave stands."""
    kept = reported.of(wave.key)
    return Owed(promise.report_by(wave), kept.sent_on, kept.reason)


def missing(cohort_key: str, today: date) -> list[Wave]:
    """Return the waves of a cohort whose report is over its day and was not sent, and nobody said why."""
    return [wave for wave in results.waves(cohort_key=cohort_key) if _is_owed(wave, today)]


def check(cohort_key: str, today: date) -> None:
    """Refuse to begin a wave while the report of an earlier one is missing.

    Raises: ReportMissing.
    """
    for wave in missing(cohort_key, today):
        day = promise.report_by(wave)
        raise ReportMissing(day=f"{day:%d %B %Y}".lstrip("0"), wave=wave.key)


def explain(cohort_key: str, reason: str, today: date) -> None:
    """Keep why the next wave starts without the reports that are missing; nothing where none is.

    Raises: ReasonTooLong.
    """
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(most=LONGEST_REASON, found=len(reason))
    if not reason:
        return
    with writing():
        for wave in missing(cohort_key, today):
            reported.note_reason(wave.key, reason)
            audit.enter("report put off", wave.key, reason=reason)


def _is_owed(wave: Wave, today: date) -> bool:
    day = promise.report_by(wave)
    if day is None or day >= today or wave.state in ("planned", "void"):
        return False
    return of(wave).is_due
