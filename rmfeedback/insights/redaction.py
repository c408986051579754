"""Mark what tells who is meant in a comment: mask it, or ask HR whether to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from .name_spans import NameFinder
from .nicknames import word_set
from .patterns import shaped_spans
from .roster_names import NameIndex, is_ordinary, spellings
from .spans import Action, Span, without_overlaps
from .surroundings import Reading

__all__ = ["Redactor", "Span"]

_PLACEHOLDER = re.compile(r"\[(?:name|email|phone|number|link|handle|date|title|unit)\]")
_INITIALS = re.compile(
    r"(?<![\w.@/&-])(?:[^\W\d_](?:\. ?[^\W\d_]){1,3}(?:\.|(?!\w))|[^\W\d_]{2,4}(?!\w))(?![@&/])"
)
_RUN = re.compile(r"(?<![\w.+-])[\w.+-]++")
_ACRONYMS = word_set("""
    ai asap btw ceo cfo cio coo cto crm dei erp eu faq fyi gmbh hr id is it ki kpi lgbt mba me my nhs no ok
    okr pc pdf pm rsvp sap sla so sop tbh tv uk us usa vip vpn wlan
""")
_ABBREVIATIONS = word_set("ae am dh dj eg ia ie me oa oae pm sa so su ua uu va zb zt zh")
_COUNTRIES_AND_PS = word_set("eu ps uae uk un us usa")
_TOWARDS_PEOPLE = word_set(
    "with without to from by for ask asked told thank thanks mit ohne von bei an für durch und"
)


class Redactor:
    """Find the words of a comment that identify somebody.

    Parameters
    ----------
    names: full names as the roster writes them ("Dr. Lars Wagenknecht", "Tan, Mei-Ling").
    emails: their addresses; the part before the @ is recognised alone.
    terms: titles and units that only one person of the roster has; asked about, never masked.

    >>> Redactor(["Priya Raghunathan"]).redact("Priyas advice, or mail p.r@example.com")
    '[name] advice, or mail [email]'
    """

    def __init__(
        self, names: Iterable[str] = (), *, emails: Iterable[str] = (), terms: Iterable[str] = ()
    ) -> None:
        self._index = NameIndex(names)
        self._locals = {
            local for local in (email.partition("@")[0].casefold() for email in emails) if _is_telling(local)
        }
        self._terms: dict[str, set[tuple[str, ...]]] = {}
        for term in terms:
            folded = tuple(Reading(term).folded)
            if folded:
                self._terms.setdefault(folded[0], set()).add(folded)

    @classmethod
    def from_roster(cls, rows: Iterable[Mapping[str, str]]) -> Self:
        """Read the columns name, email, unit and level; what one person alone has becomes a term."""
        people = [
            {key: (row.get(key) or "").strip() for key in ("name", "email", "unit", "level")} for row in rows
        ]
        holders: dict[str, set[str]] = {}
        for person in people:
            for term in (person["unit"], person["level"]):
                holders.setdefault(term, set()).add(person["email"].casefold() or person["name"])
        return cls(
            [person["name"] for person in people if person["name"]],
            emails=[person["email"] for person in people if person["email"]],
            terms=[term for term, who in holders.items() if term and len(who) == 1],
        )

    def find(self, text: str, *, every_case: bool = False) -> list[Span]:
        """Mark a comment; spans are sorted and never overlap.

        With `every_case`, for the author's own eyes, each roster word is at least asked about, however it is
        written and whatever else it may mean.
        """
        reading = Reading(text)
        spans = [*shaped_spans(text), *self._own_addresses(text), *self._initials(text, every_case)]
        spans += NameFinder(reading, self._index, every_case).spans()
        spans += self._term_spans(reading, every_case)
        closed = [found.span() for found in _PLACEHOLDER.finditer(text)]
        return without_overlaps(_outside(spans, closed), text)

    def redact(self, text: str, *, asked: bool = False) -> str:
        """Put a plain word in brackets for what is masked, and with `asked` for the questions too."""
        while True:
            spans = [span for span in self.find(text) if asked or span.action == "mask"]
            if not spans:
                return text
            # A second look, because a neighbour's disappearance can change what a word reads as.
            for span in reversed(spans):
                text = f"{text[: span.start]}[{span.type}]{text[span.end :]}"

    def _own_addresses(self, text: str) -> Iterator[Span]:
        for found in _RUN.finditer(text) if self._locals else ():
            run = found[0].rstrip(".-+")
            if run.casefold() in self._locals:
                yield Span(found.start(), found.start() + len(run), "email", "mask")

    def _initials(self, text: str, every_case: bool) -> Iterator[Span]:
        for found in _INITIALS.finditer(text):
            written = found[0]
            # "M.O. I think": the last letter may begin the next sentence.
            while len(written) > 1 and self._stands_for_nobody(written, every_case):
                written = written[:-1] if "." in written else ""
            if len(written) > 1:
                yield Span(found.start(), found.start() + len(written), "name", _initials_action(text, found))

    def _stands_for_nobody(self, written: str, every_case: bool) -> bool:
        letters = spellings(re.sub(r"[. ]", "", written))[0]
        if letters not in self._index.initials:
            return True
        if every_case and ("." in written or written.isupper()):
            return False
        if "." in written:
            return letters in (_COUNTRIES_AND_PS if written.isupper() else _ABBREVIATIONS)
        return letters in _ACRONYMS or not written.isupper()

    def _term_spans(self, reading: Reading, every_case: bool) -> Iterator[Span]:
        for at, word in enumerate(reading.folded):
            for term in self._terms.get(word, ()):
                if tuple(reading.folded[at : at + len(term)]) != term:
                    continue
                is_plain = len(term) == 1 and (not reading.is_capital(at) or reading.opens_sentence(at))
                if every_case or not is_plain or not is_ordinary(reading.words[at]):
                    yield Span(reading.start(at), reading.end(at + len(term) - 1), "title", "ask")


def _initials_action(text: str, found: re.Match[str]) -> Action:
    """Ask, since letters may stand for much else, but for points after a word that leads to people."""
    before = text[max(0, found.start() - 12) : found.start()].casefold().split()[-1:]
    is_pointed = "." in found[0] and found[0][0].isupper()
    return "mask" if is_pointed and before and before[0] in _TOWARDS_PEOPLE else "ask"


def _is_telling(local: str) -> bool:
    return len(local) > 3 and not local.isdigit() and (not local.isalpha() or not is_ordinary(local))


def _outside(spans: Iterable[Span], closed: list[tuple[int, int]]) -> Iterator[Span]:
    """Drop what touches a placeholder that stands already."""
    places = {place for start, end in closed for place in range(start, end)}
    return (span for span in spans if not places or places.isdisjoint(range(span.start, span.end)))
