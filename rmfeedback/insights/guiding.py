"""Learn from texts whose label is known, and tell how likely each label is for a new one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.kernel_ridge import KernelRidge
from sklearn.utils.validation import check_is_fitted

from .languages import languages_of
from .refusals import LengthsDiffer, NoComments
from .vectors import Floats, Text, TextVectors

QUESTIONS = ("what_works", "what_gets_in_the_way", "blind_spots_or_else")
# How far each comment item of the shipped questionnaires leans to each of the three questions, by the
# end of its key. An unknown question leans to all alike.
_LEANINGS = {
    "what_works": (1.0, 0.0, 0.0),
    "what_gets_in_the_way": (0.0, 1.0, 0.0),
    "blind_spots_or_else": (0.0, 0.0, 1.0),
    "words_learned": (0.8, 0.0, 0.2),
    "words_gaps": (0.0, 0.2, 0.8),
    "words_blind_spot": (0.0, 0.0, 1.0),
    "words_barriers": (0.0, 0.5, 0.5),
    "words_programme": (0.5, 0.5, 0.0),
    "words_worry": (0.0, 0.8, 0.2),
    "words_next": (0.1, 0.8, 0.1),
}
_UNKNOWN = (1 / 3, 1 / 3, 1 / 3)
_BLOCK = 5000


class TextClassifier(ClassifierMixin, BaseEstimator):
    """Tell labels of short texts by kernel ridge regression on stems, letters and the question asked.

    The kernel is text similarity × (1 + same question) + a little for the same question alone: what a
    word means depends on what was asked. Ridge scores become probabilities by a softmax.

    Parameters
    ----------
    alpha : float, default=0.5
        Strength of regularisation.
    letters : float, default=1.0
        Weight of letters against stems, see TextVectors.
    question_weight : float, default=0.1
        What the same question adds to the similarity of two texts, whatever they say.
    temperature : float, default=0.15
        Of the softmax; lower is surer.
    """

    def __init__(
        self,
        *,
        alpha: float = 0.5,
        letters: float = 1.0,
        question_weight: float = 0.1,
        temperature: float = 0.15,
    ):
        self.alpha = alpha
        self.letters = letters
        self.question_weight = question_weight
        self.temperature = temperature

    def fit(
        self,
        comments: Sequence[str],
        labels: Sequence[str],
        *,
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
        leanings: ArrayLike | None = None,
    ) -> "TextClassifier":
        """Learn from labelled texts.

        `leanings`, of shape (n, 3), replaces `questions` where a text answers no question but would
        fit some better than others.
        """
        comments, labels = list(comments), list(labels)
        if not comments:
            raise NoComments("There is nothing to learn from: give at least one labelled comment.")
        require_same_length(comments, labels=labels, questions=questions, languages=languages)
        texts = list(zip(comments, languages_of(comments, languages), strict=True))
        lean = np.asarray(leanings, dtype=float) if leanings is not None else lean_of(questions, len(texts))
        self.vectors_ = TextVectors(letters=self.letters).fit(texts)
        self.classes_: NDArray[Any] = np.unique(labels)
        self.known_ = self._features(texts, lean)
        target = (np.asarray(labels)[:, None] == self.classes_).astype(float)
        ridge = KernelRidge(alpha=self.alpha, kernel="linear").fit(self.known_, target)
        self.weights_: Floats = np.asarray(self.known_.T @ ridge.dual_coef_)
        return self

    def predict_proba(
        self,
        comments: Sequence[str],
        *,
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
    ) -> Floats:
        """Probabilities of shape (n comments, n labels), columns as in `classes_`."""
        check_is_fitted(self)
        if not len(comments):
            return np.empty((0, len(self.classes_)))
        require_same_length(comments, questions=questions, languages=languages)
        texts = list(zip(comments, languages_of(comments, languages), strict=True))
        lean = lean_of(questions, len(texts))
        starts = range(0, len(texts), _BLOCK)
        return np.vstack([self._chances(texts[a : a + _BLOCK], lean[a : a + _BLOCK]) for a in starts])

    def _chances(self, texts: Sequence[Text], lean: Floats) -> Floats:
        text = self.vectors_.transform(texts)
        n_labels, n_blocks = len(self.classes_), 1 + lean.shape[1]
        of_text, of_question = np.split(self.weights_, [n_blocks * text.shape[1]])
        # The same as _features(texts, lean) @ weights_, without a copy of the text for each question.
        by_block = of_text.reshape(n_blocks, -1, n_labels).transpose(1, 0, 2).reshape(-1, n_blocks * n_labels)
        parts = (text @ by_block).reshape(-1, n_blocks, n_labels)
        scores = parts[:, 0] + np.einsum("nq,nql->nl", lean, parts[:, 1:])
        scores += lean @ of_question * np.sqrt(self.question_weight)
        powers = np.exp((scores - scores.max(axis=1, keepdims=True)) / self.temperature)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def predict(
        self,
        comments: Sequence[str],
        *,
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
    ) -> NDArray[Any]:
        """The likeliest label of each comment."""
        chances = self.predict_proba(comments, questions=questions, languages=languages)
        return np.asarray(self.classes_[chances.argmax(axis=1)])

    def _features(self, texts: Sequence[Text], lean: Floats) -> csr_matrix:
        """Columns whose inner product is the kernel of the class docstring."""
        text = self.vectors_.transform(texts)
        by_question = [text.multiply(lean[:, [column]]) for column in range(lean.shape[1])]
        return hstack([text, *by_question, csr_matrix(lean * np.sqrt(self.question_weight))]).tocsr()


def lean_of(questions: Sequence[str | None] | None, n: int) -> Floats:
    """How far each comment leans to the three questions, of shape (n, 3).

    >>> lean_of(["what_works", "m_words_barriers"], 2)
    array([[1. , 0. , 0. ],
           [0. , 0.5, 0.5]])
    """
    asked = questions if questions is not None else [None] * n
    return np.array([_LEANINGS.get(_without_role(question or ""), _UNKNOWN) for question in asked]).reshape(
        n, 3
    )


def require_same_length(comments: Sequence[str], **told: Sequence[object] | None) -> None:
    """Raise LengthsDiffer unless all that is told about comments is as long as they are."""
    for name, values in told.items():
        if values is not None and len(values) != len(comments):
            raise LengthsDiffer(
                f"{name} has {len(values)} values for {len(comments)} comments; give one for each comment."
            )


def _without_role(question: str) -> str:
    return question.removeprefix("m_").removeprefix("l_")
