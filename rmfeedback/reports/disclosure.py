"""What may be shown: each rule a small function from counts to what is shown, or to "too few".

The rules are those for findings that stand alone; nothing in here reads a table.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from rmfeedback.config import SMALLEST_GROUP, SMALLEST_TEXT_GROUP

TOO_FEW: Literal["too few"] = "too few"
TooFew = Literal["too few"]
# A theme needs so many comments on one and the same question; a count below the smallest group is a range.
SMALLEST_THEME = 3
# A share is a number from here on, below it a word; the same for how answers are spread.
SHARE_FROM = 20
FEW, ABOUT_HALF, MOST = "few", "about half", "most"
# How near an end of its scale a mean is told as a band only: half a point of a scale from 1 to 5.
END_OF_SCALE = Fraction(1, 8)
FAVOURABLE_FROM = 4
# With more answers, mean and share never leave one way of answering only (tried for every mean).
SHARE_TELLS_UP_TO = 57
# Fewer responses than these are broken down by role or by group, not by both.
CROSSED_FROM = 50
LONGEST_QUOTE_WORDS = 25
LARGEST_SHARE_OF_WORDS = 0.5

Counts = Mapping[str, Mapping[str, int]]
# Recoded scores, one by one or counted.
Scores = Iterable[int] | Mapping[int, int]


@dataclass(frozen=True)
class Groups:
    """The smallest groups a wave was launched with; raised, but never lowered."""

    smallest: int = SMALLEST_GROUP
    smallest_text: int = SMALLEST_TEXT_GROUP

    def __post_init__(self) -> None:
        object.__setattr__(self, "smallest", max(self.smallest, SMALLEST_GROUP))
        object.__setattr__(self, "smallest_text", max(self.smallest_text, SMALLEST_TEXT_GROUP))


@dataclass(frozen=True)
class Shown:
    """What a group's answers to one item may say: a mean, or a band, or nothing."""

    n: int | TooFew = TOO_FEW
    mean: float | TooFew | None = TOO_FEW
    band: str | None = None
    favourable: float | str | None = TOO_FEW

    @property
    def is_shown(self) -> bool:
        """A number or a band."""
        return self.n != TOO_FEW

    @property
    def is_number(self) -> bool:
        """A mean that other numbers may rest on."""
        return isinstance(self.mean, float)


HIDDEN = Shown()


def roles_shown(responses: Mapping[str, int], roles: Sequence[str], groups: Groups) -> bool:
    """Either every role has enough responses, or no number of any role is shown."""
    return bool(roles) and all(responses.get(role, 0) >= groups.smallest for role in roles)


def score(scores: Scores, scale: tuple[int, int], groups: Groups) -> Shown:
    """Show recoded answers to one item: their mean to one decimal, or a band at the ends of the scale."""
    counted = Counter(scores)
    n = counted.total()
    if n < groups.smallest:
        return HIDDEN
    mean = rounded(sum(value * times for value, times in counted.items()), n)
    band = band_of(mean, scale)
    favourable = _favourable(counted, band) if scale == (1, 5) else None
    return Shown(n, None if band else mean, band, favourable)


def pooled(together: Shown, parts: Sequence[Shown]) -> Shown:
    """Show groups together unless one of them is a band: a banded mean enters no other number.

    Where all have one band, it is theirs together.
    """
    bands = {part.band for part in parts}
    if bands == {None} or len(bands) == 1 and bands == {together.band}:
        return together
    return HIDDEN


def may_cross(responses: int) -> bool:
    """Tell whether a breakdown is shown within each role, and not for both roles together only."""
    return responses >= CROSSED_FROM


def rounded(total: float | Fraction, n: int = 1) -> float:
    """Return total / n to one decimal, halves up: 2.25 is 2.3, as people expect."""
    return math.floor(Fraction(total) / n * 10 + Fraction(1, 2)) / 10


def band_of(mean: float, scale: tuple[int, int]) -> str | None:
    """Return the band of a mean near an end of its scale, where the mean would nearly tell the answers."""
    low, high = scale
    width = (high - low) * END_OF_SCALE
    if mean <= low + width:
        return f"{float(low + width):g} or less"
    if mean >= high - width:
        return f"{float(high - width):g} or more"
    return None


def share_in_words(share: Fraction) -> str:
    """Return few (under a third), most (over two thirds), or about half."""
    if share < Fraction(1, 3):
        return FEW
    return MOST if share > Fraction(2, 3) else ABOUT_HALF


def share_to_tens(share: Fraction) -> float | str:
    """Return a share to the nearest 10 %; its ends take in what lies beyond."""
    tens = math.floor(share * 10 + Fraction(1, 2)) / 10
    if tens >= 0.9:
        return "90 % or more"
    return "10 % or less" if tens <= 0.1 else tens


def distribution(counts: Sequence[int], groups: Groups) -> list[tuple[int, int, int]] | TooFew:
    """Return (first option, last option, answers), neighbours merged until each holds enough."""
    if sum(counts) < max(SHARE_FROM, 2 * groups.smallest):
        return TOO_FEW
    merged: list[tuple[int, int, int]] = []
    first, gathered = 0, 0
    for position, count in enumerate(counts):
        gathered += count
        if gathered >= groups.smallest:
            merged.append((first, position, gathered))
            first, gathered = position + 1, 0
    if first < len(counts):
        start, _, before = merged.pop()
        merged.append((start, len(counts) - 1, before + gathered))
    return merged if len(merged) > 1 else TOO_FEW


def may_show_themes(responses: int, groups: Groups) -> bool:
    """No theme is shown of a wave with few responses, however much was written."""
    return responses >= groups.smallest_text


def may_show_theme(counts: Counts) -> bool:
    """Three comments on one question: one person writes at most one there, so at least three wrote."""
    return max(_by_question(counts).values(), default=0) >= SMALLEST_THEME


def theme_count(counts: Counts, groups: Groups) -> int | str:
    """Return how many comments a theme holds, a small count as a range."""
    size = _size(counts)
    return size if size >= groups.smallest else f"{SMALLEST_THEME} to {groups.smallest - 1}"


def theme_share(counts: Counts, comments: int, groups: Groups) -> float | TooFew:
    """Return a theme's share of the comments to the nearest 10 %, unless it would settle a hidden count."""
    sizes = [_size(counts)]
    if sizes[0] < groups.smallest:
        sizes = list(range(SMALLEST_THEME, groups.smallest))
    shares = {rounded(size, comments) for size in sizes}
    return shares.pop() if len(shares) == 1 else TOO_FEW


def theme_by_role(counts: Counts, roles: Sequence[str], groups: Groups) -> dict[str, int | TooFew]:
    """Return how many comments of a theme each role wrote, where enough of every role wrote on one question.

    Comments that tell no role would follow by subtraction, so then no role is told.
    """
    has_enough = all(max(counts.get(role, {}).values(), default=0) >= groups.smallest for role in roles)
    if not has_enough or set(counts) - set(roles):
        return dict.fromkeys(roles, TOO_FEW)
    return {role: sum(counts[role].values()) for role in roles}


def comment_counts(comments: int, sizes: Sequence[int], groups: Groups) -> tuple[int | TooFew, int | TooFew]:
    """Return (all comments, those without a theme), each only if no hidden count follows from it."""
    small = [size for size in sizes if size < groups.smallest]
    rest = comments - sum(size for size in sizes if size >= groups.smallest)
    highest = groups.smallest - 1
    is_settled = 0 < rest < groups.smallest or bool(small) and rest < highest * len(small)
    left = rest if not small and not is_settled else TOO_FEW
    return (TOO_FEW if is_settled else comments), left


def may_quote(words: int, words_of_theme: int) -> bool:
    """No comment speaks for a theme that it wrote most of."""
    return words <= LARGEST_SHARE_OF_WORDS * words_of_theme


def _size(counts: Counts) -> int:
    return sum(sum(asked.values()) for asked in counts.values())


def _by_question(counts: Counts) -> Counter[str]:
    total: Counter[str] = Counter()
    for asked in counts.values():
        total.update(asked)
    return total


def _favourable(counted: Counter[int], band: str | None) -> float | str:
    """Return the share of 4 and 5: to tens from 20 answers, below in a word that leaves the answers open.

    In a band the word is the one that the band implies: a missing one would narrow down the hidden mean.
    """
    n = counted.total()
    share = Fraction(sum(times for value, times in counted.items() if value >= FAVOURABLE_FROM), n)
    if n > SHARE_TELLS_UP_TO:
        return share_to_tens(share)
    if band and n < SHARE_FROM:
        return share_in_words(share)
    if _share_would_tell(n, _possible_totals(counted, n, band)):
        return share_in_words(share) if band else TOO_FEW
    return _share(share, n)


def _share(share: Fraction, n: int) -> float | str:
    return share_to_tens(share) if n >= SHARE_FROM else share_in_words(share)


def _possible_totals(counted: Counter[int], n: int, band: str | None) -> tuple[int, ...]:
    """Return the totals that the shown mean or band leaves; of few people the mean is the total."""
    total = sum(value * times for value, times in counted.items())
    if n < SHARE_FROM:
        return (total,)
    if band:
        return tuple(other for other in range(n, 5 * n + 1) if band_of(rounded(other, n), (1, 5)) == band)
    near = range(total - n // 10 - 1, total + n // 10 + 2)
    return tuple(other for other in near if rounded(other, n) == rounded(total, n))


@cache
def _share_would_tell(n: int, totals: tuple[int, ...]) -> bool:
    """Tell whether, at one of these totals, some share would leave one way only in which n can have answered.

    Judged from what the mean says alone: that a share is missing must not tell which share it was.
    """
    ways: Counter[float | str] = Counter()
    for agreeing in range(n + 1):
        others = n - agreeing
        for total in totals:
            for fives in range(agreeing + 1):
                # The others gave 1 to 3: twos and threes add one and two to a total of all ones.
                extra = total - 4 * agreeing - fives - others
                threes = range(max(0, extra - others), min(others, extra // 2) + 1)
                ways[_share(Fraction(agreeing, n), n)] += len(threes) if extra >= 0 else 0
    return 1 in ways.values()
