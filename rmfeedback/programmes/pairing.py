"""The pairs of a cohort: proposed, accepted, and how they stand now."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import delete, select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.programmes import cohorts, pairing_conditions
from rmfeedback.programmes.models import ACTIVE, PAUSED, Cohort, Pair, Participation
from rmfeedback.programmes.pairing_match import (
    Both,
    Proposal,
    ProposedPair,
    Standing,
    Unpaired,
    match,
    notes_of,
)
from rmfeedback.programmes.pairing_rules import Member, Rule, names_of, objections
from rmfeedback.terms import Role


class CohortEmpty(Refused):
    status = 409
    message = N_("The cohort “%(cohort)s” has no %(role)ss. Load its people from a file, then propose pairs.")


class ProposalStale(Refused):
    status = 409
    message = N_(
        "The people of “%(cohort)s”, or the rules for pairing, have changed since these pairs were proposed. "
        "Propose again."
    )


class PairsChanged(Refused):
    status = 409
    message = N_(
        "Somebody has changed the pairs of “%(cohort)s” since you opened this page, so yours is not stored, "
        "and theirs stays. Look at the pairs as they are now, and do it again if it is still wanted."
    )


@dataclass(frozen=True)
class Changes:
    """What accepting a proposal would come to: pairs that end, by names; how many stay, and come new."""

    ended: list[str]
    stays: int
    new: int


def propose(cohort_key: str, *, anew: bool = False, part: int | None = None) -> Proposal:
    """Propose pairs for whoever takes part in a cohort; nothing is stored.

    Accepted pairs that no rule forbids stay as they are; `anew` forgets them all. `part` gives both of one
    pair new partners and changes as few others as can be. A pair in which somebody pauses rests: it stays,
    and neither of the two is proposed to anybody.
    Raises: NotFound, CohortEmpty.
    """
    cohort = cohorts.find_cohort(cohort_key)
    pairs = pairs_of(cohort)
    resting = {id_ for pair in pairs if _rests(pair) for id_ in (pair.mentor_id, pair.leader_id)}
    sides: dict[str, list[Member]] = {role.value: [] for role in Role}
    for participation in cohort.participations:
        if participation.state == ACTIVE and participation.id not in resting:
            sides[participation.role].append(member_of(participation))
    for role, members in sides.items():
        if not members:
            raise CohortEmpty(cohort=cohort.name, role=role)
    conditions = pairing_conditions.of(cohort)
    standing = _standing(pairs, anew=anew, part=part)
    found = match(sides[Role.MENTOR], sides[Role.LEADER], conditions, standing)
    ids = {_both(pair): pair.id for pair in pairs}
    numbered = [replace(pair, id=ids.get(pair.both)) for pair in found.pairs]
    return replace(found, pairs=numbered, mark=mark_of(pairs))


def accept(cohort_key: str, proposal: Proposal) -> int:
    """Make the pairs of a cohort those proposed, in one transaction; return how many were proposed.

    A pair that stays keeps its row, and what hangs on it; pairs that rest stay too.
    Raises: NotFound, PairsChanged (by somebody else, since it was proposed), ProposalStale (somebody proposed
    does not take part any more, or a rule has come that forbids a pair).
    """
    with writing() as session:
        cohort = cohorts.find_cohort(cohort_key)
        pairs = pairs_of(cohort)
        here = {(p.person.email, p.role): p for p in cohort.participations if p.state == ACTIVE}
        wanted = {pair.both: pair for pair in proposal.pairs}
        standing = {_both(pair): pair for pair in pairs if not _rests(pair)}
        # Pressed twice, it is there already: that is no change by somebody else.
        if proposal.mark not in ("", mark_of(pairs)) and wanted.keys() != standing.keys():
            raise PairsChanged(cohort=cohort.name)
        if not _are_allowed(cohort, here, wanted):
            raise ProposalStale(cohort=cohort.name)
        ended = [pair.id for both, pair in standing.items() if both not in wanted]
        session.execute(delete(Pair).where(Pair.id.in_(ended)))
        for both, shown in wanted.items():
            pair = standing.get(both)
            if pair is None:
                mentor, leader = here[both[0], "mentor"], here[both[1], "leader"]
                pair = Pair(mentor_id=mentor.id, leader_id=leader.id)
                session.add(pair)
            pair.score, pair.reasons = shown.score, shown.reasons
    return len(proposal.pairs)


def accepted(cohort_key: str) -> Proposal:
    """Return the pairs that were accepted for a cohort, strongest first, and who is without one.

    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    pairs = pairs_of(cohort)
    taken = {id_ for pair in pairs for id_ in (pair.mentor_id, pair.leader_id)}
    flaws = _flaws(cohort, pairs)
    members = [member_of(p) for p in cohort.participations]
    return Proposal(
        [
            ProposedPair(*_both(p), p.score, p.reasons, p.id, flaws.get(p.id, ""))
            for p in sorted(pairs, key=lambda pair: (-pair.score, pair.id))
        ],
        [
            Unpaired(p.person.email, p.role, "no pair yet")
            for p in cohort.participations
            if p.id not in taken and p.state == ACTIVE
        ],
        notes_of(members, names_of(members)),
        mark=mark_of(pairs),
    )


def changes(cohort_key: str, proposal: Proposal) -> Changes:
    """Return what accepting a proposal would come to.

    Raises: NotFound.
    """
    pairs = [pair for pair in pairs_of(cohorts.find_cohort(cohort_key)) if not _rests(pair)]
    wanted, standing = {pair.both for pair in proposal.pairs}, {_both(pair) for pair in pairs}
    ended = [f"{p.mentor.person.name} and {p.leader.person.name}" for p in pairs if _both(p) not in wanted]
    return Changes(ended, len(wanted & standing), len(wanted - standing))


def pairs_of(cohort: Cohort) -> list[Pair]:
    """Return the pairs of a cohort in their order."""
    ids = [p.id for p in cohort.participations if p.role == Role.LEADER]
    return list(db.session.scalars(select(Pair).where(Pair.leader_id.in_(ids)).order_by(Pair.id)))


def find_pair(cohort: Cohort, pair_id: int) -> Pair:
    """Return a pair of a cohort.

    Raises: NotFound.
    """
    pair = db.session.get(Pair, pair_id)
    if pair is None or pair.leader.cohort_key != cohort.key:
        raise NotFound(what="pair", key=pair_id)
    return pair


def number_of(cohort_key: str, mentor: str, leader: str) -> int:
    """Return the id of the pair of two addresses.

    Raises: NotFound.
    """
    both = mentor.strip().lower(), leader.strip().lower()
    ids = {_both(pair): pair.id for pair in pairs_of(cohorts.find_cohort(cohort_key))}
    if both not in ids:
        raise NotFound(what="pair", key=" and ".join(both))
    return ids[both]


def mark_of(pairs: Iterable[Pair]) -> str:
    """Return what changes whenever a pair comes, goes or changes."""
    said = sorted(f"{pair.id}:{pair.mentor_id}:{pair.leader_id}" for pair in pairs)
    return hashlib.sha256(" ".join(said).encode()).hexdigest()[:32]


def member_of(participation: Participation) -> Member:
    """Return what pairing knows of somebody in one role."""
    person = participation.person
    return Member(
        person.email,
        person.name,
        person.unit,
        person.language,
        person.manager_email,
        tuple(participation.topics),
        participation.constraints,
        person.location,
        person.level,
        participation.goals,
    )


def _standing(pairs: list[Pair], *, anew: bool, part: int | None) -> Standing:
    both = frozenset(_both(pair) for pair in pairs)
    if part is not None:
        parted = frozenset(_both(pair) for pair in pairs if pair.id == part)
        if not parted:
            raise NotFound(what="pair", key=part)
        return Standing(stays=both - parted, parted=parted)
    return Standing() if anew else Standing(kept=both)


def _are_allowed(
    cohort: Cohort, here: dict[tuple[str, str], Participation], wanted: dict[Both, ProposedPair]
) -> bool:
    known = {(m, "mentor") for m, _ in wanted} | {(l_, "leader") for _, l_ in wanted}
    if not known <= here.keys():
        return False
    mentors = {email: member_of(p) for (email, role), p in here.items() if role == Role.MENTOR}
    leaders = {email: member_of(p) for (email, role), p in here.items() if role == Role.LEADER}
    names = names_of({**mentors, **leaders}.values())
    conditions = pairing_conditions.of(cohort)
    against = objections(list(mentors.values()), list(leaders.values()), conditions, names)
    rows, columns = ({email: n for n, email in enumerate(side)} for side in (leaders, mentors))
    return not any(against[rows[leader], columns[mentor]] for mentor, leader in wanted)


def _flaws(cohort: Cohort, pairs: list[Pair]) -> dict[int, str]:
    """Return what speaks against pairs that stand, by id: who has left or pauses, or a rule since then."""
    away = {"left": "has left", PAUSED: "pauses"}
    found = {}
    names = names_of(member_of(p) for p in cohort.participations)
    conditions = pairing_conditions.of(cohort)
    for pair in pairs:
        gone = [f"{p.person.name} {away[p.state]}" for p in (pair.mentor, pair.leader) if p.state in away]
        mentor, leader = member_of(pair.mentor), member_of(pair.leader)
        against = Rule(int(objections([mentor], [leader], conditions, names)[0, 0]))
        if gone or against:
            found[pair.id] = ", ".join([*gone, *([against.words] if against else [])])
    return found


def _rests(pair: Pair) -> bool:
    states = {pair.mentor.state, pair.leader.state}
    return PAUSED in states and states <= {ACTIVE, PAUSED}


def _both(pair: Pair) -> Both:
    return pair.mentor.person.email, pair.leader.person.email
