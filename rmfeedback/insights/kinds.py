"""Tell the kind of a comment: blind spot, inclusion concern, technology gap and so on."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np

from .encoder import Floats32
from .guiding import TextClassifier, lean_of
from .meaning import Sight
from .taxonomy import OTHER, Example, Taxonomy
from .vectors import Floats, TextVectors

# Where a phrase of each kind would most likely be an answer: what works, what gets in the way, blind spots.
_WHERE_SAID = {
    "strength": (1.0, 0.0, 0.0),
    "programme_support": (0.0, 1.0, 0.0),
    "psychological_safety": (0.0, 0.8, 0.2),
    "blind_spot": (0.0, 0.1, 0.9),
    "inclusion_concern": (0.0, 0.0, 1.0),
    "technology_gap": (0.0, 0.5, 0.5),
}

_OF_A_PHRASE = 0.5
# What people of a programme decided about its own comments counts for more than anybody's example.
_OF_A_PROGRAMME = 3.0


class KindClassifier(TextClassifier):
    """Tell which of the taxonomy's seven kinds a comment is.

    Learns from comments and kinds given to `fit`; `KindClassifier.trained()` has learned from the
    taxonomy's phrases and the labelled comments that come with the package. A kernel ridge regression as
    TextClassifier, in which near neighbours count for no more than their cosine.

    Parameters
    ----------
    sight : {"semantic", "static"}, default="semantic"
        Whether meaning is read by the sentence encoder or looked up word by word.
    alpha : float, default=1.0
        Strength of regularisation.
    words : float, default=0.7
        Weight of stems and letters against meaning.
    letters : float, default=1.0
        Weight of letters against stems.

    Attributes
    ----------
    classes_ : ndarray of shape (n kinds,), in alphabetical order
    temperature_ : float, the softmax temperature that makes chances of scores

    References
    ----------
    Saunders, Gammerman and Vovk (1998) for the regression, Allen (1974) for the scores of what it has
    learned, Guo et al. (2017) for the temperature. Expected calibration error in cross-validation: 0.05.

    Examples
    --------
    >>> kinds = KindClassifier.trained()
    >>> kinds.predict(["The VPN breaks down every day"], questions=["what_gets_in_the_way"]).tolist()
    ['technology_gap']
    """

    @classmethod
    def trained(
        cls,
        taxonomy: Taxonomy | None = None,
        sight: Sight = "semantic",
        examples: Sequence[Example] = (),
    ) -> "KindClassifier":
        """A classifier that has learned a taxonomy, the shipped one unless told, and own examples."""
        return taught(cls(sight=sight), "kind", taxonomy or Taxonomy.load(), examples)

    @staticmethod
    def _closeness(cosines: Floats32) -> Floats32:
        # There are few kinds and many ways to be of one: near neighbours say no more than their cosine.
        return cosines


Learner = TypeVar("Learner", bound=TextClassifier)


def taught(
    learner: Learner,
    what: str,
    taxonomy: Taxonomy,
    examples: Sequence[Example] = (),
    vectors: TextVectors | None = None,
) -> Learner:
    """Teach the `theme` or the `kind` of a taxonomy's texts and of a programme's own examples."""
    known = [*taxonomy.examples(), *examples]
    weights = weights_of(known)
    weights[len(known) - len(examples) :] = _OF_A_PROGRAMME
    learner.fit(
        [example.text for example in known],
        [getattr(example, what) for example in known],
        languages=[example.language for example in known],
        leanings=leanings_of(known),
        weights=weights,
        vectors=vectors,
    )
    return learner


Teachers = tuple[Taxonomy, TextClassifier, KindClassifier]


def teachers(
    path: str | None, sight: Sight = "semantic", examples: Sequence[Example] = (), *, in_bulk: bool = False
) -> Teachers:
    """A taxonomy and what was learned from it: themes and kinds; in bulk by whole words alone.

    Kept, since it is the same for every run; but not with a programme's own examples.
    """
    if examples:
        return _taught(path, sight, tuple(examples), in_bulk)
    return _remembered(path, sight, in_bulk)


@lru_cache(maxsize=6)
def _remembered(path: str | None, sight: Sight, in_bulk: bool) -> Teachers:
    return _taught(path, sight, (), in_bulk)


def _taught(path: str | None, sight: Sight, examples: tuple[Example, ...], in_bulk: bool) -> Teachers:
    taxonomy = Taxonomy.load(path)
    letters, words = (0.0, 1.0) if in_bulk else (1.0, 0.7)
    themes = TextClassifier(sight=sight, letters=letters, words=words)
    kinds = KindClassifier(sight=sight, letters=letters, words=words)
    taught(themes, "theme", taxonomy, examples)
    taught(kinds, "kind", taxonomy, examples, themes.vectors_)
    return taxonomy, themes, kinds


def leanings_of(examples: Sequence[Example]) -> Floats:
    """The question each example answers, or would."""
    asked = lean_of([example.question for example in examples], len(examples))
    where = np.array([_WHERE_SAID.get(example.kind, (1 / 3, 1 / 3, 1 / 3)) for example in examples])
    answers = np.array([example.question is not None for example in examples])
    return np.asarray(np.where(answers[:, None], asked, where))


def weights_of(examples: Sequence[Example]) -> Floats:
    """How much each example counts: what somebody would write for more than a phrase of the taxonomy."""
    return np.array([_OF_A_PHRASE if example.question is None else 1.0 for example in examples])


def kind_of_theme(chances: Floats, kinds: Sequence[str]) -> str:
    """The kind of a theme: the largest sum of its comments' probabilities, `other` left out.

    `chances` has shape (n comments of the theme, n kinds).
    """
    total = chances.sum(axis=0)
    order = np.argsort(-total, kind="stable")
    return next((str(kinds[k]) for k in order if kinds[k] != OTHER), OTHER)
