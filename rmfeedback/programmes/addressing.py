"""What a mailing knows of the people it goes to, many at a time, and what it learns of their addresses."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select, update

from rmfeedback.db import db
from rmfeedback.programmes.models import Invitation, Mailing, Participation, Person

_BY_STATEMENT = {"synchronize_session": False}
REFUSED = "address refused by the server"


@dataclass(frozen=True)
class Addressee:
    """Somebody invited to a wave, as a mail needs it."""

    invitation_id: int
    wave_key: str
    envelope_id: bytes | None
    sent_on: date | None
    tag: bytes
    role: str
    email: str
    language: str


def addressees(invitation_ids: Collection[int]) -> dict[int, Addressee]:
    """Return those invited, by the number of the invitation."""
    columns = (
        *(Invitation.id, Invitation.wave_key, Invitation.envelope_id, Invitation.sent_on, Invitation.tag),
        *(Participation.role, Person.email, Person.language),
    )
    query = select(*columns).join(Invitation.participation).join(Participation.person)
    rows = db.session.execute(query.where(Invitation.id.in_(invitation_ids)))
    return {row[0]: Addressee(*row) for row in rows}


def mark_sent(invitation_ids: Collection[int], day: date) -> None:
    """Note the day of the common mailing, in the running transaction."""
    sent = update(Invitation).where(Invitation.id.in_(invitation_ids)).values(sent_on=day)
    db.session.execute(sent, execution_options=_BY_STATEMENT)


def note_refused(invitation_ids: Collection[int], note: str = REFUSED) -> None:
    """Note that no mail reaches these people, in the running transaction.

    After a mail to everybody only: a note that a fresh link has left would tell who asked for one.
    """
    _note(Person.id.in_(_persons(invitation_ids)), note)


def note_reached(invitation_ids: Collection[int]) -> None:
    """Forget such a note of people whom mail has reached since, in the running transaction."""
    noted = select(Person.id).where(Person.mail_note != "", Person.id.in_(_persons(invitation_ids)))
    if db.session.scalar(noted.limit(1)) is not None:
        _note(Person.id.in_(noted), "")


def count_refused(wave_key: str) -> int:
    """Return how many of those invited to a wave no mail reaches."""
    query = select(func.count()).select_from(Invitation).join(Invitation.participation)
    query = query.join(Participation.person).where(Invitation.wave_key == wave_key, Person.mail_note != "")
    return db.session.scalar(query) or 0


def note_stopped(mailing_ids: Iterable[int], day: date) -> None:
    """Note that the mail server lets nothing of these mailings through, in the running transaction."""
    stopped = update(Mailing).where(Mailing.id.in_(list(mailing_ids)), Mailing.stopped_on.is_(None))
    db.session.execute(stopped.values(stopped_on=day), execution_options=_BY_STATEMENT)


def note_going(mailing_ids: Iterable[int]) -> None:
    """Note that mails of these mailings go again, in the running transaction."""
    going = update(Mailing).where(Mailing.id.in_(list(mailing_ids)), Mailing.stopped_on.is_not(None))
    db.session.execute(going.values(stopped_on=None), execution_options=_BY_STATEMENT)


def note_repeated(mailing_id: int) -> None:
    """Count a mail that is sent again because nobody knows whether it arrived, in the running transaction."""
    more = update(Mailing).where(Mailing.id == mailing_id).values(repeated=Mailing.repeated + 1)
    db.session.execute(more, execution_options=_BY_STATEMENT)


def _persons(invitation_ids: Collection[int]) -> Select[int]:
    return select(Participation.person_id).where(
        Participation.id.in_(select(Invitation.participation_id).where(Invitation.id.in_(invitation_ids)))
    )


def _note(who: object, note: str) -> None:
    noted = update(Person).where(who).values(mail_note=note)  # type: ignore[arg-type]
    db.session.execute(noted, execution_options=_BY_STATEMENT)
