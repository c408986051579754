"""Words of comments that may be a name: HR decides, and until then nobody reads them elsewhere.

What is surely a name was masked when the box was opened. The names to compare with are in the other room:
the hall hands over a function that finds the doubtful places.
"""

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_
from rmfeedback.reports import members, steps, urgent
from rmfeedback.reports.models import Example, Quote, Theme
from rmfeedback.reports.steps import ReviewRefused
from rmfeedback.staff import audit
from rmfeedback.surveys import hiding, marking, results
from rmfeedback.surveys.marking import Mark, MarkedText, Stretch
from rmfeedback.surveys.models import Wave

# In larger waves HR is asked about possible quotes and comments that may speak of harm alone: to find the
# doubtful words of 10,000 comments takes two seconds. Whatever is read is marked all the same.
MOST_ASKED = 5_000
_PLACEHOLDER = re.compile(r"\[(name|email|phone|number|link|handle|date|title|unit|address)\]")


class DoubtSettled(ReviewRefused):
    status = 409
    message = N_("Somebody has decided about this word already, or its comment has changed.")


@dataclass(frozen=True)
class Doubt:
    """A place of a comment that may tell who is meant; `key` says nothing of the comment's row."""

    key: str
    text: str
    mark: Mark

    @property
    def word(self) -> str:
        return self.text[self.mark.start : self.mark.end]

    @property
    def around(self) -> tuple[str, str]:
        """What stands before and after the word."""
        return self.text[: self.mark.start], self.text[self.mark.end :]


def open_ones(wave_key: str) -> list[Doubt]:
    """Return what is to be decided in the comments that HR reads, sorted by their words."""
    wave, texts = results.wave(wave_key), results.texts(wave_key)
    themes = list(db.session.scalars(select(Theme).where(Theme.wave_key == wave_key)))
    inside = {texts[each] for theme in themes for each in members.ids_of(theme)}
    if len(inside) > MOST_ASKED:
        inside = {quote.text for theme in themes for quote in theme.quotes}
    inside |= set(urgent.of(wave_key))
    found = _found(wave, sorted(inside))
    return [doubt for text in sorted(inside) for doubt in found[text]]


def readable(wave_key: str, texts: list[str]) -> dict[str, MarkedText]:
    """Return texts cut for the page: what is hidden, and what may be a name, as marks instead of words."""
    found = _found(results.wave(wave_key), texts)
    return {text: MarkedText(tuple(_stretches(text, found[text]))) for text in texts}


def word_in(wave_key: str, text: str, wording: str) -> str:
    """Return a word of a wording that may be a name in the comment, or nothing."""
    said = wording.casefold()
    undecided = _found(results.wave(wave_key), [text])[text]
    return next((d.word for d in undecided if re.search(rf"\b{re.escape(d.word.casefold())}\b", said)), "")


def keep(wave_key: str, key: str) -> Doubt:
    """Say that a word is a word.

    Raises: NotFound, DoubtSettled.
    """
    with writing():
        doubt = _find(wave_key, key)
        step = steps.note(wave_key, f"Kept “{doubt.word}” as a word.", kept=[key], touched=[])
        audit.enter("word kept in a comment", wave_key, step=step.position)
    return doubt


def hide(wave_key: str, key: str) -> Doubt:
    """Take a name out of its comment for good, and out of every quote and step that holds it.

    Raises: NotFound, DoubtSettled.
    """
    with writing():
        doubt = _find(wave_key, key)
        hidden = f"[{doubt.mark.type}]"
        text = doubt.around[0] + hidden + doubt.around[1]
        kept = [_key(wave_key, text, place) for place in _kept_places(wave_key, doubt, len(hidden))]
        hiding.replace(wave_key, doubt.text, text)
        _replace_in_themes(wave_key, doubt, text)
        _replace_in_steps(wave_key, doubt, text)
        for example in db.session.scalars(select(Example).where(Example.text == doubt.text)):
            example.text = text
        step = steps.note(wave_key, "Hid a name in a comment.", stays=True, touched=[], kept=kept)
        audit.enter("name hidden in a comment", wave_key, step=step.position)
    return doubt


def _find(wave_key: str, key: str) -> Doubt:
    doubt = next((each for each in open_ones(wave_key) if each.key == key), None)
    if doubt is None:
        raise DoubtSettled()
    return doubt


def _found(wave: Wave, texts: list[str]) -> dict[str, list[Doubt]]:
    settled = steps.kept_words(wave.key)
    all_of = {
        text: [Doubt(_key(wave.key, text, mark.start), text, mark) for mark in marks]
        for text, marks in marking.doubts(wave, texts).items()
    }
    return {text: [doubt for doubt in found if doubt.key not in settled] for text, found in all_of.items()}


def _kept_places(wave_key: str, doubt: Doubt, length: int) -> list[int]:
    """Return where the words kept in a comment stand after a name in it was hidden."""
    settled, mark = steps.kept_words(wave_key), doubt.mark
    places = [
        each.start
        for each in marking.doubts(results.wave(wave_key), [doubt.text])[doubt.text]
        if _key(wave_key, doubt.text, each.start) in settled
    ]
    return [place if place < mark.start else place + length - (mark.end - mark.start) for place in places]


def _replace_in_themes(wave_key: str, doubt: Doubt, text: str) -> None:
    query = select(Quote).join(Theme).where(Theme.wave_key == wave_key, Quote.text == doubt.text)
    for quote in db.session.scalars(query):
        quote.text = text
        if _holds(quote.wording, doubt):
            quote.state, quote.wording = "withheld", ""
    for theme in db.session.scalars(select(Theme).where(Theme.wave_key == wave_key)):
        theme.terms = [term for term in theme.terms if not _holds(term, doubt)]
        theme.name, theme.summary = _hidden(theme.name, doubt), _hidden(theme.summary, doubt)


def _replace_in_steps(wave_key: str, doubt: Doubt, text: str) -> None:
    """Undoing must not bring the name back."""
    for step in steps.snapshots(wave_key):
        themes = [dict(kept) for kept in step.before["themes"]]
        for kept in themes:
            kept["terms"] = [term for term in kept["terms"] if not _holds(term, doubt)]
            kept["quotes"] = [_without(quote, doubt, text) for quote in kept["quotes"]]
            kept |= {column: _hidden(kept[column], doubt) for column in ("name", "summary")}
        step.before = {**step.before, "themes": themes}
    steps.reword(wave_key, lambda deed: _hidden(deed, doubt))


def _without(quote: dict[str, str], doubt: Doubt, text: str) -> dict[str, str]:
    if quote["text"] != doubt.text:
        return quote
    told = {"state": "withheld", "wording": ""} if _holds(quote["wording"], doubt) else {}
    return {**quote, "text": text, **told}


def _holds(words: str, doubt: Doubt) -> bool:
    return re.search(rf"\b{re.escape(doubt.word)}\b", words, re.IGNORECASE) is not None


def _hidden(words: str, doubt: Doubt) -> str:
    # As it is spelled in the comment: “will” in a sentence of HR's is no Will.
    return re.sub(rf"\b{re.escape(doubt.word)}\b", f"[{doubt.mark.type}]", words)


def _stretches(text: str, undecided: list[Doubt]) -> list[Stretch]:
    places = [(m.start(), m.end(), f"[{m[1]}]", "mask", m[1]) for m in _PLACEHOLDER.finditer(text)]
    places += [(d.mark.start, d.mark.end, "[a name?]", "ask", d.mark.type) for d in undecided]
    cut, done = [], 0
    for start, end, shown, action, kind in sorted(places):
        cut += [Stretch(text[done:start]), Stretch(shown, action, kind)]
        done = end
    return [stretch for stretch in [*cut, Stretch(text[done:])] if stretch.text]


def _key(wave_key: str, text: str, start: int) -> str:
    return hashlib.sha256(f"{wave_key}\n{start}\n{text}".encode()).hexdigest()[:32]
