"""Cut a theme in two where its comments differ most, and both halves may stand."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from .corpus import Corpus
from .meaning import meanings
from .vectors import Floats

Halves = NDArray[np.int64]
_STARTS = 10


def halves(comments: Sequence[str], may_be: Callable[[Halves], bool]) -> Halves | None:
    """Return 0 or 1 for each comment; None where no cut that is tried gives two halves that `may_be`.

    Comments are read word by word. First the best of ten two-means cuts (Lloyd 1982) that may be is taken,
    else a cut across the direction in which they differ most (the first principal axis), as near to the
    middle as may be. The same comments are always cut alike; copies stay together.

    >>> said = ["The VPN is slow", "No time to meet", "The VPN broke", "Never any time"]
    >>> cut = halves(said, lambda _: True)
    >>> bool(cut[0] == cut[2]), bool(cut[1] == cut[3]), bool(cut[0] == cut[1])
    (True, True, False)
    """
    corpus = Corpus.read(list(comments))
    if len(corpus.texts) < 2:
        return None
    vectors = np.asarray(meanings(corpus.texts, "static"), dtype=float)
    with threadpool_limits(1):
        for cut in (*_by_means(vectors), *_by_axis(vectors)):
            whole = corpus.spread(cut, 0)
            if may_be(whole):
                return whole
    return None


def _by_means(vectors: Floats) -> list[Halves]:
    """Two-means cuts, the tightest first."""
    if len(np.unique(vectors.round(6), axis=0)) < 2:
        return []
    found = [KMeans(2, n_init=1, random_state=seed).fit(vectors) for seed in range(_STARTS)]
    found.sort(key=lambda one: round(float(one.inertia_), 9))
    # The half of the first comment is the first one.
    return [np.asarray(one.labels_ != one.labels_[0], dtype=np.int64) for one in found]


def _by_axis(vectors: Floats) -> Iterator[Halves]:
    centred = vectors - vectors.mean(axis=0)
    axis = np.linalg.svd(centred, full_matrices=False)[2][0]
    along = np.round(centred @ axis * np.sign(axis[np.abs(axis).argmax()]), 9)
    order, n = np.argsort(along, kind="stable"), len(vectors)
    for size in sorted(range(1, n), key=lambda size: (abs(2 * size - n), size)):
        cut = np.ones(n, dtype=np.int64)
        cut[order[:size]] = 0
        yield cut
