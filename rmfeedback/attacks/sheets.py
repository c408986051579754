"""What simulated people answer: so that the judge, and only the judge, knows each stored row's author.

Each comment holds a word of its author's own. The recommendation is a number nobody else of the role gives.
Of every other item to tick one person is the odd one out. Lengths differ from person to person.
"""

import random
from dataclasses import dataclass

from rmfeedback.attacks.scoring import GROUP
from rmfeedback.surveys.questionnaire import Item, Questionnaire, for_wave
from rmfeedback.terms import Role, WaveKind

KIND = WaveKind.MIDPOINT
# None is part of another, and no redaction takes one for a name.
WORDS = (
    *("amber", "birch", "cedar", "dune", "elder", "fjord", "grove", "heath"),
    *("inlet", "juniper", "kelp", "lagoon", "meadow", "nettle", "orchard", "pebble"),
)
# Plain English, so that nobody takes a comment for another language, and nothing in it for a name.
_REST = """
    we often meet and talk about our work because the others listen well when there is more time for open
    questions than for long answers which are not always clear to people who would rather see what they do
"""
_SHORTEST, _STEP = 48, 120  # Characters of the shortest comment, and between two people.


@dataclass(frozen=True)
class Sheet:
    """What one person sends, and what of it tells whose it is."""

    answers: dict[str, str]
    word: str
    recommended: dict[str, int]  # the one item, and a number of one's own
    odd: dict[str, str]  # items that nobody else of the role answers so
    length: int  # characters of each comment, about


def questionnaire(role: Role) -> Questionnaire:
    """Return what a role is asked."""
    return for_wave(KIND, role)


def sheets(role: Role, chance: random.Random) -> list[Sheet]:
    """Return eleven sheets of one role, in no order."""
    words, numbers = chance.sample(WORDS, GROUP), chance.sample(range(GROUP), GROUP)
    lengths = [_SHORTEST + _STEP * rank for rank in chance.sample(range(GROUP), GROUP)]
    odd = _odd_ones(role, chance)
    marks = zip(words, numbers, odd, lengths, strict=True)
    return [_filled(role, chance, *mark) for mark in marks]


def a_sheet(role: Role, chance: random.Random) -> Sheet:
    """Return a sheet that tells nobody's from another's."""
    return _filled(role, chance, chance.choice(WORDS), chance.randrange(GROUP), {}, chance.randint(50, 1_250))


def _filled(
    role: Role, chance: random.Random, word: str, number: int, odd: dict[str, str], length: int
) -> Sheet:
    given = {item.key: item.values[1] for item in _ticked(role)} | odd
    given |= {item: _written(word, length, chance) for item in _keys(role, "comment")}
    recommended = dict.fromkeys(_keys(role, "recommend11"), number)
    given |= {item: str(number) for item in recommended}
    return Sheet(given, word, recommended, odd, length)


def _odd_ones(role: Role, chance: random.Random) -> list[dict[str, str]]:
    """Give each item to tick to one of eleven people; return by person what he or she alone answers."""
    found: list[dict[str, str]] = [{} for _ in range(GROUP)]
    for number, item in enumerate(chance.sample(_ticked(role), len(_ticked(role)))):
        found[number % GROUP][item.key] = item.values[0]
    return found


def _ticked(role: Role) -> list[Item]:
    return [item for item in questionnaire(role).items if item.kind not in ("comment", "recommend11")]


def _keys(role: Role, kind: str) -> list[str]:
    return [item.key for item in questionnaire(role).items if item.kind == kind]


def _written(word: str, length: int, chance: random.Random) -> str:
    """Return a comment that begins with its author's word; the rest are words in no order."""
    rest = _REST.split()
    said = f"The {word} in this is what I mean."
    while len(said) < length:
        said += " " + chance.choice(rest)
    return said
