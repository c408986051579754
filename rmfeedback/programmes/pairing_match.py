"""Match mentors and leaders: the best whole under rules that are never broken; why; and who is left."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rmfeedback.programmes.pairing_fit import Fit
from rmfeedback.programmes.pairing_left import Relaxation, Solved, left_over
from rmfeedback.programmes.pairing_rules import (
    Conditions,
    Member,
    Names,
    Rule,
    names_of,
    objections,
    read_rules,
)
from rmfeedback.programmes.pairing_solving import Room, assign
from rmfeedback.terms import Role

Both = tuple[str, str]  # the addresses of a mentor and a leader


@dataclass(frozen=True)
class ProposedPair:
    """A mentor and a leader by address; the score is 0 to 100.

    `id` is that of the pair where it stands already, `flaw` what speaks against it since then.
    """

    mentor: str
    leader: str
    score: float
    reasons: list[str]
    id: int | None = field(default=None, compare=False)
    flaw: str = field(default="", compare=False)

    @property
    def both(self) -> Both:
        """Return who they are."""
        return self.mentor, self.leader


@dataclass(frozen=True)
class Unpaired:
    """Somebody left without a pair in a role, why, and what would have to be allowed for one."""

    email: str
    role: str
    reason: str
    relax: tuple[Relaxation, ...] = ()


@dataclass(frozen=True)
class Note:
    """What a constraint says that no rule understands: for the person who pairs."""

    email: str
    text: str


@dataclass(frozen=True)
class Standing:
    """Pairs that there are: `kept` as they are, `stays` if it can be, `parted` not again in this proposal."""

    kept: frozenset[Both] = frozenset()
    stays: frozenset[Both] = frozenset()
    parted: frozenset[Both] = frozenset()


@dataclass(frozen=True)
class Proposal:
    """Pairs, strongest first; who is left, and why; what to mind by hand.

    `mark` says on which state of the cohort it was made; `ruled_out` counts the pairs that each rule forbids.
    """

    pairs: list[ProposedPair]
    unpaired: list[Unpaired] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    mark: str = field(default="", compare=False)
    ruled_out: Counter[str] = field(default_factory=Counter, compare=False)

    @property
    def median(self) -> float:
        """The score that half of the pairs reach."""
        return median(pair.score for pair in self.pairs) if self.pairs else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the proposal as plain lists and words."""
        return {
            "pairs": [
                {"mentor": pair.mentor, "leader": pair.leader, "score": pair.score, "reasons": pair.reasons}
                for pair in self.pairs
            ],
            "unpaired": [
                {
                    "email": u.email,
                    "role": u.role,
                    "reason": u.reason,
                    "relax": [r.as_json() for r in u.relax],
                }
                for u in self.unpaired
            ],
            "notes": [{"email": note.email, "text": note.text} for note in self.notes],
        }

    def in_words(self) -> str:
        """Say how many pairs there are and who is left, one line each."""
        left = [f"{u.email} ({u.role}): {u.reason}.{_relaxed(u)}" for u in self.unpaired]
        return "\n".join([f"{len(self.pairs)} pairs, {len(left)} people without one.", *left])


def match(
    mentors: Sequence[Member],
    leaders: Sequence[Member],
    conditions: Conditions = Conditions(),  # noqa: B008  (frozen)
    standing: Standing = Standing(),  # noqa: B008  (frozen)
) -> Proposal:
    """Give as many leaders as the rules allow a mentor of their own, with the highest sum of scores.

    Where `conditions` let one side have two pairs: everybody a first one before anybody a second. The same
    people in any order give the same proposal.
    """
    mentors = sorted(mentors, key=lambda member: member.email)
    leaders = sorted(leaders, key=lambda member: member.email)
    names = names_of({m.email: m for m in (*mentors, *leaders)}.values())
    against = objections(mentors, leaders, conditions, names)
    fit = Fit(mentors, leaders)
    solved = _solve(mentors, leaders, conditions, standing, against, fit)
    pairs = [
        ProposedPair(
            mentors[m].email, leaders[l_].email, float(fit.scores[l_, m]), fit.reasons(l_, m, conditions)
        )
        for l_, m in (*solved.kept, *solved.chosen)
    ]
    return Proposal(
        sorted(pairs, key=lambda pair: (-pair.score, pair.leader, pair.mentor)),
        [
            Unpaired(member.email, role.value, reason, relax)
            for role, member, reason, relax in left_over(mentors, leaders, conditions, solved)
        ],
        notes_of((*mentors, *leaders), names),
        ruled_out=_count(against),
    )


def notes_of(members: Iterable[Member], names: Names) -> list[Note]:
    """Return what the constraints of members say beside rules."""
    read = ((m.email, read_rules(m.constraints, names).rest) for m in members)
    return [Note(email, rest) for email, rest in read if rest]


def _solve(
    mentors: Sequence[Member],
    leaders: Sequence[Member],
    conditions: Conditions,
    standing: Standing,
    against: Any,
    fit: Fit,
) -> Solved:
    at_leader = {m.email: n for n, m in enumerate(leaders)}
    at_mentor = {m.email: n for n, m in enumerate(mentors)}

    def known(pairs: Iterable[Both]) -> list[tuple[int, int]]:
        here = ((at_leader.get(leader), at_mentor.get(mentor)) for mentor, leader in pairs)
        return sorted((l_, m) for l_, m in here if l_ is not None and m is not None)

    kept = [(l_, m) for l_, m in known(standing.kept) if not against[l_, m]]
    allowed = against == 0
    stays = np.zeros_like(allowed)
    for l_, m in known(standing.stays):
        stays[l_, m] = True
    for l_, m in (*kept, *known(standing.parted)):
        allowed[l_, m] = False
    of_leaders = Room.of(len(leaders), 2 if conditions.second == Role.MENTOR else 1, [l_ for l_, _ in kept])
    of_mentors = Room.of(len(mentors), 2 if conditions.second == Role.LEADER else 1, [m for _, m in kept])
    chosen = assign(fit.scores, allowed, of_leaders, of_mentors, stays)
    return Solved(against, allowed, kept, chosen, of_leaders, of_mentors)


def _count(against: NDArray[Any]) -> Counter[str]:
    forbidden = {rule.words: int(np.count_nonzero(against & rule)) for rule in Rule}
    return Counter({words: count for words, count in forbidden.items() if count})


def _relaxed(unpaired: Unpaired) -> str:
    words = [relaxation.words for relaxation in unpaired.relax]
    return f" There would be a pair {', or '.join(words)}." if words else ""
