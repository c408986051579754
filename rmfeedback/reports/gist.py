"""What a theme says of its comments: common terms, candidate quotes, a suggested name."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rmfeedback.reports import disclosure
from rmfeedback.reports.members import Spoken
from rmfeedback.reports.models import Quote

MOST_CANDIDATES = 3
# So many comments of a theme are read for its words and its quotes when HR merges or splits.
_MOST_READ = 500
NAMELESS = "Theme without a name"


def common(terms: Sequence[str], inside: Sequence[Spoken]) -> list[str]:
    """Return the terms that stand in three comments on one question: nobody's own words."""
    return [term for term in terms if _is_common(term, inside)]


def suggested(name: str, found: Sequence[str], terms: Sequence[str]) -> str:
    """Return a suggested name without a term that too few used: `found` less `terms`."""
    rare = [term for term in found if term not in terms]
    # Before a colon stands what the theme is about, after it a word of the comments.
    for option in (name, name.partition(": ")[0]):
        if not any(term.casefold() in option.casefold() for term in rare):
            return option
    return from_terms(terms)


def from_terms(terms: Sequence[str]) -> str:
    """Return a name made of a theme's first terms."""
    name = ", ".join(terms[:2]) or NAMELESS
    return name[0].upper() + name[1:]


def candidates(texts: Sequence[str], inside: Sequence[Spoken]) -> list[Quote]:
    """Return the comments that could speak for a theme, withheld, the one that speaks best first."""
    fitting = quotable(texts, [c.text for c in inside])[:MOST_CANDIDATES]
    return [Quote(position=at, text=text, state="withheld", wording="") for at, text in enumerate(fitting)]


def quotable(texts: Sequence[str], of_theme: Sequence[str]) -> list[str]:
    """Return those texts that hold at most half of a theme's words, each once."""
    words = sum(len(text.split()) for text in of_theme)
    return list(dict.fromkeys(text for text in texts if disclosure.may_quote(len(text.split()), words)))


def spoken_best(inside: Sequence[Spoken]) -> list[str]:
    """Return the comments that speak for a theme, read word by word: milliseconds, also where HR waits."""
    import numpy as np

    from rmfeedback.insights.corpus import Corpus
    from rmfeedback.insights.meaning import meanings
    from rmfeedback.insights.quotes import choose_quotes

    inside = _evenly(inside)
    corpus = Corpus.read([c.text for c in inside])
    texts = corpus.texts
    vectors = np.asarray(meanings(texts, "static"), dtype=float)
    chosen = choose_quotes([text for text, _ in texts], vectors) if texts else []
    # As they were stored, not as they were cleaned for reading.
    return [inside[corpus.copies[place][0]].text for place in chosen]


def terms_of(themes: Mapping[str, Sequence[Spoken]]) -> dict[str, list[str]]:
    """Return by key the terms that tell each of these themes from the others."""
    from rmfeedback.insights.corpus import Corpus
    from rmfeedback.insights.naming import terms_of as telling

    read = [_evenly(inside) for inside in themes.values()]
    corpora = [Corpus.read([c.text for c in some], [c.asks for c in some]) for some in read]
    found = telling([c.texts for c in corpora], [c.questions for c in corpora], disclosure.SMALLEST_THEME)
    return {key: common(terms, some) for key, terms, some in zip(themes, found, read, strict=True)}


def _evenly(inside: Sequence[Spoken]) -> Sequence[Spoken]:
    """Return all comments of a theme, of a large one every second, third …: HR waits for it."""
    return inside[:: -(-len(inside) // _MOST_READ) or 1]


def _is_common(term: str, inside: Sequence[Spoken]) -> bool:
    standing: Counter[str] = Counter()
    for comment in inside:
        if _stands_in(term, comment.text):
            standing[comment.asks] += 1
            if standing[comment.asks] >= disclosure.SMALLEST_THEME:
                return True
    return False


def _stands_in(term: str, text: str) -> bool:
    from rmfeedback.insights.languages import stem, tokens

    return any(
        f" {' '.join(stem(word, language) for word in tokens(term))} "
        in f" {' '.join(stem(word, language) for word in tokens(text))} "
        for language in ("en", "de")
    )
