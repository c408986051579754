"""A mail to try out: what those invited will be sent, to one address, with a link that opens nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask_babel import force_locale, gettext

from rmfeedback import config, mail
from rmfeedback.db import random_key
from rmfeedback.errors import N_, Refused
from rmfeedback.surveys import asking, codes, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import mailing

NOTE = N_("This is a test. It went to nobody else, and its link opens nothing.")
SUBJECT = N_("Test: %(subject)s")
ROLES = {Role.MENTOR: N_("for mentors"), Role.LEADER: N_("for leaders")}


class TrialNotSent(Refused):
    status = 502
    message = N_("The test mail was not sent: %(why)s.")


def send(email: str, wave: Wave) -> int:
    """Send a wave's invitation as each role will read it, in the programme's language; return how many mails.

    Its code is of the right form, and is stored nowhere.
    Raises: TrialNotSent, SettingMissing, SmtpUrlWrong.
    """
    settings, language = config.current() | {"MAIL_PER_MINUTE": 0}, str(wave.choices["language"])
    with told_of_failure(), mail.opened(settings):
        for role, word in ROLES.items():
            with force_locale(language):
                note, prefix = gettext(NOTE), gettext("Test, %(role)s:", role=gettext(word))
            facts = mailing.facts(wave, role, note)
            message = mail.compose("invitation", email, language, code=codes.mint(), **facts)
            message.replace_header("Subject", f"{prefix} {message['Subject']}")
            mail.send(message, message_id=random_key().hex(), about=wave.key, settings=settings)
    return len(ROLES)


@contextmanager
def told_of_failure() -> Iterator[None]:
    """Tell whoever tries a mail out why it was not sent.

    Raises: TrialNotSent.
    """
    try:
        yield
    except (mail.NotSent, mail.Unsure) as reason:
        raise TrialNotSent(why=_why(reason)) from None


def a_wave(wave_key: str = "") -> Wave:
    """Return the wave to try out: the one named, else the last that was planned, else an invented one.

    Raises: NotFound.
    """
    if wave_key:
        return results.wave(wave_key)
    planned = results.waves()
    return planned[-1] if planned else _invented()


def _why(reason: Exception) -> str:
    words = {
        mail.AddressRefused: "the mail server refuses this address",
        mail.NotTaken: "the mail server did not take it",
        mail.Unsure: "the line was lost before the mail server confirmed it; it may arrive all the same",
        mail.NoLine: "the mail server does not answer, or lets nothing through; look at RMFEEDBACK_SMTP_URL",
    }
    return f"{words[type(reason)]} ({reason})"


def _invented() -> Wave:
    today, settings = config.this_day(), config.current()
    choices = {
        "programme": "Reverse mentoring",
        "language": "en",
        "organisation": settings["ORGANISATION"] or "Example Ltd",
        "contact": settings["CONTACT"] or settings["MAIL_FROM"],
        "invited": {role.value: 11 for role in Role},
        "smallest_group": settings["SMALLEST_GROUP"],
        "breakdown": None,
    }
    return Wave(
        key="test",
        kind=WaveKind.MIDPOINT.value,
        questionnaires=asking.freeze(WaveKind.MIDPOINT),
        keyholder="server",
        is_extended=False,
        opens_on=today,
        closes_on=today + timedelta(days=14),
        choices=choices,
    )
