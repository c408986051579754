"""Learning labels from examples, with the question asked as part of what a text means."""

import numpy as np
import pytest

from rmfeedback.insights.guiding import TextClassifier, lean_of, require_same_length
from rmfeedback.insights.refusals import LengthsDiffer

TEXTS = ["The sessions were good", "The sessions were cancelled", "Old laptops", "New laptops"]
LABELS = ["praise", "time", "tools", "praise"]
ASKED = ["what_works", "what_gets_in_the_way", "what_gets_in_the_way", "what_works"]


@pytest.fixture(scope="module")
def learned():
    return TextClassifier().fit(TEXTS, LABELS, questions=ASKED, languages=["en"] * 4)


def test_chances_are_a_row_for_each_comment_and_sum_to_one(learned):
    chances = learned.predict_proba(["sessions", "laptops", "anything"], languages=["en"] * 3)

    assert chances.shape == (3, 3)
    assert np.allclose(chances.sum(axis=1), 1)


def test_the_question_asked_changes_what_the_same_words_mean(learned):
    told = [learned.predict(["laptops"], questions=[asked], languages=["en"])[0] for asked in ASKED[:2]]

    assert told == ["praise", "tools"]


def test_many_comments_at_once_are_told_as_one_by_one(learned, monkeypatch):
    together = learned.predict_proba(TEXTS, languages=["en"] * 4)
    monkeypatch.setattr("rmfeedback.insights.guiding._BLOCK", 1)

    assert np.allclose(together, learned.predict_proba(TEXTS, languages=["en"] * 4))


def test_a_questionnaires_item_leans_to_a_question_whatever_the_role():
    assert lean_of(["m_words_worry"], 1).tolist() == lean_of(["l_words_worry"], 1).tolist()
    assert lean_of(["m_words_worry"], 1).argmax() == 1


def test_an_unknown_question_leans_to_all_alike():
    assert np.allclose(lean_of(["weather", None, ""], 3), 1 / 3)
    assert np.allclose(lean_of(None, 2), 1 / 3)


def test_what_is_not_told_needs_no_length():
    require_same_length(["a"], questions=None)
    with pytest.raises(LengthsDiffer, match="roles has 2 values for 1 comments; give one for each"):
        require_same_length(["a"], roles=["mentor", "leader"])
