"""What will be hidden in a comment, shown to its author before anything is sent. Nothing is stored.

The names come from the other room: `app.py` hands the marking function over, this module only calls it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app

from rmfeedback.surveys.models import Wave


class Mark(Protocol):
    """A place in a text, from `start` up to `end`, what becomes of it ("mask" or "ask"), and what it is."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def action(self) -> str: ...
    @property
    def type(self) -> str: ...


MakeMarks = Callable[[Wave, str], Iterable[Mark]]
FindDoubts = Callable[[Wave, Sequence[str]], Mapping[str, Sequence[Mark]]]


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text; `action` is empty where it stays as written; `type`: "name", "email", "date", …"""

    text: str
    action: str = ""
    type: str = ""


@dataclass(frozen=True)
class MarkedText:
    """A comment cut into stretches."""

    stretches: tuple[Stretch, ...]

    def count(self, action: str) -> int:
        """Count the places with this action."""
        return sum(stretch.action == action for stretch in self.stretches)


def init(app: Flask, make_marks: MakeMarks, find_doubts: FindDoubts) -> None:
    """Keep the functions that find the places: for the author, and for HR after the wave."""
    app.extensions["make_marks"] = make_marks
    app.extensions["find_doubts"] = find_doubts


def doubts(wave: Wave, texts: Sequence[str]) -> Mapping[str, Sequence[Mark]]:
    """Return by stored comment the places that may tell who is meant, which HR is asked about."""
    found: Mapping[str, Sequence[Mark]] = current_app.extensions["find_doubts"](wave, texts)
    return found


def marks(wave: Wave, text: str) -> MarkedText:
    """Return the text cut at the places that will be hidden or asked about."""
    return cut(text, current_app.extensions["make_marks"](wave, text))


def cut(text: str, found: Iterable[Mark]) -> MarkedText:
    """Cut a text at its marks; of two that overlap the earlier stays, so that no letter is shown twice."""
    stretches: list[Stretch] = []
    done = 0
    for mark in sorted(found, key=lambda m: (m.start, -m.end)):
        if mark.start >= done:
            found_here = Stretch(text[mark.start : mark.end], mark.action, mark.type)
            stretches += [Stretch(text[done : mark.start]), found_here]
            done = mark.end
    stretches.append(Stretch(text[done:]))
    return MarkedText(tuple(stretch for stretch in stretches if stretch.text))
