"""Six words: enough of them to choose from, and read back however a tired trustee types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rmfeedback.surveys import words
from rmfeedback.surveys.words import WordsMissing, WordUnknown


@pytest.mark.parametrize("language", ["en", "de"])
def test_there_are_thousands_of_words_to_draw_from_each_typed_without_an_accent(language):
    there = words.word_list(language)

    assert len(there) == len(set(there)) >= 2_048
    assert all(word.isascii() and word.islower() and word.isalpha() for word in there)


def test_six_are_drawn_and_not_the_same_twice():
    assert len({tuple(words.draw("de")) for _ in range(50)}) == 50
    assert len(words.draw("en")) == 6


@given(
    drawn=some.lists(some.sampled_from(words.word_list("en")), min_size=6, max_size=6),
    between=some.sampled_from([" ", "\n", ", ", "  ", "-", " – ", ";\t", ". ", "\u00a0"]),
    is_numbered=some.booleans(),
    change=some.sampled_from([str, str.upper, str.title]),
)
def test_words_are_read_however_they_are_typed(drawn, between, is_numbered, change):
    typed = between.join(f"{n}. {word}" if is_numbered else word for n, word in enumerate(drawn, 1))

    assert words.read(change(typed)) == drawn


@pytest.mark.parametrize("typed", ["", "one", "abacus abdomen abide abiding able", "a b c d e f g"])
def test_too_few_or_too_many_words_are_counted(typed):
    with pytest.raises(WordsMissing, match=f"6 words are needed, and {len(typed.split())} were typed"):
        words.read(typed)


def test_a_word_of_no_list_is_named_with_the_nearest_one():
    with pytest.raises(WordUnknown, match="word 2, “abdomn”, is none of ours, “abdomen” is"):
        words.check(["abacus", "abdomn", "abide", "abiding", "able", "doktor"])
    with pytest.raises(WordUnknown, match="“qqqqqqqq”, is none of ours."):
        words.check(["qqqqqqqq"])
    words.check(["abacus", "doktor"])
