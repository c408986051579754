"""From recoded answers to items, constructs and perception gaps of groups; every number passes `disclosure`.

A construct and a gap are made of the items' shown numbers alone, so they add nothing to what can be known.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import NormalDist, mean, median_low

from rmfeedback.reports import disclosure
from rmfeedback.reports.disclosure import ABOUT_HALF, FEW, HIDDEN, MOST, TOO_FEW, Scores, Shown, TooFew

Interval = tuple[float, float]

# Two-sided 90 %.
Z_90 = NormalDist().inv_cdf(0.95)
# Below 30 answers an interval comes from n and this spread, so that mean and interval do not fix the answers.
# That both this and the own spread take Student's t is the outcome of benchmarks/intervals.py.
FIXED_SPREAD = 1.2
OWN_SPREAD_FROM = 30
# An interval of no width would say that everybody gave the same answer.
SMALLEST_SPREAD = FIXED_SPREAD / 2
NOTABLE_FROM = 0.5
SCORED_SCALE = (1, 5)
# What has items but no construct score: facts, words, and one overall judgement on a scale of its own.
UNSCORED_CONSTRUCTS = ("facts", "words", "recommend")


@dataclass(frozen=True)
class Score:
    """A construct of a group: what is shown, its 90 % interval, and how many items it rests on."""

    shown: Shown
    interval_90: Interval | TooFew | None
    items: int = 0


@dataclass(frozen=True)
class Gap:
    """Leaders minus mentors in scale points, with its 90 % interval; positive where leaders see it rosier."""

    gap: float | TooFew
    interval_90: Interval | TooFew
    is_notable: bool


NO_SCORE = Score(HIDDEN, TOO_FEW)
NO_GAP = Gap(TOO_FEW, TOO_FEW, False)


def spread(scores: Scores) -> float:
    """Return the standard deviation an interval is made with: a fixed one below 30 answers."""
    counted = Counter(scores)
    n = counted.total()
    if n < OWN_SPREAD_FROM:
        return FIXED_SPREAD
    total = sum(value * times for value, times in counted.items())
    squares = sum(value * value * times for value, times in counted.items())
    return max(math.sqrt(Fraction(n * squares - total * total, n * (n - 1))), SMALLEST_SPREAD)


def student_90(freedom: int) -> float:
    """Return the two-sided 90 % quantile of Student's t, right to 0.001 from 4 degrees of freedom on.

    The expansion around the normal quantile: Abramowitz and Stegun 1964, 26.7.5. SciPy would weigh on the web
    process.
    """
    z = Z_90
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    powers = [float(freedom) ** power for power in (1, 2, 3, 4)]
    return z + sum(term / power for term, power in zip(terms, powers, strict=True))


def construct(shown: Sequence[Shown], spreads: Sequence[float]) -> Score:
    """Return the mean of the shown items' means, where at least half have one; n is the smallest of theirs.

    Where no item has a mean but at least half have the same band, the construct has that band.
    """
    numbers = [each for each in shown if each.is_number]
    if numbers and 2 * len(numbers) >= len(shown):
        return _mean_of(numbers, [s for each, s in zip(shown, spreads, strict=True) if each.is_number])
    banded = [each for each in shown if each.band]
    if not numbers and banded and 2 * len(banded) >= len(shown) and len({each.band for each in banded}) == 1:
        n = min(each.n for each in banded if each.n != TOO_FEW)
        return Score(Shown(n, None, banded[0].band, _favourable(banded)), None, len(banded))
    return NO_SCORE


def gap(leaders: Score, mentors: Score, leader_spread: float, mentor_spread: float) -> Gap:
    """Compare two scores of the same items; both must be numbers.

    Notable from half a scale point on, and only outside its 90 % interval.
    """
    n_leader, n_mentor = leaders.shown.n, mentors.shown.n
    if (
        not (leaders.shown.is_number and mentors.shown.is_number)
        or n_leader == TOO_FEW
        or n_mentor == TOO_FEW
    ):
        return NO_GAP
    assert isinstance(leaders.shown.mean, float) and isinstance(mentors.shown.mean, float)
    difference = round(leaders.shown.mean - mentors.shown.mean, 1)
    smaller = min(n_leader, n_mentor)
    # One fixed spread: everybody counts. Own spreads are only as good as the smaller group's.
    freedom = n_leader + n_mentor - 2 if smaller < OWN_SPREAD_FROM else smaller - 1
    error = math.sqrt(leader_spread**2 / n_leader + mentor_spread**2 / n_mentor)
    return _gap(difference, student_90(freedom) * error, (-4.0, 4.0))


def between(earlier: float, n_earlier: int, later: float, n_later: int) -> Gap:
    """Compare two released means of different people: later minus earlier, with the fixed spread.

    The answers' own spreads are in no release.
    """
    error = FIXED_SPREAD * math.sqrt(1 / n_earlier + 1 / n_later)
    half_width = student_90(n_earlier + n_later - 2) * error
    return _gap(round(later - earlier, 1) + 0.0, half_width, (-10.0, 10.0))


def _gap(difference: float, half_width: float, limits: tuple[float, float]) -> Gap:
    low, high = interval(difference, half_width, limits)
    return Gap(difference, (low, high), abs(difference) >= NOTABLE_FROM and (low > 0 or high < 0))


def interval(middle: float, half_width: float, limits: tuple[float, float]) -> Interval:
    """Return middle ± half_width within the limits, rounded outwards to one decimal."""
    # The small number keeps 3.4000000001 from becoming 3.5.
    low = math.floor((middle - half_width) * 10 + 1e-9) / 10
    high = math.ceil((middle + half_width) * 10 - 1e-9) / 10
    return max(low, limits[0]) + 0.0, min(high, limits[1]) + 0.0


def typical_spread(spreads: Sequence[float]) -> float:
    """Return the spread of a construct: its items' mean, never too small for a mean of several items."""
    return mean(spreads) if spreads else FIXED_SPREAD


def _mean_of(numbers: Sequence[Shown], spreads: Sequence[float]) -> Score:
    means = [each.mean for each in numbers if isinstance(each.mean, float)]
    n = min(each.n for each in numbers if each.n != TOO_FEW)
    # Tenths as whole numbers, so that a half is a half.
    middle = disclosure.rounded(sum(round(10 * value) for value in means), 10 * len(means))
    shown = Shown(n, middle, None, _favourable(numbers))
    band = disclosure.band_of(middle, SCORED_SCALE)
    if band:
        return Score(replace(shown, mean=None, band=band), None, len(numbers))
    half_width = student_90(n - 1) * typical_spread(spreads) / math.sqrt(n)
    return Score(shown, interval(middle, half_width, (1.0, 5.0)), len(numbers))


def _favourable(shown: Sequence[Shown]) -> float | str:
    """Return what the items' shares say together: their mean to tens, or the middle one of their words."""
    values = [each.favourable for each in shown if each.favourable not in (TOO_FEW, None)]
    words = [FEW, ABOUT_HALF, MOST]
    ranks = [words.index(value) for value in values if isinstance(value, str) and value in words]
    if ranks:
        return words[median_low(ranks)]
    ends = {"10 % or less": 1, "90 % or more": 9}
    tens = [
        ends[value] if isinstance(value, str) else round(10 * value) for value in values if value is not None
    ]
    return disclosure.share_to_tens(Fraction(sum(tens), 10 * len(tens))) if tens else TOO_FEW
