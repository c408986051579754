"""What the words around a word say about it: does it open a sentence, follow an article, follow a title?"""

import re
from functools import cached_property

from .nicknames import word_set
from .redaction_words import (
    ACTS,
    ACTS_OF_PEOPLE,
    AFTER_A_PLAIN_WORD,
    ARTICLES,
    BEFORE_A_PLAIN_WORD,
    BEFORE_A_TIME,
    CUES,
    DETERMINERS,
    EPONYMS,
    IN_PLACES,
    PLACES,
    TIMES,
    TOWARDS_PEOPLE,
)
from .roster_names import APOSTROPHES, spellings

_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[\u0300-\u036f]|[{APOSTROPHES}](?={_LETTER}))*+")
_OPENING = re.compile(r"(?:^|[.!?:;…\n•>|/]|[\"„“”»«(\[]|\s[-–—*])[\s\"'„“”»«(\[*_-]*$")
_JOIN = re.compile(rf"[\s.,_\u00b7{APOSTROPHES}-]{{1,3}}")

TITLES = word_set("""
    mr mrs ms mx miss dr prof professor sir herr herrn frau monsieur madame mme señor señora signor
    signora
""")
_SHORTENED_TITLES = word_set("mr mrs ms dr prof hr")
_GERMAN_WORDS = word_set("""
    der die das den dem und ist war ich wir nicht ein eine einen mit von für auf sich auch wie zu im am bei
    ohne geht nichts kein keine viel dann alles alle ihr hat es so sie er aber nach aus noch nur wenn dass
    haben wird sind mir mich uns sehr mehr als hier man
""")
_ENGLISH_WORDS = word_set("""
    the and is was of to in it that we you for on with as my me not but are have had they he she his her be
    this from our so when who there what all very more about
""")
_ADJECTIVE_ENDINGS = ("er", "es", "em")
_NO_ADJECTIVES = word_set("""
    leider unter immer außer hinter unser dieser jener oder weder immer bisher seither nachher
""")


class Reading:
    """A comment as words with their surroundings; words are known by their position, from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = list(_WORD.finditer(text))
        self.words = [found[0] for found in self._found]

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def folded(self) -> list[str]:
        return [spellings(word)[0] for word in self.words]

    def start(self, at: int) -> int:
        return self._found[at].start()

    def end(self, at: int) -> int:
        return self._found[at].end()

    def lower(self, at: int) -> str:
        """Give the word there in lower case, with its accents; nothing outside the text."""
        return self.words[at].casefold() if 0 <= at < len(self.words) else ""

    def gap(self, at: int) -> str:
        """Give what stands between a word and the next."""
        return self.text[self.end(at) : self.start(at + 1)] if 0 <= at < len(self.words) - 1 else "\n\n\n\n"

    def joins_next(self, at: int) -> bool:
        """Whether only blanks, a hyphen, an apostrophe or a point stand before the next word."""
        return _JOIN.fullmatch(self.gap(at)) is not None

    def is_capital(self, at: int) -> bool:
        return 0 <= at < len(self.words) and self.words[at] != self.words[at].lower()

    def is_shouted(self, at: int) -> bool:
        return len(self.words[at]) > 1 and self.words[at].isupper()

    def opens_sentence(self, at: int) -> bool:
        before = self.text[max(0, self.start(at) - 8) : self.start(at)]
        return (
            self.start(at) < 8 and not before.strip() or _OPENING.search(before) is not None and bool(before)
        )

    def is_determined(self, at: int) -> bool:
        """Whether an article or the like stands before it, as before a common noun."""
        before = self.lower(at - 1)
        # "an" is an English article before a vowel, a German preposition elsewhere.
        is_article = before in DETERMINERS or before == "an" and self.folded[at][0] in "aeiou"
        is_article = is_article or before[-2:-1] in set(APOSTROPHES) and before.endswith("s")
        return is_article and self.gap(at - 1).isspace()

    def follows_article(self, at: int) -> bool:
        """Whether it is determined by a word that never just joins sentences ("that", "which")."""
        return self.is_determined(at) and self.lower(at - 1) in ARTICLES

    def is_time(self, at: int) -> bool:
        """Whether it is a month, weekday or season used as one."""
        word = _timely(self.lower(at))
        if word not in TIMES:
            return False
        near = (
            self.text[max(0, self.start(at) - 4) : self.start(at)]
            + self.text[self.end(at) : self.end(at) + 4]
        )
        is_dated = self.lower(at - 1) in BEFORE_A_TIME or any(letter.isdigit() for letter in near)
        beside = {_timely(self.lower(at + step)) for step in (-2, -1, 1, 2)} - {word}
        return is_dated or len(self._times - {word}) > 1 or not TIMES.isdisjoint(beside)

    @cached_property
    def _times(self) -> set[str]:
        return {_timely(word) for word in self.folded} & TIMES

    def is_place(self, at: int) -> bool:
        """Whether it is a place's name, or one that something bears ("the London office")."""
        if self.folded[at] not in PLACES and self.lower(at) not in PLACES:
            return False
        return self.lower(at - 1) in IN_PLACES or self.is_determined(at) or self.is_determined(at - 1)

    def is_eponym(self, at: int) -> bool:
        """Whether a law, a scale, a prize or a number bears the name ("Max 30 minutes")."""
        if self.text[self.end(at) : self.end(at) + 2].strip().isdigit():
            return True
        return self.lower(at + 1) in EPONYMS and self.gap(at) in (" ", "-")

    def reads_as_plain_word(self, at: int) -> bool:
        """Whether its neighbours leave no room for a name ("I will", "the price", "will be")."""
        before = self.lower(at - 1) if self.gap(at - 1).isspace() else ""
        after = self.lower(at + 1) if self.gap(at).isspace() else ""
        return before in BEFORE_A_PLAIN_WORD or after in AFTER_A_PLAIN_WORD

    def leads_to_people(self, at: int) -> bool:
        """Whether a word that mostly leads to people stands before it ("with", "ohne", "mentor")."""
        before = self.lower(at - 1)
        return (
            before in TOWARDS_PEOPLE
            and self.gap(at - 1) == " "
            or before in CUES
            and self.gap(at - 1) in (" ", ", ", " (")
        )

    def does_something(self, at: int) -> bool:
        """Whether a verb follows as it follows people."""
        acts = ACTS_OF_PEOPLE if self.opens_sentence(at) else ACTS
        return self.gap(at) == " " and self.lower(at + 1) in acts

    def is_described(self, at: int) -> bool:
        """Whether a German noun follows its adjective, as no name does ("voller Ernst")."""
        before = self.words[at - 1] if at > 0 and self.gap(at - 1) == " " else ""
        return (
            before.islower()
            and len(before) > 4
            and before.endswith(_ADJECTIVE_ENDINGS)
            and before not in (_NO_ADJECTIVES)
        )

    @cached_property
    def is_german(self) -> bool:
        german = sum(word in _GERMAN_WORDS for word in self.folded)
        return german > 0 and german >= sum(word in _ENGLISH_WORDS for word in self.folded)

    def is_titled(self, at: int) -> bool:
        """Whether Mr, Frau, Dr and the like stand before it."""
        title = spellings(self.words[at - 1])[0] if at > 0 else ""
        gap = self.gap(at - 1)
        return (
            title in TITLES
            and gap in (" ", "\u00a0")
            or title in _SHORTENED_TITLES
            and gap in (". ", ".", ".\u00a0")
        )


def _timely(word: str) -> str:
    return word.rstrip("s").rstrip(APOSTROPHES)
