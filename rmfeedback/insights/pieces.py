"""Cut texts into the pieces of words that the sentence encoder knows."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from math import exp

_START = "▁"  # stands before each word
UNKNOWN, BEGIN, END = 0, 1, 2


class Pieces:
    """The likeliest cut of each word under a unigram model (Kudo 2018).

    Parameters
    ----------
    pieces : the vocabulary; the first three are unknown, begin and end of a text
    scores : the log probability of each piece
    """

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces) if number > END}
        self._scores = list(scores)
        self._longest = max(map(len, self._numbers))
        self._of_unknown = min(self._scores) - 10
        # A cache of this object's own: comments repeat their words, and cutting is the slow part.
        self._cut = lru_cache(maxsize=200_000)(self._best_cut)

    def cut(self, text: str, most: int) -> list[int]:
        """The numbers of a text's pieces between begin and end, `most` in all."""
        words = unicodedata.normalize("NFKC", text).split()
        inside = [number for word in words[:most] for number in self._cut(_START + word)]
        return [BEGIN, *inside[: most - 2], END]

    def probability(self, word: str) -> float:
        """How likely a word is in a text of any language: the product of its pieces."""
        cut = self._cut(_START + word)
        return exp(sum(self._scores[number] if number else self._of_unknown for number in cut))

    def _best_cut(self, word: str) -> tuple[int, ...]:
        """Viterbi's search: for each end the best last piece, then back from the end."""
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(word) + 1):
            options = [(best[end - 1][0] + self._of_unknown, end - 1, UNKNOWN)]
            for start in range(max(0, end - self._longest), end):
                number = self._numbers.get(word[start:end])
                if number is not None:
                    options.append((best[start][0] + self._scores[number], start, number))
            best.append(max(options))
        numbers, end = [], len(word)
        while end:
            _, end, number = best[end]
            numbers.append(number)
        return tuple(reversed(numbers))
