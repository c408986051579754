"""What HR asks of the pairs of a cohort: its settings, and two people each who shall never be a pair."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.programmes import cohorts
from rmfeedback.programmes.models import Cohort, Exclusion, Person
from rmfeedback.programmes.pairing_rules import Conditions

SWITCHES = ("other_unit", "other_site", "shared_language", "junior_mentor")
SECONDS = ("", "leader", "mentor")


class ExclusionUnclear(Refused):
    status = 422
    message = N_("Choose two different people of “%(cohort)s”: “%(one)s” and “%(other)s” are not.")


class SecondUnknown(Refused):
    status = 422
    message = N_("“%(value)s” is no choice for a second pair. Choose none, leader or mentor.")


def of(cohort: Cohort) -> Conditions:
    """Return what HR asks of a cohort's pairs."""
    excluded = frozenset(frozenset(p.email for p in two) for _, *two in exclusions(cohort))
    chosen = {name: value for name, value in cohort.pairing.items() if name in (*SWITCHES, "second")}
    return Conditions(**chosen, excluded=excluded)


def save(cohort_key: str, chosen: Mapping[str, Any]) -> Conditions:
    """Store what HR asks: each of SWITCHES true or false, `second` one of SECONDS; what is not named stays.

    Pairs that stand are not touched: what a new rule forbids among them shows on the page.
    Raises: NotFound, SecondUnknown.
    """
    if chosen.get("second", "") not in SECONDS:
        raise SecondUnknown(value=chosen["second"])
    with writing():
        cohort = cohorts.find_cohort(cohort_key)
        known = asdict(of(cohort)) | dict(chosen)
        cohort.pairing = {**{name: bool(known[name]) for name in SWITCHES}, "second": known["second"]}
    return of(cohort)


def exclusions(cohort: Cohort) -> list[tuple[int, Person, Person]]:
    """Return the ids of a cohort's exclusions, each with its two people, by name."""
    people = {p.person_id: p.person for p in cohort.participations}
    rows = db.session.scalars(select(Exclusion).where(Exclusion.cohort_key == cohort.key))
    found = []
    for row in rows:
        if row.one_id in people and row.other_id in people:
            one, other = sorted((people[row.one_id], people[row.other_id]), key=lambda person: person.name)
            found.append((row.id, one, other))
    return sorted(found, key=lambda row: (row[1].name, row[2].name))


def exclude(cohort_key: str, one: str, other: str) -> None:
    """Never let two people, by address, be proposed as a pair; no reason is asked. Again, it changes nothing.

    Raises: NotFound, ExclusionUnclear (one person, or somebody who is not of the cohort).
    """
    with writing() as session:
        cohort = cohorts.find_cohort(cohort_key)
        people = {p.person.email: p.person_id for p in cohort.participations}
        ids = sorted({people[email] for email in (_tidy(one), _tidy(other)) if email in people})
        if len(ids) != 2:
            raise ExclusionUnclear(cohort=cohort.name, one=one, other=other)
        if (ids[0], ids[1]) not in {(row.one_id, row.other_id) for row in _rows(cohort)}:
            session.add(Exclusion(cohort_key=cohort.key, one_id=ids[0], other_id=ids[1]))


def lift(cohort_key: str, exclusion_id: int) -> None:
    """Forget an exclusion.

    Raises: NotFound.
    """
    with writing() as session:
        cohort = cohorts.find_cohort(cohort_key)
        if exclusion_id not in {row.id for row in _rows(cohort)}:
            raise NotFound(what="exclusion", key=exclusion_id)
        session.execute(delete(Exclusion).where(Exclusion.id == exclusion_id))


def _rows(cohort: Cohort) -> list[Exclusion]:
    return list(db.session.scalars(select(Exclusion).where(Exclusion.cohort_key == cohort.key)))


def _tidy(email: str) -> str:
    return email.strip().lower()
