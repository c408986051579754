"""Whom to mail: invitations of a wave, and what is known of each person for the mail."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import select, update

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes.models import Epoch, Invitation, Mailing, Participation
from rmfeedback.terms import Role

FEWEST_INVITED = 5


class GroupTooSmall(Refused):
    status = 409
    message = N_(
        "%(count)d %(role)ss would be invited, and at least %(fewest)d are needed: in a smaller group an "
        "answer could be guessed. Add people to the cohort, then launch."
    )


def to_invite(cohort_key: str) -> list[Participation]:
    """Return the participations that a wave asks: one per person."""
    query = select(Participation).where(Participation.cohort_key == cohort_key, Participation.is_invited)
    return list(db.session.scalars(query.order_by(Participation.id)))


def count_by_role(cohort_key: str) -> dict[str, int]:
    """Return how many people a wave of this cohort would ask, by role."""
    counts = Counter(participation.role for participation in to_invite(cohort_key))
    return {role.value: counts[role.value] for role in Role}


def check_size(cohort_key: str) -> None:
    """Refuse a cohort with fewer than five people in a role.

    Raises: GroupTooSmall.
    """
    for role, count in count_by_role(cohort_key).items():
        if count < FEWEST_INVITED:
            raise GroupTooSmall(role=role, count=count, fewest=FEWEST_INVITED)


def invite(wave_key: str, cohort_key: str, tag: Callable[[str, bytes], bytes]) -> dict[bytes, str]:
    """Make the wave's invitations, each with a fresh envelope id; return the role by envelope id.

    `tag`: from address and envelope id, what binds them. What a launch that crashed has made already stays.
    """
    with writing() as session:
        if not of_wave(wave_key):
            for participation in to_invite(cohort_key):
                envelope_id = secrets.token_bytes(16)
                session.add(
                    Invitation(
                        participation_id=participation.id,
                        wave_key=wave_key,
                        envelope_id=envelope_id,
                        tag=tag(participation.person.email, envelope_id),
                    )
                )
    made = of_wave(wave_key)
    return {i.envelope_id: i.participation.role for i in made if i.envelope_id is not None}


def of_wave(wave_key: str) -> list[Invitation]:
    """Return the invitations of a wave."""
    query = select(Invitation).where(Invitation.wave_key == wave_key).order_by(Invitation.id)
    return list(db.session.scalars(query))


def count(wave_key: str) -> tuple[int, int]:
    """Return how many are invited, and to how many of them the invitation was sent."""
    made = of_wave(wave_key)
    return len(made), sum(1 for invitation in made if invitation.sent_on is not None)


def find(invitation_id: int) -> Invitation | None:
    """Return an invitation, or None where it is gone."""
    return db.session.get(Invitation, invitation_id)


def open_invitations(wave_keys: set[str]) -> Iterator[Invitation]:
    """Return the invitations of these waves."""
    yield from db.session.scalars(select(Invitation).where(Invitation.wave_key.in_(wave_keys)))


def mark_sent(invitation_id: int, day: date) -> None:
    """Note the day of the common mailing, in the running transaction."""
    db.session.execute(update(Invitation).where(Invitation.id == invitation_id).values(sent_on=day))


def forget_envelopes(wave_key: str) -> None:
    """Cut the last thread from a person to an envelope, in the running transaction."""
    db.session.execute(update(Invitation).where(Invitation.wave_key == wave_key).values(envelope_id=None))


def add_mailing(wave_key: str, kind: str, day: date, note: str = "") -> Mailing:
    """Record a mailing in the running transaction; its id is known after the flush."""
    made = Mailing(wave_key=wave_key, kind=kind, note=note, day=day)
    db.session.add(made)
    db.session.flush()
    return made


def mailings(wave_key: str) -> list[Mailing]:
    """Return the mailings of a wave in their order."""
    return list(db.session.scalars(select(Mailing).where(Mailing.wave_key == wave_key).order_by(Mailing.id)))


def mailing(mailing_id: int) -> Mailing | None:
    """Return a mailing, or None where it is gone."""
    return db.session.get(Mailing, mailing_id)


def epoch(wave_key: str) -> str:
    """Return the mark of what was last done with a wave, in hex; empty before its launch."""
    kept = db.session.get(Epoch, wave_key, populate_existing=True)
    return kept.mark.hex() if kept else ""


def set_epoch(wave_key: str, mark: str) -> None:
    """Note the mark, in the running transaction."""
    db.session.merge(Epoch(wave_key=wave_key, mark=bytes.fromhex(mark)))
