"""How much two topics are about the same thing, though one may be in English and the other in German.

What mentors offer and leaders want are a few words each. Letters see the same words through inflection and
compounds; a list of topics in both languages bridges those that share no letter.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .languages import tokens
from .taxonomy import LANGUAGES, Taxonomy

Floats = NDArray[np.float64]

# Letters a word needs to match words that begin with it, or hold it: Kunden in Kundenservice.
_BEGINS, _HOLDS = 4, 7
_WEAK = 0.5
# Below this the letters two topics share are endings and chance.
_CHANCE = 0.3
# What letters count for where both topics are known: "KI-Werkzeuge" are not "digitale Werkzeuge".
_LETTERS_OF_KNOWN = 0.6


@dataclass(frozen=True)
class Topic:
    """Something that mentors offer and leaders want, with the words that speak of it in either language."""

    key: str
    names: Mapping[str, str]
    words: tuple[str, ...]
    weak: tuple[str, ...] = ()


@cache
def known_topics() -> Mapping[str, Topic]:
    """Return the topics that come with the package, by their keys.

    >>> known_topics()["ai"].names["de"]
    'KI im Arbeitsalltag'
    """
    raw = tomllib.loads(Path(__file__).with_name("topics.toml").read_text(encoding="utf-8"))
    return {
        key: Topic(key, row["name"], tuple(row["words"]), tuple(row.get("weak", ())))
        for key, row in raw.items()
    }


def topic_similarity(a: Sequence[str], b: Sequence[str]) -> Floats:
    """How much each topic of `a` is about the same as each of `b`.

    It depends on the two topics alone, not on what else is compared. From 0.5 on people would call them the
    same.

    Parameters
    ----------
    a, b : sequences of str, a few words each in English or German

    Returns
    -------
    ndarray of shape (len(a), len(b)), from 0 to 1

    Examples
    --------
    >>> topic_similarity(["AI in daily work"], ["KI-Werkzeuge", "Nachhaltigkeit"]).round(1)
    array([[0.9, 0. ]])
    """
    if not len(a) or not len(b):
        return np.zeros((len(a), len(b)))
    letters = _letters()
    by_letters = (letters.transform(a) @ letters.transform(b).T).toarray()
    by_letters[by_letters < _CHANCE] = 0.0
    of_a, of_b = _subjects(a), _subjects(b)
    by_letters[np.outer(of_a.any(axis=1), of_b.any(axis=1))] *= _LETTERS_OF_KNOWN
    return np.asarray(np.clip(np.maximum(by_letters, of_a @ of_b.T), 0.0, 1.0))


def _subjects(texts: Sequence[str]) -> Floats:
    """Return how far each text speaks of each topic, in unit rows; zeros where it speaks of none."""
    plain = [_plain(text) for text in texts]
    rows = np.array([[_mentions(text, topic) for topic in known_topics().values()] for text in plain])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths, lengths, 1.0))


def _mentions(plain: str, topic: Topic) -> float:
    words = plain.split()
    if any(_is_in(word, plain, words) for word in topic.words):
        return 1.0
    return _WEAK if any(_is_in(word, plain, words) for word in topic.weak) else 0.0


def _is_in(wanted: str, plain: str, words: list[str]) -> bool:
    if " " in wanted or "-" in wanted:
        return f" {wanted.replace('-', ' ')}" in f" {plain}"
    if len(wanted) < _BEGINS:
        return wanted in words
    return any(word.startswith(wanted) or (len(wanted) >= _HOLDS and wanted in word) for word in words)


def _plain(text: str) -> str:
    """Return the words of a text in small letters, parted at hyphens too.

    >>> _plain("KI-Werkzeuge & Co.")
    'ki werkzeuge co'
    """
    return " ".join(tokens(text.casefold().replace("-", " ").replace("ß", "ss")))


@cache
def _letters() -> Any:
    """Character 3- to 5-grams, weighted by how rare they are in the phrases that come with the package."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # Heavy: only what compares topics loads it.

    names = [name for topic in known_topics().values() for name in (*topic.names.values(), *topic.words)]
    themes = Taxonomy.load().themes.values()
    phrases = [phrase for theme in themes for language in LANGUAGES for phrase in theme.phrases[language]]
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit([*names, *phrases])
