"""What came of a wave, mailed once to everybody who was invited: what was heard, and what is done about it.

A mail without a code and without a link to a form. It goes through the batches of all mails to everybody, so
that after a crash none goes out twice but the one in flight.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import force_locale, gettext

from rmfeedback import bell, config, jobs, mail
from rmfeedback.db import random_key, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import inviting, reported
from rmfeedback.staff import audit
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import quiet, releasing, trial
from rmfeedback.waves.previewing import LANGUAGES, MailShown, shown
from rmfeedback.waves.quiet import When

KIND = "report"


class ReportTooSoon(Refused):
    status = 409
    message = N_("What came of a wave can be told once its findings are released. Release them first.")


class ReportedAlready(Refused):
    status = 409
    message = N_(
        "Everybody was told on %(day)s what came of this wave, and nobody is mailed twice. What has changed "
        "since stands on “You said, we did”."
    )


class NobodyToTell(Refused):
    status = 409
    message = N_(
        "Nobody is left who could be mailed: the people of this wave were deleted, or have no mail address."
    )


@dataclass(frozen=True)
class Telling:
    """How the report stands: how many get it, themes without an answer, when it was sent, what waits."""

    people: int
    without_mail: int
    unanswered: int
    sent_on: date | None
    waiting: int


def of(wave_key: str) -> Telling:
    """Return how a wave's report stands.

    Raises: NotFound, ReportTooSoon.
    """
    invited = inviting.of_wave(_released(wave_key).key)
    reached = sum(map(inviting.has_mail, invited))
    unanswered = sum(not theme["answers"] for theme in heard(wave_key))
    sent_on, waiting = reported.of(wave_key).sent_on, jobs.waiting(wave_key, (KIND,))
    return Telling(reached, len(invited) - reached, unanswered, sent_on, waiting)


def check(wave_key: str) -> Telling:
    """Refuse what sending would refuse, and send nothing.

    Raises: NotFound, ReportTooSoon, ReportedAlready, NobodyToTell, SettingMissing.
    """
    telling = of(wave_key)
    for setting in ("BASE_URL", "MAIL_FROM"):
        config.need(config.current(), setting)
    if telling.sent_on:
        raise ReportedAlready(day=f"{telling.sent_on:%d %B %Y}".lstrip("0"))
    if not telling.people:
        raise NobodyToTell()
    return telling


def send(wave_key: str, today: date, when: When = quiet.at_once) -> Telling:
    """Queue the mail for everybody who was invited; it is kept with the mails that it was.

    Raises: NotFound, ReportTooSoon, ReportedAlready, NobodyToTell, SettingMissing.
    """
    with writing():  # Of two who press at once, the second is told.
        telling = check(wave_key)
        reported.note_sent(wave_key, today)
        mailing = inviting.add_mailing(wave_key, KIND, today)
        for invitation in filter(inviting.has_mail, inviting.of_wave(wave_key)):
            jobs.enqueue(KIND, f"{invitation.id}:{mailing.id}", wave_key, not_before=when(invitation))
        audit.enter("report sent", wave_key, people=telling.people, unanswered=telling.unanswered)
    bell.ring()
    return of(wave_key)


def try_out(email: str, wave_key: str) -> int:
    """Send the mail to one address, in each language; return how many mails.

    Raises: NotFound, ReportTooSoon, TrialNotSent, SettingMissing, SmtpUrlWrong.
    """
    wave, settings = _released(wave_key), config.current() | {"MAIL_PER_MINUTE": 0}
    with trial.told_of_failure(), mail.opened(settings):
        for language in LANGUAGES:
            message = mail.compose("report", email, language, **facts(wave))
            with force_locale(language):
                subject = gettext(trial.SUBJECT, subject=message["Subject"])
            message.replace_header("Subject", subject)
            mail.send(message, message_id=random_key().hex(), about=about(wave_key), settings=settings)
    return len(LANGUAGES)


def preview(wave_key: str, language: str) -> MailShown:
    """Return the mail as it would be sent now.

    Raises: NotFound, ReportTooSoon.
    """
    return shown("report", language, facts(_released(wave_key)))


def facts(wave: Wave) -> dict[str, Any]:
    """Return what the mail says; the words of HR are in the programme's language."""
    told = releasing.told(wave.key)
    return {
        "base_url": config.need(config.current(), "BASE_URL").rstrip("/"),
        "wave": wave,
        "organisation": wave.choices.get("organisation", ""),
        "contact": wave.choices.get("contact", ""),
        "told_in": wave.choices["language"],
        "responses": told["responses"],
        "invited": told["invited"],
        "themes": heard(wave.key),
        "is_promised": any(row["state"] != "declined" for row in told["actions"]),
    }


def heard(wave_key: str) -> list[dict[str, Any]]:
    """Return the released themes, each with its answers; their days are dates."""
    told = releasing.told(wave_key)
    answers = [
        row | {name: date.fromisoformat(row[name]) if row[name] else None for name in ("due_on", "moved_to")}
        for row in told["actions"]
    ]
    return [
        {
            "name": theme["name"],
            "summary": theme["summary"],
            "answers": [row for row in answers if row["theme_key"] == theme["key"]],
        }
        for theme in told["themes"]
    ]


def about(wave_key: str) -> str:
    """Return what begins the names of these mails in outbox/: clearing up after the wave leaves them."""
    return f"{wave_key}-report"


def outcome(wave_key: str) -> tuple[date | None, str]:
    """Return when everybody was told what came of a wave, and why not before the next one."""
    kept = reported.of(wave_key)
    return kept.sent_on, kept.reason


def _released(wave_key: str) -> Wave:
    wave = results.wave(wave_key)
    if wave.state != "done" or not releasing.is_released(wave_key):
        raise ReportTooSoon()
    return wave
