"""Bring the entries of a roster together with who is stored already."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from rmfeedback.db import db
from rmfeedback.programmes import cohorts, inviting, namesakes
from rmfeedback.programmes.models import ACTIVE, Cohort, Participation, Person
from rmfeedback.programmes.roster_entries import Entry, Problem, column_names, in_short
from rmfeedback.programmes.roster_file import RosterFile
from rmfeedback.programmes.roster_rows import OF_THE_PERSON, OF_THE_ROLE, OTHER
from rmfeedback.terms import Role

# A statement holds only so many values, in either engine.
AT_ONCE = 5_000
# What a new person has nothing of until a file says it.
PLAIN = ("name", "unit", "location", "level", "manager_email")
# What an open wave was told of a person, or tells; only the manager's address is for pairing alone.
FROZEN = {name: words for name, words in OF_THE_PERSON.items() if name != "manager_email"}


@dataclass(frozen=True)
class Known:
    """Who is stored: persons by address, and the cohort's participations by address and role."""

    persons: dict[str, Person]
    participations: dict[tuple[str, str], Participation]


def known(entries: Iterable[Entry], cohort: Cohort | None) -> Known:
    """Return who of these entries is stored, and everybody of the cohort."""
    persons: dict[str, Person] = {}
    for some in _some({entry.email for entry in entries}):
        persons |= {p.email: p for p in db.session.scalars(select(Person).where(Person.email.in_(some)))}
    query = select(Participation).where(Participation.cohort_key == (cohort.key if cohort else None))
    return Known(persons, {(p.person.email, p.role): p for p in db.session.scalars(query)})


def store(entries: list[Entry], cohort: Cohort, stored: Known) -> None:
    """Store each entry, new or brought up to date, in the running transaction.

    New rows go in by the thousand: as objects, one after the other, they would take most of an import's time.
    """
    language = cohorts.find_programme(cohort.programme_key).language
    persons: dict[str, dict[str, Any]] = {}
    parts: list[tuple[str, dict[str, Any]]] = []
    both = {(e.email, e.role) for e in entries}
    for entry in entries:
        person = stored.persons.get(entry.email)
        if person is None:
            blank = {"email": entry.email, "language": language, **dict.fromkeys(PLAIN, "")}
            persons.setdefault(entry.email, blank).update(_said(entry, OF_THE_PERSON))
        else:
            _bring_up_to_date(person, entry, OF_THE_PERSON)
        part = stored.participations.get((entry.email, entry.role))
        if part is None:
            parts.append((entry.email, _new_part(entry, cohort, both, stored)))
        else:
            _bring_up_to_date(part, entry, OF_THE_ROLE)
    _insert(Person, list(persons.values()))
    ids = {person.email: person.id for person in stored.persons.values()} | _ids(persons)
    _insert(Participation, [{"person_id": ids[email], **part} for email, part in parts])


def frozen(entries: Iterable[Entry], stored: Known, file: RosterFile) -> list[Problem]:
    """Return what a file would change of people who are asked in an open wave: that has to wait."""
    names = column_names(file)
    found = []
    held: set[int] | None = None
    for entry in entries:
        person = stored.persons.get(entry.email)
        if person is None:
            continue
        for name, old, new in _news(entry, person, FROZEN):
            if held is None:  # One question for all, and none where nothing would change.
                held = inviting.held()
            if person.id in held:
                message = f"Stored is “{_words(old)}”, and frozen while a wave asks this person."
                kept = str(old)
                found.append(Problem(entry.line, names[name], _words(new), message, "frozen", kept, name))
    return found


def changes(
    entries: Iterable[Entry], stored: Known, file: RosterFile, held_back: Iterable[Problem]
) -> Iterator[Problem]:
    """Yield a note for each stored value that the file replaces, and each second role beside a stored one.

    `held_back`: what it would replace, were no wave open.
    """
    columns = column_names(file)
    held = {(problem.line, problem.column) for problem in held_back}
    for entry in entries:
        part = stored.participations.get((entry.email, entry.role))
        for thing, names in ((stored.persons.get(entry.email), OF_THE_PERSON), (part, OF_THE_ROLE)):
            for name, old, new in _news(entry, thing, names) if thing else ():
                if (entry.line, columns[name]) in held:
                    continue
                message = f"Stored is “{_words(old)}”; this file's “{_words(new)}” replaces it."
                yield Problem(entry.line, columns[name], _words(new), message, "imported")
        if part is None and (entry.email, OTHER[entry.role]) in stored.participations:
            message = f"Takes part as {OTHER[entry.role]} already: one person, two roles, invited once."
            yield Problem(entry.line, columns["role"], entry.role, message, "imported")
        if part is not None and part.state != ACTIVE:
            message = f"Stored as {part.state}, and stays so: a file brings nobody back. Do it under People."
            yield Problem(entry.line, columns["role"], entry.role, message, "imported")


def same_names(entries: list[Entry], stored: Known, file: RosterFile) -> Iterator[Problem]:
    """Yield a note for each entry whose name stands with another address, above it or in the cohort."""
    names = {part.person.email: part.person.name for part in stored.participations.values()}
    for entry in entries:  # Of who is in the file too, the file's line is told.
        names.pop(entry.email, None)
    seen = {namesakes.plain(name): ("In the cohort", email) for email, name in names.items()}
    for entry in entries:
        where, email = seen.setdefault(namesakes.plain(entry.name), (f"In line {entry.line}", entry.email))
        if email != entry.email:
            message = (
                f"{where} the same name has another address, {email}: one person would be asked twice. Load "
                "the file without one of the two. If they are two people, say so when a wave is launched."
            )
            yield Problem(entry.line, column_names(file)["name"], entry.name, message, "imported")


def _new_part(
    entry: Entry, cohort: Cohort, both: Collection[tuple[str, Role]], stored: Known
) -> dict[str, Any]:
    """Return a new participation; of two roles the one that was stored first is asked, else the leader's."""
    other = (entry.email, OTHER[entry.role])
    is_second = other in stored.participations or (entry.role is Role.MENTOR and other in both)
    return {
        "cohort_key": cohort.key,
        "role": entry.role.value,
        "is_invited": not is_second,
        "topics": list(entry.topics),
        "goals": entry.goals,
        "constraints": entry.constraints,
    }


def _said(entry: Entry, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(entry, name))}


def _bring_up_to_date(thing: Person | Participation, entry: Entry, names: Iterable[str]) -> None:
    for name, _old, new in _news(entry, thing, names):
        setattr(thing, name, new)


def _insert(table: type[Person] | type[Participation], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)


def _ids(addresses: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _some(addresses):
        query = select(Person.email, Person.id).where(Person.email.in_(some))
        found |= {email: id_ for email, id_ in db.session.execute(query)}
    return found


def _some(addresses: Iterable[str]) -> Iterator[list[str]]:
    left = iter(sorted(addresses))
    while some := list(islice(left, AT_ONCE)):
        yield some


def _news(
    entry: Entry, thing: Person | Participation, names: Iterable[str]
) -> Iterator[tuple[str, object, object]]:
    """Yield (name, old, new) for what an entry says differently; to say nothing changes nothing."""
    for name in names:
        old, new = getattr(thing, name), getattr(entry, name)
        new = list(new) if isinstance(new, tuple) else new
        if new and new != old:
            yield name, old, new


def _words(value: object) -> str:
    return in_short(", ".join(value) if isinstance(value, list) else str(value or ""))
