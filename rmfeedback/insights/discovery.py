"""Find groups of near vectors, and how many of them there are, without being told anything."""

from collections import defaultdict
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.cluster import AgglomerativeClustering
from sklearn.neighbors import NearestNeighbors

from .vectors import Floats

Labels = NDArray[np.int64]
# Neighbours each vector looks at, in square roots of their number; of few vectors a third at most, else all
# would be one community.
_NEIGHBOURS = (0.6, 0.9, 1.3, 1.8)
_MOST_ROOTS = 16.0
# Among more vectors than this a few graphs agree as well as all.
_MANY = 1000
_RESOLUTIONS = (0.8, 1.0, 1.3)
_MOST_SWEEPS = 20


def consensus(vectors: Floats, n_groups: int | None = None, seed: int = 0) -> tuple[Labels, Floats]:
    """Group unit vectors of shape (n, d); also tell how firmly each stays with its group, from 0 to 1.

    Communities of several neighbour graphs vote on which two belong together (evidence accumulation,
    Fred and Jain 2005); average linkage of the votes is cut at the median number of communities.
    """
    n = len(vectors)
    if n < 3:
        return np.zeros(n, dtype=np.int64), np.ones(n)
    votes = np.zeros((n, n), dtype=np.float32)
    found = []
    some = _NEIGHBOURS if n <= _MANY else _NEIGHBOURS[::2]
    roots = min(np.sqrt(n), _MOST_ROOTS)
    neighbours = [min(max(2, round(share * roots)), max(2, n // 3)) for share in some]
    chance = np.random.default_rng(seed)
    for k, resolution in product(neighbours, _RESOLUTIONS):
        labels = communities(neighbour_graph(vectors, k), resolution, chance)
        votes += labels[:, None] == labels[None, :]
        found.append(labels.max() + 1)
    votes /= len(found)
    wanted = n_groups or int(np.median(found))
    linkage = AgglomerativeClustering(wanted, metric="precomputed", linkage="average")
    labels = linkage.fit_predict(1 - votes).astype(np.int64)
    together = labels[:, None] == labels[None, :]
    return labels, np.asarray((votes * together).sum(axis=1) / together.sum(axis=1), dtype=float)


def neighbour_graph(vectors: Floats, k: int) -> csr_matrix:
    """A graph of each vector's k nearest, locally scaled and joined by fuzzy union (McInnes et al. 2018)."""
    search = NearestNeighbors(n_neighbors=k + 1, metric="cosine").fit(vectors)
    distances, near = search.kneighbors(vectors)
    distances, near = distances[:, 1:], near[:, 1:]
    nearest = distances[:, [0]]
    scale = np.maximum((distances - nearest).mean(axis=1, keepdims=True), 1e-6)
    weights = np.exp(-(distances - nearest) / scale)
    rows = np.repeat(np.arange(len(vectors)), k)
    graph = csr_matrix((weights.ravel(), (rows, near.ravel())), shape=(len(vectors),) * 2)
    return csr_matrix(graph + graph.T - graph.multiply(graph.T))


def communities(graph: csr_matrix, resolution: float, chance: np.random.Generator) -> Labels:
    """The communities of a weighted graph by Louvain's method (Blondel et al. 2008), numbered from 0."""
    labels = np.arange(graph.shape[0])
    while True:
        moved = _move_nodes(graph, resolution, chance)
        labels = moved[labels]
        if moved.max() + 1 == graph.shape[0]:
            return labels
        members = csr_matrix((np.ones(len(moved)), (np.arange(len(moved)), moved)))
        graph = csr_matrix(members.T @ graph @ members)


def _move_nodes(graph: csr_matrix, resolution: float, chance: np.random.Generator) -> Labels:
    """Move each node to the neighbouring community that gains most, until none gains."""
    degrees = np.asarray(graph.sum(axis=1)).ravel()
    pull = resolution / max(degrees.sum(), 1e-12)
    home, mass = list(range(len(degrees))), degrees.tolist()
    rows = [
        (graph.indices[a:b].tolist(), graph.data[a:b].tolist())
        for a, b in zip(graph.indptr, graph.indptr[1:], strict=False)
    ]
    for _ in range(_MOST_SWEEPS):
        moves = 0
        for node in chance.permutation(len(home)).tolist():
            mass[home[node]] -= degrees[node]
            ties: dict[int, float] = defaultdict(float)
            ties[home[node]] = 0.0
            for other, weight in zip(*rows[node], strict=True):
                if other != node:
                    ties[home[other]] += weight
            best = max(ties, key=lambda c: (ties[c] - pull * degrees[node] * mass[c], c == home[node]))
            moves += best != home[node]
            home[node] = best
            mass[best] += degrees[node]
        if not moves:
            break
    return np.unique(home, return_inverse=True)[1].astype(np.int64)
