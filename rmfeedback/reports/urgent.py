"""Comments that may speak of harm, by a small reviewed list of words: HR reads them first.

A mark is a reason to look and nothing more: it is kept nowhere, goes into no finding, and says neither who
wrote the comment nor what was asked.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rmfeedback.reports import disclosure, running
from rmfeedback.surveys import results

# So many other words may stand between two of a phrase.
GAP = 2
WORDS = Path(__file__).with_name("urgent.toml")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|[.!?;:\n]")
_ENDS = frozenset(".!?;:\n")

Slot = frozenset[str]
Sentence = list[str]


@dataclass(frozen=True)
class Phrases:
    """Phrases by each word they may begin with, so that a comment is looked through once."""

    by_first: Mapping[str, Sequence[tuple[Slot, ...]]]

    def found(self, sentence: Sentence) -> Iterator[list[int]]:
        """Yield the places of each phrase in a sentence."""
        for start, word in enumerate(sentence):
            for phrase in self.by_first.get(word, ()):
                if places := _standing(phrase, sentence, start):
                    yield places


def of(wave_key: str) -> list[str]:
    """Return the comments of a wave that may speak of harm, in an order that rests on their words alone.

    Without role, question and order; also those that stand in no theme. In a wave with too few responses
    for text no comment is stored, so none can be marked.
    """
    wave = results.wave(wave_key)
    if not disclosure.may_show_themes(sum(results.tally(wave_key).values()), running.groups_of(wave)):
        return []
    return sorted(text for text in results.texts(wave_key).values() if may_speak_of_harm(text))


def may_speak_of_harm(text: str) -> bool:
    """Tell whether a comment may speak of harm to somebody, of harassment, violence or threats.

    >>> may_speak_of_harm("He threatened me in the workshop."), may_speak_of_harm("This kills my motivation.")
    (True, False)
    """
    return any(_speaks_of_harm(sentence) for sentence in _sentences(text))


def _speaks_of_harm(sentence: Sentence) -> bool:
    # Either language may stand in the other's comments: both are looked for.
    for urgent, harmless in _lists():
        if next(urgent.found(sentence), None) is None:
            continue
        struck = {place for places in harmless.found(sentence) for place in places}
        if any(not struck.intersection(places) for places in urgent.found(sentence)):
            return True
    return False


def _standing(phrase: tuple[Slot, ...], sentence: Sentence, start: int) -> list[int]:
    """Return the places of a phrase whose first word stands at `start`, or none."""
    places = [start]
    for slot in phrase[1:]:
        reach = range(places[-1] + 1, min(places[-1] + GAP + 2, len(sentence)))
        at = next((place for place in reach if sentence[place] in slot), None)
        if at is None:
            return []
        places.append(at)
    return places


def _sentences(text: str) -> Iterator[Sentence]:
    sentence: Sentence = []
    for token in _TOKEN.findall(text.casefold().replace("’", "'")):
        if token in _ENDS:
            yield sentence
            sentence = []
        else:
            sentence.append(token)
    yield sentence


@cache
def _lists() -> tuple[tuple[Phrases, Phrases], ...]:
    """Return for each language what is urgent, and what is struck out before."""
    read = tomllib.loads(WORDS.read_text("utf-8"))
    return tuple((_phrases(its, is_harmless=False), _phrases(its, is_harmless=True)) for its in read.values())


def _phrases(its: Mapping[str, Sequence[str]], *, is_harmless: bool) -> Phrases:
    found: dict[str, list[tuple[Slot, ...]]] = defaultdict(list)
    for topic, lines in its.items():
        if topic != "endings" and (topic == "harmless") is is_harmless:
            for line in lines:
                phrase = tuple(_slot(words, its["endings"]) for words in line.split())
                for word in phrase[0]:
                    found[word].append(phrase)
    return Phrases(found)


def _slot(words: str, endings: Sequence[str]) -> Slot:
    forms = set()
    for word in words.casefold().split("|"):
        stem = word.removesuffix("~")
        forms |= {stem} | ({stem + ending for ending in endings} if stem != word else set())
    return frozenset(forms)
