"""What a theme says of its comments: common terms, candidate quotes, a suggested name."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rmfeedback.reports import disclosure
from rmfeedback.reports.members import Spoken
from rmfeedback.reports.models import Quote

MOST_CANDIDATES = 3
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

    corpus = Corpus.read([c.text for c in inside])
    texts = corpus.texts[:_MOST_READ]
    vectors = np.asarray(meanings(texts, "static"), dtype=float)
    chosen = choose_quotes([text for text, _ in texts], vectors) if texts else []
    # As they were stored, not as they were cleaned for reading.
    return [inside[corpus.copies[place][0]].text for place in chosen]


def terms_of(themes: Mapping[str, Sequence[Spoken]]) -> dict[str, list[str]]:
    """Return by key the terms that tell each of these themes from the others."""
    from rmfeedback.insights.corpus import Corpus
    from rmfeedback.insights.naming import terms_of as telling

    corpora = [Corpus.read([c.text for c in inside], [c.asks for c in inside]) for inside in themes.values()]
    found = telling([c.texts for c in corpora], [c.questions for c in corpora], disclosure.SMALLEST_THEME)
    pairs = zip(themes.items(), found, strict=True)
    return {key: common(terms, inside) for (key, inside), terms in pairs}


_MOST_READ = 500


def _is_common(term: str, inside: Sequence[Spoken]) -> bool:
    standing = Counter(c.asks for c in inside if _stands_in(term, c.text))
    return max(standing.values(), default=0) >= disclosure.SMALLEST_THEME


def _stands_in(term: str, text: str) -> bool:
    from rmfeedback.insights.languages import stem, tokens

    return any(
        f" {' '.join(stem(word, language) for word in tokens(term))} "
        in f" {' '.join(stem(word, language) for word in tokens(text))} "
        for language in ("en", "de")
    )
