"""English and German words, and which of the two a comment is in."""

from pathlib import Path

import pytest

import rmfeedback.insights
from rmfeedback.insights.languages import (
    common_language,
    languages_of,
    recognise,
    spoken_in,
    stems,
    word_list,
)
from rmfeedback.insights.refusals import SettingUnknown
from rmfeedback.insights.tables import read_rows


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nobody asks us before a decision is taken, we only hear of it later.", "en"),
        ("Wir werden nicht gefragt, bevor etwas entschieden wird.", "de"),
        ("Les dirigeants devraient venir plus souvent dans les ateliers.", "other"),
        ("Nos falta tiempo para hablar con calma con los directivos.", "other"),
        ("Liderler bizi dinlemiyor, toplantılar çok kısa ve kimse cevap vermiyor.", "other"),
        ("Не хватает времени на разговоры с руководителями, нас никто не слышит.", "other"),
        ("Danke, gut", ""),
        ("", ""),
    ],
)
def test_a_language_is_recognised_where_there_are_words_enough(text, language):
    assert recognise(text) == language


def test_five_words_tell_the_language(written):
    right, n = 0, 0
    for row in written:
        words = row["comment"].split()
        parts = [" ".join(words[start : start + 5]) for start in range(0, len(words) - 4, 5)]
        told = spoken_in(parts)
        right, n = right + told.count(row["language"]), n + len(parts)
        assert "other" not in told

    assert n > 150
    assert right / n >= 0.98


@pytest.mark.parametrize(
    "text",
    [
        "Nadie nos pregunta antes de decidir",
        "Il programma è utile ma troppo breve",
        "Niemand vraagt ons iets voor er wordt besloten",
        "A szoftver régi és nagyon lassú",
        "Nu avem destul timp pentru discuții",
        "Ohjelmisto on vanha ja hyvin hidas",
        "Kami tidak punya cukup waktu",
    ],
)
def test_a_short_comment_of_few_known_words_is_in_another_language(text):
    assert recognise(text) == "other"


def test_no_labelled_comment_is_taken_for_another_language():
    rows = read_rows(Path(rmfeedback.insights.__file__).with_name("labelled.csv"))
    wrong = [row for row in rows if recognise(row["text"]) not in ("", row["language"])]

    assert len(rows) > 300
    assert wrong == []
