"""Decide which comments belong together: by guidance where it knows, by their words elsewhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .discovery import consensus
from .vectors import Floats

NO_THEME = -1
# A comment has the theme to which the guide gives this chance; the lower one does if nothing else claims it.
SURE_FROM = 0.2
LIKELY_FROM = 0.1
CERTAIN_FROM = 0.4
# Cosine to a group's centre from which a comment may join it: with no other home, and out of another's.
NEAR_FROM = 0.3
CLOSE_FROM = 0.6
# Share of a discovered group's comments that hold its own word, and of that word's comments that it holds.
OWN_WORD_FROM = 0.5

Groups = NDArray[np.int64]


@dataclass(frozen=True)
class Views:
    """What is known of n different comments.

    chances : (n, labels), of each label of the guide; vectors : (n, d), unit rows; grams : the stems and
    pairs of stems of each; counts : (n,), how often each was given.
    """

    chances: Floats
    vectors: Floats
    grams: tuple[frozenset[str], ...]
    counts: NDArray[np.int64]

    def part(self, chosen: NDArray[np.int64]) -> "Views":
        """The same of some comments only."""
        grams = tuple(self.grams[i] for i in chosen)
        return Views(self.chances[chosen], self.vectors[chosen], grams, self.counts[chosen])


@dataclass(frozen=True)
class Rules:
    """How to group: whether the guide may speak, which of its labels means no theme, sizes and seed."""

    is_guided: bool
    other: int | None
    smallest: int
    n_themes: int | None
    seed: int


def group(views: Views, rules: Rules) -> Groups:
    """Group comments: the same views and rules always give the same groups.

    A group below the number of the guide's labels is that label's; those above were discovered.
    """
    first_free = views.chances.shape[1]
    if not rules.is_guided:
        groups = consensus(views.vectors, rules.n_themes, rules.seed)[0] + first_free
    else:
        groups = by_guidance(views.chances, range(first_free), SURE_FROM)
        unsure = np.flatnonzero(groups == NO_THEME)
        groups[unsure] = _discover(views.part(unsure), rules)
        _gather(views, groups, first_free)
        left = np.flatnonzero(groups == NO_THEME)
        groups[left] = by_guidance(views.chances[left], range(first_free), LIKELY_FROM)
        if rules.other is not None:
            groups[groups == rules.other] = NO_THEME
    groups = _dissolve(views, groups, rules)
    return _split(views, groups, rules) if rules.n_themes else groups


def by_guidance(chances: Floats, labels: Sequence[int], threshold: float) -> Groups:
    """For each comment the likeliest of some labels, or NO_THEME if its chance is below the threshold."""
    if not len(labels) or not len(chances):
        return np.full(len(chances), NO_THEME)
    of_these = chances[:, list(labels)]
    best = np.asarray(labels)[of_these.argmax(axis=1)]
    return np.asarray(np.where(of_these.max(axis=1) >= threshold, best, NO_THEME))


def centres(vectors: Floats, groups: Groups) -> dict[int, Floats]:
    """The unit centre of each group."""
    means = {int(g): vectors[groups == g].mean(axis=0) for g in np.unique(groups) if g != NO_THEME}
    return {g: mean / max(float(np.linalg.norm(mean)), 1e-12) for g, mean in means.items()}


def by_centre(vectors: Floats, middles: dict[int, Floats], threshold: float) -> Groups:
    """For each comment the group of the nearest centre, or NO_THEME if its cosine is below the threshold."""
    if not middles or not len(vectors):
        return np.full(len(vectors), NO_THEME)
    near = vectors @ np.array(list(middles.values())).T
    best = np.array(list(middles))[near.argmax(axis=1)]
    return np.asarray(np.where(near.max(axis=1) >= threshold, best, NO_THEME))


def _discover(views: Views, rules: Rules) -> Groups:
    """Groups the guidance does not know: each has a word of its own, which enough of its comments share."""
    found = consensus(views.vectors, seed=rules.seed)[0]
    result = np.full(len(found), NO_THEME)
    overall = Counter(gram for grams in views.grams for gram in grams)
    for one in np.unique(found):
        members = np.flatnonzero(found == one)
        inside = Counter(gram for i in members for gram in views.grams[i])
        enough = max(rules.smallest, OWN_WORD_FROM * len(members))
        if any(count >= enough and count >= OWN_WORD_FROM * overall[gram] for gram, count in inside.items()):
            result[members] = views.chances.shape[1] + one
    return result


def _gather(views: Views, groups: Groups, first_free: int) -> None:
    """Let discovered groups take what is close to them and whose guided theme is not certain."""
    discovered = np.where(groups >= first_free, groups, NO_THEME)
    homes = by_centre(views.vectors, centres(views.vectors, discovered), CLOSE_FROM)
    taken = (homes != NO_THEME) & (views.chances.max(axis=1) < CERTAIN_FROM)
    groups[taken] = homes[taken]


def _dissolve(views: Views, groups: Groups, rules: Rules) -> Groups:
    """Dissolve the smallest group into the others, until all are big enough and not too many."""
    groups = groups.copy()
    while sizes := _sizes(views, groups):
        victim = min(sizes, key=lambda g: (sizes[g], -g))
        is_big_enough = sizes[victim] >= rules.smallest
        if is_big_enough and len(sizes) <= (rules.n_themes or len(sizes)):
            break
        members = np.flatnonzero(groups == victim)
        groups[members] = NO_THEME
        must_stay = is_big_enough or not rules.is_guided
        groups[members] = _next_home(views, groups, members, must_stay)
    return groups


def _next_home(views: Views, groups: Groups, members: NDArray[np.int64], must_stay: bool) -> Groups:
    """Where the members of a dissolved group go: by guidance, else to the nearest, else nowhere."""
    middles = centres(views.vectors, groups)
    guided = [g for g in middles if g < views.chances.shape[1]]
    homes = by_guidance(views.chances[members], guided, LIKELY_FROM)
    lost = homes == NO_THEME
    threshold = -1.0 if must_stay else NEAR_FROM
    homes[lost] = by_centre(views.vectors[members[lost]], middles, threshold)
    return homes


def _split(views: Views, groups: Groups, rules: Rules) -> Groups:
    """Split the largest groups that can be split, until there are as many as wanted."""
    groups = groups.copy()
    whole: set[int] = set()
    while (sizes := _sizes(views, groups)) and len(sizes) < (rules.n_themes or 0) and set(sizes) - whole:
        largest = max(set(sizes) - whole, key=lambda g: (sizes[g], -g))
        members = np.flatnonzero(groups == largest)
        half = members[consensus(views.vectors[members], 2, rules.seed)[0] == 1]
        n_half = int(views.counts[half].sum())
        if min(n_half, sizes[largest] - n_half) < rules.smallest:
            whole.add(largest)
            continue
        groups[half] = max(groups.max(), views.chances.shape[1] - 1) + 1
    return groups


def _sizes(views: Views, groups: Groups) -> dict[int, int]:
    return {int(g): int(views.counts[groups == g].sum()) for g in np.unique(groups) if g != NO_THEME}
