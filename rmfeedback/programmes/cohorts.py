"""Programmes and their cohorts: make them, find them, and look over them."""

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.programmes.models import LEFT, Cohort, Pair, Participation, Programme

LANGUAGES = ("en", "de")
LONGEST_KEY = 60
# What NFKD does not take apart, and what German readers expect of an umlaut.
LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "œ": "oe"}
)


class LanguageUnknown(Refused):
    message = N_("“%(language)s” is no language of rmfeedback. Choose en or de.")


class NameMissing(Refused):
    message = N_("A %(what)s needs a name. Give it one that people will know it by.")


class ProgrammeThere(Refused):
    status = 409
    message = N_("There is a programme “%(name)s” already, in another language. Choose another name.")


@dataclass(frozen=True)
class CohortSummary:
    """A cohort with the sizes of its roles, without who has left, and the number of its pairs."""

    key: str
    name: str
    mentors: int
    leaders: int
    pairs: int


@dataclass(frozen=True)
class ProgrammeSummary:
    """A programme with the summaries of its cohorts."""

    key: str
    name: str
    language: str
    cohorts: list[CohortSummary]


def add_programme(name: str, language: str = "en") -> Programme:
    """Return the programme of this name, made if it is new; made twice, it is there once.

    Raises: NameMissing, LanguageUnknown, ProgrammeThere (same name, another language).
    """
    name = tidy_name(name, "programme")
    if language not in LANGUAGES:
        raise LanguageUnknown(language=language)
    with writing() as session:
        programme: Programme | None = session.scalar(select(Programme).where(Programme.name == name))
        if programme is None:
            programme = Programme(key=free_key(name, Programme), name=name, language=language)
            session.add(programme)
        elif programme.language != language:
            raise ProgrammeThere(name=name)
    return programme


def find_programme(key: str) -> Programme:
    """Return a programme.

    Raises: NotFound.
    """
    programme = db.session.get(Programme, key)
    if programme is None:
        raise NotFound(what="programme", key=key)
    return programme


def ending() -> list[Programme]:
    """Return the programmes whose last day is known, by name."""
    query = select(Programme).where(Programme.ends_on.is_not(None)).order_by(Programme.name)
    return list(db.session.scalars(query))


def find_cohort(key: str) -> Cohort:
    """Return a cohort.

    Raises: NotFound.
    """
    cohort = db.session.get(Cohort, key)
    if cohort is None:
        raise NotFound(what="cohort", key=key)
    return cohort


def everything() -> list[Cohort]:
    """Return all cohorts of all programmes."""
    return list(db.session.scalars(select(Cohort)))


def cohort_named(programme_key: str, name: str) -> Cohort | None:
    """Return the cohort that programme and name identify, if it is there."""
    return db.session.scalar(select(Cohort).where(Cohort.programme_key == programme_key, Cohort.name == name))


def tidy_name(name: str, what: str) -> str:
    """Return a name without blanks around and doubled inside.

    Raises: NameMissing.
    """
    tidy = " ".join(name.split())
    if not tidy:
        raise NameMissing(what=what)
    return tidy


def overview() -> list[ProgrammeSummary]:
    """Return all programmes by name, each with its cohorts and their counts."""
    roles, pairs = _count_roles(), count_pairs()
    programmes = db.session.scalars(select(Programme).order_by(Programme.name))
    return [
        ProgrammeSummary(p.key, p.name, p.language, [_summary(c, roles, pairs) for c in p.cohorts])
        for p in programmes
    ]


def free_key(name: str, table: type[Programme] | type[Cohort]) -> str:
    """Return a key made of a name that no row of the table has yet: pilot, pilot-2, …"""
    stem = slug(name) or table.__tablename__
    key, number = stem, 1
    while db.session.get(table, key) is not None:
        number += 1
        key = f"{stem}-{number}"
    return key


def slug(name: str) -> str:
    """Return a name as lower-case ASCII words joined by hyphens; umlauts become two letters.

    >>> slug("Führungskräfte Süd – Herbst 2026")
    'fuehrungskraefte-sued-herbst-2026'
    """
    lower = unicodedata.normalize("NFC", name).casefold().translate(LETTERS)
    ascii_only = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode("ascii")
    return "-".join(re.findall("[a-z0-9]+", ascii_only))[:LONGEST_KEY].strip("-")


def _summary(cohort: Cohort, roles: dict[str, Counter[str]], pairs: dict[str, int]) -> CohortSummary:
    counts = roles[cohort.key]
    return CohortSummary(
        cohort.key, cohort.name, counts["mentor"], counts["leader"], pairs.get(cohort.key, 0)
    )


def _count_roles() -> dict[str, Counter[str]]:
    columns = Participation.cohort_key, Participation.role
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    query = select(*columns, func.count()).where(Participation.state != LEFT).group_by(*columns)
    for cohort_key, role, count in db.session.execute(query):
        counts[cohort_key][role] = count
    return counts


def count_pairs() -> dict[str, int]:
    """Return how many pairs each cohort has that has any."""
    query: Any = select(Participation.cohort_key, func.count()).join(Pair, Pair.leader_id == Participation.id)
    return {key: count for key, count in db.session.execute(query.group_by(Participation.cohort_key))}
