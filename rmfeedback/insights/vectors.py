"""Turn comments into vectors: TF-IDF of stems and of letters, and latent semantic analysis on top."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from .languages import stems

Floats = NDArray[np.float64]
Text = tuple[str, str]  # a comment and its language


def stem_grams(text: Text) -> list[str]:
    """The stems of a text and each pair of neighbours.

    >>> stem_grams(("Meetings planned badly", "en"))
    ['meet', 'plan', 'bad', 'meet plan', 'plan bad']
    """
    words = stems(*text)
    return words + [f"{one} {two}" for one, two in zip(words, words[1:], strict=False)]


class TextVectors(TransformerMixin, BaseEstimator):
    """Sparse TF-IDF vectors of (comment, language) pairs: stems beside letters.

    Parameters
    ----------
    letters : float, default=1.0
        Weight of character 3- to 5-grams against stem uni- and bigrams. Letters see through German
        compounds, misspellings and inflections that stems miss; with 0 they are not read, which is
        five times as fast.
    """

    def __init__(self, *, letters: float = 1.0):
        self.letters = letters

    def fit(self, texts: Sequence[Text], y: object = None) -> "TextVectors":
        self.words_ = TfidfVectorizer(analyzer=stem_grams, sublinear_tf=True).fit(_with_a_word(texts))
        self.characters_ = None
        if self.letters:
            self.characters_ = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
            self.characters_.fit(_letters(texts))
        return self

    def transform(self, texts: Sequence[Text]) -> csr_matrix:
        """Vectors of shape (n texts, n terms)."""
        check_is_fitted(self)
        words = self.words_.transform(texts)
        if self.characters_ is None:
            return words
        return hstack([words, self.letters * self.characters_.transform(_letters(texts))]).tocsr()


class LatentVectors(TransformerMixin, BaseEstimator):
    """Latent semantic analysis (Deerwester et al. 1990) of (comment, language) pairs, in unit rows.

    Parameters
    ----------
    letters : float, default=0.7
        Weight of letters against stems, see TextVectors.
    random_state : int or None
    """

    def __init__(self, *, letters: float = 0.7, random_state: int | None = None):
        self.letters = letters
        self.random_state = random_state

    def fit(self, texts: Sequence[Text], y: object = None) -> "LatentVectors":
        self.text_ = TextVectors(letters=self.letters).fit(texts)
        sparse = self.text_.transform(texts)
        n_dimensions = max(2, min(30, len(texts) // 4, min(sparse.shape) - 1))
        self.svd_ = TruncatedSVD(n_dimensions, random_state=self.random_state).fit(sparse)
        return self

    def transform(self, texts: Sequence[Text]) -> Floats:
        """Vectors of shape (n texts, n dimensions)."""
        check_is_fitted(self)
        rows: Any = normalize(self.svd_.transform(self.text_.transform(texts)))
        return np.asarray(rows, dtype=float)


def _letters(texts: Iterable[Text]) -> list[str]:
    return [text for text, _ in texts]


def _with_a_word(texts: Sequence[Text]) -> list[Text]:
    """The texts, and one more word where all they hold is stop words: a vocabulary may not be empty."""
    return [*texts] if any(stems(*text) for text in texts) else [*texts, ("nothing", "en")]
