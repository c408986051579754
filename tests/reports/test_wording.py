"""What is told in words says what it is about, not the key it is stored under."""

import pytest

from rmfeedback.reports.wording import cell_in_words

FINDINGS = {
    "items": [
        {"key": "m_pair_fit", "text": "We are a good match."},
        {"key": "l_pair_fit", "text": "We fit."},
    ],
    "constructs": [{"key": "pairing", "name": "Pairing fit and goals"}],
}


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("m_pair_fit, mentor, favourable", "We are a good match, mentors, how many agree"),
        ("gap, l_pair_fit and m_pair_fit", "gap, We fit and We are a good match"),
        ("gap, pairing", "gap, Pairing fit and goals"),
        ("Leaders ask, listen and act, by role", "Leaders ask, listen and act, by role"),
        ("comments, without_theme", "comments, how many fit no theme"),
    ],
)
def test_a_suppressed_cell_is_named_in_words(what, words):
    assert cell_in_words(what, FINDINGS) == words
