"""Comments made ready for reading."""

import numpy as np
import pytest

from rmfeedback.insights.corpus import Corpus
from rmfeedback.insights.refusals import NoComments

COMMENTS = ["n/a", "No time  at all", "Zu wenig Zeit", "no time at all!"]


def test_what_says_nothing_is_left_out_and_copies_are_one_text():
    corpus = Corpus.read(COMMENTS, ["a", "b", "c", "d"], [None, "en", "de", "en"])

    assert corpus.texts == (("No time at all", "en"), ("Zu wenig Zeit", "de"))
    assert corpus.questions == ("b", "c")
    assert corpus.copies == ((1, 3), (2,))
    assert corpus.counts.tolist() == [2, 1]


def test_values_of_texts_spread_to_all_comments():
    corpus = Corpus.read(COMMENTS, None, [None, "en", "de", "en"])

    assert corpus.spread(np.array([7, 8]), -1).tolist() == [-1, 7, 8, 7]


def test_a_part_of_a_corpus_keeps_the_positions_of_the_whole():
    part = Corpus.read(COMMENTS, None, [None, "en", "de", "en"]).part([1])

    assert part.comments == ["Zu wenig Zeit"]
    assert part.languages == ["de"]
    assert part.spread(np.array([8]), -1).tolist() == [-1, -1, 8, -1]


def test_no_comments_are_refused_and_empty_ones_are_read():
    with pytest.raises(NoComments):
        Corpus.read([])
    assert Corpus.read([""]).texts == ()
