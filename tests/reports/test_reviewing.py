"""HR names themes and releases quotes in other words."""

import pytest

from rmfeedback.errors import NotFound
from rmfeedback.reports import findings, quoting, reviewing
from rmfeedback.reports.quoting import release_quote, withhold_quote
from rmfeedback.reports.reviewing import describe
from tests.reports.conftest import VOICE, WAVE, a_counted_wave, a_theme

OTHER = "Plans reach the night shift when they can no longer be moved, and everybody knows it by then."
REWORDED = "Plans arrive finished. An open one would be more use."


@pytest.fixture
def theme(app):
    a_counted_wave()
    return a_theme(quotes=(VOICE, OTHER))


def key_of(quote):
    return quote.id.hex()


def test_a_theme_takes_name_kind_and_sentence(theme):
    describe(WAVE, "decisions", name="  Asked   too late ", kind="strength", summary="One sentence of ours.")

    shown = findings.show(WAVE)["themes"][0]
    assert (shown["name"], shown["kind"], shown["summary"]) == (
        "Asked too late",
        "strength",
        "One sentence of ours.",
    )


@pytest.mark.parametrize("name", ["", "Late", "one two three four five six seven eight nine"])
def test_a_name_has_two_to_eight_words(theme, name):
    with pytest.raises(reviewing.ThemeUnnamed, match="two to eight words"):
        describe(WAVE, "decisions", name=name, kind="strength")


def test_an_endless_sentence_is_refused_with_its_length(theme):
    with pytest.raises(reviewing.ThemeUndescribed, match="300 characters, at most 240"):
        describe(WAVE, "decisions", name="Asked too late", kind="strength", summary="x" * 300)


def test_a_kind_outside_the_list_is_refused(theme):
    with pytest.raises(reviewing.KindUnknown, match="gossip"):
        describe(WAVE, "decisions", name="Asked too late", kind="gossip")


def test_a_reworded_quote_goes_out_with_the_next_release(theme):
    release_quote(WAVE, key_of(theme.quotes[0]), REWORDED)

    shown = findings.release(WAVE)["themes"][0]
    assert (shown["quotes"], shown["quoted_as"]) == ([REWORDED], "reworded")


def test_a_theme_has_one_quote(theme):
    first, second = theme.quotes
    release_quote(WAVE, key_of(first), REWORDED)
    release_quote(WAVE, key_of(second), "We hear of it last.")

    assert findings.show(WAVE)["themes"][0]["quotes"] == ["We hear of it last."]
    assert first.state == "withheld"


def test_a_quote_can_be_withheld_again(theme):
    quote = theme.quotes[0]
    release_quote(WAVE, key_of(quote), REWORDED)
    withhold_quote(WAVE, key_of(quote))

    assert findings.show(WAVE)["themes"][0]["quotes"] == []
    assert quote.wording == ""


def test_a_rewording_may_not_share_three_words_in_a_row(theme):
    with pytest.raises(quoting.QuoteInOwnWords, match="asked the night"):
        release_quote(WAVE, key_of(theme.quotes[0]), "They asked the night people too late.")


def test_a_quote_has_at_most_twenty_five_words(theme):
    with pytest.raises(quoting.QuoteTooLong, match="26 words"):
        release_quote(WAVE, key_of(theme.quotes[0]), "word " * 26)


def test_an_empty_wording_is_refused(theme):
    with pytest.raises(quoting.QuoteEmpty):
        release_quote(WAVE, key_of(theme.quotes[0]), "  ")


def test_a_shortened_quote_keeps_to_the_words_of_the_comment(theme):
    quote = theme.quotes[0]
    release_quote(WAVE, key_of(quote), "Nobody asked before the plan was final.", "shortened")

    assert findings.show(WAVE)["themes"][0]["quoted_as"] == "shortened"
    with pytest.raises(quoting.QuoteNotShortened):
        release_quote(WAVE, key_of(quote), "Nobody asked Ana.", "shortened")


@pytest.mark.parametrize("key", ["0" * 32, "nonsense"])
def test_an_unknown_quote_is_named(theme, key):
    with pytest.raises(NotFound, match=key):
        withhold_quote(WAVE, key)


def test_a_quote_of_another_wave_is_not_found(theme):
    with pytest.raises(NotFound):
        withhold_quote("another-wave", key_of(theme.quotes[0]))
