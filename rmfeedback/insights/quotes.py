"""Choose the comments that speak for a theme."""

from collections.abc import Sequence

import numpy as np

from .languages import tokens
from .vectors import Floats

FEWEST_WORDS, MOST_WORDS = 6, 40
_NOVELTY = 0.5


def choose_quotes(texts: Sequence[str], vectors: Floats, n: int = 3) -> list[int]:
    """Positions of up to n quotes of one theme: the most central first, then central but different ones.

    `vectors` has shape (n texts, d), unit rows. Only texts of 6 to 40 words are quoted; the choice
    weighs likeness to the centre against likeness to what is chosen (Carbonell and Goldstein 1998).
    """
    fit = [i for i, text in enumerate(texts) if FEWEST_WORDS <= len(tokens(text)) <= MOST_WORDS]
    if not fit:
        return []
    central = (vectors @ vectors.T).mean(axis=1)
    likeness = vectors @ vectors.T
    chosen = [max(fit, key=lambda i: central[i])]
    while len(chosen) < min(n, len(fit)):
        left = [i for i in fit if i not in chosen]
        chosen.append(max(left, key=lambda i: central[i] - _NOVELTY * np.max(likeness[i, chosen])))
    return chosen
