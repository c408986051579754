"""Turn comments into vectors by looking up their words: a thousand times as fast as reading sentences.

Each word's vector is what the sentence encoder says of the word alone, on its 160 most telling dimensions;
benchmarks/insights/make_word_table.py makes the file. A comment is the weighted mean of its words.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from .encoder import Floats32
from .languages import tokens

FILE = Path(__file__).with_name("word_table.npz")
# A word that is longer than this may be a compound of two that are known.
_LONGEST_SIMPLE = 6
_SHORTEST_PART = 3
# A tail this long is a meaning of its own; a shorter one may be chance, unless what leads to it is known too.
_SURE_TAIL = 6


class WordTable:
    """Vectors of texts from those of 44,000 English and German words; `WordTable.shipped()` reads it once.

    >>> one, same, other = WordTable.shipped().encode(
    ...     ["Too little time to meet", "Wir finden kaum Zeit für Treffen", "The VPN is slow"])
    >>> bool(one @ same > one @ other)
    True
    """

    def __init__(self, path: Path = FILE) -> None:
        with np.load(path, allow_pickle=False) as stored:
            words = stored["words"].tobytes().decode("utf-8").split("\n")
            self._levels = stored["levels"]
            self._scale = stored["scale"]
            self._weights = stored["weights"].astype(np.float32)
        self._places = {word: place for place, word in enumerate(words)}
        self._parts = lru_cache(maxsize=100_000)(self._find_parts)

    @staticmethod
    @cache
    def shipped() -> "WordTable":
        return WordTable()

    @property
    def n_dimensions(self) -> int:
        return int(self._levels.shape[1])

    def encode(self, texts: Sequence[str]) -> Floats32:
        """Unit vectors of shape (n texts, 160); zeros for a text of which no word is known."""
        places = [[place for word in tokens(text) for place in self._parts(word)] for text in texts]
        starts = np.cumsum([0] + [len(own) for own in places])
        flat = np.array([place for own in places for place in own], dtype=np.int64)
        # Only the words at hand are unpacked: the table stays in its eight bits.
        known, columns = np.unique(flat, return_inverse=True)
        words = csr_matrix((self._weights[flat], columns, starts), shape=(len(texts), len(known)))
        result = np.asarray(words @ self._levels[known].astype(np.float32)) * self._scale
        lengths = np.linalg.norm(result, axis=1, keepdims=True)
        return np.asarray(result / np.maximum(lengths, 1e-9))

    def coverage(self, texts: Sequence[str]) -> float:
        """The share of all words in some texts that are known, whole or in parts."""
        words = [word for text in texts for word in tokens(text)]
        return sum(bool(self._parts(word)) for word in words) / max(1, len(words))

    def _find_parts(self, word: str) -> tuple[int, ...]:
        """The places of a word, of its parts around hyphens, or of two that it is compounded of."""
        word = word.lower().replace("’", "'")
        if word in self._places:
            return (self._places[word],)
        if word.endswith("n't"):
            return (*self._parts(word[:-3]), *self._parts("not"))
        if "-" in word or "'" in word:
            return tuple(place for part in word.replace("'", "-").split("-") for place in self._parts(part))
        return self._compounded(word) if len(word) >= _LONGEST_SIMPLE else ()

    def _compounded(self, word: str) -> tuple[int, ...]:
        """The longest known tail, as German compounds have it, and what stands before it if known."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART):
            tail = self._places.get(word[cut:])
            if tail is None:
                continue
            # Between the two there may be an s, as in "Arbeitszeit".
            heads = (self._places.get(head) for head in (word[:cut], word[: cut - 1]) if len(head) > 2)
            head = next((place for place in heads if place is not None), None)
            if head is not None:
                return (head, tail)
            if len(word) - cut >= _SURE_TAIL:
                return (tail,)
        starts = (self._places.get(word[:end]) for end in range(len(word) - 1, _LONGEST_SIMPLE - 2, -1))
        start = next((place for place in starts if place is not None), None)
        return () if start is None else (start,)


def cosines(ones: Sequence[str], others: Sequence[str]) -> Floats32:
    """How near each of some texts is to each of others, of shape (n ones, n others), from -1 to 1.

    >>> bool(cosines(["Künstliche Intelligenz"], ["machine learning"]) > 0.3)
    True
    """
    table = WordTable.shipped()
    return np.asarray(table.encode(ones) @ table.encode(others).T)
