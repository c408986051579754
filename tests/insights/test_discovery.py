"""Groups found without guidance."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.metrics import adjusted_rand_score

from rmfeedback.insights.discovery import communities, consensus


def blobs(n_groups: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(0)
    middles = np.eye(n_groups)
    vectors = np.repeat(middles, size, axis=0) + 0.15 * chance.normal(size=(n_groups * size, n_groups))
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.repeat(np.arange(n_groups), size)


def test_clear_groups_are_found_and_counted():
    vectors, true = blobs(5, 20)
    labels, firmness = consensus(vectors)

    assert adjusted_rand_score(true, labels) > 0.95
    assert firmness.mean() > 0.9


def test_as_many_groups_as_asked_for():
    vectors, _ = blobs(4, 15)

    assert len(set(consensus(vectors, n_groups=2)[0])) == 2


def test_the_same_seed_gives_the_same_groups():
    vectors, _ = blobs(3, 10)

    assert np.array_equal(consensus(vectors, seed=4)[0], consensus(vectors, seed=4)[0])


def test_one_or_two_vectors_are_one_group():
    assert consensus(np.ones((1, 2)))[0].tolist() == [0]
    assert consensus(np.ones((2, 2)))[0].tolist() == [0, 0]


def test_two_rings_joined_by_one_edge_are_two_communities():
    weights = np.zeros((8, 8))
    for ring in (range(4), range(4, 8)):
        for one in ring:
            for other in ring:
                weights[one, other] = one != other
    weights[3, 4] = weights[4, 3] = 1

    assert communities(csr_matrix(weights), 1.0, np.random.default_rng(0)).tolist() == [0] * 4 + [1] * 4
