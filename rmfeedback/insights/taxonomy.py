"""The taxonomy of reverse mentoring: themes and kinds with their names, seeds and examples.

It guides and does not bind: themes found in the data may be new.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .refusals import FileUnreadable

SHIPPED = Path(__file__).with_name("taxonomy.toml")
LABELLED = Path(__file__).with_name("labelled.csv")
LANGUAGES = ("en", "de")
OTHER = "other"


@dataclass(frozen=True)
class Example:
    """A text whose theme and kind are known.

    Attributes
    ----------
    text : a comment, or a phrase that says what one would
    language : "en" or "de"
    theme : its key; it may be one that the taxonomy lacks, and comments like the text are told of it then
    kind : its key
    question : the item it answers; None for a phrase
    """

    text: str
    language: str
    theme: str
    kind: str
    question: str | None = None


@dataclass(frozen=True)
class Entry:
    """A kind, or a theme with the kind it belongs to."""

    key: str
    kind: str
    names: Mapping[str, str]
    phrases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Taxonomy:
    """Themes and kinds, each with a name in every language.

    Attributes
    ----------
    themes, kinds : mapping from a key to its Entry

    Examples
    --------
    >>> Taxonomy.load().theme_name("prog_time", "de")
    'Zeit und Arbeitslast'
    """

    themes: Mapping[str, Entry]
    kinds: Mapping[str, Entry]

    @classmethod
    def load(cls, path: str | Path | None = None) -> "Taxonomy":
        """Read a taxonomy file, or the shipped one; raises FileUnreadable saying what is wrong where."""
        return _load(Path(path) if path else SHIPPED)

    def theme_name(self, key: str, language: str) -> str:
        """The name of a theme in "en" or "de"."""
        return self.themes[key].names[language]

    def kind_name(self, key: str, language: str) -> str:
        """The name of a kind in "en" or "de"."""
        return self.kinds[key].names[language]

    def examples(self) -> list[Example]:
        """Every phrase of the taxonomy, then the labelled comments of its themes."""
        phrases = [
            Example(phrase, language, entry.key, entry.kind)
            for entry in self.themes.values()
            for language in LANGUAGES
            for phrase in entry.phrases[language]
        ]
        return phrases + [example for example in labelled() if example.theme in self.themes]


def labelled(path: Path = LABELLED) -> Iterator[Example]:
    """The labelled comments that come with the package: written for it, by nobody's respondents."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Example(row["text"], row["language"], row["theme"], row["kind"], row["question"])


@lru_cache(maxsize=4)
def _load(path: Path) -> Taxonomy:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise FileUnreadable(f"The taxonomy {path} could not be read: {problem}.") from problem
    try:
        kinds = {row["key"]: _entry(row, row["key"]) for row in raw["kinds"]}
        themes = {row["key"]: _entry(row, row["kind"]) for row in raw["themes"]}
    except (KeyError, TypeError) as problem:
        raise FileUnreadable(
            f"The taxonomy {path} is not complete: {problem} is missing. Each theme and kind needs"
            " key, name.en, name.de and definition.en, definition.de; each theme a kind."
        ) from problem
    strangers = sorted({entry.kind for entry in themes.values()} - set(kinds))
    if strangers:
        raise FileUnreadable(f"The taxonomy {path} uses kinds it does not define: {', '.join(strangers)}.")
    return Taxonomy(themes, kinds)


def _entry(row: Mapping[str, Any], kind: str) -> Entry:
    names = {language: str(row["name"][language]) for language in LANGUAGES}
    phrases = {
        language: (
            names[language],
            str(row["definition"][language]),
            *row.get("seeds", {}).get(language, ()),
            *row.get("examples", {}).get(language, ()),
        )
        for language in LANGUAGES
    }
    return Entry(str(row["key"]), kind, names, phrases)
