"""Group comments into themes: guided by the taxonomy first, discovered in the data second."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from .corpus import Corpus
from .grouping import NO_THEME, Groups
from .guiding import TextClassifier, require_same_length
from .kinds import teachers
from .meaning import SIGHTS, Sight
from .measures import agreement, draw
from .placing import LARGE, Grouper
from .reading import read
from .refusals import SettingUnknown
from .taxonomy import OTHER, Example
from .telling import FOREIGN, Context, Theme, Told, foreign_theme, tell

__all__ = ["Theme", "ThemeModel"]

SEMANTIC_UP_TO = LARGE


class ThemeModel(ClusterMixin, BaseEstimator):
    """Group short comments into themes, in English, German or both.

    Comments that say nothing are set aside. A classifier that has learned the taxonomy places what it
    recognises; what it does not recognise is grouped by its words, and becomes a theme of its own where
    enough comments share a term.

    Parameters
    ----------
    n_themes : int or None, default=None
        At most this many themes; None lets the comments decide.
    smallest_theme : int, default=3
        Themes of fewer comments dissolve into the nearest, or into no theme.
    smallest_term_group : int, default=3
        A term must stand in this many different comments of a theme.
    language : {"auto", "en", "de"}, default="auto"
        Language of names and of the taxonomy's words in them; auto is German if all comments are.
    vectors : {"auto", "semantic", "static"}, default="auto"
        Read each comment by the sentence encoder, or look up its words, which is faster; auto reads up to
        4,000 different comments.
    taxonomy : path or None, default=None
        A taxonomy file; None is the shipped one.
    examples : sequence of Example, default=()
        Texts whose theme and kind people of the programme decided; they count for more than the shipped.
    sample_size : int, default=3000
        Above 4,000 different comments, themes are sought in a sample of this size and the rest is placed.
    random_state : int, default=0

    Attributes
    ----------
    themes_ : list of Theme, the largest first
    labels_ : ndarray of shape (n comments,), positions in `themes_`; -1 is no theme
    confidence_ : ndarray of shape (n comments,), from 0 to 1
    kinds_ : ndarray of shape (n comments,), the kind of each comment
    substantive_ : ndarray of shape (n comments,), whether a comment says something
    sight_ : "semantic" or "static", how meaning was read
    theme_centres_ : ndarray of shape (n themes, d), the mean meaning of each theme, in unit rows; d is 512
        with semantic vectors and 160 with static ones
    stability_ : float, mean adjusted Rand index between draws of 80 % of the comments

    References
    ----------
    Kernel ridge regression on the taxonomy: Saunders, Gammerman and Vovk (1998). What it does not know is
    grouped by average linkage; where it is silent, by Louvain communities (Blondel et al. 2008) of several
    neighbour graphs, joined by evidence accumulation (Fred and Jain 2005). Sentence vectors: Yang et al.
    (2020). Stability: Hubert and Arabie (1985), Hennig (2007). Terms: Grootendorst (2022). Quotes: Carbonell
    and Goldstein (1998). docs/insights.md tells what all this measures.

    Examples
    --------
    >>> comments = ["n/a", "The VPN fails daily", "VPN is slow", "Our VPN broke again"]
    >>> comments += ["No time for the sessions", "Too little time to prepare", "My calendar is full, no time"]
    >>> model = ThemeModel().fit(comments)
    >>> [(theme.key, theme.size) for theme in model.themes_]
    [('prog_time', 3), ('tech_tools', 3)]
    >>> model.labels_.tolist()
    [-1, 1, 1, 1, 0, 0, 0]
    """

    def __init__(
        self,
        *,
        n_themes: int | None = None,
        smallest_theme: int = 3,
        smallest_term_group: int = 3,
        language: str = "auto",
        vectors: str = "auto",
        taxonomy: str | Path | None = None,
        examples: Sequence[Example] = (),
        sample_size: int = 3000,
        random_state: int | None = 0,
    ):
        self.n_themes = n_themes
        self.smallest_theme = smallest_theme
        self.smallest_term_group = smallest_term_group
        self.language = language
        self.vectors = vectors
        self.taxonomy = taxonomy
        self.examples = examples
        self.sample_size = sample_size
        self.random_state = random_state

    def fit(
        self,
        comments: Sequence[str],
        y: object = None,
        *,
        questions: Sequence[str | None] | None = None,
        roles: Sequence[str | None] | None = None,
        waves: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
    ) -> "ThemeModel":
        """Find the themes of some comments; what is told of them has one value for each.

        Parameters
        ----------
        comments : sequence of str of length n; what says nothing stays, and gets no theme
        y : ignored
        questions : sequence of str or None of length n, default=None
            The key of the item each answers, best one of a shipped questionnaire.
        roles, waves : sequence of str or None of length n, default=None
            What `by_role` and `by_wave` of a theme count; they move no comment.
        languages : sequence of str or None of length n, default=None
            "en" or "de" where it is known; else it is recognised.

        Returns
        -------
        ThemeModel, this one

        Raises
        ------
        NoComments for none at all; LengthsDiffer if what is told about them is not as many; SettingUnknown
        for a setting that is not offered.
        """
        self._require_offered_settings()
        comments = list(comments)
        require_same_length(comments, questions=questions, roles=roles, waves=waves, languages=languages)
        corpus = Corpus.read(comments, questions, languages)
        # Matrices this small gain nothing from threads, which only wait for each other.
        with threadpool_limits(1):
            self._learn(corpus, Context(roles, waves))
        return self

    def _learn(self, corpus: Corpus, context: Context) -> None:
        self.sight_ = sight = self._sight(len(corpus.texts))
        in_bulk = len(corpus.texts) > LARGE
        path = str(self.taxonomy) if self.taxonomy else None
        taxonomy, guide, self.kind_classifier_ = teachers(path, sight, self.examples, in_bulk=in_bulk)
        reading = read(corpus, guide, self.kind_classifier_)
        self.grouper_ = self.grouper(guide, in_bulk=in_bulk).fit(corpus, reading)
        kinds = self.kind_classifier_.classes_
        self.substantive_ = corpus.spread(np.ones(len(corpus.texts), dtype=bool), False)
        self.substantive_[list(corpus.foreign)] = True
        self.kinds_ = corpus.spread(kinds[reading.kinds.argmax(axis=1)].astype(object), OTHER)
        self.confidence_ = corpus.spread(self.grouper_.confidence_, 0.0)
        drawn = draw(len(self.grouper_.seen_), self.grouper_.regroup)
        self.stability_ = agreement(drawn)
        told = Told(corpus, self.grouper_, reading.kinds, kinds.tolist(), taxonomy)
        self.themes_ = tell(told, drawn, self.smallest_term_group, self.language, context)
        self.order_ = told.order()
        self.theme_centres_ = told.centres()
        if len(corpus.foreign) >= self.smallest_theme:
            self.themes_.append(foreign_theme(corpus, self.language, context))
        self.labels_ = self._labels(corpus, self.grouper_.groups_)

    def predict(
        self,
        comments: Sequence[str],
        *,
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
    ) -> Groups:
        """Place new comments in the themes found.

        Parameters
        ----------
        comments, questions, languages : as for `fit`

        Returns
        -------
        ndarray of int of shape (n comments,): positions in `themes_`, -1 for no theme
        """
        check_is_fitted(self)
        require_same_length(comments, questions=questions, languages=languages)
        if not len(comments):
            return np.empty(0, dtype=int)
        corpus = Corpus.read(list(comments), questions, languages)
        with threadpool_limits(1):
            reading = read(corpus, self.grouper_.guide, self.kind_classifier_)
            return self._labels(corpus, self.grouper_.place(corpus, reading)[0])

    def grouper(self, guide: TextClassifier, *, in_bulk: bool) -> Grouper:
        """An unfitted grouper with the settings of this model."""
        return Grouper(
            guide,
            smallest=self.smallest_theme,
            n_themes=self.n_themes,
            sample_size=self.sample_size,
            in_bulk=in_bulk,
            random_state=self.random_state,
        )

    def _require_offered_settings(self) -> None:
        if self.vectors not in ("auto", *SIGHTS):
            raise SettingUnknown(
                f"The vectors {self.vectors!r} are not offered. Choose auto, semantic or static."
            )
        if self.n_themes is not None and self.n_themes < 1:
            raise SettingUnknown(f"{self.n_themes} themes cannot be found. Ask for one at least.")
        if self.random_state is not None and self.random_state < 0:
            raise SettingUnknown(f"The seed {self.random_state} is negative. Choose 0 or more.")

    def _sight(self, n: int) -> Sight:
        """How meaning is read: the sentence encoder is the better reader, the word table the faster."""
        if self.vectors == "auto":
            return "semantic" if n <= SEMANTIC_UP_TO else "static"
        return "semantic" if self.vectors == "semantic" else "static"

    def _labels(self, corpus: Corpus, groups: Groups) -> Groups:
        places = {group: place for place, group in enumerate(self.order_)}
        labels = np.array([places.get(int(group), NO_THEME) for group in groups], dtype=np.int64)
        spread = corpus.spread(labels, NO_THEME)
        if self.themes_ and self.themes_[-1].key == FOREIGN:
            spread[list(corpus.foreign)] = len(self.themes_) - 1
        return spread


def settings_as_json(model: ThemeModel) -> dict[str, Any]:
    """The settings of a model, without what people of a programme wrote."""
    return {name: value for name, value in model.get_params().items() if name != "examples"}
