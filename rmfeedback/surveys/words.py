"""The trustee's six words: drawn from a list of common words, and read back however they are typed."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from rmfeedback.errors import N_, Refused

COUNT = 6
# Both lists are ASCII, in small letters, of 7,776 words: English by the EFF (2016), German by `xkcdpass`.
_LISTS = {"en": "eff-long", "de": "ger-long"}
_SHORTEST, _LONGEST = 4, 9
# Nobody wants these on a slip of their own.
_UNPLEASANT = (
    "arsch brust enslave epilepsie epilepsy epileptic ermorden erstochen galgen groin halbnackt hassen hasst "
    "islamic islamist jobkiller kotzen lustfully lustiness lusty mundtot nackt sargnagel undead unisexual "
    "wollust zerstochen"
)
# What people put between words, and the numbers of a list.
_BETWEEN = re.compile(r"[^a-zß-ÿ]+")


class WordsMissing(Refused):
    status = 422
    message = N_("%(count)d words are needed, and %(found)d were typed. Type them in their order.")


class WordUnknown(Refused):
    status = 422
    message = N_("These words do not open it: word %(number)d, “%(word)s”, is none of ours%(near)s.")


@cache
def word_list(language: str) -> tuple[str, ...]:
    """Return the words of a language that are drawn from; each takes four to nine letters to type."""
    text = (files("xkcdpass") / "static" / _LISTS[language]).read_text("ascii")
    good = (word for word in text.split() if word.isalpha() and _SHORTEST <= len(word) <= _LONGEST)
    unpleasant = _UNPLEASANT.split()
    return tuple(word for word in good if word not in unpleasant)


def draw(language: str) -> list[str]:
    """Return six words: of 5,790 German ones these are 75 random bits, behind Argon2id."""
    return [secrets.choice(word_list(language)) for _ in range(COUNT)]


def read(typed: str) -> list[str]:
    """Return the words as they were drawn: capitals, commas, numbers and line breaks do no harm.

    Raises: WordsMissing.
    """
    words = [word for word in _BETWEEN.split(unicodedata.normalize("NFKC", typed).lower()) if word]
    if len(words) != COUNT:
        raise WordsMissing(count=COUNT, found=len(words))
    return words


def check(words: Sequence[str]) -> None:
    """Name the first word that is in no list; only after the words did not open, for lists may change.

    Raises: WordUnknown.
    """
    for number, word in enumerate(words, start=1):
        if word not in _known():
            raise WordUnknown(number=number, word=word[:30], near=_near(word))


def secret(words: Sequence[str]) -> bytes:
    """Return what the key is wrapped with."""
    return " ".join(words).encode()


@cache
def _known() -> frozenset[str]:
    return frozenset(word for language in _LISTS for word in word_list(language))


def _near(word: str) -> str:
    near = get_close_matches(word[:30], _known(), n=1, cutoff=0.7)
    return f", “{near[0]}” is" if near else ""
