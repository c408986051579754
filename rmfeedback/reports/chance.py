"""What became of a theme between two waves, judged from what both tell of it and from nothing else.

So a trend is no news about anybody: whoever has read both releases can work it out.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rmfeedback.reports.disclosure import TOO_FEW

GROWING, STEADY, FADING, NEW = "growing", "steady", "fading", "new"
# Chances in a hundred that among all themes of two waves one is called growing or fading by chance.
BY_CHANCE = 0.05
# Probabilities this near are one: they are sums of logarithms.
_NEARLY = 1e-7


@dataclass(frozen=True)
class Told:
    """A theme in one wave, as findings tell it: its comments (12, "3 to 4"), its share, all comments."""

    comments: int | str
    share: float | str
    written: int | str

    def possible(self) -> Iterator[tuple[int, int]]:
        """Yield the ends of what theme and wave can be, as (comments, all comments); nothing if unknown."""
        for size in self._sizes():
            if isinstance(self.written, int):
                yield size, max(size, self.written)
            elif isinstance(self.share, float) and self.share > 0:
                # A share is told to the nearest tenth, halves up.
                tens = round(20 * self.share)
                yield size, max(size, math.floor(Fraction(20 * size, tens + 1)) + 1)
                yield size, max(size, math.floor(Fraction(20 * size, tens - 1)))

    def _sizes(self) -> tuple[int, ...]:
        if isinstance(self.comments, int):
            return (self.comments,)
        return () if self.comments == TOO_FEW else tuple(int(end) for end in self.comments.split(" to "))


def trend(before: Told, now: Told, among: int = 1) -> str:
    """Tell whether a theme is growing, steady or fading; "too few" where what is hidden could turn it.

    Growing and fading are only what chance would not do: Fisher's exact test, divided among so many themes
    (Bonferroni's correction, so that no theme's word depends on another's hidden count).
    """
    words = {_change(*one, *other, among) for one in before.possible() for other in now.possible()}
    return words.pop() if len(words) == 1 else TOO_FEW


def _change(count: int, n: int, counted: int, m: int, among: int) -> str:
    if fisher(count, n, counted, m) > BY_CHANCE / among:
        return STEADY
    return GROWING if counted * n > count * m else FADING


def fisher(count: int, n: int, counted: int, m: int) -> float:
    """Return the chance of counts at least as unlikely, if both waves were of one kind (two-sided, exact).

    SciPy would weigh on the web process.
    """
    hits = count + counted
    range_ = range(max(0, hits - m), min(n, hits) + 1)
    logs = [_log_choose(n, k) + _log_choose(m, hits - k) for k in range_]
    most = logs[count - range_.start] + _NEARLY
    likely = math.fsum(math.exp(log - most) for log in logs if log <= most)
    return min(1.0, likely / math.fsum(math.exp(log - most) for log in logs))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
