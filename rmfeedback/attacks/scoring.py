"""How well an attacker guesses, and how well chance alone would at that number of guesses."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

# Eleven to choose from: the size of the groups that `anonymity.md` measures.
GROUP = 11
CHANCE = 1 / GROUP
# A control that does not find its leak at least so well shows that the attack is blind.
LEAST_CONTROL = 0.95
_FULL_WAVES, _USUAL_WAVES = 200, 40
_LARGEST_AUC = {_FULL_WAVES: 0.55, _USUAL_WAVES: 0.57}
_LARGEST_TOP = 0.12


@dataclass
class Tally:
    """The guesses of one feature: how they rank what is right among everything it is chosen from."""

    guesses: int = 0
    beaten: float = 0.0
    firsts: float = 0.0

    def add(self, scores: Sequence[float], right: int) -> None:
        """Count a guess: a score for each candidate, of which the highest is chosen; ties count as half."""
        true = scores[right]
        below = sum(score < true for score in scores)
        ties = sum(score == true for score in scores)
        self.guesses += 1
        self.beaten += (below + (ties - 1) / 2) / (len(scores) - 1)
        self.firsts += (below + ties == len(scores)) / ties

    @property
    def auc(self) -> float:
        """The chance that what is right scores above what is wrong (area under the ROC curve)."""
        return self.beaten / self.guesses if self.guesses else 0.5

    @property
    def top1(self) -> float:
        """The share of guesses whose first choice is right."""
        return self.firsts / self.guesses if self.guesses else 0.0


class Tallies(defaultdict[str, Tally]):
    """A tally by feature."""

    def __init__(self) -> None:
        super().__init__(Tally)

    @property
    def auc(self) -> float:
        """The best that any feature reaches."""
        return max((tally.auc for tally in self.values()), default=0.5)

    @property
    def top1(self) -> float:
        """The most first choices that are right with any feature."""
        return max((tally.top1 for tally in self.values()), default=0.0)

    @property
    def worst(self) -> str:
        """The feature that tells most."""
        return max(self, key=lambda name: self[name].auc, default="")

    def above(self, waves: int) -> dict[str, tuple[float, float]]:
        """Return (auc, top1) of every feature that tells more than chance may over so many waves."""
        most = largest_auc(waves), largest_top1(waves)
        told = {name: (tally.auc, tally.top1) for name, tally in self.items()}
        return {name: found for name, found in told.items() if found[0] > most[0] or found[1] > most[1]}


def largest_auc(waves: int) -> float:
    """Return the largest area that is still called chance: over few waves chance strays further."""
    if waves >= _FULL_WAVES:
        return _LARGEST_AUC[_FULL_WAVES]
    return 0.5 + (_LARGEST_AUC[_USUAL_WAVES] - 0.5) * sqrt(_USUAL_WAVES / min(waves, _USUAL_WAVES))


def largest_top1(waves: int) -> float:
    """Return the largest share of right first choices that is still called chance."""
    return CHANCE + (_LARGEST_TOP - CHANCE) * sqrt(_FULL_WAVES / min(waves, _FULL_WAVES))


def ranks(values: Sequence[Any]) -> list[float]:
    """Return the rank of each value, from 0; equal ones share the middle of their ranks."""
    ordered = sorted(values)
    return [(bisect_left(ordered, value) + bisect_right(ordered, value) - 1) / 2 for value in values]
