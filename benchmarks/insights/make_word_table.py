"""Make rmfeedback/insights/word_table.npz, the same bytes each time:

    python -m pip download --no-deps --only-binary :all: -d WHEELS wordfreq==3.1.1 pyspellchecker==0.9.1
    python -m pip install msgpack
    python benchmarks/insights/make_word_table.py WHEELS rmfeedback/insights/word_table.npz

The words are those of pyspellchecker's lists (MIT), the commonest as wordfreq (Apache-2.0) ranks them, with
British spellings added. Each is read by our sentence encoder; the vectors are cut to the directions in
which words differ most and stored in 8 bits.
"""

import gzip
import json
import re
import sys
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from make_encoder import read_words
from numpy.typing import NDArray

from rmfeedback.insights.encoder import SentenceEncoder

N_WORDS = {"en": 20_000, "de": 25_000}
N_DIMENSIONS = 160
# A word of probability p weighs a / (a + p): smooth inverse frequency (Arora et al. 2017).
SMOOTHING = 3e-3
BRITISH = (
    (re.compile(r"or(s|ed|ing|ful|able)?$"), r"our\1"),
    (re.compile(r"iz(e|es|ed|er|ing|ation|ations)$"), r"is\1"),
    (re.compile(r"yz(e|ed|ing)$"), r"ys\1"),
    (re.compile(r"([aeiou])l(ed|ing|er)$"), r"\1ll\2"),
)
Array = NDArray[np.float64]


def main(wheels: Path, out: Path) -> None:
    encoder = SentenceEncoder.shipped()
    written = written_forms(wheels, encoder)
    vectors = encoder.encode(list(written.values())).astype(np.float64)
    weights = np.array([SMOOTHING / (SMOOTHING + probability(encoder, form)) for form in written.values()])
    reduced = telling_part(vectors, weights)
    scale = np.abs(reduced).max(axis=0) / 127
    np.savez(
        out,
        words=np.frombuffer("\n".join(written).encode(), dtype=np.uint8),
        levels=np.rint(reduced / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        weights=weights.astype(np.float16),
    )
    print(f"{len(written)} words, {out.stat().st_size / 1e6:.2f} MB")


def written_forms(wheels: Path, encoder: SentenceEncoder) -> dict[str, str]:
    """The words in small letters, each as it is usually written: German nouns have a capital."""
    ranked, listed = (
        ZipFile(next(wheels.glob(f"{name}-*.whl"))) for name in ("wordfreq-3.1.1", "pyspellchecker-0.9.1")
    )
    written: dict[str, str] = {}
    for language, wanted in N_WORDS.items():
        known = set(json.loads(gzip.decompress(listed.read(f"spellchecker/resources/{language}.json.gz"))))
        known |= {british.sub(form, word) for word in known for british, form in BRITISH}
        known |= {word.replace("ß", "ss") for word in known}
        words = [
            word for word in read_words(ranked, language) if word in known and word.isalpha() and word[1:]
        ]
        for word in words[:wanted]:
            noun = word.capitalize()
            is_noun = language == "de" and probability(encoder, noun) > probability(encoder, word)
            written.setdefault(word, noun if is_noun else word)
    # The lists fold the sharp s; who writes it is understood too.
    folded = {
        word.replace("ss", "ß"): form.replace("ss", "ß") for word, form in written.items() if "ss" in word
    }
    known_german = set(json.loads(gzip.decompress(listed.read("spellchecker/resources/de.json.gz"))))
    return written | {word: form for word, form in folded.items() if word in known_german}


def probability(encoder: SentenceEncoder, word: str) -> float:
    return encoder.pieces.probability(word)


def telling_part(vectors: Array, weights: Array) -> Array:
    """The vectors without their mean, on the directions of most weighted variance."""
    centred = vectors - np.average(vectors, axis=0, weights=weights)
    _, directions = np.linalg.eigh((centred * weights[:, None]).T @ centred)
    chosen = directions[:, ::-1][:, :N_DIMENSIONS]
    # A direction and its opposite say the same; the sign is settled, so that the bytes are too.
    signs = np.sign(chosen[np.abs(chosen).argmax(axis=0), range(N_DIMENSIONS)])
    return np.asarray(centred @ (chosen * signs))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
