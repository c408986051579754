"""Add a person by hand, correct one, let one pause, leave and come back; no change reaches an open wave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, or_, select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.programmes import cohorts, inviting
from rmfeedback.programmes.models import ACTIVE, STATES, Cohort, Exclusion, Pair, Participation, Person
from rmfeedback.terms import Role

# What a person has whatever the role, and what a wave was told of it: the manager's address is for pairing.
OF_THE_PERSON = (
    "name", "email", "language", "time_zone", "unit", "location", "level", "manager_email",
)  # fmt: skip
FROZEN = OF_THE_PERSON[:-1]
OF_THE_ROLE = ("topics", "goals", "constraints")


class AddressTaken(Refused):
    status = 409
    message = N_(
        "%(email)s is the address of %(name)s already. Each person has one address and each address one "
        "person: correct the address, or give %(name)s the second role."
    )


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


class WasInvited(Refused):
    status = 409
    message = N_(
        "%(name)s was asked in a wave, so this row stays until the people of the programme are deleted at "
        "its end. Let %(name)s leave: nothing is sent any more."
    )


class DeleteLater(Refused):
    status = 409
    message = N_(
        "A wave of this cohort is open, and names are taken out of its comments with this list. Delete "
        "%(name)s when it has closed."
    )


class RoleThere(Refused):
    status = 409
    message = N_("%(name)s takes part as %(role)s already.")


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
        return values_of(self.person, self.roles.values())


def find(cohort_key: str, person_id: int) -> Enrolled:
    """Return a person of a cohort.

    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    parts = [p for p in cohort.participations if p.person_id == person_id]
    if not parts:
        raise NotFound(what="person", key=person_id)
    return Enrolled(
        cohort,
        parts[0].person,
        {p.role: p for p in parts},
        {p.role: _partners(p) for p in parts},
        person_id in inviting.held(),
        not _was_invited(person_id),
    )


def values_of(person: Person, parts: Any) -> dict[str, str]:
    """Return what is stored of a person and these participations, as text."""
    found = {name: str(getattr(person, name)) for name in OF_THE_PERSON}
    for part in parts:
        found |= {f"{part.role}-{name}": _text(getattr(part, name)) for name in OF_THE_ROLE}
    return found | {"asked_as": next((p.role for p in parts if p.is_invited), "")}


def add(cohort_key: str, role: Role, values: Mapping[str, str], topics: list[str]) -> Person:
    """Add a person who is new to the cohort, and bring up to date who is known from another one.

    `values`: of the person and of the role, by field; an empty one says nothing new. Whoever joins while a
    wave is open is asked in the next.
    Raises: NotFound, AddressTaken (in this cohort, or under another name), PersonFrozen.
    """
    with writing() as session:
        cohort = cohorts.find_cohort(cohort_key)
        person: Person | None = session.scalar(select(Person).where(Person.email == values["email"]))
        if person and (
            person.name != values["name"] or person.id in {p.person_id for p in cohort.participations}
        ):
            raise AddressTaken(email=person.email, name=person.name)
        if person:
            _bring_up_to_date(person, values)
        else:
            person = Person(**{name: values[name] for name in OF_THE_PERSON})
        texts = {name: values[name] for name in ("goals", "constraints")}
        session.add(Participation(cohort=cohort, person=person, role=role.value, topics=topics, **texts))
    return person


def correct(cohort_key: str, person_id: int, new: Mapping[str, Any], seen: Mapping[str, str]) -> None:
    """Store what was corrected; an address that is corrected forgets what mail servers said of the old one.

    `new`: fields as in `Enrolled.values`, topics as lists; a field that is missing stays. `seen`: what stood
    there when the page was made.
    Raises: NotFound, PersonChanged, PersonFrozen, AddressTaken.
    """
    with writing() as session:
        found = find(cohort_key, person_id)
        person, now = found.person, found.values
        if now != dict(seen):
            raise PersonChanged(person.name, now)
        changed = {name: value for name, value in new.items() if _text(value) != now.get(name)}
        if found.is_frozen and not set(FROZEN).isdisjoint(changed):
            raise PersonFrozen(name=person.name)
        if "email" in changed:
            _check_address(session, changed["email"])
            person.mail_note = ""
        for name, value in changed.items():
            role, _, of_role = name.partition("-")
            if name in OF_THE_PERSON:
                setattr(person, name, value)
            elif name == "asked_as":
                _ask_as(found, value)
            elif of_role in OF_THE_ROLE and role in found.roles:
                setattr(found.roles[role], of_role, value)


def move(cohort_key: str, person_id: int, role: str, states: tuple[str, str]) -> Participation:
    """Let somebody pause, leave, or take part again, in one role; it counts from the next launch on.

    `states`: what the page showed, and what shall be. Moved there twice is moved once.
    Raises: NotFound, PersonChanged.
    """
    was, wanted = states
    with writing():
        found = find(cohort_key, person_id)
        part = found.roles.get(role)
        if part is None or wanted not in STATES:
            raise NotFound(what="role", key=role)
        if part.state not in (was, wanted):
            raise PersonChanged(found.person.name, found.values)
        part.state = wanted
    return part


def add_role(cohort_key: str, person_id: int) -> Participation:
    """Let somebody take part in the other role too; asked once, in the first one until HR chooses.

    Raises: NotFound, RoleThere.
    """
    with writing() as session:
        found = find(cohort_key, person_id)
        free = [role for role in Role if role not in found.roles]
        if not free:
            raise RoleThere(name=found.person.name, role=" and ".join(found.roles))
        part = Participation(cohort=found.cohort, person=found.person, role=free[0].value, is_invited=False)
        session.add(part)
    return part


def forget_note(cohort_key: str, person_id: int) -> None:
    """Forget what a mail server said of an address: it is right, and mail shall go there again.

    Raises: NotFound.
    """
    with writing():
        find(cohort_key, person_id).person.mail_note = ""


def remove(cohort_key: str, person_id: int) -> str:
    """Delete somebody who was never asked, with pairs and goals; return the name.

    Who takes part elsewhere stays there.
    Raises: NotFound, WasInvited, DeleteLater.
    """
    with writing() as session:
        found = find(cohort_key, person_id)
        name = found.person.name
        ids = [part.id for part in found.roles.values()]
        if inviting.was_invited(ids):
            raise WasInvited(name=name)
        if inviting.is_frozen(cohort_key):
            raise DeleteLater(name=name)
        session.execute(delete(Pair).where(or_(Pair.mentor_id.in_(ids), Pair.leader_id.in_(ids))))
        excluded = or_(Exclusion.one_id == person_id, Exclusion.other_id == person_id)
        session.execute(delete(Exclusion).where(Exclusion.cohort_key == cohort_key, excluded))
        session.execute(delete(Participation).where(Participation.id.in_(ids)))
        if not _parts_anywhere(person_id):
            session.execute(delete(Person).where(Person.id == person_id))
    return name


def _bring_up_to_date(person: Person, values: Mapping[str, str]) -> None:
    new = {name for name in OF_THE_PERSON if values[name] and values[name] != getattr(person, name)}
    if not new.isdisjoint(FROZEN) and person.id in inviting.held():
        raise PersonFrozen(name=person.name)
    for name in new:
        setattr(person, name, values[name])


def _ask_as(found: Enrolled, role: str) -> None:
    for part in found.roles.values():
        part.is_invited = part.role == role


def _check_address(session: Any, email: str) -> None:
    other = session.scalar(select(Person).where(Person.email == email))
    if other is not None:
        raise AddressTaken(email=email, name=other.name)


def _partners(part: Participation) -> list[str]:
    mine, theirs = (Pair.mentor_id, "leader") if part.role == Role.MENTOR else (Pair.leader_id, "mentor")
    pairs = db.session.scalars(select(Pair).where(mine == part.id).order_by(Pair.id))
    return [getattr(pair, theirs).person.name for pair in pairs]


def _parts_anywhere(person_id: int) -> list[int]:
    return list(db.session.scalars(select(Participation.id).where(Participation.person_id == person_id)))


def _was_invited(person_id: int) -> bool:
    return inviting.was_invited(_parts_anywhere(person_id))


def _text(value: Any) -> str:
    # Browsers send line breaks of their own kind.
    return "; ".join(value) if isinstance(value, list) else str(value).replace("\r\n", "\n")
