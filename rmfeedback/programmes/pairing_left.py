"""Who is left without a pair, why, and which one thing would have to be allowed for a pair.

What is named is exact: with that one rule not minded, and all others kept, this person gets a pair and nobody
who has one goes without. Several people may be told the same, and it need not help all of them at once.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rmfeedback.programmes.pairing_rules import Conditions, Member, Rule
from rmfeedback.programmes.pairing_solving import Chosen, Room, within_reach
from rmfeedback.terms import Role

# Nobody can be their own partner, whatever is allowed.
RELAXABLE = tuple(rule for rule in Rule if rule is not Rule.PERSON)
SECOND = {Role.LEADER: "mentors may take a second leader", Role.MENTOR: "leaders may have a second mentor"}
KEPT = "confirmed pairs may change"
# So many partners are named for whom one rule alone stands in the way.
_NAMED = 3


@dataclass(frozen=True)
class Relaxation:
    """What would have to be allowed, and with whom a pair would then be at hand."""

    rule: str
    partners: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say it as the end of a sentence."""
        return (
            f"if {self.rule}"
            if self.rule in (*SECOND.values(), KEPT)
            else f"if “{self.rule}” were not minded"
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as plain words and lists."""
        return {"rule": self.rule, "with": list(self.partners)}


@dataclass(frozen=True)
class Solved:
    """An assignment and what it was made from: matrices of shape (leaders, mentors), pairs as their indices.

    `allowed` is without the pairs kept and those parted.
    """

    against: NDArray[Any]
    allowed: NDArray[Any]
    kept: Chosen
    chosen: Chosen
    leaders: Room
    mentors: Room

    @cached_property
    def turned(self) -> "Solved":
        """The same, seen from the mentors: they stand in the rows."""
        kept, chosen = ([(m, l_) for l_, m in pairs] for pairs in (self.kept, self.chosen))
        return Solved(self.against.T, self.allowed.T, kept, chosen, self.mentors, self.leaders)

    @property
    def paired(self) -> set[int]:
        """Whoever of the rows has a pair."""
        return {row for row, _ in (*self.kept, *self.chosen)}

    def reach(self, allowed: NDArray[Any]) -> NDArray[Any]:
        """Return whom of the columns somebody new may have, if this is allowed."""
        return within_reach(allowed, self.chosen, self.leaders, self.mentors)

    def with_room_for_two(self) -> "Solved":
        """The same where each of the columns may have one pair more."""
        return replace(self, mentors=Room(self.mentors.left + 1, self.mentors.taken))

    def with_all_free(self) -> "Solved":
        """The same where the pairs kept may change."""
        allowed = self.allowed.copy()
        kept = np.array(self.kept, dtype=int).reshape(-1, 2)
        allowed[kept[:, 0], kept[:, 1]] = True
        leaders, mentors = self.leaders.without(kept[:, 0]), self.mentors.without(kept[:, 1])
        return Solved(self.against, allowed, [], [*self.kept, *self.chosen], leaders, mentors)


Left = tuple[Role, Member, str, tuple[Relaxation, ...]]


def left_over(
    mentors: Sequence[Member], leaders: Sequence[Member], conditions: Conditions, solved: Solved
) -> Iterator[Left]:
    """Return everybody without a pair: leaders first, each side by address."""
    sides = (Role.LEADER, leaders, mentors, solved), (Role.MENTOR, mentors, leaders, solved.turned)
    for role, rows, columns, seen in sides:
        left = [n for n in range(len(rows)) if n not in seen.paired]
        relaxed = _relaxations(left, columns, role, conditions, seen) if left else {}
        for number in left:
            yield role, rows[number], _reason(number, role, seen), tuple(relaxed[number])


def _relaxations(
    left: Sequence[int], columns: Sequence[Member], role: Role, conditions: Conditions, solved: Solved
) -> dict[int, list[Relaxation]]:
    found: dict[int, list[Relaxation]] = {number: [] for number in left}
    today = solved.reach(solved.allowed)
    for rule in RELAXABLE:
        is_alone = solved.against == rule
        if is_alone.any():
            allowed = solved.allowed | is_alone
            reach = solved.reach(allowed)
            for number in left:
                if (allowed[number] & reach).any():
                    partners = np.flatnonzero(is_alone[number] & today)[:_NAMED]
                    found[number].append(Relaxation(rule.words, tuple(columns[p].email for p in partners)))
    if not conditions.second and len(left):
        _note(found, solved.with_room_for_two(), SECOND[role])
    if solved.kept:
        _note(found, solved.with_all_free(), KEPT)
    return found


def _note(found: dict[int, list[Relaxation]], solved: Solved, rule: str) -> None:
    reach = solved.reach(solved.allowed)
    for number, relaxed in found.items():
        if (solved.allowed[number] & reach).any():
            relaxed.append(Relaxation(rule))


def _reason(number: int, role: Role, solved: Solved) -> str:
    """Say why somebody of the rows is left."""
    other = Role.MENTOR if role == Role.LEADER else Role.LEADER
    if role == Role.MENTOR and len(solved.turned.paired) == solved.allowed.shape[1]:
        return "in reserve: every leader has a mentor"
    if not solved.allowed[number].any():
        counts = Counter(Rule(int(value)).words for value in solved.against[number] if value)
        ruled_out = ", ".join(f"{count} for {why}" for why, count in counts.most_common())
        return f"every {other} is ruled out: {ruled_out}"
    spare = len(solved.turned.paired) < solved.allowed.shape[1]
    if spare:
        return f"every {other} who is allowed is in another pair"
    return f"too few {other}s"
