"""Whom to mail: invitations of a wave, and what is known of each person for the mail."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from sqlalchemy import delete, func, select, update

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes.models import ACTIVE, EarlyClosing, Epoch, Invitation, Mailing, Participation
from rmfeedback.programmes.namesakes import Namesakes, among
from rmfeedback.terms import Role

FEWEST_INVITED = 5
# How the roster says that somebody has no mail.
NO_MAIL = ".invalid"


class GroupTooSmall(Refused):
    status = 409
    message = N_(
        "%(count)d %(role)ss would be invited, and at least %(fewest)d are needed: in a smaller group an "
        "answer could be guessed. Add people to the cohort, then launch."
    )


def to_invite(cohort_key: str) -> list[Participation]:
    """Return the participations that a wave asks: one per person, of those who neither pause nor have left.

    Of two roles it is the one HR chose; where that one pauses or has left, the other.
    """
    query = select(Participation).where(Participation.cohort_key == cohort_key, Participation.state == ACTIVE)
    asked: dict[int, Participation] = {}
    for participation in db.session.scalars(query.order_by(Participation.id)):
        if participation.is_invited or participation.person_id not in asked:
            asked[participation.person_id] = participation
    return sorted(asked.values(), key=lambda participation: participation.id)


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


def names(wave_key: str) -> dict[str, list[str]]:
    """Return the names of those invited to a launched wave, by role."""
    found: dict[str, list[str]] = {role.value: [] for role in Role}
    for invitation in of_wave(wave_key):
        found[invitation.participation.role].append(invitation.participation.person.name)
    return {role: sorted(its) for role, its in found.items()}


def namesakes(cohort_key: str) -> Namesakes:
    """Return the names that a wave would invite at more than one address, with these."""
    return among((p.person.email, p.person.name) for p in to_invite(cohort_key))


def asked(wave_key: str, cohort_key: str) -> list[Participation]:
    """Return whom a wave asks: those invited, once its launch has begun; else whom it would invite now."""
    return [invitation.participation for invitation in of_wave(wave_key)] or to_invite(cohort_key)


def digest(wave_key: str, cohort_key: str) -> str:
    """Return the digest of the list of those a wave asks, or would ask now."""
    return digest_of(asked(wave_key, cohort_key))


def digest_of(invited: Iterable[Participation]) -> str:
    """Return the digest of a list of people: role, name and address of each, in no order."""
    people = sorted(f"{p.role}\t{p.person.name}\t{p.person.email}" for p in invited)
    return hashlib.sha256("\n".join(people).encode()).hexdigest()


def invite(wave_key: str, cohort_key: str, tag: Callable[[str, bytes], bytes]) -> dict[bytes, Participation]:
    """Make the wave's invitations, each with a fresh envelope id; return who is invited by envelope id.

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
    return envelopes(wave_key)


def envelopes(wave_key: str) -> dict[bytes, Participation]:
    """Return who is invited by envelope id, while the ids are there."""
    return {i.envelope_id: i.participation for i in of_wave(wave_key) if i.envelope_id is not None}


def of_wave(wave_key: str) -> list[Invitation]:
    """Return the invitations of a wave."""
    query = select(Invitation).where(Invitation.wave_key == wave_key).order_by(Invitation.id)
    return list(db.session.scalars(query))


def count(wave_key: str) -> tuple[int, int]:
    """Return how many are invited, and to how many of them the invitation was sent."""
    made = of_wave(wave_key)
    return len(made), sum(1 for invitation in made if invitation.sent_on is not None)


def is_frozen(cohort_key: str) -> bool:
    """Tell whether somebody of a cohort holds a link that works: a wave is open, or half launched."""
    query = (
        select(Invitation.id)
        .join(Invitation.participation)
        .where(Participation.cohort_key == cohort_key, Invitation.envelope_id.is_not(None))
    )
    return db.session.scalar(query.limit(1)) is not None


def held() -> set[int]:
    """Return the ids of the persons who hold a link that works: what a wave was told of them is frozen.

    Whatever the cohort: one person may take part in two, and only one of them has an open wave.
    """
    query = select(Participation.person_id).join(Invitation, Invitation.participation_id == Participation.id)
    return set(db.session.scalars(query.where(Invitation.envelope_id.is_not(None)).distinct()))


def was_invited(participation_ids: Iterable[int]) -> bool:
    """Tell whether one of these participations was ever asked in a wave."""
    query = select(Invitation.id).where(Invitation.participation_id.in_(list(participation_ids)))
    return db.session.scalar(query.limit(1)) is not None


def envelopes_known(wave_key: str) -> tuple[int, int]:
    """Return of how many of a wave's invitations the envelope is known, and of how many it is not."""
    counts = select(func.count(Invitation.envelope_id), func.count()).where(Invitation.wave_key == wave_key)
    known, made = db.session.execute(counts).one()
    return known, made - known


def waves_known() -> set[str]:
    """Return the keys of the waves that somebody was invited to."""
    return set(db.session.scalars(select(Invitation.wave_key).distinct()))


def find(invitation_id: int) -> Invitation | None:
    """Return an invitation, or None where it is gone."""
    return db.session.get(Invitation, invitation_id)


def open_invitations(wave_keys: set[str]) -> Iterator[Invitation]:
    """Return the invitations of these waves."""
    yield from db.session.scalars(select(Invitation).where(Invitation.wave_key.in_(wave_keys)))


def has_mail(invitation: Invitation) -> bool:
    """Tell whether mail reaches somebody; an address under .invalid never does (RFC 2606)."""
    return not invitation.participation.person.email.endswith(NO_MAIL)


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


def asked_early(wave_key: str) -> EarlyClosing | None:
    """Return who asked to close a wave early, or None."""
    return db.session.get(EarlyClosing, wave_key)


def ask_early(wave_key: str, email: str, day: date) -> None:
    """Note who asks to close a wave early, in the running transaction."""
    db.session.merge(EarlyClosing(wave_key=wave_key, asked_by=email, asked_on=day))


def forget_early(wave_key: str) -> None:
    """Forget that somebody asked, in the running transaction."""
    db.session.execute(delete(EarlyClosing).where(EarlyClosing.wave_key == wave_key))
