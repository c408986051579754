"""Turn comments into sentence vectors: a small network that was trained on sixteen languages.

The weights are those of Google's universal-sentence-encoder-multilingual 3 (Yang et al. 2020, Apache-2.0),
cut to the pieces that English and German use and stored in 4 and 8 bits; benchmarks/insights/make_encoder.py
makes the file. The network embeds pieces, looks at runs of two, three and five of them, and sums.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .pieces import Pieces

FILE = Path(__file__).with_name("encoder.npz")
N_DIMENSIONS = 512
_SPANS = ((2, 0), (3, 1), (5, 2))  # pieces in a run, and how many of them stand before its own
_WIDTH = 256
_MOST_PIECES = 512
_AT_ONCE = 1024
Floats32 = NDArray[np.float32]
Numbers = NDArray[np.int64]


class SentenceEncoder:
    """Sentence vectors; `SentenceEncoder.shipped()` reads the file once.

    >>> one, same, other = SentenceEncoder.shipped().encode(
    ...     ["Too little time to meet", "Wir finden kaum Zeit für Treffen", "The VPN is slow"])
    >>> bool(one @ same > one @ other)
    True
    """

    def __init__(self, path: Path = FILE) -> None:
        with np.load(path, allow_pickle=False) as stored:
            self._weights = {name: _unpacked(stored, name) for name in _names(stored)}
            self._table = stored["table"]
            self._scale = stored["table_scale"]
            self._least = stored["table_least"]
            self._epsilon = float(stored["epsilon"])
            pieces = stored["pieces"].tobytes().decode("utf-8").split("\n")
            self.pieces = Pieces(pieces, stored["scores"].tolist())

    @staticmethod
    @cache
    def shipped() -> "SentenceEncoder":
        return SentenceEncoder()

    def encode(self, texts: Sequence[str]) -> Floats32:
        """Unit vectors of shape (n texts, 512)."""
        result = np.empty((len(texts), N_DIMENSIONS), dtype=np.float32)
        for chosen, cut in self._batches(texts):
            result[chosen] = self._encode(cut)
        return result

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[slice, list[list[int]]]]:
        start, held, n_held = 0, list[list[int]](), 0
        for place, text in enumerate(texts):
            cut = self.pieces.cut(text, _MOST_PIECES)
            if held and n_held + len(cut) > _AT_ONCE:
                yield slice(start, place), held
                start, held, n_held = place, [], 0
            held.append(cut)
            n_held += len(cut)
        if held:
            yield slice(start, len(texts)), held

    def _encode(self, cut: list[list[int]]) -> Floats32:
        lengths = np.array([len(numbers) for numbers in cut])
        starts = np.cumsum(lengths) - lengths
        embedded = self._embedded(np.array([number for numbers in cut for number in numbers]))
        runs = self._runs(embedded, starts, lengths)
        whole = _normalised(
            np.hstack([embedded, *runs]), self._weights["gain"], self._weights["offset"], self._epsilon
        )
        n = lengths[:, None].astype(np.float32)
        summed = np.add.reduceat(whole, starts, axis=0) @ self._weights["cnn"] + n * self._weights["cnn_bias"]
        return self._settled(np.asarray(summed / np.sqrt(n), dtype=np.float32))

    def _embedded(self, numbers: Numbers) -> Floats32:
        """The rows of the table, two 4-bit values in each byte, scaled by blocks."""
        packed = self._table[numbers]
        levels = np.stack([packed & 15, packed >> 4], axis=-1).reshape(len(numbers), self._scale.shape[1], -1)
        rows = levels * self._scale[numbers][:, :, None].astype(np.float32)
        rows += self._least[numbers][:, :, None]
        return np.asarray(rows.reshape(len(numbers), -1), dtype=np.float32)

    def _runs(self, embedded: Floats32, starts: Numbers, lengths: Numbers) -> list[Floats32]:
        """What runs of two, three and five pieces say, each of shape (n pieces, 256)."""
        weights = self._weights
        result = []
        for span, before in _SPANS:
            near = _near(starts, lengths, span, before)
            own = embedded @ weights[f"project_{span}"] + weights[f"project_bias_{span}"]
            own = _normalised(own, weights[f"gain_{span}"], weights[f"offset_{span}"], self._epsilon)
            once = own + _folded(own, near, weights[f"first_{span}"], weights[f"first_bias_{span}"])
            result.append(
                once + _folded(once, near, weights[f"second_{span}"], weights[f"second_bias_{span}"])
            )
        return result

    def _settled(self, summed: Floats32) -> Floats32:
        """The last layers, in unit rows."""
        weights = self._weights
        one = np.maximum(summed @ weights["d0"], 0)
        two = np.maximum(summed @ weights["p1"] + one @ weights["d1"], 0)
        three = np.maximum(two @ weights["d2"], 0)
        final = np.tanh(two @ weights["p3"] + three @ weights["d3"])
        return np.asarray(final / np.maximum(np.linalg.norm(final, axis=1, keepdims=True), 1e-12))


def _names(stored: Iterable[str]) -> list[str]:
    vectors = [name for name in stored if name.startswith(("gain", "offset")) or "bias" in name]
    return vectors + [name.removesuffix(".levels") for name in stored if name.endswith(".levels")]


def _unpacked(stored: Mapping[str, NDArray[Any]], name: str) -> Floats32:
    """A vector as it is, a matrix from 8-bit levels and a scale for each column."""
    if name in stored:
        return np.asarray(stored[name], dtype=np.float32)
    return np.asarray(stored[f"{name}.levels"].astype(np.float32) * stored[f"{name}.scale"])


def _near(starts: Numbers, lengths: Numbers, span: int, before: int) -> Numbers:
    """For each piece the places of its run; past an end of its text the place one after all."""
    n = int(lengths.sum())
    places = np.arange(n)[:, None] + np.arange(-before, span - before)
    first, last = np.repeat(starts, lengths)[:, None], np.repeat(starts + lengths, lengths)[:, None]
    return np.where((places >= first) & (places < last), places, n)


def _folded(rows: Floats32, near: Numbers, weights: Floats32, bias: Floats32) -> Floats32:
    padded = np.vstack([rows, np.zeros((1, rows.shape[1]), dtype=np.float32)])
    return np.asarray(np.maximum(padded[near].reshape(len(rows), -1) @ weights + bias, 0))


def _normalised(rows: Floats32, gain: Floats32, offset: Floats32, epsilon: float) -> Floats32:
    """Layer normalisation (Ba et al. 2016)."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    spread = np.sqrt((rows**2).mean(axis=1, keepdims=True) + epsilon)
    return np.asarray(rows / spread * gain + offset)
