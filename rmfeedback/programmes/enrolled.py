"""One person of a cohort, as stored: what can be corrected, what is frozen, and who may be deleted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.programmes import cohorts, inviting
from rmfeedback.programmes.models import ACTIVE, Cohort, Pair, Participation, Person
from rmfeedback.terms import Role

# What a person has whatever the role, and what a wave was told of it: the manager's address is for pairing.
OF_THE_PERSON = (
    "name", "email", "language", "time_zone", "unit", "location", "level", "manager_email",
)  # fmt: skip
FROZEN = OF_THE_PERSON[:-1]
OF_THE_ROLE = ("topics", "goals", "constraints")


class PersonChanged(Refused):
    status = 409
    message = N_(
        "Somebody else changed %(name)s while this page was open, so nothing of yours is stored yet. Look at "
        "what stands here now, and save again."
    )

    def __init__(self, name: str, now: Mapping[str, Any]) -> None:
        self.now = now
        super().__init__(name=name)


class PersonFrozen(Refused):
    status = 409
    message = N_(
        "%(name)s is asked in a wave that is open, which was told name, address, language, time zone, unit, "
        "site and level. They can be changed when it has closed."
    )


class AddressTaken(Refused):
    status = 409
    message = N_(
        "%(email)s is the address of %(name)s already. Each person has one address and each address one "
        "person: correct the address, or give %(name)s the second role."
    )


@dataclass(frozen=True)
class Enrolled:
    """A person with the participations in one cohort, by role.

    `partners`: names by role; `is_frozen`: an open wave asks this person; `may_delete`: never asked in any.
    """

    cohort: Cohort
    person: Person
    roles: dict[str, Participation]
    partners: dict[str, list[str]] = field(default_factory=dict)
    is_frozen: bool = False
    may_delete: bool = False

    @property
    def asked_as(self) -> str:
        """The role in which the next wave asks, or "" where it does not."""
        active = [p for p in self.roles.values() if p.state == ACTIVE]
        asked = [p for p in active if p.is_invited] or active
        return asked[0].role if asked else ""

    @property
    def values(self) -> dict[str, str]:
        """What can be corrected, as text: of the person, and of each role under ROLE-FIELD."""
        return _values(self.person, self.roles.values())


def find(cohort_key: str, person_id: int) -> Enrolled:
    """Return a person of a cohort.

    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    query = select(Participation).where(
        Participation.cohort_key == cohort_key, Participation.person_id == person_id
    )
    parts = list(db.session.scalars(query.order_by(Participation.id)))
    if not parts:
        raise NotFound(what="person", key=person_id)
    return Enrolled(
        cohort,
        parts[0].person,
        {p.role: p for p in parts},
        {p.role: _partners(p) for p in parts},
        person_id in inviting.held(),
        not inviting.was_invited(parts_anywhere(person_id)),
    )


def _values(person: Person, parts: Iterable[Participation]) -> dict[str, str]:
    """Return what is stored of a person and these participations, as text."""
    found = {name: str(getattr(person, name)) for name in OF_THE_PERSON}
    for part in parts:
        found |= {f"{part.role}-{name}": as_text(getattr(part, name)) for name in OF_THE_ROLE}
    return found | {"asked_as": next((p.role for p in parts if p.is_invited), "")}


def parts_anywhere(person_id: int) -> list[int]:
    """Return the ids of a person's participations in all cohorts."""
    return list(db.session.scalars(select(Participation.id).where(Participation.person_id == person_id)))


def as_text(value: Any) -> str:
    """Return a value as a form shows it."""
    # Browsers send line breaks of their own kind.
    return "; ".join(value) if isinstance(value, list) else str(value).replace("\r\n", "\n")


def _partners(part: Participation) -> list[str]:
    mine, theirs = (Pair.mentor_id, "leader") if part.role == Role.MENTOR else (Pair.leader_id, "mentor")
    pairs = db.session.scalars(select(Pair).where(mine == part.id).order_by(Pair.id))
    return [getattr(pair, theirs).person.name for pair in pairs]
