"""Read a corpus once: what its comments mean, and what a guide and a classifier of kinds make of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .corpus import Corpus
from .encoder import Floats32
from .guiding import TextClassifier, lean_of
from .meaning import meanings
from .vectors import Floats

# So many comments are read at once; memory grows with this, not with all of them.
BLOCK = 5000


@dataclass(frozen=True)
class Reading:
    """What is known of n texts.

    meaning : (n, d), unit rows; scores : (n, themes), of the guide; kinds : (n, kinds), probabilities.
    """

    meaning: Floats32
    scores: Floats
    kinds: Floats

    def part(self, chosen: Sequence[int]) -> "Reading":
        """The same of some texts only."""
        return Reading(self.meaning[chosen], self.scores[chosen], self.kinds[chosen])


def read(corpus: Corpus, guide: TextClassifier, kinds: TextClassifier) -> Reading:
    """Read every text of a corpus, once for both where they have learned the same words."""
    starts = range(0, max(1, len(corpus.texts)), BLOCK)
    blocks = [corpus.part(range(start, min(start + BLOCK, len(corpus.texts)))) for start in starts]
    readings = [_read(block, guide, kinds) for block in blocks]
    return Reading(
        np.concatenate([reading.meaning for reading in readings]),
        np.concatenate([reading.scores for reading in readings]),
        np.concatenate([reading.kinds for reading in readings]),
    )


def _read(block: Corpus, guide: TextClassifier, kinds: TextClassifier) -> Reading:
    if not block.texts:
        return Reading(
            np.empty((0, 0), dtype=np.float32),
            np.empty((0, len(guide.classes_))),
            np.empty((0, len(kinds.classes_))),
        )
    meaning = meanings(block.texts, guide.sight)
    lean = lean_of(block.questions, len(block.texts))
    views = guide.views(block.texts, meaning)
    own = views if kinds.vectors_ is guide.vectors_ else kinds.views(block.texts, meaning)
    return Reading(meaning, guide.scores(views, lean), kinds.chances_of(kinds.scores(own, lean)))
