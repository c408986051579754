"""Words are looked up whole, in parts, or not at all."""

import numpy as np

from rmfeedback.insights.word_table import WordTable

TABLE = WordTable.shipped()


def likeness(one: str, other: str) -> float:
    first, second = TABLE.encode([one, other])
    return float(first @ second)


def test_words_of_one_meaning_are_near_across_languages():
    assert likeness("calendar", "Kalender") > likeness("calendar", "Drucker") + 0.3


def test_a_german_compound_is_near_its_parts():
    assert likeness("Schulungsbudgets", "Schulung Budgets") > 0.9


def test_hyphens_and_apostrophes_part_words():
    assert likeness("Online-Termine", "Online Termine") > 0.99
    assert likeness("It didn't help", "It did not help") > 0.99


def test_a_text_of_unknown_words_is_nothing_and_says_so():
    assert np.allclose(TABLE.encode(["xqzv qqqq", ""]), 0)
    assert TABLE.coverage(["xqzv time"]) == 0.5
    assert TABLE.coverage([]) == 0


def test_vectors_are_unit_rows():
    vectors = TABLE.encode(["No time", "xqzv", "Alte Laptops"])

    assert vectors.shape == (3, TABLE.n_dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-5)
