"""Correct what is stored of a person, unless somebody else did meanwhile or an open wave was told of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from rmfeedback.db import writing
from rmfeedback.programmes.enrolled import (
    FROZEN,
    OF_THE_PERSON,
    OF_THE_ROLE,
    AddressTaken,
    Enrolled,
    PersonChanged,
    PersonFrozen,
    as_text,
    find,
)
from rmfeedback.programmes.models import Person


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
        changed = {name: value for name, value in new.items() if as_text(value) != now.get(name)}
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


def forget_note(cohort_key: str, person_id: int) -> None:
    """Forget what a mail server said of an address: it is right, and mail shall go there again.

    Raises: NotFound.
    """
    with writing():
        find(cohort_key, person_id).person.mail_note = ""


def _ask_as(found: Enrolled, role: str) -> None:
    for part in found.roles.values():
        part.is_invited = part.role == role


def _check_address(session: Any, email: str) -> None:
    other = session.scalar(select(Person).where(Person.email == email))
    if other is not None:
        raise AddressTaken(email=email, name=other.name)
