"""Quotes: central, different, neither too short nor too long."""

import numpy as np

from rmfeedback.insights.languages import tokens
from rmfeedback.insights.quotes import choose_quotes

SENTENCE = "one two three four five six"


def unit(*rows):
    vectors = np.array(rows, dtype=float)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_most_central_comment_comes_first():
    vectors = unit([1, 0], [1, 0.2], [0, 1], [1, 0.3])

    assert choose_quotes([SENTENCE] * 4, vectors, n=1) == [3]


def test_the_second_quote_is_different_from_the_first():
    vectors = unit([1, 0, 0], [1, 0, 0], [1, 0, 0.01], [0.5, 1, 0])

    assert choose_quotes([SENTENCE] * 4, vectors, n=2)[1] == 3


def test_short_and_long_comments_are_not_quoted():
    texts = ["Too short to quote", SENTENCE, " ".join(["word"] * 41)]

    assert choose_quotes(texts, np.ones((3, 1))) == [1]


def test_there_may_be_no_quote():
    assert choose_quotes(["Too short"], np.ones((1, 1))) == []


def test_quotes_of_a_theme_are_its_members(fitted, written):
    for theme in fitted.themes_:
        assert set(theme.quotes) <= set(theme.members)
        assert len(set(theme.quotes)) == len(theme.quotes) <= 3
        assert all(6 <= len(tokens(written[place]["comment"])) <= 40 for place in theme.quotes)
