"""The mails and the form of a wave as each role will see them, with a code that opens nothing."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from flask_babel import force_locale

from rmfeedback import mail
from rmfeedback.errors import NotFound
from rmfeedback.programmes import inviting
from rmfeedback.surveys import asking, results, trustee_key
from rmfeedback.surveys.ballot_box import Ballot
from rmfeedback.surveys.forms import AnswerForm, form_for
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role
from rmfeedback.waves import mailing, planning

# 32 letters, as every code; no digest of it is ever stored, for codes are drawn from 160 random bits.
EXAMPLE_CODE = "EXAMPLECODETHATOPENSNOTHINGATALL"
LANGUAGES = {"en": "English", "de": "Deutsch"}
MAILS = {"invitation": "Invitation", "reminder": "Reminder"}
_TO = "somebody@example.invalid"


@dataclass(frozen=True)
class MailShown:
    """A mail in both forms, as it would be sent."""

    subject: str
    text: str
    html: str


def mail_of(wave_key: str, name: str, role: str, language: str) -> MailShown:
    """Return a mail to a role, made from the real templates.

    Raises: NotFound, SettingMissing.
    """
    _check(name, MAILS, "mail")
    its_role = _role(role)
    facts = mailing.facts(as_launched(wave_key), its_role, "")
    return shown(name, language, facts | {"code": EXAMPLE_CODE})


def shown(name: str, language: str, facts: dict[str, Any]) -> MailShown:
    """Return a mail in both forms, to nobody.

    Raises: NotFound.
    """
    _check(language, LANGUAGES, "language")
    message = mail.compose(name, _TO, language, **facts)
    return MailShown(str(message["Subject"]), _part(message, "plain"), _part(message, "html"))


def form_of(wave_key: str, role: str, language: str) -> tuple[Ballot, AnswerForm]:
    """Return what a role's form is rendered from, blank.

    Raises: NotFound.
    """
    its_role, wave = _role(role), as_launched(wave_key)
    _check(language, LANGUAGES, "language")
    questionnaire = asking.asked(wave, its_role)
    ballot = Ballot(wave, its_role, b"", role, questionnaire, wave.public_key or b"", "")
    with force_locale(language):
        return ballot, form_for(questionnaire)()


def names_of(wave_key: str) -> dict[str, list[str]]:
    """Return the names that the form would list, by role; nothing where it shows numbers."""
    wave = results.wave(wave_key)
    if not wave.choices.get("shows_names"):
        return {}
    people = inviting.to_invite(wave.cohort_key)
    return {role.value: sorted(p.person.name for p in people if p.role == role) for role in Role}


def as_launched(wave_key: str) -> Wave:
    """Return a wave as its launch would freeze it now; of one that was launched, itself. Nothing is stored.

    Raises: NotFound.
    """
    wave = results.wave(wave_key)
    if wave.state != "planned":
        return wave
    invited = dict(enumerate(inviting.to_invite(wave.cohort_key)))
    _, choices = planning.at_launch(wave, {n.to_bytes(16, "big"): who for n, who in invited.items()})
    choices["invited"] = {role.value: choices["invited"].get(role.value, 0) for role in Role}
    if wave.keyholder == "trustee":
        held = trustee_key.held(wave.key)
        choices["trustee"] = held.name if held else "…"
    frozen: dict[str, Any] = {
        name: getattr(wave, name)
        for name in ("key", "kind", "cohort_key", "questionnaires", "state", "keyholder")
    }
    return Wave(**frozen, opens_on=wave.opens_on, closes_on=wave.closes_on, choices=choices)


def _role(role: str) -> Role:
    _check(role, {each.value: "" for each in Role}, "role")
    return Role(role)


def _check(key: str, known: dict[str, str], what: str) -> None:
    if key not in known:
        raise NotFound(what=what, key=key)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())
