"""HR's part: name the themes, say what a theme is about, release or withhold quotes in other words."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.reports.disclosure import LONGEST_QUOTE_WORDS
from rmfeedback.reports.models import KINDS, Quote, Theme

FEWEST_NAME_WORDS, MOST_NAME_WORDS = 2, 8
LONGEST_NAME, LONGEST_SUMMARY = 60, 240
# So many words in a row are somebody's own way of saying it.
SHARED_WORDS = 3


class ReviewRefused(Refused):
    """What the review page asks to mend, beside what was typed."""

    status = 422


class ThemeUnnamed(ReviewRefused):
    message = N_("Give this theme a name of two to eight words.")


class ThemeUndescribed(ReviewRefused):
    message = N_("%(what)s has %(length)s characters, at most %(most)s are shown. Shorten it.")


class KindUnknown(ReviewRefused):
    message = N_("“%(kind)s” is no kind of theme. Choose one from the list.")


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


def describe(wave_key: str, theme_key: str, *, name: str, kind: str, summary: str = "") -> Theme:
    """Give a theme its name, its kind and the sentence that says what its comments have in common.

    Raises: NotFound, ThemeUnnamed, ThemeUndescribed, KindUnknown.
    """
    theme = find_theme(wave_key, theme_key)
    name, summary = _tidy(name), _tidy(summary)
    check_name(name)
    if len(summary) > LONGEST_SUMMARY:
        raise ThemeUndescribed(what="The sentence", length=len(summary), most=LONGEST_SUMMARY)
    if kind not in KINDS:
        raise KindUnknown(kind=kind)
    with writing():
        theme = find_theme(wave_key, theme_key)
        theme.name, theme.kind, theme.summary = name, kind, summary
    return theme


def check_name(name: str) -> None:
    """Raises: ThemeUnnamed, ThemeUndescribed."""
    if not FEWEST_NAME_WORDS <= len(name.split()) <= MOST_NAME_WORDS:
        raise ThemeUnnamed()
    if len(name) > LONGEST_NAME:
        raise ThemeUndescribed(what="The name", length=len(name), most=LONGEST_NAME)


def is_named(theme: Theme) -> bool:
    """Tell whether a theme's name says something: two to eight words."""
    return FEWEST_NAME_WORDS <= len(theme.name.split()) <= MOST_NAME_WORDS


def release_quote(wave_key: str, quote_key: str, wording: str, state: str = "reworded") -> Quote:
    """Let a quote go out with the next release, reworded or shortened; the theme's other quotes stay behind.

    Raises: NotFound, QuoteEmpty, QuoteTooLong, QuoteInOwnWords, QuoteNotShortened.
    """
    wording = _tidy(wording)
    _check_wording(find_quote(wave_key, quote_key).text, wording, state)
    with writing():
        quote = find_quote(wave_key, quote_key)
        for other in quote.theme.quotes:
            _withhold(other)
        quote.state, quote.wording = state, wording
    return quote


def withhold_quote(wave_key: str, quote_key: str) -> Quote:
    """Keep a quote with HR.

    Raises: NotFound.
    """
    with writing():
        quote = find_quote(wave_key, quote_key)
        _withhold(quote)
    return quote


def find_theme(wave_key: str, theme_key: str) -> Theme:
    """Raises: NotFound."""
    query = select(Theme).where(Theme.wave_key == wave_key, Theme.key == theme_key)
    theme: Theme | None = db.session.scalar(query)
    if theme is None:
        raise NotFound(what="theme", key=theme_key)
    return theme


def find_quote(wave_key: str, quote_key: str) -> Quote:
    """Find a quote of a wave by its id in hexadecimal.

    Raises: NotFound.
    """
    is_key = re.fullmatch("[0-9a-f]{32}", quote_key)
    quote: Quote | None = db.session.get(Quote, bytes.fromhex(quote_key)) if is_key else None
    if quote is None or quote.theme.wave_key != wave_key:
        raise NotFound(what="quote", key=quote_key)
    return quote


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


def _tidy(text: Any) -> str:
    return " ".join(str(text or "").split())
