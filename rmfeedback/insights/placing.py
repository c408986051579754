"""Learn the groups of a corpus, and place further comments in them."""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.preprocessing import normalize

from .cleaning import plain
from .corpus import Corpus
from .encoder import Floats32
from .grouping import (
    HEARD_FROM,
    HEARD_SHARE,
    LIKELY_FROM,
    MUCH_NEARER,
    NO_THEME,
    SUPPORTED_FROM,
    SUPPORTED_SHARE,
    Groups,
    Rules,
    Views,
    by_centre,
    by_guidance,
    centres,
    group,
)
from .guiding import TextClassifier, is_known
from .likeness import Likeness
from .meaning import Sight, meanings
from .reading import BLOCK, Reading
from .taxonomy import OTHER
from .vectors import Floats, Text

# The guide speaks where comments are this near to what it has learned; or this much nearer to that than to
# each other, since comments on something else may all be near one example. Between our own comments and
# patients' feedback on hospitals.
_NEAR_ENOUGH: dict[Sight, float] = {"semantic": 0.42, "static": 0.62}
_NEARER_BY: dict[Sight, float] = {"semantic": 0.26, "static": 0.4}
# How near each other comments on one thing are: precise rather than complete on themes kept from the guide.
_ALIKE_FROM: dict[Sight, float] = {"semantic": 0.2, "static": 0.35}
# With fewer comments that say something, counts are told and nothing is discovered.
ENOUGH_TO_SAY = 20
LARGE = 4000
# How the keys of themes begin that the taxonomy does not know.
DISCOVERED = "found_"


def lot(corpus: Corpus, size: int, seed: int | None) -> NDArray[np.int64]:
    """The positions of `size` texts drawn by lot: those of the smallest digests.

    Parts draw as the whole would: a text of the smallest digests of all has one of the smallest of its part
    (bottom-k sketch, Cohen and Kaplan 2007).
    """
    digests = [digest(text, seed) for text, _ in corpus.texts]
    chosen = sorted(range(len(digests)), key=digests.__getitem__)[:size]
    return np.array(sorted(chosen), dtype=np.int64)


def digest(text: str, seed: int | None) -> bytes:
    """What decides whether a text is drawn; the same for all that count as its copies among many."""
    return blake2b(plain(text).encode("utf-8", "replace"), digest_size=8, key=str(seed).encode()).digest()


class Grouper(BaseEstimator):
    """Groups of a corpus by the chances a guide gives and by likeness of words.

    Parameters as in ThemeModel; `guide` is a fitted TextClassifier of themes.

    Attributes
    ----------
    groups_ : ndarray of shape (n texts,), as grouping.group() numbers them
    confidence_ : ndarray of shape (n texts,), from 0 to 1
    """

    def __init__(
        self,
        guide: TextClassifier,
        *,
        smallest: int = 3,
        n_themes: int | None = None,
        sample_size: int = 3000,
        in_bulk: bool = False,
        random_state: int | None = 0,
    ):
        self.guide = guide
        self.smallest = smallest
        self.n_themes = n_themes
        self.sample_size = sample_size
        self.in_bulk = in_bulk
        self.random_state = random_state

    def fit(self, corpus: Corpus, reading: Reading) -> "Grouper":
        n = len(corpus.texts)
        self.groups_, self.confidence_ = np.full(n, NO_THEME), np.zeros(n)
        self.seen_, self.found_ = np.arange(0), np.arange(0)
        self.centres_: dict[int, Floats] = {}
        if corpus.counts.sum() < 2 * self.smallest:
            return self
        chance = np.random.default_rng(self.random_state)
        all_of_it = np.arange(n)
        self.seen_ = lot(corpus, self.sample_size, self.random_state) if self.in_bulk else all_of_it
        self._learn(
            corpus.part(self.seen_.tolist()), reading.part(self.seen_.tolist()), int(chance.integers(2**31))
        )
        self.groups_[self.seen_] = self.found_
        self.confidence_[self.seen_] = self._confidence(self.views_, self.found_)
        rest = np.setdiff1d(all_of_it, self.seen_)
        self.groups_[rest], self.confidence_[rest] = self.place(
            corpus.part(rest.tolist()), reading.part(rest.tolist())
        )
        return self

    def _learn(self, sample: Corpus, reading: Reading, seed: int) -> None:
        self.meaning_ = reading.meaning
        is_guided = self._is_guided(sample, reading.meaning)
        # Among many comments it costs most and adds least, unless the guide is silent.
        latent = self.guide.sight == "static" and not (is_guided and self.in_bulk)
        self.likeness_ = Likeness(latent=latent, random_state=seed).fit(sample.texts, reading.meaning)
        self.views_ = self._view(sample, reading)
        labels = self.guide.classes_.tolist()
        discovers = bool(sample.counts.sum() >= ENOUGH_TO_SAY)
        usual = float(np.median(self.views_.support))
        self.rules_ = Rules(
            is_guided=not discovers or is_guided,
            other=labels.index(OTHER) if OTHER in labels else None,
            smallest=self.smallest,
            n_themes=self.n_themes,
            seed=seed,
            heard_from=min(HEARD_FROM, HEARD_SHARE * usual) if discovers else HEARD_FROM,
            supported_from=min(SUPPORTED_FROM, SUPPORTED_SHARE * usual),
            alike=_ALIKE_FROM[self.guide.sight],
            discovers=discovers,
        )
        self.found_ = group(self.views_, self.rules_)
        self.centres_ = centres(self.views_.vectors, self.found_)

    def _is_guided(self, sample: Corpus, meaning: Floats32) -> bool:
        """Whether the comments speak of what the guide knows, or answer our questions."""
        asked = sum(is_known(question) for question in sample.questions)
        near, common = self.guide.affinity(meaning)
        sight = self.guide.sight
        is_near = near >= _NEAR_ENOUGH[sight] or near - common >= _NEARER_BY[sight]
        return is_near or 2 * asked > len(sample.texts)

    def place(self, corpus: Corpus, reading: Reading) -> tuple[Groups, Floats]:
        """The group of each text of another corpus, and how sure that is."""
        groups = np.full(len(corpus.texts), NO_THEME)
        sure = np.zeros(len(corpus.texts))
        if not self.centres_:
            return groups, sure
        for start in range(0, len(groups), BLOCK):
            block = range(start, min(start + BLOCK, len(groups)))
            views = self._view(corpus.part(block), reading.part(block))
            groups[block] = self._place(views)
            sure[block] = self._confidence(views, groups[block])
        return groups, sure

    def regroup(self, chosen: Groups) -> Groups:
        """Group some of the texts seen as if the others were not there; positions are those in `seen_`."""
        return group(self.views_.part(chosen), self.rules_)

    def key_of(self, one: int) -> str:
        """A key for a group: its label's, or a number among those discovered."""
        labels: list[str] = self.guide.classes_.tolist()
        if one < len(labels):
            return labels[one]
        discovered = [g for g in self.centres_ if g >= len(labels)]
        return f"{DISCOVERED}{discovered.index(one) + 1}"

    def label_of(self, one: int) -> str | None:
        """The guide's label of a group: its own, or that of half of a discovered group's texts at least."""
        labels: list[str] = self.guide.classes_.tolist()
        if one < len(labels):
            return labels[one]
        of_it = by_guidance(self.views_.chances[self.found_ == one], range(len(labels)), LIKELY_FROM)
        label, count = Counter(of_it.tolist()).most_common(1)[0]
        is_known = label not in (NO_THEME, self.rules_.other) and 2 * count >= len(of_it)
        return labels[label] if is_known else None

    def closeness(self, one: int, terms: Sequence[Text]) -> Floats:
        """The cosines of some terms to the centre of a group."""
        vectors = self.likeness_.transform(terms, meanings(terms, self.guide.sight))
        return np.asarray(vectors @ self.centres_[one])

    def surest(self, one: int, most: int) -> tuple[list[int], Floats]:
        """The texts of a group that were seen, the surest first, and unit vectors of them."""
        inside = np.flatnonzero(self.found_ == one)
        inside = inside[np.argsort(-self.confidence_[self.seen_[inside]], kind="stable")[:most]]
        known = np.hstack([self.views_.vectors[inside], np.sqrt(self.views_.chances[inside])])
        return self.seen_[inside].tolist(), np.asarray(normalize(known))

    def _place(self, views: Views) -> Groups:
        n_labels = views.chances.shape[1]
        discovered = {g: middle for g, middle in self.centres_.items() if g >= n_labels}
        if not self.rules_.is_guided:
            return by_centre(views.vectors, discovered, -1.0)
        open_labels = [g for g in self.centres_ if g < n_labels]
        if self.rules_.other is not None:
            open_labels.append(self.rules_.other)
        groups = by_centre(views.vectors, discovered, self.rules_.alike + MUCH_NEARER)
        groups[views.support >= self.rules_.supported_from] = NO_THEME
        free = groups == NO_THEME
        groups[free] = by_guidance(views.chances[free], open_labels, LIKELY_FROM)
        groups[free & (views.support < self.rules_.heard_from)] = NO_THEME
        groups[groups == self.rules_.other] = NO_THEME
        return groups

    def _view(self, corpus: Corpus, reading: Reading) -> Views:
        scores = reading.scores
        vectors = self.likeness_.transform(corpus.texts, reading.meaning)
        return Views(self.guide.chances_of(scores), scores.max(axis=1), vectors, corpus.counts)

    def _confidence(self, views: Views, groups: Groups) -> Floats:
        """The guide's chance where a group is a label's, else the cosine to its centre; 0 without a group."""
        sure = np.zeros(len(groups))
        for one, middle in self.centres_.items():
            of_it = groups == one
            is_label = one < views.chances.shape[1]
            sure[of_it] = views.chances[of_it, one] if is_label else views.vectors[of_it] @ middle
        return np.clip(sure, 0.0, 1.0)
