"""Learn from texts whose label is known, and tell how likely each label is for a new one."""

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from .encoder import Floats32
from .languages import languages_of
from .meaning import Sight, meanings
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
# How much the same question adds to the likeness of two texts, in proportion and whatever they say.
_BY_QUESTION = 0.5
_QUESTION_ALONE = 0.1
_TEMPERATURES = np.geomspace(0.02, 0.5, 30)


Views = tuple[csr_matrix, Floats32]  # of some texts: their words, and their cosines to each example


class TextClassifier(ClassifierMixin, BaseEstimator):
    """Tell labels of short texts by kernel ridge regression on their meaning, words and question.

    With m the cosine of two texts' meanings and w that of their stems and letters, the kernel is
    (m + 2 m² + 0.7 w) × (1 + 0.5 × same question) + 0.1 × same question: close neighbours count for more
    than their cosine, and what a word means depends on what was asked. Scores become probabilities by a
    softmax whose temperature fits the scores that each example gets from the others (leave-one-out in
    closed form, Allen 1974).

    Parameters
    ----------
    sight : {"semantic", "static"}, default="semantic"
        Whether meaning is read by the sentence encoder or looked up word by word.
    alpha : float, default=1.0
        Strength of regularisation.
    words : float, default=0.7
        Weight of stems and letters against meaning.
    letters : float, default=1.0
        Weight of letters against stems, see TextVectors.
    """

    def __init__(
        self, *, sight: Sight = "semantic", alpha: float = 1.0, words: float = 0.7, letters: float = 1.0
    ):
        self.sight = sight
        self.alpha = alpha
        self.words = words
        self.letters = letters

    def fit(
        self,
        comments: Sequence[str],
        labels: Sequence[str],
        *,
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
        leanings: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        vectors: TextVectors | None = None,
    ) -> "TextClassifier":
        """Learn from labelled texts.

        Parameters
        ----------
        comments, labels : sequences of str of length n
        questions, languages : sequences of str or None of length n, default=None
        leanings : array of shape (n, 3), default=None
            Replaces `questions` where a text answers no question but would fit some better than others.
        weights : array of shape (n,), default=None
            How much each text counts.
        vectors : TextVectors, default=None
            Those of another classifier that has learned the same texts.

        Raises
        ------
        NoComments for none at all; LengthsDiffer where labels or what is told are not as many.
        """
        comments, labels = list(comments), list(labels)
        if not comments:
            raise NoComments("There is nothing to learn from: give at least one labelled comment.")
        require_same_length(comments, labels=labels, questions=questions, languages=languages)
        texts = list(zip(comments, languages_of(comments, languages), strict=True))
        lean = np.asarray(leanings, dtype=float) if leanings is not None else lean_of(questions, len(texts))
        self.vectors_ = vectors if vectors is not None else TextVectors(letters=self.letters).fit(texts)
        self.classes_: NDArray[Any] = np.unique(labels)
        counts = np.asarray(weights, dtype=float) if weights is not None else np.ones(len(texts))
        target = (np.asarray(labels)[:, None] == self.classes_).astype(float)
        self._learn(texts, lean, target, counts)
        return self

    def decision_function(
        self,
        comments: Sequence[str],
        *,
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
        vectors: Floats32 | None = None,
    ) -> Floats:
        """Scores of shape (n comments, n labels): near 1 for a label that is like what was learned.

        `vectors` are the comments' meanings, where they are known already.
        """
        check_is_fitted(self)
        if not len(comments):
            return np.empty((0, len(self.classes_)))
        require_same_length(comments, questions=questions, languages=languages, vectors=vectors)
        texts = list(zip(comments, languages_of(comments, languages), strict=True))
        lean = lean_of(questions, len(texts))
        blocks = [slice(start, start + _BLOCK) for start in range(0, len(texts), _BLOCK)]
        known = [None if vectors is None else vectors[block] for block in blocks]
        return np.vstack(
            [
                self.scores(self.views(texts[block], own), lean[block])
                for block, own in zip(blocks, known, strict=True)
            ]
        )

    def chances_of(self, scores: Floats) -> Floats:
        """Probabilities of scores, of the same shape."""
        return np.asarray(softmax(scores / self.temperature_, axis=1)) if len(scores) else scores

    def predict_proba(
        self,
        comments: Sequence[str],
        *,
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
        vectors: Floats32 | None = None,
    ) -> Floats:
        """Probabilities of shape (n comments, n labels), columns as in `classes_`."""
        return self.chances_of(
            self.decision_function(comments, questions=questions, languages=languages, vectors=vectors)
        )

    def predict(
        self,
        comments: Sequence[str],
        *,
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
    ) -> NDArray[Any]:
        """The likeliest label of each of some comments; `questions` and `languages` are as in `fit`."""
        chances = self.predict_proba(comments, questions=questions, languages=languages)
        return np.asarray(self.classes_[chances.argmax(axis=1)])

    def affinity(self, vectors: Floats32) -> tuple[float, float]:
        """How near comments are to what was learned, by their meanings of shape (n, d), and to each other.

        The mean cosine to the nearest example, and to another comment.
        """
        n = len(vectors)
        blocks = [vectors[start : start + _BLOCK] for start in range(0, n, _BLOCK)]
        nearest = np.concatenate([(block @ self.known_.T).max(axis=1) for block in blocks]).mean()
        middle = vectors.mean(axis=0)
        return float(nearest), float((n * (middle @ middle) - 1) / max(1, n - 1))

    def views(self, texts: Sequence[Text], vectors: Floats32 | None = None) -> Views:
        """What texts say by their words, and the cosines of their meanings to those that were learned."""
        words = self.vectors_.transform(texts) * np.sqrt(self.words)
        meaning = meanings(texts, self.sight) if vectors is None else vectors
        return words, meaning @ self.known_.T

    def _learn(self, texts: Sequence[Text], lean: Floats, target: Floats, counts: Floats) -> None:
        self.known_ = meanings(texts, self.sight)
        words, cosines = self.views(texts, self.known_)
        closeness = self._closeness(cosines)
        # In single precision and in place: matrices of all examples are what this costs most memory for.
        lean = lean.astype(np.float32)
        kernel = (words @ words.T).toarray().astype(np.float32)
        kernel += closeness
        same_question = lean @ lean.T
        kernel *= 1 + _BY_QUESTION * same_question
        kernel += _QUESTION_ALONE * same_question
        kernel[np.diag_indices_from(kernel)] += self.alpha / counts
        inverse = np.linalg.inv(kernel)
        dual = inverse @ target.astype(np.float32)
        self.duals_ = np.hstack([dual, *(_BY_QUESTION * dual * lean[:, [q]] for q in range(lean.shape[1]))])
        self.of_words_ = np.asarray(words.T @ self.duals_, dtype=np.float32)
        self.of_question_ = _QUESTION_ALONE * lean.T @ dual
        alone = target - dual / np.diag(inverse)[:, None]
        self.temperature_ = _fitting_temperature(alone, target)

    @staticmethod
    def _closeness(cosines: Floats32) -> Floats32:
        closeness = 2 * cosines + 1
        closeness *= cosines
        return np.asarray(closeness)

    def scores(self, views: Views, lean: Floats) -> Floats:
        """Scores as of `decision_function`, from views and leanings of shape (n, 3)."""
        words, cosines = views
        parts = np.asarray(words @ self.of_words_ + self._closeness(cosines) @ self.duals_)
        by_question = parts.reshape(len(parts), 1 + lean.shape[1], -1)
        asked = np.einsum("nq,nql->nl", lean, by_question[:, 1:])
        return np.asarray(by_question[:, 0] + asked + lean @ self.of_question_)


def _fitting_temperature(scores: Floats, target: Floats) -> float:
    """The softmax temperature under which the true labels are likeliest (Guo et al. 2017)."""
    losses = [
        float(-np.log(softmax(scores / one, axis=1)[target > 0] + 1e-12).mean()) for one in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


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


def is_known(question: str | None) -> bool:
    """Whether a question is one of the three, or a comment item of a shipped questionnaire.

    >>> is_known("m_words_gaps"), is_known("favourite_colour")
    (True, False)
    """
    return _without_role(question or "") in _LEANINGS


def require_same_length(comments: Sequence[str], **told: Sized | None) -> None:
    """Raise LengthsDiffer unless all that is told about comments is as long as they are."""
    for name, values in told.items():
        if values is not None and len(values) != len(comments):
            raise LengthsDiffer(
                f"{name} has {len(values)} values for {len(comments)} comments; give one for each comment."
            )


def _without_role(question: str) -> str:
    return question.removeprefix("m_").removeprefix("l_")
