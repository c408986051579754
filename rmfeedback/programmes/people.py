"""Who takes part in a cohort, as HR's list shows them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from rmfeedback.db import db
from rmfeedback.programmes import cohorts, inviting
from rmfeedback.programmes.models import ACTIVE, STATES, Cohort, Pair, Participation, Person
from rmfeedback.terms import Role

# A page of more would keep browsers waiting; whoever is not on it is found by name.
MOST_SHOWN = 500


@dataclass(frozen=True)
class Listed:
    """A participation, and the names of the people paired with it."""

    participation: Participation
    partners: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class People:
    """A cohort's people: those looked for, and the numbers of those who take part.

    `found` are the first of `sought`. `persons` counts people, not roles; `units` the units of a role;
    `unpaired` the roles without a pair; `twice` names who has two roles; `away` counts roles of people who
    pause or have left, who are in no other number. `is_frozen`: a wave is open.
    """

    cohort: Cohort
    found: list[Listed]
    sought: int
    persons: int
    roles: Counter[str]
    units: dict[str, int]
    pairs: int
    unpaired: int
    twice: list[str]
    away: Counter[str]
    notes: int
    is_frozen: bool


def people(cohort_key: str, find: str = "", who: str = "") -> People:
    """Return the people of a cohort; each word of `find` in name, address, unit, site or level.

    `who`: a role; "away" for those who pause or have left; "refused" for those whose address was; "" for all.
    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    everybody = sorted(cohort.participations, key=lambda p: (STATES.index(p.state), p.id))
    partners = _partners(cohort_key)
    rows = [Listed(p, partners.get(p.id, [])) for p in everybody]
    active = [row for row in rows if row.participation.state == ACTIVE]
    parts = [row.participation for row in active]
    sought = [row for row in rows if _is_sought(row.participation, find, who)]
    return People(
        cohort=cohort,
        found=sought[:MOST_SHOWN],
        sought=len(sought),
        persons=len({p.person_id for p in parts}),
        roles=Counter(p.role for p in parts),
        units={role.value: _count_units(parts, role) for role in Role},
        pairs=sum(len(row.partners) for row in rows if row.participation.role == Role.LEADER),
        unpaired=sum(not row.partners for row in active),
        twice=_in_two_roles(parts),
        away=Counter(p.state for p in everybody if p.state != ACTIVE),
        notes=len({p.person_id for p in everybody if p.person.mail_note}),
        is_frozen=inviting.is_frozen(cohort_key),
    )


def as_json(cohort_key: str) -> list[dict[str, Any]]:
    """Return everybody of a cohort, one entry for each role, as plain words.

    Raises: NotFound.
    """
    return [
        {
            "email": part.person.email,
            "name": part.person.name,
            "role": part.role,
            "state": part.state,
            "is_invited": part.is_invited,
            "mail_note": part.person.mail_note,
        }
        for part in cohorts.find_cohort(cohort_key).participations
    ]


def by_address(cohort_key: str) -> dict[str, Person]:
    """Return the persons of a cohort by their addresses.

    Raises: NotFound.
    """
    return {p.person.email: p.person for p in cohorts.find_cohort(cohort_key).participations}


def _is_sought(participation: Participation, find: str, who: str) -> bool:
    person = participation.person
    text = " ".join((person.name, person.email, person.unit, person.location, person.level)).casefold()
    is_one = {
        "": True,
        "away": participation.state != ACTIVE,
        "refused": bool(person.mail_note),
    }.get(who, participation.role == who)
    return is_one and all(word in text for word in find.casefold().split())


def _count_units(everybody: list[Participation], role: Role) -> int:
    return len({p.person.unit for p in everybody if p.role == role and p.person.unit})


def _in_two_roles(everybody: list[Participation]) -> list[str]:
    roles = Counter(p.person_id for p in everybody)
    return sorted({p.person_id: p.person.name for p in everybody if roles[p.person_id] > 1}.values())


def _partners(cohort_key: str) -> dict[int, list[str]]:
    query = select(Pair).join(Pair.leader).where(Participation.cohort_key == cohort_key)
    names: dict[int, list[str]] = {}
    query = query.options(joinedload(Pair.mentor), joinedload(Pair.leader))
    for pair in db.session.scalars(query.order_by(Pair.id)):
        names.setdefault(pair.mentor_id, []).append(pair.leader.person.name)
        names.setdefault(pair.leader_id, []).append(pair.mentor.person.name)
    return names
