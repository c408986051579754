"""How a report speaks: one language's words for cells, labels and sentences, and its way to write numbers."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from rmfeedback.reports import seven_lines, seven_lines_de, wording, wording_de
from rmfeedback.reports.disclosure import ABOUT_HALF, FEW, MOST, TOO_FEW

WORDINGS: Mapping[str, ModuleType] = {"en": wording, "de": wording_de}
LINES: Mapping[str, ModuleType] = {"en": seven_lines, "de": seven_lines_de}
_WORDS = {FEW: "few", ABOUT_HALF: "about_half", MOST: "most", TOO_FEW: "too_few"}
# A band or a share at the end: "4.5 or more", "10 % or less".
_ENDING = re.compile(r"(?P<edge>[\d.]+(?: %)?) or (?P<side>less|more)")


class Speech:
    """The words of one language; `wording`: its names and headlines, `lines`: its seven lines."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.wording, self.lines = WORDINGS[language], LINES[language]
        self.too_few = self.say("cells", "too_few")

    def say(self, part: str, name: str, /, **values: Any) -> str:
        """Return a phrase of `report.toml` with its places filled."""
        return _phrases()[part][name][self.language].format(**values)

    def knows(self, part: str, name: str) -> bool:
        """Tell whether there is such a phrase."""
        return name in _phrases().get(part, {})

    def named(self, part: str, name: Any) -> str:
        """Return a phrase if there is one of that name, else the name as it is."""
        return self.say(part, name) if self.knows(part, str(name)) else str(name)

    def quoted(self, words: str) -> str:
        """Return words between the marks of the language."""
        return f"„{words}“" if self.language == "de" else f"“{words}”"

    def decimal(self, value: float, digits: int = 1) -> str:
        """Return a number as it is written: 3.4 or 3,4; a real minus."""
        text = f"{value:.{digits}f}".replace("-", "−")
        return text.replace(".", ",") if self.language == "de" else text

    def cell(self, value: Any, digits: int = 1) -> str:
        """Return what a cell says: a number, a word, a band, too few, or a dash where there is nothing."""
        if value is None or value == "":
            return self.say("cells", "none")
        if isinstance(value, bool):
            return self.say("cells", "yes" if value else "no")
        if isinstance(value, float):
            return self.decimal(value, digits)
        text = str(value)
        if text in _WORDS:
            return self.say("cells", _WORDS[text])
        if found := _ENDING.fullmatch(text):
            edge = found["edge"].replace(".", ",") if self.language == "de" else found["edge"]
            return self.say("cells", f"or_{found['side']}", edge=edge)
        if text == "one question":
            return self.say("cells", "one_question")
        return text.replace(" to ", " bis ") if self.language == "de" and text[:1].isdigit() else text

    def share(self, value: Any) -> str:
        """Return a share in per cent, or the word that stands for it."""
        if isinstance(value, float):
            return self.say("cells", "share", share=round(100 * value))
        return self.cell(value)

    def trend(self, value: Any) -> str:
        """Return what became of a theme, or that this is too few to tell."""
        return self.named("trends", value) if self.knows("trends", str(value)) else self.cell(value)

    def mean(self, row: Mapping[str, Any], prefix: str = "") -> str:
        """Return a mean, or the band that is told in its place."""
        return self.cell(row.get(f"{prefix}band") or row.get(f"{prefix}mean"))

    def interval(self, ends: Any) -> str:
        """Return an interval: 3.1 to 4.5; of differences it has signs."""
        if not isinstance(ends, list):
            return self.cell(ends)
        low, high = (self.decimal(end) for end in ends)
        return self.say("cells", "to", low=low, high=high)

    def between(self, ends: Any) -> str:
        """Return the interval of a difference, with signs."""
        if not isinstance(ends, list | tuple):
            return self.cell(ends)
        low, high = (self.wording.signed(end) for end in ends)
        return self.say("cells", "to", low=low, high=high)


@cache
def _phrases() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("report.toml").read_text("utf-8"))
