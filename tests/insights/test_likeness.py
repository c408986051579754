"""The vectors comments are grouped by leave out what all of a language share."""

import numpy as np
import pytest

from rmfeedback.insights.likeness import Likeness
from rmfeedback.insights.meaning import SIGHTS, meanings

TEXTS = [
    (f"The {thing} in our office {does}", "en")
    for thing in ("printer", "coffee", "door", "light")
    for does in ("is broken", "is loud", "helps me")
]


@pytest.mark.parametrize("sight", SIGHTS)
def test_vectors_are_unit_rows(sight):
    meaning = meanings(TEXTS, sight)
    vectors = Likeness(latent=sight == "static", random_state=0).fit(TEXTS, meaning).transform(TEXTS, meaning)

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_all_share_does_not_make_them_alike():
    meaning = meanings(TEXTS, "semantic")
    vectors = Likeness().fit(TEXTS, meaning).transform(TEXTS, meaning)

    assert (meaning @ meaning.T).mean() > (vectors @ vectors.T).mean() + 0.1


def test_a_language_of_few_comments_keeps_its_mean():
    few = [*TEXTS, ("Der Drucker ist laut", "de")]
    meaning = meanings(few, "semantic")

    assert set(Likeness().fit(few, meaning).means_) == {"en"}
