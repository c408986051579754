"""HR lets a quote go out in other words, or shortened; the comment itself stays with HR."""

import re
from collections.abc import Sequence
from typing import Any

from rmfeedback.db import db
from rmfeedback.errors import N_, NotFound
from rmfeedback.insights.titles import title_spans
from rmfeedback.reports import doubts, steps
from rmfeedback.reports.disclosure import LONGEST_QUOTE_WORDS
from rmfeedback.reports.models import Quote
from rmfeedback.reports.reviewing import tidy
from rmfeedback.reports.steps import ReviewRefused

# So many words in a row are somebody's own way of saying it.
SHARED_WORDS = 3
_ONLY_ONE = re.compile(
    r"\b(?:(?:our|the|my|your|their) only|(?:unser|mein|euer|ihr|d)(?:e|er|em|en|ie|as)? einzige[rnms]?)"
    r" (?!one\b|thing|way\b|reason|time\b|place|chance|answer|question)[\w-]+",
    re.IGNORECASE,
)


class QuoteEmpty(ReviewRefused):
    message = N_("Write the words that everybody may read, or keep the quote withheld.")


class QuoteTooLong(ReviewRefused):
    message = N_("This quote has %(words)s words, at most %(most)s are shown. Shorten it.")


class QuoteInOwnWords(ReviewRefused):
    message = N_(
        "“%(words)s” are the author's own words, so the style may give them away. Say it differently."
    )


class QuoteNotShortened(ReviewRefused):
    message = N_("A shortened quote uses only words of the comment. Reword it instead, or leave words out.")


class QuoteMayPoint(ReviewRefused):
    message = N_("“%(words)s” may point to one person. Say it differently, or say that it points to nobody.")


class QuoteMayName(ReviewRefused):
    message = N_("“%(word)s” may be a name: decide that first, under “Is this a name?”.")


def release_quote(
    wave_key: str,
    quote_key: str,
    wording: str,
    state: str = "reworded",
    *,
    is_sure: bool = False,
    seen: int | None = None,
) -> Quote:
    """Let a quote go out with the next release, reworded or shortened; the theme's other quotes stay behind.

    `is_sure`: that words which seem to point to one person point to nobody.
    Raises: NotFound, QuoteEmpty, QuoteTooLong, QuoteInOwnWords, QuoteNotShortened, QuoteMayName,
    QuoteMayPoint, ThemeGone, ThemeChangedSince.
    """
    wording = tidy(wording)
    quote = find_quote(wave_key, quote_key, seen)
    _check_wording(quote.text, wording, state)
    if word := doubts.word_in(wave_key, quote.text, wording):
        raise QuoteMayName(word=word)
    if not is_sure and (words := points_to(wording)):
        raise QuoteMayPoint(words=words)
    with steps.step(wave_key, quote.theme.key, seen=seen) as step:
        quote = find_quote(wave_key, quote_key, seen)
        for other in quote.theme.quotes:
            _withhold(other)
        quote.state, quote.wording = state, wording
        step.deed = f"Let a quote of “{quote.theme.name}” out, {state}."
    return quote


def withhold_quote(wave_key: str, quote_key: str, *, seen: int | None = None) -> Quote:
    """Keep a quote with HR.

    Raises: NotFound, ThemeGone, ThemeChangedSince.
    """
    quote = find_quote(wave_key, quote_key, seen)
    with steps.step(wave_key, quote.theme.key, seen=seen) as step:
        quote = find_quote(wave_key, quote_key, seen)
        _withhold(quote)
        step.deed = f"Withheld a quote of “{quote.theme.name}”."
    return quote


def find_quote(wave_key: str, quote_key: str, seen: int | None = None) -> Quote:
    """Find a quote of a wave by its id in hexadecimal.

    Raises: NotFound; ThemeGone, where its theme was cut anew since `seen`.
    """
    is_key = re.fullmatch("[0-9a-f]{32}", quote_key)
    quote: Quote | None = db.session.get(Quote, bytes.fromhex(quote_key)) if is_key else None
    if quote is None or quote.theme.wave_key != wave_key:
        if seen is not None and (done := steps.since(wave_key, seen)):
            raise steps.ThemeGone(done=" ".join(done))
        raise NotFound(what="quote", key=quote_key)
    return quote


def hints(text: str, wording: str) -> dict[str, Any]:
    """Return what the page says of a wording: its words, those it takes over, and whom it may point to."""
    return {
        "words": len(wording.split()),
        "most": LONGEST_QUOTE_WORDS,
        "shared": shared_words(text, wording),
        "points_to": points_to(wording),
    }


def points_to(wording: str) -> str:
    """Return the words of a wording that may fit one person only, or nothing."""
    if found := _ONLY_ONE.search(wording):
        return found[0]
    span = next(title_spans(wording), None)
    return wording[span.start : span.end] if span else ""


def shared_words(text: str, wording: str) -> str:
    """Return the first three words in a row that a rewording takes over, or nothing."""
    theirs, ours = _words(text), _words(wording)
    spoken = {tuple(theirs[i : i + SHARED_WORDS]) for i in range(len(theirs) - SHARED_WORDS + 1)}
    for i in range(len(ours) - SHARED_WORDS + 1):
        if tuple(ours[i : i + SHARED_WORDS]) in spoken:
            return " ".join(ours[i : i + SHARED_WORDS])
    return ""


def _check_wording(text: str, wording: str, state: str) -> None:
    count = len(wording.split())
    if not count:
        raise QuoteEmpty()
    if count > LONGEST_QUOTE_WORDS:
        raise QuoteTooLong(words=count, most=LONGEST_QUOTE_WORDS)
    if state == "shortened":
        if not _is_within(_words(wording), _words(text)):
            raise QuoteNotShortened()
    elif shared := shared_words(text, wording):
        raise QuoteInOwnWords(words=shared)


def _is_within(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    left = iter(theirs)
    return all(word in left for word in ours)


def _withhold(quote: Quote) -> None:
    quote.state, quote.wording = "withheld", ""


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
