"""English and German words, and which of the two a comment is in."""

import pytest

from rmfeedback.insights.languages import common_language, languages_of, stems, word_list
from rmfeedback.insights.refusals import SettingUnknown


def test_a_told_language_is_believed_however_it_is_written():
    assert languages_of(["Time", "Zeit"], ["DE-at", " en "]) == ["de", "en"]


def test_an_untold_language_is_guessed():
    assert languages_of(["We had too little time", "Wir hatten zu wenig Zeit"]) == ["en", "de"]
    assert languages_of(["Wir hatten zu wenig Zeit"], ["fr"]) == ["de"]


@pytest.mark.parametrize(("language", "word"), [("en", "not"), ("de", "nicht"), ("de", "keine")])
def test_negations_are_kept_among_the_stems(language, word):
    assert stems(f"{word} planned", language)[0].startswith(word[:4])


def test_german_umlauts_and_inflections_share_a_stem():
    assert stems("Häuser", "de") == stems("Haus", "de")


def test_only_comments_all_german_are_named_in_german_unless_asked():
    assert common_language(["de", "de"]) == "de"
    assert common_language(["de", "en"]) == "en"
    assert common_language(["de", "en"], "de") == "de"
    assert common_language([]) == "en"


def test_a_language_that_is_not_offered_is_refused():
    with pytest.raises(SettingUnknown, match="Choose auto, en or de"):
        common_language(["de"], "fr")


def test_word_lists_are_in_small_letters():
    assert all(word == word.lower() for name in ("fillers", "padding", "dull") for word in word_list(name))
