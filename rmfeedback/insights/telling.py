"""Say what a group of comments is: its name, terms, kind, size and quotes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .corpus import Corpus
from .grouping import NO_THEME
from .kinds import kind_of_theme
from .languages import common_language
from .measures import Draws, theme_stability
from .naming import name_themes, terms_of
from .placing import Grouper
from .quotes import choose_quotes
from .taxonomy import Taxonomy
from .vectors import Floats, Text

# Terms are sought in this many comments at most, taken evenly; quotes among this many of a theme, the surest.
_MOST_FOR_TERMS = 5000
_MOST_FOR_QUOTES = 300


@dataclass(frozen=True)
class Theme:
    """What several comments have in common.

    `members` and `quotes` are positions in the comments given to `fit`; `share` is of the comments that
    say something; `stability` is from 0 to 1, the mean likeness of the theme to itself in draws of 80 %.
    `by_role` counts members by role, and is empty where no roles were told.
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
        step = 1 + len(self.corpus.texts) // _MOST_FOR_TERMS
        order = self.order()
        chosen = [self.texts_of(group)[::step] for group in order]
        texts = [[self.corpus.texts[i] for i in own] for own in chosen]
        questions = [[self.corpus.questions[i] for i in own] for own in chosen]

        def closeness(place: int, terms: Sequence[Text]) -> Floats:
            return self.grouper.closeness(order[place], terms)

        return terms_of(texts, questions, smallest, closeness=closeness, language=language)

    def names(self, terms: Sequence[Sequence[str]], language: str) -> list[str]:
        labels = [self.grouper.label_of(group) for group in self.order()]
        return name_themes(labels, terms, self.taxonomy, language)

    def quotes_of(self, group: int) -> tuple[int, ...]:
        """Positions of the comments that speak for a group."""
        surest, vectors = self.grouper.surest(group, _MOST_FOR_QUOTES)
        chosen = choose_quotes([self.corpus.texts[i][0] for i in surest], vectors)
        return tuple(self.corpus.copies[surest[i]][0] for i in chosen)


def tell(
    told: Told, draws: Draws, smallest_term_group: int, language: str, roles: Sequence[str | None] | None
) -> list[Theme]:
    """The themes of a corpus, the largest first."""
    spoken = common_language(told.corpus.languages, language)
    terms = told.terms(smallest_term_group, spoken)
    names = told.names(terms, spoken)
    stability = theme_stability(told.grouper.found_, draws)
    n_substantive = int(told.corpus.counts.sum())
    themes = []
    for place, group in enumerate(told.order()):
        members = told.members_of(group)
        by_role = Counter(roles[position] or "unknown" for position in members) if roles is not None else {}
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
                by_role=dict(sorted(by_role.items())),
            )
        )
    return themes
