"""Decide which comments belong together: by guidance where it knows, by their words elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering

from .discovery import consensus
from .vectors import Floats

NO_THEME = -1
# A comment has the likeliest theme of the guide from this chance on.
LIKELY_FROM = 0.1
# The guide's best score of a comment says how well what it has learned supports that; how high scores are
# depends on whether questions are told. Below half of the usual a comment has nothing to do with what was
# learned. Below the other bound it resembles too little of it: such comments that resemble each other are a
# theme of their own, if it is as large as this, or this share of all.
HEARD_FROM, HEARD_SHARE = 0.18, 0.5
SUPPORTED_FROM, SUPPORTED_SHARE = 0.45, 1.25
FEWEST_DISCOVERED = 5
SMALLEST_SHARE = 0.015
# Cosine to a group's centre from which a comment may join it.
NEAR_FROM = 0.3
# Comments are nearer to a centre than to each other by this much.
MUCH_NEARER = 0.15

Groups = NDArray[np.int64]


@dataclass(frozen=True)
class Views:
    """What is known of n different comments.

    chances : (n, labels), of each label of the guide; support : (n,), the guide's best score; vectors :
    (n, d), unit rows; counts : (n,), how often each was given.
    """

    chances: Floats
    support: Floats
    vectors: Floats
    counts: NDArray[np.int64]

    def part(self, chosen: NDArray[np.int64]) -> "Views":
        """The same of some comments only."""
        return Views(self.chances[chosen], self.support[chosen], self.vectors[chosen], self.counts[chosen])


@dataclass(frozen=True)
class Rules:
    """How to group: whether the guide may speak, which of its labels means no theme, sizes and seed.

    `heard_from` and `supported_from` are the best scores of the guide from which a comment has to do with
    what it has learned, and resembles it; `alike` is the mean cosine from which comments that no label fits
    are a theme of their own; `discovers` says whether such themes are sought at all.
    """

    is_guided: bool
    other: int | None
    smallest: int
    n_themes: int | None
    seed: int
    heard_from: float = HEARD_FROM
    supported_from: float = SUPPORTED_FROM
    alike: float = 0.2
    discovers: bool = True


def group(views: Views, rules: Rules) -> Groups:
    """Group comments: the same views and rules always give the same groups.

    A group below the number of the guide's labels is that label's; those above were discovered.
    """
    first_free = views.chances.shape[1]
    if not rules.is_guided:
        groups = consensus(views.vectors, rules.n_themes, rules.seed)[0] + first_free
    else:
        groups = by_guidance(views.chances, range(first_free), LIKELY_FROM)
        groups[views.support < rules.heard_from] = NO_THEME
        if rules.other is not None:
            groups[groups == rules.other] = NO_THEME
        discovered = _discover(views, rules)
        groups = np.where(discovered == NO_THEME, groups, discovered + first_free)
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
    """Groups of comments that resemble each other and nothing the guide has learned; else NO_THEME."""
    result = np.full(len(views.support), NO_THEME)
    lone = np.flatnonzero(views.support < rules.supported_from)
    fewest = max(rules.smallest, FEWEST_DISCOVERED, SMALLEST_SHARE * views.counts.sum())
    if not rules.discovers or views.counts[lone].sum() < fewest or len(lone) < 2:
        return result
    linkage = AgglomerativeClustering(
        None, metric="cosine", linkage="average", distance_threshold=1 - rules.alike
    )
    found = linkage.fit_predict(views.vectors[lone])
    for one in np.unique(found):
        members = lone[found == one]
        if views.counts[members].sum() >= fewest:
            result[members] = one
    near = by_centre(views.vectors[lone], centres(views.vectors, result), rules.alike + MUCH_NEARER)
    result[lone] = np.where(result[lone] == NO_THEME, near, result[lone])
    return result


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
