"""Take a file of people into a cohort: look first, then store in one transaction."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, inviting, namesakes, roster_file, roster_rows
from rmfeedback.programmes.models import Cohort, Participation, Person
from rmfeedback.programmes.roster_entries import Entry, Problem, column_names
from rmfeedback.programmes.roster_file import RosterFile
from rmfeedback.programmes.roster_rows import OF_THE_PERSON, OF_THE_ROLE, OTHER
from rmfeedback.terms import Role


class RosterFrozen(Refused):
    status = 409
    message = N_(
        "A wave of cohort “%(cohort)s” is open, so its people are frozen: those invited were told how many"
        " are asked. Nothing was stored. Load this file again when the wave has closed."
    )


class FileUnreadable(Refused):
    message = N_("%(path)s cannot be read: %(reason)s. Check the path, then try again.")


@dataclass(frozen=True)
class RosterReport:
    """What became of a file; read = imported + merged + waiting + skipped. `cohort` is None if new."""

    cohort: str | None
    read: int
    imported: int
    merged: int
    waiting: int
    skipped: int
    problems: list[Problem]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain words and numbers."""
        return asdict(self)

    def in_words(self) -> str:
        """Say the four counts, and one line for each thing to know."""
        counts = ", ".join(
            f"{getattr(self, word)} {word}" for word in ("imported", "merged", "waiting", "skipped")
        )
        told = [f"Line {p.line}, {p.column or 'whole line'}: {p.message}" for p in self.problems]
        return "\n".join([f"{self.read} read: {counts}.", *told])


@dataclass(frozen=True)
class Preview:
    """A file looked at: how it was taken apart, whom an import would store, and what it would report."""

    file: RosterFile
    entries: list[Entry]
    report: RosterReport


def load(
    source: bytes | str | Path, filename: str, programme_key: str, name: str, *, check: bool = False
) -> RosterReport:
    """Store the people of a file in the cohort of this programme and name; with `check`, write nothing.

    A row that is there already counts as imported. A cell that says something new replaces what was stored,
    an empty one does not. Nobody missing from the file is deleted. Who has two roles is invited once: in the
    role that was stored first, else as a leader.

    Raises: NotFound (programme), NameMissing, FileUnreadable, RosterFrozen, and the refusals of
    `roster_file.read`.
    """
    content = source if isinstance(source, bytes) else _content(Path(source))
    if check:
        return look(content, filename, programme_key, name).report
    with writing() as session:
        looked = look(content, filename, programme_key, name)
        cohort = _cohort(programme_key, cohorts.tidy_name(name, "cohort"))
        if inviting.is_frozen(cohort.key) and _says_anything_new(looked.entries, cohort):
            raise RosterFrozen(cohort=cohort.name)
        session.add(cohort)
        session.add_all(_stored(looked.entries, cohort))
        return replace(looked.report, cohort=cohort.key)


def look(content: bytes, filename: str, programme_key: str, name: str) -> Preview:
    """Read and judge a file beside what is stored; write nothing.

    Raises: as `load`.
    """
    cohorts.find_programme(programme_key)
    name = cohorts.tidy_name(name, "cohort")
    file = roster_file.read(content, filename)
    judged = roster_rows.judge(file)
    found = list(judged.imported.values())
    cohort = cohorts.cohort_named(programme_key, name)
    problems = [*judged.problems, *_changes(found, cohort, file), *_namesakes(found, cohort, file)]
    report = RosterReport(
        cohort=cohort.key if cohort else None,
        read=judged.read,
        imported=len(found),
        merged=judged.merged,
        waiting=judged.waiting,
        skipped=judged.skipped,
        problems=sorted(problems, key=lambda problem: problem.line),
    )
    return Preview(file, found, report)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(path=path, reason=error.strerror) from None


def _cohort(programme_key: str, name: str) -> Cohort:
    found = cohorts.cohort_named(programme_key, name)
    return found or Cohort(key=cohorts.free_key(name, Cohort), programme_key=programme_key, name=name)


def _stored(entries: list[Entry], cohort: Cohort) -> Iterator[Participation]:
    """Yield the participation of each entry, new or brought up to date, with its person."""
    persons, participations = _persons(entries), _participations(cohort)
    language = cohorts.find_programme(cohort.programme_key).language
    before = set(participations)
    both = {(e.email, e.role) for e in entries}
    for entry in entries:
        person = persons.get(entry.email) or Person(email=entry.email, language=language)
        persons[entry.email] = person
        other = (entry.email, OTHER[entry.role])
        is_second = other in before or (entry.role is Role.MENTOR and other in both)
        participation = participations.get((entry.email, entry.role)) or Participation(
            cohort_key=cohort.key, person=person, role=entry.role.value, topics=[], is_invited=not is_second
        )
        for kept, names in ((person, OF_THE_PERSON), (participation, OF_THE_ROLE)):
            for name, _old, new in _news(entry, kept, names):
                setattr(kept, name, new)
        yield participation


def _says_anything_new(entries: list[Entry], cohort: Cohort) -> bool:
    """Tell whether a file adds or changes anybody."""
    persons, participations = _persons(entries), _participations(cohort)
    for entry in entries:
        person, part = persons.get(entry.email), participations.get((entry.email, entry.role))
        if person is None or part is None:
            return True
        if any(_news(entry, person, OF_THE_PERSON)) or any(_news(entry, part, OF_THE_ROLE)):
            return True
    return False


def _changes(entries: list[Entry], cohort: Cohort | None, file: RosterFile) -> Iterator[Problem]:
    """Yield a note for each stored value that the file replaces, and each second role beside a stored one."""
    persons, participations = _persons(entries), _participations(cohort)
    columns = column_names(file)
    for entry in entries:
        stored = participations.get((entry.email, entry.role))
        kept = ((persons.get(entry.email), OF_THE_PERSON), (stored, OF_THE_ROLE))
        for thing, names in kept:
            for name, old, new in _news(entry, thing, names) if thing else ():
                message = f"Stored is “{_words(old)}”; this file's “{_words(new)}” replaces it."
                yield Problem(entry.line, columns[name], _words(new), message, "imported")
        if stored is None and (entry.email, OTHER[entry.role]) in participations:
            message = f"Takes part as {OTHER[entry.role]} already: one person, two roles, invited once."
            yield Problem(entry.line, columns["role"], entry.role, message, "imported")


def _namesakes(entries: list[Entry], cohort: Cohort | None, file: RosterFile) -> Iterator[Problem]:
    """Yield a note for each entry whose name stands with another address, above it or in the cohort."""
    stored = {person.email: person.name for person in (p.person for p in _participations(cohort).values())}
    for entry in entries:  # Of who is in the file too, the file's line is told.
        stored.pop(entry.email, None)
    seen = {namesakes.plain(name): ("In the cohort", email) for email, name in stored.items()}
    for entry in entries:
        where, email = seen.setdefault(namesakes.plain(entry.name), (f"In line {entry.line}", entry.email))
        if email != entry.email:
            message = (
                f"{where} the same name has another address, {email}: one person would be asked twice. Load "
                "the file without one of the two. If they are two people, say so when a wave is launched."
            )
            yield Problem(entry.line, column_names(file)["name"], entry.name, message, "imported")


def _news(
    entry: Entry, thing: Person | Participation, names: dict[str, str]
) -> Iterator[tuple[str, object, object]]:
    """Yield (name, old, new) for what an entry says differently; to say nothing changes nothing."""
    for name in names:
        old, new = getattr(thing, name), getattr(entry, name)
        new = list(new) if isinstance(new, tuple) else new
        if new and new != old:
            yield name, old, new


def _words(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def _persons(entries: list[Entry]) -> dict[str, Person]:
    addresses = {entry.email for entry in entries}
    return {p.email: p for p in db.session.scalars(select(Person).where(Person.email.in_(addresses)))}


def _participations(cohort: Cohort | None) -> dict[tuple[str, str], Participation]:
    if cohort is None:
        return {}
    query = select(Participation).where(Participation.cohort_key == cohort.key)
    return {(p.person.email, p.role): p for p in db.session.scalars(query)}
