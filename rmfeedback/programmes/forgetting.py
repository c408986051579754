"""Delete the people of a programme, with all that speaks of them; how many they were stays, never who."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, delete, func, or_, select

from rmfeedback.db import db
from rmfeedback.programmes.models import (
    Cohort,
    Deletion,
    EarlyClosing,
    Epoch,
    Exclusion,
    Invitation,
    Mailing,
    Pair,
    Participation,
    Person,
    Schedule,
)


@dataclass(frozen=True)
class Extent:
    """How much a deletion would delete."""

    people: int
    pairs: int
    invitations: int


def extent(programme_key: str) -> Extent:
    """Count who would be deleted: people who take part in no other programme, pairs, invitations."""
    return Extent(
        people=_count(select(Person.id).where(Person.id.in_(_lone(programme_key)))),
        pairs=_count(_pairs(programme_key)),
        invitations=_count(
            select(Invitation.id).where(Invitation.participation_id.in_(_parts(programme_key)))
        ),
    )


def forget(programme_key: str, wave_keys: set[str], day: date) -> Deletion:
    """Delete them and note how many they were, in the running transaction.

    `wave_keys`: all waves of the programme. Who takes part in another programme too stays there.
    """
    counts, session = extent(programme_key), db.session
    lone = set(session.scalars(_lone(programme_key)))
    pairs = list(session.scalars(_pairs(programme_key)))
    parts = list(session.scalars(_parts(programme_key)))
    # Their goals, and the links to these, go with them.
    session.execute(delete(Pair).where(Pair.id.in_(pairs)))
    session.execute(delete(Exclusion).where(Exclusion.cohort_key.in_(_cohorts(programme_key))))
    session.execute(delete(Invitation).where(Invitation.participation_id.in_(parts)))
    for of_wave in (Invitation, Mailing, Schedule, EarlyClosing, Epoch):
        session.execute(delete(of_wave).where(of_wave.wave_key.in_(wave_keys)))
    session.execute(delete(Participation).where(Participation.id.in_(parts)))
    session.execute(delete(Person).where(Person.id.in_(lone)))
    made = Deletion(
        programme_key=programme_key,
        day=day,
        people=counts.people,
        pairs=counts.pairs,
        invitations=counts.invitations,
        is_scrubbed=False,
    )
    session.add(made)
    return made


def deletions(programme_key: str | None = None) -> list[Deletion]:
    """Return what was deleted, of one programme or of all, in the order of time."""
    query = select(Deletion).order_by(Deletion.id)
    return list(
        db.session.scalars(
            query if programme_key is None else query.where(Deletion.programme_key == programme_key)
        )
    )


def _count(query: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _cohorts(programme_key: str) -> Select[str]:
    return select(Cohort.key).where(Cohort.programme_key == programme_key)


def _parts(programme_key: str) -> Select[int]:
    return select(Participation.id).where(Participation.cohort_key.in_(_cohorts(programme_key)))


def _pairs(programme_key: str) -> Select[int]:
    parts = _parts(programme_key)
    return select(Pair.id).where(or_(Pair.mentor_id.in_(parts), Pair.leader_id.in_(parts)))


def _lone(programme_key: str) -> Select[int]:
    """Select the people of a programme who take part in no other one."""
    here = Participation.cohort_key.in_(_cohorts(programme_key))
    elsewhere = select(Participation.person_id).where(~here)
    return select(Participation.person_id).where(here, Participation.person_id.not_in(elsewhere)).distinct()
