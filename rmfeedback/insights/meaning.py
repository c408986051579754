"""Vectors of what comments mean, English and German in one space."""

from collections.abc import Sequence
from functools import cache
from typing import Literal

import numpy as np

from .encoder import Floats32, SentenceEncoder
from .taxonomy import Taxonomy
from .vectors import Text
from .word_table import WordTable

Sight = Literal["semantic", "static"]
SIGHTS: tuple[Sight, ...] = ("semantic", "static")


def meanings(texts: Sequence[Text], sight: Sight) -> Floats32:
    """Unit vectors of shape (n, d), without what is common to all texts of a language.

    The encoders put each language in a corner of its own; without the mean of the corner a thought has one
    place in both. The mean is that of the shipped taxonomy's texts, so it does not depend on the others.
    """
    if not texts:
        return np.empty((0, 0), dtype=np.float32)
    known, means = _examples(sight)
    new = list(dict.fromkeys(comment for comment, _ in texts if comment not in known))
    told = dict(zip(new, _encoded(new, sight), strict=True))
    vectors = np.array([known[comment] if comment in known else told[comment] for comment, _ in texts])
    return unit(vectors - np.array([means[language] for _, language in texts]))


def unit(vectors: Floats32) -> Floats32:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


@cache
def _examples(sight: Sight) -> tuple[dict[str, Floats32], dict[str, Floats32]]:
    """The vectors of the shipped texts, and the mean of each language in them. No comment is kept here."""
    examples = Taxonomy.load().examples()
    vectors = _encoded([example.text for example in examples], sight)
    languages = np.array([example.language for example in examples])
    means = {str(one): vectors[languages == one].mean(axis=0) for one in np.unique(languages)}
    return {example.text: vector for example, vector in zip(examples, vectors, strict=True)}, means


def _encoded(comments: Sequence[str], sight: Sight) -> Floats32:
    encoder = SentenceEncoder.shipped() if sight == "semantic" else WordTable.shipped()
    return encoder.encode(comments)
