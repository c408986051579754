"""The best assignment under what is allowed, and what would have to be allowed for whoever is left.

First as many pairs as there can be; then everybody's first pair before anybody's second; then as few changes
as can be; then the highest sum of scores. Each outweighs all that follow, in whole numbers that a float holds
exactly, so that one assignment problem (Kuhn 1955; scipy's is that of Crouse 2016) answers all four.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[Any]
Chosen = list[tuple[int, int]]
# Scores have one decimal.
_TENTHS = 10


@dataclass(frozen=True)
class Room:
    """How many pairs each of a side may still get, and how many they have: both of shape (people,)."""

    left: Matrix
    taken: Matrix

    @classmethod
    def of(cls, people: int, most: int, taken: Sequence[int] = ()) -> "Room":
        """Return room for at most so many pairs each, some of them taken; `taken` names people by number."""
        counts = np.bincount(np.array(taken, dtype=int), minlength=people)
        return cls(np.maximum(most - counts, 0), counts)

    def without(self, whose: Matrix) -> "Room":
        """Return the room there would be without one pair of each of these people."""
        fewer = np.bincount(whose, minlength=len(self.left))
        return Room(self.left + fewer, self.taken - fewer)

    def slots(self) -> tuple[Matrix, Matrix]:
        """Return whose each free place is, and which of them would be somebody's first."""
        whose = np.repeat(np.arange(len(self.left)), self.left)
        number = np.concatenate([np.arange(n) for n in self.left]) if len(whose) else np.zeros(0, dtype=int)
        return whose, (self.taken[whose] + number) == 0


def assign(
    scores: Matrix, allowed: Matrix, leaders: Room, mentors: Room, stays: Matrix | None = None
) -> Chosen:
    """Return (leader, mentor) of the best assignment; `stays` marks pairs that had better not change.

    All matrices are of shape (leaders, mentors). Only one side may have room for two.
    """
    from scipy.optimize import linear_sum_assignment  # Heavy: the web process loads it only to propose.

    (rows, is_first_row), (columns, is_first_column) = leaders.slots(), mentors.slots()
    if not len(rows) or not len(columns):
        return []
    at = np.ix_(rows, columns)
    values, may = np.round(scores[at] * _TENTHS), allowed[at]
    if stays is not None and stays.any():
        values += stays[at] * _outweighing(values)
    firsts = is_first_row[:, None].astype(float) + is_first_column[None, :]
    if firsts.min() != firsts.max():
        values += firsts * _outweighing(values)
    values += _outweighing(values)
    values[~may] = 0.0
    found = linear_sum_assignment(values, maximize=True)
    return sorted((int(rows[r]), int(columns[c])) for r, c in zip(*found, strict=True) if may[r, c])


def within_reach(allowed: Matrix, chosen: Chosen, leaders: Room, mentors: Room) -> Matrix:
    """Return which mentors somebody new can have without taking anybody's only pair, shape (mentors,).

    Mentors with room; those whose leader has another, or can take one within reach; and so on: alternating
    paths (Berge 1957). `leaders` and `mentors` are the room before the choice.
    """
    pairs = np.array(chosen, dtype=int).reshape(-1, 2)
    used = np.bincount(pairs[:, 1], minlength=len(mentors.left))
    has = leaders.taken + np.bincount(pairs[:, 0], minlength=len(leaders.left))
    reach: Matrix = np.array(mentors.left > used)
    reach[pairs[has[pairs[:, 0]] > 1, 1]] = True
    fresh = reach
    while fresh.any():
        can_move = np.any(allowed[:, fresh], axis=1, keepdims=True)[pairs[:, 0], 0]
        grown = np.zeros(len(reach), dtype=bool)
        grown[pairs[can_move, 1]] = True
        fresh = grown & ~reach
        reach = reach | fresh
    return reach


def _outweighing(values: Matrix) -> float:
    """Return what is more than all that one assignment can sum up to."""
    return float(values.max() * min(values.shape) + 1)
