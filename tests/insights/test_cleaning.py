"""Comments that say nothing are set aside, copies are read once."""

import pytest

from rmfeedback.insights.cleaning import copies, is_gibberish, normalise, says_something

SAYS_NOTHING = [
    "",
    "  ",
    "n/a",
    "N/A.",
    "none",
    "Nothing to add",
    "nothing really",
    "-",
    "???",
    "👍",
    "k.A.",
    "k. A.",
]
SAYS_NOTHING += [
    "keine",
    "passt schon",
    "Nix hinzuzufügen",
    "alles gut!",
    "asdf",
    "hjkl",
    "asdf jklö",
    "Time.",
]
SAYS_NOTHING += [
    "can't think of anything tbh",
    "I don't know",
    "Weiß nicht",
    "Fällt mir nichts ein.",
    "siehe oben",
]
SAYS_SOMETHING = [
    "Not enough time",
    "Mehr Zeit bitte",
    "Nothing changed",
    "VPN broken",
    "Keine klaren Ziele",
    "IT is slow",
]
SAYS_SOMETHING += ["Nobody asked us", "Nichts davon kam zurück", "None of my ideas came back"]


@pytest.mark.parametrize("comment", SAYS_NOTHING)
def test_a_comment_that_says_nothing_is_told(comment):
    assert not says_something(normalise(comment))


@pytest.mark.parametrize("comment", SAYS_SOMETHING)
def test_a_short_comment_that_says_something_is_kept(comment):
    assert says_something(normalise(comment))


def test_normalising_joins_ligatures_and_spaces():
    assert normalise("\tde\ufb01ne\u00a0 goals \n") == "define goals"


def test_words_without_a_vowel_are_gibberish_and_abbreviations_are_not():
    assert is_gibberish("qwrtz")
    assert not is_gibberish("VPN")
    assert not is_gibberish("Rhythmus")


def test_copies_differ_in_case_marks_and_endings_only():
    texts = ["Not enough time!", "Goals were missing", "not enough time", "Goal was missing."]

    assert copies(texts, ["en"] * 4) == [[0, 2], [1, 3]]


def test_a_misspelt_copy_of_a_long_comment_is_a_copy():
    text = "We never found a slot in the calendar because both of us were travelling"

    assert copies([text, text.replace("travelling", "traveling")], ["en", "en"]) == [[0, 1]]


def test_comments_that_differ_by_a_negation_are_no_copies():
    assert copies(["My leader was listening", "My leader was not listening"], ["en", "en"]) == [[0], [1]]


def test_comments_of_nothing_but_stop_words_are_copies_only_if_equal():
    assert copies(["They are so", "Why should we?", "They are so."], ["en"] * 3) == [[0, 2], [1]]
