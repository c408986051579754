"""Meaning has one place in both languages, whatever else is read beside."""

import numpy as np
import pytest

from rmfeedback.insights.meaning import SIGHTS, meanings

TEXTS = [
    ("Our laptops are old and slow", "en"),
    ("Die Laptops sind alt und langsam", "de"),
    ("Nobody had time for the sessions", "en"),
]


@pytest.mark.parametrize("sight", SIGHTS)
def test_a_thought_is_nearest_to_itself_in_the_other_language(sight):
    one, same, other = meanings(TEXTS, sight)

    assert one @ same > one @ other


@pytest.mark.parametrize("sight", SIGHTS)
def test_a_comment_means_the_same_alone_and_among_others(sight):
    assert np.allclose(meanings(TEXTS, sight)[1], meanings(TEXTS[1:2], sight)[0], atol=1e-4)


def test_no_texts_have_no_meaning():
    assert meanings([], "static").shape[0] == 0
