"""Follow themes from one wave to the next: which are new, growing, steady or fading."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import fisher_exact
from sklearn.utils.validation import check_is_fitted

from .corpus import Corpus
from .meaning import meanings, unit
from .placing import DISCOVERED
from .refusals import SettingUnknown
from .taxonomy import Taxonomy
from .telling import FOREIGN, Theme
from .themes import ThemeModel
from .vectors import Floats

Change = Literal["new", "growing", "steady", "fading"]
# Middles of one theme in two waves are this near at least, unless the taxonomy says that they are one.
_SAME_FROM = 0.6
_CHANCE = 0.05


@dataclass(frozen=True)
class Followed:
    """A theme over two waves.

    Attributes
    ----------
    earlier, later : the theme in each wave; None where the wave has no such theme
    change : "new", "growing", "steady" or "fading"
    share_before, share_after : of the comments of the wave that say something, from 0 to 1
    p : the chance of a difference as large if nothing had changed
    """

    earlier: Theme | None
    later: Theme | None
    change: Change
    share_before: float
    share_after: float
    p: float


@dataclass(frozen=True)
class Kept:
    """A theme as people left it: its key, and the comments that stand in it, where they are known."""

    key: str
    comments: Sequence[str] = ()


def continued(earlier: Sequence[Kept], later: Sequence[Kept]) -> dict[str, str]:
    """Tell by keys which earlier theme each later one continues; one that continues none is left out.

    For themes that people merged, split or renamed since they were found: no model is fitted. Their middles
    are read word by word, which takes milliseconds, also in a process that has not loaded the encoder.

    >>> before = [Kept("prog_time"), Kept("found_1", ["The rowing boats leak", "Nobody paints the boats"])]
    >>> continued(before, [Kept("found_2", ["The boats still leak, paint the boats"]), Kept("prog_time")])
    {'found_2': 'found_1', 'prog_time': 'prog_time'}
    """
    named = Taxonomy.load().themes
    ones, others = (
        _Named([theme.key for theme in side], [theme.key in named for theme in side])
        for side in (earlier, later)
    )
    partners = _partners(ones, others, _middles(earlier), _middles(later))
    return {later[j].key: earlier[i].key for j, i in sorted(partners.items())}


def follow(earlier: ThemeModel, later: ThemeModel) -> list[Followed]:
    """Match the themes of two waves and tell what became of each.

    Themes are matched so that their middles are nearest in all; those of one key of the taxonomy are one. A
    share has changed where an exact test says so, corrected for the number of themes: two waves of the same
    comments are steady in at least 95 of 100 runs.

    Parameters
    ----------
    earlier, later : ThemeModel, fitted and read with the same vectors

    Returns
    -------
    list of Followed, in the order of the later wave's themes, then the lost

    Raises
    ------
    SettingUnknown where one wave was read by the encoder and the other word by word.

    References
    ----------
    Optimal assignment: Kuhn (1955). Exact test: Fisher (1922). Correction: Holm (1979).

    Examples
    --------
    >>> time = [f"No time to meet {when}" for when in ("at all", "this month", "at night", "before lunch")]
    >>> tools = [f"The {tool} is too old" for tool in ("VPN", "laptop", "software", "printer")]
    >>> spring, autumn = (ThemeModel(vectors="static").fit(wave) for wave in (time + tools, time + tools * 9))
    >>> [(each.later.key, each.change) for each in follow(spring, autumn)]
    [('tech_tools', 'growing'), ('prog_time', 'fading')]
    """
    check_is_fitted(earlier)
    check_is_fitted(later)
    if earlier.sight_ != later.sight_:
        raise SettingUnknown(
            f"One wave was read with {earlier.sight_} vectors, the other with {later.sight_}."
            " Fit both with the same."
        )
    before, after = _themes(earlier), _themes(later)
    pairs = _matched(before, after, earlier.theme_centres_, later.theme_centres_)
    counts = [_counts(pair, earlier, later) for pair in pairs]
    ps = [_chance_of(*count) for count in counts]
    followed = []
    for (one, other), (count, n, counted, m), p, is_real in zip(pairs, counts, ps, _holm(ps), strict=True):
        shares = count / max(1, n), counted / max(1, m)
        followed.append(Followed(one, other, _change(one, shares, is_real), *shares, p))
    return followed


def _counts(
    pair: tuple[Theme | None, Theme | None], earlier: ThemeModel, later: ThemeModel
) -> tuple[int, int, int, int]:
    """The size of a theme and of its wave, before and after.

    A theme discovered in one wave alone may lie undiscovered in the other: there and here the comments are
    counted that are as near to its middle as three quarters of its own.
    """
    one, other = pair
    if one is None and other is not None and other.key.startswith(DISCOVERED):
        middle, least = _reach(later, other)
        return *_within(earlier, middle, least), *_within(later, middle, least)
    if other is None and one is not None and one.key.startswith(DISCOVERED):
        middle, least = _reach(earlier, one)
        return *_within(earlier, middle, least), *_within(later, middle, least)
    n_before, n_after = int(earlier.substantive_.sum()), int(later.substantive_.sum())
    return one.size if one else 0, n_before, other.size if other else 0, n_after


def _reach(model: ThemeModel, theme: Theme) -> tuple[Floats, float]:
    """The middle of a theme, and the cosine to it that three quarters of its comments have at least."""
    place = model.themes_.index(theme)
    inside = model.grouper_.found_ == model.order_[place]
    middle = model.theme_centres_[place]
    return middle, float(np.quantile(model.grouper_.meaning_[inside] @ middle, 0.25))


def _within(model: ThemeModel, middle: Floats, least: float) -> tuple[int, int]:
    counts = model.grouper_.views_.counts
    return int(counts[model.grouper_.meaning_ @ middle >= least].sum()), int(counts.sum())


def _themes(model: ThemeModel) -> list[Theme]:
    return [theme for theme in model.themes_ if theme.key != FOREIGN]


@dataclass(frozen=True)
class _Named:
    """The keys of a wave's themes, and which of them the taxonomy knows."""

    keys: Sequence[str]
    is_known: Sequence[bool]

    @classmethod
    def of(cls, themes: Sequence[Theme]) -> "_Named":
        keys = [theme.key for theme in themes]
        return cls(keys, [not key.startswith(DISCOVERED) for key in keys])


def _middles(kept: Sequence[Kept]) -> Floats:
    """The mean meaning of each theme's comments, of shape (n themes, d); zeros where none can be read."""
    corpora = [Corpus.read(sorted(theme.comments)) if theme.comments else None for theme in kept]
    vectors = [meanings(corpus.texts if corpus else (), "static") for corpus in corpora]
    width = max((each.shape[1] for each in vectors), default=0)
    rows = [each.mean(axis=0) if len(each) else np.zeros(width, dtype=np.float32) for each in vectors]
    return np.asarray(unit(np.array(rows).reshape(len(kept), width)), dtype=float)


def _matched(
    before: Sequence[Theme], after: Sequence[Theme], ones: Floats, others: Floats
) -> list[tuple[Theme | None, Theme | None]]:
    partner = _partners(_Named.of(before), _Named.of(after), ones, others)
    pairs: list[tuple[Theme | None, Theme | None]] = [
        (before[partner[j]] if j in partner else None, other) for j, other in enumerate(after)
    ]
    lost = set(range(len(before))) - set(partner.values())
    return pairs + [(before[i], None) for i in sorted(lost)]


def _partners(before: _Named, after: _Named, ones: Floats, others: Floats) -> dict[int, int]:
    """The place of the earlier theme that each later one continues, by the later one's place."""
    likeness = np.zeros((len(before.keys), len(after.keys)))
    if likeness.size and ones.shape[1] == others.shape[1]:
        likeness += ones @ others.T
    for i, (one, is_known) in enumerate(zip(before.keys, before.is_known, strict=True)):
        for j, (other, is_known_too) in enumerate(zip(after.keys, after.is_known, strict=True)):
            # A taxonomy's theme is itself; a discovered one's key is a number that means nothing elsewhere.
            if is_known and one == other:
                likeness[i, j] = 2.0
            elif is_known and is_known_too:
                likeness[i, j] = 0.0
    rows, columns = linear_sum_assignment(-likeness)
    return {int(j): int(i) for i, j in zip(rows, columns, strict=True) if likeness[i, j] >= _SAME_FROM}


def _chance_of(count: int, n: int, counted: int, m: int) -> float:
    if not n or not m:
        return 1.0
    return float(fisher_exact([[count, n - count], [counted, m - counted]]).pvalue)


def _holm(ps: Sequence[float]) -> list[bool]:
    """Which differences are real, with five chances in a hundred of one mistake among all (Holm 1979)."""
    is_real = [False] * len(ps)
    for place, i in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        if ps[i] > _CHANCE / (len(ps) - place):
            break
        is_real[i] = True
    return is_real


def _change(one: Theme | None, shares: tuple[float, float], is_real: bool) -> Change:
    if not is_real:
        return "steady"
    if shares[1] < shares[0]:
        return "fading"
    return "growing" if one is not None else "new"
