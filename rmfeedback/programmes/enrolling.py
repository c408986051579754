"""Let people join, pause, leave and come back, one at a time; an open wave never notices."""

from collections.abc import Mapping

from sqlalchemy import delete, or_, select

from rmfeedback.db import writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.programmes import cohorts, inviting
from rmfeedback.programmes.enrolled import (
    FROZEN,
    OF_THE_PERSON,
    AddressTaken,
    PersonChanged,
    PersonFrozen,
    find,
    parts_anywhere,
)
from rmfeedback.programmes.models import STATES, Exclusion, Pair, Participation, Person
from rmfeedback.terms import Role


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


class RoleUnclear(Refused):
    message = N_("%(name)s has two roles. Say which one: --role mentor or --role leader.")


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


def move_by_address(cohort_key: str, email: str, role: str | None, state: str) -> Participation:
    """Do as `move` for somebody who is named by the address, whatever the state was.

    Raises: NotFound, RoleUnclear.
    """
    with writing():
        cohort = cohorts.find_cohort(cohort_key)
        parts = [p for p in cohort.participations if p.person.email == email.strip().lower()]
        parts = [p for p in parts if role in (None, p.role)]
        if not parts:
            raise NotFound(what=role or "person", key=email)
        if len(parts) > 1:
            raise RoleUnclear(name=parts[0].person.name)
        parts[0].state = state
    return parts[0]


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
        if not parts_anywhere(person_id):
            session.execute(delete(Person).where(Person.id == person_id))
    return name


def _bring_up_to_date(person: Person, values: Mapping[str, str]) -> None:
    new = {name for name in OF_THE_PERSON if values[name] and values[name] != getattr(person, name)}
    if not new.isdisjoint(FROZEN) and person.id in inviting.held():
        raise PersonFrozen(name=person.name)
    for name in new:
        setattr(person, name, values[name])
