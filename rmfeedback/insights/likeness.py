"""How alike comments are: the vectors they are grouped by."""

from collections.abc import Sequence

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from .encoder import Floats32
from .meaning import unit
from .vectors import Floats, LatentVectors, Text

# With fewer comments in a language its mean would say what they are about, not how the language is placed.
_FEWEST_OF_A_LANGUAGE = 10
_LATENT = 0.7
_FEWEST_FOR_LATENT = 8


class Likeness(BaseEstimator):
    """Unit vectors of comments for grouping, without what is common to all of a language.

    Parameters
    ----------
    latent : bool, default=False
        Whether latent semantic analysis of the comments themselves stands beside their meaning: where that
        is looked up word by word, it knows the words that the table lacks.
    random_state : int or None
    """

    def __init__(self, *, latent: bool = False, random_state: int | None = None):
        self.latent = latent
        self.random_state = random_state

    def fit(self, texts: Sequence[Text], meaning: Floats32) -> "Likeness":
        told = np.array([language for _, language in texts])
        self.means_ = {
            str(language): meaning[told == language].mean(axis=0)
            for language in np.unique(told)
            if (told == language).sum() >= _FEWEST_OF_A_LANGUAGE
        }
        self.latent_ = None
        if self.latent and len(texts) >= _FEWEST_FOR_LATENT:
            self.latent_ = LatentVectors(random_state=self.random_state).fit(texts)
        return self

    def transform(self, texts: Sequence[Text], meaning: Floats32) -> Floats:
        """Vectors of shape (n texts, d)."""
        check_is_fitted(self)
        nothing = np.zeros(meaning.shape[1], dtype=np.float32)
        own = unit(meaning - np.array([self.means_.get(language, nothing) for _, language in texts]))
        if self.latent_ is None:
            return np.asarray(own, dtype=float)
        return np.asarray(unit(np.hstack([own, _LATENT * self.latent_.transform(texts)])), dtype=float)
