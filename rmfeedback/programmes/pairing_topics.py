"""How much of what each leader wants each mentor offers; the only place of this room that asks insights."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rmfeedback.insights import known_topics, topic_similarity

# From here on two topics are called the same.
SAME_TOPIC = 0.5

Floats = NDArray[Any]


class Likeness:
    """How alike texts of leaders and of mentors are; each text is compared once, however many wrote it."""

    def __init__(self, wanted: Iterable[str], offered: Iterable[str]) -> None:
        self._wanted = {text: number for number, text in enumerate(sorted(set(wanted)))}
        self._offered = {text: number for number, text in enumerate(sorted(set(offered)))}
        self._values = topic_similarity(list(self._wanted), list(self._offered))

    def best(self, wanted: Sequence[Sequence[str]], offered: Sequence[Sequence[str]]) -> Floats:
        """Return how well the offers of each mentor meet what each leader wants, on average, 0 to 1.

        Shape (leaders, mentors); 0 where one of them says nothing.
        """
        found = np.zeros((len(wanted), len(offered)))
        columns = [[self._offered[text] for text in texts] for texts in offered]
        best = np.zeros((len(self._wanted), len(offered)))
        for number, its in enumerate(columns):
            if its:
                best[:, number] = self._values[:, its].max(axis=1)
        for number, texts in enumerate(wanted):
            if texts:
                found[number] = best[[self._wanted[text] for text in texts]].mean(axis=0)
        return found

    def nearest(self, wanted: str, offered: Sequence[str]) -> str:
        """Return which offer is the same topic as the one wanted, or an empty text."""
        values = {text: self._values[self._wanted[wanted], self._offered[text]] for text in offered}
        nearest = max(values, key=lambda text: float(values[text]), default="")
        return nearest if nearest and values[nearest] >= SAME_TOPIC else ""


def topic_names(language: str) -> dict[str, str]:
    """Return the topics that pairs may choose from, by their keys."""
    return {key: topic.names[language] for key, topic in known_topics().items()}
