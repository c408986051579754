"""Who takes part in a cohort, as HR's list shows them."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from rmfeedback.db import db
from rmfeedback.programmes import cohorts
from rmfeedback.programmes.models import Cohort, Pair, Participation, Person
from rmfeedback.terms import Role


@dataclass(frozen=True)
class Listed:
    """A participation, and the names of the people paired with it."""

    participation: Participation
    partners: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class People:
    """A cohort's people: those looked for, and the numbers of all.

    `persons` counts people, not roles; `units` the units of a role; `unpaired` the roles without a pair;
    `twice` names who has two roles.
    """

    cohort: Cohort
    found: list[Listed]
    persons: int
    roles: Counter[str]
    units: dict[str, int]
    pairs: int
    unpaired: int
    twice: list[str]


def people(cohort_key: str, find: str = "", role: str = "") -> People:
    """Return the people of a cohort; each word of `find` in name, address, unit, site or level.

    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    everybody = cohort.participations
    partners = _partners(everybody)
    rows = [Listed(p, partners.get(p.id, [])) for p in everybody]
    return People(
        cohort=cohort,
        found=[row for row in rows if _is_sought(row.participation, find, role)],
        persons=len({p.person_id for p in everybody}),
        roles=Counter(p.role for p in everybody),
        units={role.value: _count_units(everybody, role) for role in Role},
        pairs=sum(len(row.partners) for row in rows if row.participation.role == Role.LEADER),
        unpaired=sum(not row.partners for row in rows),
        twice=sorted(p.person.name for p in everybody if not p.is_invited),
    )


def by_address(cohort_key: str) -> dict[str, Person]:
    """Return the persons of a cohort by their addresses.

    Raises: NotFound.
    """
    return {p.person.email: p.person for p in cohorts.find_cohort(cohort_key).participations}


def _is_sought(participation: Participation, find: str, role: str) -> bool:
    person = participation.person
    text = " ".join((person.name, person.email, person.unit, person.location, person.level)).casefold()
    return role in ("", participation.role) and all(word in text for word in find.casefold().split())


def _count_units(everybody: list[Participation], role: Role) -> int:
    return len({p.person.unit for p in everybody if p.role == role and p.person.unit})


def _partners(everybody: list[Participation]) -> dict[int, list[str]]:
    query = select(Pair).where(Pair.leader_id.in_([p.id for p in everybody]))
    names: dict[int, list[str]] = {}
    query = query.options(joinedload(Pair.mentor), joinedload(Pair.leader))
    for pair in db.session.scalars(query.order_by(Pair.id)):
        names.setdefault(pair.mentor_id, []).append(pair.leader.person.name)
        names.setdefault(pair.leader_id, []).append(pair.mentor.person.name)
    return names
