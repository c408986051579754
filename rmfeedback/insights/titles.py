"""Offices, units and the only ones of their kind: who holds a title alone is known by it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .nicknames import word_set
from .redaction_words import ACTS
from .roster_names import is_ordinary
from .spans import Span
from .surroundings import Reading

_STOP = (
    r"(?:it|he|she|they|we|you|i|who|which|that|is|was|are|were|had|has|have|and|but|so|to|would|could|everyone|"
    r"der|die|das|ich|sie|er|es|wir|ist|war|bin|hat|hätte|habe|hatte|wäre|und|aber|muss|weiß|wird|kann)\b"
)
_LONE = re.compile(
    r"(?<!\w)(?:(?:as|i'm|i’m|am|is|was|being) (?P<en>the only)"
    r"|(?:als|bin|ich|ist|war)(?: (?:der|die|das))? (?P<de>einzige[rns]?))"
    rf"(?: (?!{_STOP}|(?:one|thing|way|reason|time|place|chance|einzige)\b)[\w-]{{1,40}}+){{1,7}}",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?<!\w)(?:the|our|my|his|her|their|d(?:er|ie|e[nms])|unser(?:e[nrms]?)?|mein(?:e[nrms]?)?|als|as) "
    r"(?:C[EFOTIHDM]O|chief of staff|chief [\w]{1,20} officer|managing director|"
    r"general counsel|company secretary|"
    r"Geschäftsführer(?:in|s)?|Vorstandsvorsitzende[rn]?|Betriebsratsvorsitzende[rn]?|"
    r"[A-ZÄÖÜ][a-zäöü]{2,20}sprecher(?:in|s)?)(?!\w)"
)
_UNIT_WORD = (
    r"(?:Ops|Operations|Group|Treasury|Corporate|Strategy|Plant|Quality|Payments|Finance|Risk|Audit|Legal|Services|"
    r"Engineering|Commercial|Retail|Procurement|Security|Marketing|Sales)"
)
_UNIT = re.compile(
    rf"(?<=[a-z,] )(?:{_UNIT_WORD}(?: (?:and|&))? [A-Z][a-z]{{2,20}}"
    rf"|[A-Z][a-z]{{2,20}}(?: (?:and|&))? {_UNIT_WORD})(?!\w)|"
    r"(?<!\w)(?:Vertrieb|Werk|Produktion|Einkauf|Region|Filiale|Niederlassung)"
    r" (?:Nord|Süd|Ost|West|Mitte|DACH)(?!\w)|"
    r"(?<=aus der )Konzern[a-zäöü]{3,20}(?!\w)"
)
_AFTER_AN_OFFICE = ACTS | word_set("""
    and or but who when where because as if for to of in on at with by is are would could should must may can
    also then just even only really
""")
_PERSON = re.compile(
    r"(?:^|[ -])(?:wom[ae]n|m[ae]n|mother|father|lad|girl|person|apprentice|graduate|trainee|intern|frau|"
    r"mann|mutter|vater|azubi|kraft|trans|black|female|male|\w{3,}(?:er|or|ist|ian|ant|ent|in|eur))(?: |$)",
    re.IGNORECASE,
)
_NO_PERSON = word_set("""
    computer printer newsletter number letter matter paper offer answer order corner error factor minor major
    moment argument document department element environment comment improvement problem termin fehler rechner
    drucker ordner server newsletter keller zimmer ticker kaffeeautomat verein gewinn sinn garantin event
    talent content agreement treffer weather winter summer sommer character center quarter chapter
""")
_FROM = re.compile(
    r",? ?(?:\(|\b(?:from|of|in|at|aus|von|vom|im|beim|bei|zum|zur)\b)?"
    r"(?: ?\b(?:the|our|der|dem|den|unserer?m?))? ?"
)


def title_spans(text: str) -> Iterator[Span]:
    """Mark offices and lone ones: mask them where they stand for one person, else ask."""
    for found in _LONE.finditer(text):
        start = found.start("en" if found["en"] else "de")
        yield Span(start, found.end(), "title", "mask" if _is_oneself(found) else "ask")
    for found in _OFFICE.finditer(text):
        yield Span(*found.span(), "title", "mask" if _stands_for_somebody(text, found.end()) else "ask")
    for found in _UNIT.finditer(text):
        yield Span(*found.span(), "unit", "ask")


def _is_oneself(found: re.Match[str]) -> bool:
    """Whether the writer says of himself or herself to be the only one: "I'm the only", "Als einzige"."""
    opening = found[0].casefold().split()[0]
    described = found[0][found.start("en" if found["en"] else "de") - found.start() :]
    is_person = _PERSON.search(described) is not None
    return (
        opening in ("as", "als", "i'm", "i’m", "am", "bin", "ich")
        and is_person
        and not any(word.casefold() in _NO_PERSON for word in described.split())
    )


def _stands_for_somebody(text: str, end: int) -> bool:
    """Whether an office is spoken of as a person, not as part of a longer noun ("the CEO town hall")."""
    after = re.match(r" ([^\W\d_]+)", text[end : end + 30])
    if after is None:
        return text[end : end + 1] != "-"
    word = after[1]
    return word.casefold() in _AFTER_AN_OFFICE or not word.isascii() or _is_german_small_word(word)


def _is_german_small_word(word: str) -> bool:
    return word.islower() and word.endswith(("t", "te", "en", "sich", "nicht", "mir", "uns", "und", "ein"))


class Terms:
    """Titles and units that only one person of the roster has.

    Parameters
    ----------
    titles: as the roster writes them ("General Counsel").
    units: the same.
    """

    def __init__(self, titles: Iterable[str], units: Iterable[str]) -> None:
        self._lines: dict[str, set[tuple[tuple[str, ...], str]]] = {}
        for kind, terms in (("title", titles), ("unit", units)):
            for term in terms:
                folded = _without_joints(Reading(term).folded)
                if folded:
                    self._lines.setdefault(folded[0], set()).add((folded, kind))

    def spans(self, reading: Reading, every_case: bool) -> Iterator[Span]:
        """Ask about each; mask a title of several words that "the" or "unser" leads up to."""
        for at, word in enumerate(reading.folded):
            for term, kind in self._lines.get(word, ()):
                last = _end(reading.folded, at, term)
                if last is None:
                    continue
                is_plain = len(term) == 1 and (not reading.is_capital(at) or reading.opens_sentence(at))
                if every_case or not is_plain or not is_ordinary(reading.words[at]):
                    is_sure = kind == "title" and len(term) > 1 and reading.is_determined(at)
                    yield Span(reading.start(at), reading.end(last), kind, "mask" if is_sure else "ask")


def _without_joints(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in ("and", "und"))


def _end(words: list[str], at: int, term: tuple[str, ...]) -> int | None:
    """Give the place of a term's last word, read over "and" and "und", if it stands there."""
    for part in term:
        while at < len(words) and part != words[at] and words[at] in ("and", "und"):
            at += 1
        if at >= len(words) or words[at] != part:
            return None
        at += 1
    return at - 1


def beside_names(spans: Iterable[Span], text: str) -> list[Span]:
    """Mask the units that stand beside a masked name: "Müller aus dem Vertrieb Nord"."""
    spans = list(spans)
    names = {span.end for span in spans if span.type == "name" and span.action == "mask"}
    settled = []
    for span in spans:
        if span.type == "unit" and span.action == "ask":
            leads = [end for end in names if 0 < span.start - end < 24]
            if any(_FROM.fullmatch(text[end : span.start]) for end in leads):
                span = replace(span, action="mask")
        settled.append(span)
    return settled
