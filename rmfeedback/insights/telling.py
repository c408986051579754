"""Say what a group of comments is: its name, terms, kind, size and quotes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .corpus import Corpus
from .grouping import NO_THEME
from .kinds import kind_of_theme
from .languages import common_language
from .meaning import unit
from .measures import Draws, theme_stability
from .naming import name_themes, terms_of
from .placing import ENOUGH_TO_SAY, Grouper
from .quotes import choose_quotes
from .taxonomy import OTHER, Taxonomy
from .vectors import Floats, Text

# A theme shown comes back with seven in ten of its comments when a fifth of all is missing.
_LIKELY_FROM, _CLEAR_FROM, _SURE_FROM = 0.7, 0.85, 0.6
FOREIGN = "other_languages"
_FOREIGN_NAME = {"en": "Comments in other languages", "de": "Kommentare in anderen Sprachen"}
Certainty = Literal["clear", "likely", "uncertain", "too few to say"]
# Quotes are sought among this many comments of a theme, the surest.
_MOST_FOR_QUOTES = 300


@dataclass(frozen=True)
class Theme:
    """What several comments have in common.

    Attributes
    ----------
    key : the taxonomy's; `found_1`, `found_2` … where the taxonomy knows no such theme; `other_languages`
    name : for people; no two themes of a model share one
    kind : one of the taxonomy's seven
    terms : what tells it from the other themes, best first
    size : how many comments it holds, copies counted
    share : of the comments that say something, from 0 to 1
    stability : mean Jaccard likeness of the theme to itself in draws of 80 %, from 0 to 1
    quotes, members : positions in the comments given to `fit`
    by_role, by_wave : how many members have each; empty where no roles or waves were told
    coherence : mean cosine of its comments to its middle
    certainty : in words, how far to trust it
    """

    key: str
    name: str
    kind: str
    terms: tuple[str, ...]
    size: int
    share: float
    stability: float
    quotes: tuple[int, ...]
    members: tuple[int, ...]
    by_role: Mapping[str, int]
    by_wave: Mapping[str, int] = field(default_factory=dict)
    coherence: float = 0.0
    certainty: Certainty = "uncertain"


@dataclass(frozen=True)
class Told:
    """What themes are told from: the corpus, its groups, and each text's chance of each kind."""

    corpus: Corpus
    grouper: Grouper
    kind_chances: Floats
    kinds: Sequence[str]
    taxonomy: Taxonomy

    def order(self) -> list[int]:
        """The groups, that of most comments first."""
        groups = self.grouper.groups_
        sizes = {int(g): int(self.corpus.counts[groups == g].sum()) for g in np.unique(groups)}
        sizes.pop(NO_THEME, None)
        return sorted(sizes, key=lambda g: (-sizes[g], g))

    def texts_of(self, group: int) -> NDArray[np.int64]:
        return np.flatnonzero(self.grouper.groups_ == group)

    def kind_of(self, group: int) -> str:
        return kind_of_theme(self.kind_chances[self.texts_of(group)], self.kinds)

    def members_of(self, group: int) -> tuple[int, ...]:
        return tuple(sorted(place for text in self.texts_of(group) for place in self.corpus.copies[text]))

    def terms(self, smallest: int, language: str) -> list[list[str]]:
        """The terms of each group in order."""
        order = self.order()
        seen, found = self.grouper.seen_, self.grouper.found_
        chosen = [seen[found == group] for group in order]
        texts = [[self.corpus.texts[i] for i in own] for own in chosen]
        questions = [[self.corpus.questions[i] for i in own] for own in chosen]

        def closeness(place: int, terms: Sequence[Text]) -> Floats:
            return self.grouper.closeness(order[place], terms)

        return terms_of(texts, questions, smallest, closeness=closeness, language=language)

    def names(self, terms: Sequence[Sequence[str]], language: str) -> list[str]:
        labels = [self.grouper.label_of(group) for group in self.order()]
        return name_themes(labels, terms, self.taxonomy, language)

    def centres(self) -> Floats:
        """The mean meaning of each group in order, of shape (n groups, d): comparable between waves."""
        grouper = self.grouper
        middles = [grouper.meaning_[grouper.found_ == group].mean(axis=0) for group in self.order()]
        return np.asarray(unit(np.array(middles)) if middles else np.empty((0, 0)), dtype=float)

    def sureness_of(self, group: int) -> tuple[float, float]:
        """The coherence of a group, and how sure its comments are to belong to it."""
        grouper = self.grouper
        inside = grouper.found_ == group
        if not inside.any():
            return 0.0, 0.0
        coherence = float((grouper.views_.vectors[inside] @ grouper.centres_[group]).mean())
        return coherence, float(grouper.confidence_[grouper.seen_[inside]].mean())

    def quotes_of(self, group: int) -> tuple[int, ...]:
        """Positions of the comments that speak for a group."""
        surest, vectors = self.grouper.surest(group, _MOST_FOR_QUOTES)
        chosen = choose_quotes([self.corpus.texts[i][0] for i in surest], vectors)
        return tuple(self.corpus.copies[surest[i]][0] for i in chosen)


@dataclass(frozen=True)
class Context:
    """What is told of all comments given, or None: the role of who wrote them, the wave they came in."""

    roles: Sequence[str | None] | None = None
    waves: Sequence[str | None] | None = None


def tell(told: Told, draws: Draws, smallest_term_group: int, language: str, context: Context) -> list[Theme]:
    """The themes of a corpus, the largest first."""
    spoken = common_language(told.corpus.languages, language)
    terms = told.terms(smallest_term_group, spoken)
    names = told.names(terms, spoken)
    stability = theme_stability(told.grouper.found_, draws)
    n_substantive = int(told.corpus.counts.sum()) + len(told.corpus.foreign)
    themes = []
    for place, group in enumerate(told.order()):
        members = told.members_of(group)
        coherence, confidence = told.sureness_of(group)
        themes.append(
            Theme(
                key=told.grouper.key_of(group),
                name=names[place],
                kind=told.kind_of(group),
                terms=tuple(terms[place]),
                size=len(members),
                share=len(members) / n_substantive,
                stability=stability.get(group, 0.0),
                quotes=told.quotes_of(group),
                members=members,
                by_role=counted(members, context.roles),
                by_wave=counted(members, context.waves),
                coherence=coherence,
                certainty=certainty(n_substantive, stability.get(group, 0.0), confidence),
            )
        )
    return themes


def foreign_theme(corpus: Corpus, language: str, context: Context) -> Theme:
    """The comments in languages that are not read, told apart so that nobody takes them for silent."""
    members = corpus.foreign
    return Theme(
        key=FOREIGN,
        name=_FOREIGN_NAME[common_language(corpus.languages, language)],
        kind=OTHER,
        terms=(),
        size=len(members),
        share=len(members) / (int(corpus.counts.sum()) + len(members)),
        stability=1.0,
        quotes=(),
        members=members,
        by_role=counted(members, context.roles),
        by_wave=counted(members, context.waves),
    )


def counted(members: Sequence[int], values: Sequence[str | None] | None) -> dict[str, int]:
    """How many members have each value, in the order of the values; none where nothing was told."""
    if values is None:
        return {}
    return dict(sorted(Counter(values[position] or "unknown" for position in members).items()))


def certainty(n_substantive: int, stability: float, confidence: float) -> Certainty:
    """How far to trust a theme: by how many comments there are, how firmly it comes back, how sure they fit.

    >>> certainty(12, 1.0, 0.9), certainty(80, 0.9, 0.7), certainty(80, 0.9, 0.4), certainty(80, 0.5, 0.9)
    ('too few to say', 'clear', 'likely', 'uncertain')
    """
    if n_substantive < ENOUGH_TO_SAY:
        return "too few to say"
    if stability < _LIKELY_FROM:
        return "uncertain"
    return "clear" if stability >= _CLEAR_FROM and confidence >= _SURE_FROM else "likely"


def theme_as_json(theme: Theme, ids: Sequence[str]) -> dict[str, Any]:
    """A theme as the command tells it, its quotes by the ids of comments."""
    return {
        "key": theme.key,
        "name": theme.name,
        "kind": theme.kind,
        "terms": list(theme.terms),
        "size": theme.size,
        "share": round(theme.share, 3),
        "stability": round(theme.stability, 3),
        "by_role": dict(theme.by_role),
        "quotes": [ids[position] for position in theme.quotes],
    }
