import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.surveys.wordings import Known, all_known, key_of
from tests.surveys.drafts import SAID, a_draft, publish, reword


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("The leader I mentor responds openly and calmly when I challenge them.", "responds_openly_calmly"),
        ("Über größere Änderungen spricht man früh.", "ueber_groessere_aenderungen"),
        ("We are what we are.", ""),
        ("…", ""),
        (
            "Supercalifragilisticexpialidocious incomprehensibilities again",
            "supercalifragilisticexpialidocious_incom",
        ),
    ],
)
def test_a_key_is_made_of_the_words_that_tell_most(words, key):
    assert key_of(words) == key


@given(st.text(), st.lists(st.text(), max_size=5))
def test_a_free_key_is_a_key_and_free_for_both_roles(words, others):
    taken = frozenset(
        f"{prefix}{key_of(other) or 'item'}" for other in [*others, words] for prefix in ("m_", "l_")
    )
    stem = Known({}, {}, taken).free_stem(words)

    for key in (f"m_{stem}", f"l_{stem}"):
        assert key not in taken
        assert re.fullmatch("[a-z][a-z0-9_]*", key)


def test_what_was_published_is_fixed_for_every_other_edition_and_version(app):
    a_draft()
    key = reword("m_pair_fit", SAID, as_new=True)
    a_draft("pulse", "other")
    assert key not in all_known().items, "a draft fixes nothing"
    assert key in all_known().taken

    publish()
    assert all_known().items[key].where == "northwind_mentor, version 1"
    assert all_known().changed_field({"key": key, "text": {"en": "Else", "de": "Anders"}}) == "text"
