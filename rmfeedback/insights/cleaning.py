"""Normalise comments, set aside those that say nothing, and collapse copies."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from html import unescape

from .languages import is_foreign_script, stems, tokens, word_list
from .spans import PLACEHOLDER

_VOWELS = frozenset("aeiouyäöüáàâéèêíìîóòôúùû")
_KEY_ROWS = ("qwertyuiop", "qwertzuiopü", "asdfghjklöä", "zxcvbnm", "yxcvbnm")
_LONGEST = 20_000
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_NEAR = 0.9
_FEWEST_FOREIGN_LETTERS = 6


def normalise(text: str) -> str:
    """NFKC, no markup, no control characters, nothing that masks a name; every run of white space one space.

    Of a text that is longer than anybody writes, the start is read.

    >>> normalise("  ﬁne\\u00a0\\n thanks ")
    'fine thanks'
    >>> normalise("<p>Too&nbsp;little <b>time</b> with [name]</p>")
    'Too little time with'
    """
    text = unescape(_MARKUP.sub(" ", PLACEHOLDER.sub(" ", text[:_LONGEST])))
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFKC", text)).split())


def says_something(text: str) -> bool:
    """Whether a normalised comment has content: two words at least, no filler, no gibberish.

    >>> [says_something(text) for text in ("n/a", "k. A.", "asdf jklö", "More time, please")]
    [False, False, False, True]
    """
    words = [word.lower() for word in tokens(text)]
    if is_foreign_script(text):
        return sum(map(len, words)) >= _FEWEST_FOREIGN_LETTERS  # Some scripts put no space between words.
    if len([word for word in words if len(word) > 1]) < 2 or _is_filler(text, len(words)):
        return False
    bare = [word for word in words if word not in word_list("padding")]
    return not _is_filler(" ".join(bare), len(bare)) and not all(is_gibberish(word) for word in words)


def _is_filler(text: str, n_words: int) -> bool:
    # Most texts have more words than any filler, and counting them is cheaper than making them plain.
    return n_words <= _longest_filler() and plain(text) in word_list("fillers")


@cache
def _longest_filler() -> int:
    return max(len(filler.split()) for filler in word_list("fillers"))


def is_gibberish(word: str) -> bool:
    """Whether a word cannot be read: no vowel, one letter over and over, a walk on the keyboard.

    >>> [is_gibberish(word) for word in ("hjkl", "aaaa", "asdf", "Wlan", "Time")]
    [True, True, True, False, False]
    """
    word = word.lower()
    if len(word) < 4:
        return False
    walks = any(word in row or word in row[::-1] for row in _KEY_ROWS)
    return walks or len(set(word)) < 3 or not _VOWELS & set(word)


def copies(texts: Sequence[str], languages: Sequence[str], *, near: bool = True) -> list[list[int]]:
    """Group the indices of texts that say the same: equal stems, or nearly equal letters; else equal words.

    Near means a Jaccard similarity of character trigrams of 0.9 or more (Broder 1997). Groups and
    their members keep the order of the texts.
    """
    by_stems: dict[tuple[str, ...], list[int]] = defaultdict(list)
    if not near:
        for index, text in enumerate(texts):
            by_stems[(plain(text),)].append(index)
        return list(by_stems.values())
    for index, (text, language) in enumerate(zip(texts, languages, strict=True)):
        by_stems[tuple(stems(text, language)) or (plain(text),)].append(index)
    return _join_near(list(by_stems.values()), texts)


def _join_near(groups: list[list[int]], texts: Sequence[str]) -> list[list[int]]:
    """Join groups whose first texts differ in a few letters only."""
    kept: list[tuple[frozenset[str], list[int]]] = []
    # Texts this alike share their first or last words; comparing within those alone stays linear.
    neighbours: dict[str, list[int]] = defaultdict(list)
    for group in groups:
        letters = plain(texts[group[0]])
        grams = _trigrams(letters)
        ends = ("^" + letters[:12], letters[-12:] + "$")
        alike = (k for end in ends for k in neighbours[end] if _is_near(grams, kept[k][0]))
        near = next(alike, None)
        if near is not None:
            kept[near][1].extend(group)
            continue
        for end in ends:
            neighbours[end].append(len(kept))
        kept.append((grams, list(group)))
    return [sorted(group) for _, group in kept]


def plain(text: str) -> str:
    """A text in small letters, without marks."""
    text = text.lower().replace("'", "").replace("’", "")
    return " ".join(_PUNCTUATION.sub(" ", text).split())


def _trigrams(text: str) -> frozenset[str]:
    return frozenset(text[start : start + 3] for start in range(max(1, len(text) - 2)))


def _is_near(one: frozenset[str], other: frozenset[str]) -> bool:
    # Sets of such unequal sizes cannot be near, and sizes are cheap to compare.
    if min(len(one), len(other)) < _NEAR * max(len(one), len(other)):
        return False
    return len(one & other) >= _NEAR * len(one | other)
