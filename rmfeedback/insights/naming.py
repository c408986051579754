"""Terms that tell a theme from the others, and a name that people can read."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import exp, log

from .languages import stem, stop_words, tokens, word_list
from .taxonomy import Taxonomy
from .vectors import Floats, Text

# The cosines of some terms to the middle of the theme at a position.
Closeness = Callable[[int, Sequence[Text]], Floats]
Gram = tuple[str, ...]  # a language, then one to three stems
_LONGEST = 3
_FEWEST_IN_THEME = 2
_SENTENCE_END = re.compile(r"[.!?:;()]")
_POSSESSIVE = re.compile(r"['’]s$")
# A phrase of two or three words says more than a word that is as frequent.
_LENGTH_BONUS = {1: 1.0, 2: 1.3, 3: 1.4}
# A German term without a noun is a lone verb or an inflected adjective, and reads badly.
_NO_NOUN = 0.4
# What a term in another language than the name's is worth beside one in its own.
_FOREIGN = 0.4
# So many terms that are frequent enough are ordered by how close they are to the middle of the theme.
_MOST_CANDIDATES = 25
_CLOSER = 2.0
_NO_TERM = {"en": "Other comments", "de": "Weitere Kommentare"}


def terms_of(
    themes: Sequence[Sequence[Text]],
    questions: Sequence[Sequence[str | None]] | None = None,
    smallest: int = 3,
    n: int = 6,
    *,
    closeness: Closeness | None = None,
    language: str | None = None,
) -> list[list[str]]:
    """The terms that tell each theme from the others, best first, in their commonest written form.

    Class-based TF-IDF (Grootendorst 2022) over stems of one to three words, counted once a comment. A
    term stands in two comments of its theme, and in at least `smallest` on one and the same question:
    one person writes at most one there, so that nobody's own words show. `closeness` tells the cosines of
    some terms to the middle of a theme, by its position: the best terms are ordered anew by it. Terms of
    `language`, where one is told, come before others that are as good.

    >>> terms_of([[("The VPN broke", "en"), ("VPN is slow", "en"), ("Slow VPN!", "en")]])
    [['VPN']]
    """
    asked = questions if questions is not None else [[None] * len(texts) for texts in themes]
    counted = [_count(texts) for texts in themes]
    overall = sum((counts for counts, _ in counted), Counter[Gram]())
    shared = _shared(themes, asked, smallest)
    usual = sum(len(texts) for texts in themes) / max(1, len(themes))
    chosen = []
    for place, (counts, forms) in enumerate(counted):
        scores = {
            gram: count * log(1 + usual / overall[gram]) * _worth(gram, _written(forms[gram]), language)
            for gram, count in counts.items()
            if count >= _FEWEST_IN_THEME and gram in shared
        }
        best = sorted(scores, key=lambda gram: (-scores[gram], gram))[:_MOST_CANDIDATES]
        if closeness is not None and best:
            cosines = closeness(place, [(_written(forms[gram]), gram[0]) for gram in best])
            scores = {
                gram: scores[gram] * exp(_CLOSER * cosine) for gram, cosine in zip(best, cosines, strict=True)
            }
            best.sort(key=lambda gram: (-scores[gram], gram))
        chosen.append([_written(forms[gram]) for gram in _diverse(best, n)])
    return chosen


def _shared(
    themes: Sequence[Sequence[Text]], asked: Sequence[Sequence[str | None]], smallest: int
) -> frozenset[Gram]:
    """The grams that stand in enough different comments on one question."""
    counts: Counter[tuple[str | None, Gram]] = Counter()
    for texts, questions in zip(themes, asked, strict=True):
        for text, question in zip(texts, questions, strict=True):
            counts.update({(question, gram) for gram, _ in _grams(text)})
    return frozenset(gram for (_, gram), count in counts.items() if count >= smallest)


def name_themes(
    labels: Sequence[str | None], terms: Sequence[Sequence[str]], taxonomy: Taxonomy, language: str
) -> list[str]:
    """A name for each theme, no two alike: the taxonomy's for its label and a term, else its best terms.

    The taxonomy says what a theme is about, the term what these comments say of it.
    """
    names: list[str] = []
    for label, own in zip(labels, terms, strict=True):
        is_known = label in taxonomy.themes
        base = taxonomy.theme_name(str(label), language) if is_known else _from_terms(own, language)
        new = [term for term in own if is_known and term.casefold() not in base.casefold()]
        options = [*(f"{base}: {term}" for term in new), base, *_numbered(base, len(labels))]
        names.append(next(option for option in options if option not in names))
    return names


def _from_terms(terms: Sequence[str], language: str) -> str:
    if not terms:
        return _NO_TERM[language]
    name = ", ".join(terms[:2])
    return name[0].upper() + name[1:]


def _numbered(base: str, n: int) -> list[str]:
    return [f"{base} ({number})" for number in range(2, n + 2)]


def _count(texts: Sequence[Text]) -> tuple[Counter[Gram], Mapping[Gram, Counter[str]]]:
    """In how many texts each gram stands, and how it was written."""
    counts: Counter[Gram] = Counter()
    forms: dict[Gram, Counter[str]] = defaultdict(Counter)
    for text in texts:
        written = _grams(text)
        counts.update(set(gram for gram, _ in written))
        for gram, form in written:
            forms[gram][form] += 1
    return counts, forms


def _grams(text: Text) -> list[tuple[Gram, str]]:
    """Every run of one to three words of a clause that neither starts nor ends with a stop word."""
    clauses, language = _clauses(*text), text[1]
    stop = stop_words(language) | word_list("dull")
    grams = []
    for words in clauses:
        edge = [word.lower() not in stop and len(word) > 1 for word in words]
        for start in range(len(words)):
            for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
                if edge[start] and edge[end - 1]:
                    gram = (language, *(stem(word, language) for word in words[start:end]))
                    grams.append((gram, _POSSESSIVE.sub("", " ".join(words[start:end]))))
    return grams


def _clauses(text: str, language: str) -> list[list[str]]:
    """The words of each stretch between marks.

    An English sentence's first word is written small, as elsewhere in it; a German one may be a noun.
    """
    clauses = []
    for sentence in _SENTENCE_END.split(text):
        parts = [tokens(part) for part in sentence.split(",")]
        first = parts[0][0] if parts[0] else ""
        if language == "en" and first[1:].islower():
            parts[0][0] = first.lower()
        clauses.extend(parts)
    return clauses


def _written(forms: Counter[str]) -> str:
    return forms.most_common(1)[0][0]


def _worth(gram: Gram, form: str, language: str | None) -> float:
    """How much more, or less, a term says than an English word that is as frequent."""
    has_noun = gram[0] == "en" or any(word[0].isupper() for word in form.split())
    is_foreign = language is not None and gram[0] != language
    worth = _LENGTH_BONUS[len(gram) - 1]
    return worth * (1.0 if has_noun else _NO_NOUN) * (_FOREIGN if is_foreign else 1.0)


def _diverse(grams: Sequence[Gram], n: int) -> list[Gram]:
    """The first n grams of which none shares a stem with a better one."""
    chosen: list[Gram] = []
    for gram in grams:
        if len(chosen) == n:
            break
        if not any(set(gram[1:]) & set(better[1:]) for better in chosen):
            chosen.append(gram)
    return chosen
