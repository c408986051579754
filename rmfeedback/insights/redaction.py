"""Mark what tells who is meant in a comment: mask it, or ask HR whether to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from .initials import initials_spans
from .name_spans import NameFinder
from .patterns import shaped_spans
from .redaction_text import PlainText
from .roster_names import NameIndex, is_ordinary
from .spans import PLACEHOLDER, Span, without_overlaps
from .surroundings import Reading
from .titles import Terms, beside_names, title_spans

__all__ = ["Redactor", "Span"]

_RUN = re.compile(r"(?<![\w.+-])[\w.+-]++")


class Redactor:
    """Find the words of a comment that identify somebody.

    Parameters
    ----------
    names : iterable of str
        Full names as the roster writes them ("Dr. Lars Wagenknecht", "Tan, Mei-Ling").
    emails : iterable of str
        Their addresses; the part before the @ is recognised alone.
    terms, units : iterable of str
        Titles and units that only one person of the roster has; a title of several words is masked where it
        means a person ("our general counsel"), a unit where it stands beside a masked name.

    Examples
    --------
    >>> Redactor(["Priya Raghunathan"]).redact("Priyas advice, or mail p.r@example.com")
    '[name] advice, or mail [email]'
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        *,
        emails: Iterable[str] = (),
        terms: Iterable[str] = (),
        units: Iterable[str] = (),
    ) -> None:
        self._index = NameIndex(names)
        self._locals = {
            local for local in (email.partition("@")[0].casefold() for email in emails) if _is_telling(local)
        }
        self._terms = Terms(terms, units)

    @classmethod
    def from_roster(cls, rows: Iterable[Mapping[str, str]]) -> Self:
        """Read the columns name, email, unit and level; what one alone has tells who it is."""
        people = [
            {key: (row.get(key) or "").strip() for key in ("name", "email", "unit", "level")} for row in rows
        ]
        return cls(
            [person["name"] for person in people if person["name"]],
            emails=[person["email"] for person in people if person["email"]],
            terms=_held_alone(people, "level"),
            units=_held_alone(people, "unit"),
        )

    def find(self, text: str, *, every_case: bool = False) -> list[Span]:
        """Mark a comment, `text`; spans are sorted and never overlap.

        With `every_case`, for the author's own eyes, each roster word is at least asked about, however it is
        written and whatever else it may mean.
        """
        plain = PlainText(text)
        return [plain.span(span) for span in self._find(plain.text, every_case)]

    def _find(self, text: str, every_case: bool) -> list[Span]:
        reading = Reading(text)
        spans = [*shaped_spans(text), *self._own_addresses(text)]
        spans += initials_spans(text, self._index, every_case)
        spans += NameFinder(reading, self._index, every_case).spans()
        spans += title_spans(text)
        spans += self._terms.spans(reading, every_case)
        closed = [found.span() for found in PLACEHOLDER.finditer(text)]
        return without_overlaps(_outside(beside_names(spans, text), closed), text)

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
            if len(run) > 3 and run.casefold() in self._locals:
                yield Span(found.start(), found.start() + len(run), "email", "mask")


def _held_alone(people: Iterable[Mapping[str, str]], column: str) -> list[str]:
    holders: dict[str, set[str]] = {}
    for person in people:
        holders.setdefault(person[column], set()).add(person["email"].casefold() or person["name"])
    return [term for term, who in holders.items() if term and len(who) == 1]


def _is_telling(local: str) -> bool:
    return len(local) > 3 and not local.isdigit() and (not local.isalpha() or not is_ordinary(local))


def _outside(spans: Iterable[Span], closed: list[tuple[int, int]]) -> Iterator[Span]:
    """Drop what touches a placeholder that stands already."""
    places = {place for start, end in closed for place in range(start, end)}
    return (span for span in spans if not places or places.isdisjoint(range(span.start, span.end)))
