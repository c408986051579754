"""One key, one wording: what was ever asked under a key, and the keys that are still free.

Trends and comparisons join answers by the keys of items, over versions, editions and programmes. So what a
key says is fixed from the first version that was published with it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rmfeedback.surveys import editions
from rmfeedback.surveys.editions import Files
from rmfeedback.surveys.questionnaire_file import Table
from rmfeedback.surveys.questionnaire_rules import PREFIX, WORDING

LONGEST_KEY = 40
MOST_WORDS = 3
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o"})
# Words that stand in most items, and so tell none from another.
_EMPTY = frozenset(
    (
        *("a", "about", "all", "am", "an", "and", "are", "as", "at", "be", "been", "by", "can", "do", "does"),
        *(
            "for",
            "from",
            "get",
            "had",
            "has",
            "have",
            "how",
            "i",
            "in",
            "is",
            "it",
            "its",
            "me",
            "more",
            "my",
        ),
        *(
            "not",
            "of",
            "on",
            "one",
            "or",
            "our",
            "out",
            "own",
            "should",
            "so",
            "than",
            "that",
            "the",
            "their",
        ),
        *("them", "there", "they", "this", "through", "to", "too", "up", "us", "was", "we", "were", "what"),
        *("when", "where", "which", "who", "why", "will", "with", "without", "would", "you", "your", "two"),
        *("leader", "leaders", "mentor", "mentors", "programme", "session", "sessions"),
    )
)


@dataclass(frozen=True)
class Fixed:
    """A table as it was published first, and where."""

    table: Table
    where: str


@dataclass(frozen=True)
class Known:
    """The items and constructs whose wording is fixed, by key; and every key that is taken, in drafts too."""

    items: Mapping[str, Fixed]
    constructs: Mapping[str, Fixed]
    taken: frozenset[str]

    def changed_field(self, item: Table) -> str:
        """Return which field of an item's wording is not as it was published; nothing where none is."""
        fixed = self.items.get(item["key"])
        fields = WORDING["items"] if fixed else ()
        return next((name for name in fields if fixed and item.get(name) != fixed.table.get(name)), "")

    def free_stem(self, words: str) -> str:
        """Return a key without its prefix, made of words, that neither role has: so it can have a mirror."""
        stem = key_of(words) or "item"
        number, found = 1, stem
        while any(prefix + found in self.taken for prefix in PREFIX.values()):
            number += 1
            found = f"{stem}_{number}"
        return found


def all_known() -> Known:
    """Return all that was ever published, and the keys of drafts."""
    files = editions.ever_published()
    return Known(
        items=_fixed(files, "items"),
        constructs=_fixed(files, "constructs"),
        taken=frozenset(_fixed(editions.by_version(editions.versions()), "items")),
    )


def key_of(words: str) -> str:
    """Return up to three of the words that tell most, as a key in lower-case ASCII.

    >>> key_of("The leader I mentor responds openly and calmly when I challenge them.")
    'responds_openly_calmly'
    """
    telling = [word for word in ascii_words(words) if word not in _EMPTY]
    return "_".join(telling[:MOST_WORDS])[:LONGEST_KEY].strip("_")


def ascii_words(words: str) -> list[str]:
    """Return words in lower-case ASCII letters and digits; umlauts become two letters."""
    plain = unicodedata.normalize("NFC", words).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    return re.findall("[a-z0-9]+", plain)


def _fixed(files: Files, section: str) -> dict[str, Fixed]:
    found: dict[str, Fixed] = {}
    for where, file in files.items():
        for table in file.tables[section]:
            found.setdefault(table["key"], Fixed(table, where))
    return found
