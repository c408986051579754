"""How stable themes are: whether they come back when some comments are missing."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

Labels = NDArray[np.int64]
_DRAWS = 6
# Of more comments two draws say as much: chance has less to do there.
_MANY = 1000
Draws = list[tuple[Labels, Labels]]  # the positions drawn, and the label each got


def draw(n: int, regroup: Callable[[Labels], Labels], seed: int = 0) -> Draws:
    """Group random draws of 80 % of n comments; `regroup` labels the positions it is given."""
    if not n:
        return []
    n_draws = _DRAWS if n <= _MANY else 2
    chance = np.random.default_rng(seed)
    size = max(1, round(0.8 * n))
    drawn = [np.sort(chance.choice(n, size, replace=False)) for _ in range(n_draws)]
    return [(chosen, regroup(chosen)) for chosen in drawn]


def agreement(drawn: Draws) -> float:
    """Mean adjusted Rand index (Hubert and Arabie 1985) of each draw with the next, on what both hold."""
    scores = []
    for (one, ones), (other, others) in pairwise(drawn):
        _, here, there = np.intersect1d(one, other, return_indices=True)
        scores.append(adjusted_rand_score(ones[here], others[there]))
    return float(np.mean(scores)) if scores else 0.0


def theme_stability(labels: Labels, drawn: Draws) -> dict[int, float]:
    """For each label the mean over draws of its best Jaccard likeness to a group there (Hennig 2007)."""
    return {
        int(label): float(np.mean([_best_jaccard(labels[chosen] == label, found) for chosen, found in drawn]))
        for label in np.unique(labels)
        if label >= 0
    }


def _best_jaccard(members: NDArray[np.bool_], found: Labels) -> float:
    if not members.any():
        return 0.0
    groups = [found == label for label in np.unique(found[members]) if label >= 0]
    return max((float((members & g).sum() / (members | g).sum()) for g in groups), default=0.0)
