"""Propose who mentors whom: the best whole under rules that are never broken, each pair with its reasons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from sqlalchemy import delete, select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts
from rmfeedback.programmes.models import Pair, Participation
from rmfeedback.programmes.pairing_fit import HIGHEST, reasons, score
from rmfeedback.programmes.pairing_rules import Member, Rules, read_rules, why_not
from rmfeedback.terms import Role


class CohortEmpty(Refused):
    status = 409
    message = N_("The cohort “%(cohort)s” has no %(role)ss. Load its people from a file, then propose pairs.")


class ProposalStale(Refused):
    status = 409
    message = N_("The people of “%(cohort)s” have changed since these pairs were proposed. Propose again.")


@dataclass(frozen=True)
class ProposedPair:
    """A mentor and a leader by address; the score is 0 to 100."""

    mentor: str
    leader: str
    score: float
    reasons: list[str]


@dataclass(frozen=True)
class Unpaired:
    """Somebody left without a pair in a role, and why."""

    email: str
    role: str
    reason: str


@dataclass(frozen=True)
class Note:
    """What a constraint says that no rule understands: for the person who pairs."""

    email: str
    text: str


@dataclass(frozen=True)
class Proposal:
    """Pairs, strongest first; who is left, and why; what to mind by hand."""

    pairs: list[ProposedPair]
    unpaired: list[Unpaired] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The score that half of the pairs reach."""
        return median(pair.score for pair in self.pairs) if self.pairs else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the proposal as plain lists and words."""
        return asdict(self)

    def in_words(self) -> str:
        """Say how many pairs there are and who is left, one line each."""
        left = [f"{u.email} ({u.role}): {u.reason}." for u in self.unpaired]
        return "\n".join([f"{len(self.pairs)} pairs, {len(left)} people without one.", *left])


def propose(cohort_key: str) -> Proposal:
    """Propose pairs for a cohort; nothing is stored.

    Raises: NotFound, CohortEmpty.
    """
    cohort = cohorts.find_cohort(cohort_key)
    sides = {role: [_member(p) for p in cohort.participations if p.role == role] for role in Role}
    for role, members in sides.items():
        if not members:
            raise CohortEmpty(cohort=cohort.name, role=role.value)
    return match(sides[Role.MENTOR], sides[Role.LEADER])


def match(mentors: Sequence[Member], leaders: Sequence[Member]) -> Proposal:
    """Give as many leaders as the rules allow a mentor of their own, with the highest sum of scores.

    The same people in any order give the same proposal.
    """
    mentors = sorted(mentors, key=lambda member: member.email)
    leaders = sorted(leaders, key=lambda member: member.email)
    everybody = {m.email: m for m in (*mentors, *leaders)}.values()
    mentor_rules = [read_rules(m.constraints, everybody) for m in mentors]
    leader_rules = [read_rules(m.constraints, everybody) for m in leaders]
    against = [
        [why_not(m, l_, m_rules, l_rules) for m, m_rules in zip(mentors, mentor_rules, strict=True)]
        for l_, l_rules in zip(leaders, leader_rules, strict=True)
    ]
    scores = [[score(m, leader) for m in mentors] for leader in leaders]
    chosen = _assign(scores, against)
    pairs = [
        ProposedPair(mentors[m].email, leaders[l_].email, scores[l_][m], reasons(mentors[m], leaders[l_]))
        for l_, m in chosen.items()
    ]
    return Proposal(
        sorted(pairs, key=lambda pair: (-pair.score, pair.leader)),
        _left_leaders(leaders, against, chosen) + _left_mentors(mentors, len(leaders), chosen),
        _notes(mentors, mentor_rules) + _notes(leaders, leader_rules),
    )


def accept(cohort_key: str, proposal: Proposal) -> int:
    """Replace the pairs of a cohort by those proposed, in one transaction; return how many there are.

    Raises: NotFound, ProposalStale (somebody proposed is not in the cohort any more).
    """
    with writing() as session:
        cohort = cohorts.find_cohort(cohort_key)
        ids = {(p.person.email, p.role): p.id for p in cohort.participations}
        wanted = {(p.mentor, "mentor") for p in proposal.pairs} | {
            (p.leader, "leader") for p in proposal.pairs
        }
        if not wanted <= ids.keys():
            raise ProposalStale(cohort=cohort.name)
        session.execute(delete(Pair).where(Pair.leader_id.in_(ids.values())))
        for pair in proposal.pairs:
            mentor_id, leader_id = ids[pair.mentor, "mentor"], ids[pair.leader, "leader"]
            session.add(
                Pair(mentor_id=mentor_id, leader_id=leader_id, score=pair.score, reasons=pair.reasons)
            )
    return len(proposal.pairs)


def accepted(cohort_key: str) -> Proposal:
    """Return the pairs that were accepted for a cohort, strongest first, and who is without one.

    Raises: NotFound.
    """
    participations = cohorts.find_cohort(cohort_key).participations
    query = select(Pair).where(Pair.leader_id.in_([p.id for p in participations]))
    pairs = list(db.session.scalars(query.order_by(Pair.score.desc(), Pair.id)))
    taken = {id_ for pair in pairs for id_ in (pair.mentor_id, pair.leader_id)}
    members = [_member(p) for p in participations]
    return Proposal(
        [ProposedPair(p.mentor.person.email, p.leader.person.email, p.score, p.reasons) for p in pairs],
        [Unpaired(p.person.email, p.role, "no pair yet") for p in participations if p.id not in taken],
        _notes(members, [read_rules(m.constraints, members) for m in members]),
    )


def _member(participation: Participation) -> Member:
    person = participation.person
    topics, constraints = tuple(participation.topics), participation.constraints
    return Member(
        person.email, person.name, person.unit, person.language, person.manager_email, topics, constraints
    )


def _assign(scores: list[list[float]], against: list[list[str]]) -> dict[int, int]:
    """Return leader index to mentor index: most pairs first, then the highest sum."""
    from scipy.optimize import linear_sum_assignment  # Heavy: the web process loads it only to propose.

    # One forbidden pair costs more than all others can make up for, so each is avoided that can be.
    forbidden = HIGHEST * (len(scores) + 1)
    costs = [
        [forbidden if why else HIGHEST - value for value, why in zip(row, whys, strict=True)]
        for row, whys in zip(scores, against, strict=True)
    ]
    if not costs or not costs[0]:
        return {}
    rows, columns = linear_sum_assignment(costs)
    chosen: list[tuple[Any, Any]] = list(zip(rows.tolist(), columns.tolist(), strict=True))
    return {leader: mentor for leader, mentor in chosen if not against[leader][mentor]}


def _left_leaders(leaders: list[Member], against: list[list[str]], chosen: dict[int, int]) -> list[Unpaired]:
    left = []
    for index, leader in enumerate(leaders):
        if index not in chosen:
            counts = Counter(filter(None, against[index]))
            ruled_out = ", ".join(f"{count} for {why}" for why, count in counts.most_common())
            is_none_allowed = counts.total() == len(against[index])
            reason = f"every mentor is ruled out: {ruled_out}" if is_none_allowed else "too few mentors"
            left.append(Unpaired(leader.email, Role.LEADER.value, reason))
    return left


def _left_mentors(mentors: list[Member], leaders: int, chosen: dict[int, int]) -> list[Unpaired]:
    is_everybody = len(chosen) == leaders
    reason = "in reserve: every leader has a mentor" if is_everybody else "ruled out for whoever is left"
    return [
        Unpaired(mentor.email, Role.MENTOR.value, reason)
        for index, mentor in enumerate(mentors)
        if index not in chosen.values()
    ]


def _notes(members: list[Member], rules: list[Rules]) -> list[Note]:
    return [Note(m.email, r.rest) for m, r in zip(members, rules, strict=True) if r.rest]
