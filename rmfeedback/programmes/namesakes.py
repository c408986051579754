"""The same name with two addresses: one person who would be invited twice, or two people of one name."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

# A name, and the addresses it stands with.
Namesakes = list[tuple[str, list[str]]]
_TITLES = {"dr", "prof", "mr", "mrs", "ms", "herr", "frau", "ing", "dipl", "phd", "mba"}
# What is written where a keyboard has no such letter; accents are taken off beforehand.
_SPELT_OUT = str.maketrans({"ø": "o", "œ": "o", "æ": "a", "ł": "l", "đ": "d", "ı": "i"})
_UMLAUT = re.compile(r"([aou])e")


def among(people: Iterable[tuple[str, str]]) -> Namesakes:
    """Return the names that stand with more than one address, from pairs of address and name."""
    by_name: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for email, name in people:
        by_name[plain(name)][email] = name
    return sorted((min(its.values()), sorted(its)) for its in by_name.values() if len(its) > 1)


def plain(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell people apart.

    Capitals, accents, spelt-out umlauts, the order of the words, blanks, hyphens and titles do not.

    >>> plain("Dr. MUELLER,  Jörg") == plain("Joerg Müller")
    True
    >>> plain("Jörg Müller") == plain("Jörg Möller")
    False
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_SPELT_OUT)
    words = {_UMLAUT.sub(r"\1", word) for word in re.findall(r"\w+", bare)}
    return tuple(sorted(words - _TITLES)) or (name,)
