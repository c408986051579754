"""The names in one comment: of people on the roster, and of others with a title or a known first name."""

from collections.abc import Iterator
from functools import cache

from .nicknames import known_names, word_set
from .roster_names import APOSTROPHES, PARTICLES, Match, NameIndex, is_ordinary, spellings
from .spans import Action, Span
from .surroundings import TITLES, Reading

_CUES = word_set("""
    called named namens mentor mentee mentorin chef chefin kollege kollegen kollegin boss partnerin
    tandempartner tandempartnerin vorgesetzter vorgesetzte teamleiter teamleiterin
""")
_MICROSOFT = word_set("teams word excel office outlook project access windows sharepoint")


class NameFinder:
    """Judge each word by its spelling (the index) and by its surroundings (the reading)."""

    def __init__(self, reading: Reading, index: NameIndex, every_case: bool) -> None:
        self.reading = reading
        self.index = index
        self.every_case = every_case
        self.matches = [self._look_up(at) for at in range(len(reading))]

    def spans(self) -> Iterator[Span]:
        """Yield names from left to right; first name and surname of one person make one span."""
        at = 0
        while at < len(self.reading):
            action = self._action(at)
            last = at
            while action and (following := self._linked(last)) is not None:
                action = "mask" if self._action(following) == "mask" else action
                last = following
            if action:
                yield Span(self._widened_start(at), self._widened_end(last), "name", action)
            at = last + 1

    def _look_up(self, at: int) -> Match | None:
        word = self.reading.words[at]
        return None if len(word) < 2 or word in PARTICLES else self.index.look_up(word)

    def _action(self, at: int) -> Action | None:
        match = self.matches[at]
        if match is None:
            return self._stranger(at)
        if self._is_confirmed(at):
            return "mask"
        if match.how in ("exact", "nickname"):
            return self._exact(at) or ("ask" if self.every_case else None)
        return self._guessed(at, match) or self._stranger(at)

    def _how(self, at: int) -> str:
        match = self.matches[at]
        return match.how if match else ""

    def _exact(self, at: int) -> Action | None:
        """Judge a roster name spelt right: mask it, unless it may be an ordinary word here."""
        reading, word = self.reading, self.reading.words[at]
        if not (is_ordinary(_bare(word)) or is_ordinary(word.removesuffix("s"))):
            is_clear = len(word) > 2 and (reading.is_capital(at) or self._how(at) == "exact")
            is_clear = is_clear or self._how(at) == "exact" and word.istitle()
            return "ask" if reading.is_time(at) or not is_clear else "mask"
        if not reading.is_capital(at):
            return None if reading.reads_as_plain_word(at) or reading.is_time(at) else "ask"
        if reading.is_time(at) or reading.is_shouted(at):
            return "ask"
        is_genitive = word[-2:-1] in APOSTROPHES and word[-1:] == "s"
        if is_genitive or reading.does_something(at):
            return "mask"
        if reading.opens_sentence(at):
            return None if reading.reads_as_plain_word(at) else "ask"
        return "ask" if reading.is_determined(at) or self._is_compound(at) else "mask"

    def _guessed(self, at: int, match: Match) -> Action | None:
        """Judge a near miss: mask it where nothing speaks against a name, ask where something does."""
        reading, word = self.reading, self.reading.words[at]
        is_doubtful = is_ordinary(_bare(word), inflected=True)
        if is_doubtful and (
            not reading.is_capital(at) or reading.opens_sentence(at) or reading.is_determined(at)
        ):
            return None
        if match.how == "short":
            return (
                "ask" if reading.is_capital(at) and not is_doubtful and not reading.is_shouted(at) else None
            )
        if is_doubtful or reading.is_determined(at) or not reading.is_capital(at):
            return "ask"
        # German nouns and short openings are too often one letter from a short name.
        is_weak = len(word) < 6 and reading.opens_sentence(at) and not reading.does_something(at)
        return "ask" if is_weak else "mask"

    def _stranger(self, at: int) -> Action | None:
        """Judge a word that is no roster name."""
        reading = self.reading
        if reading.is_titled(at):
            return self._titled_stranger(at)
        if not self._may_be_name(at):
            return None
        firsts, surnames = _known()
        word = reading.folded[at]
        bare = (word, word.removesuffix("s"))
        if any(form in firsts or form in surnames for form in bare):
            return "ask"
        if reading.lower(at - 1) in _CUES and reading.gap(at - 1) in (" ", ", "):
            return "ask"
        if self._follows_initial(at) and not self._follows_initial(at - 1):
            return "ask"
        is_second = (
            at > 0
            and reading.gap(at - 1) == " "
            and self._may_be_name(at - 1)
            and reading.folded[at - 1] in firsts
        )
        return "ask" if is_second else None

    def _titled_stranger(self, at: int) -> Action | None:
        reading = self.reading
        title, word = reading.words[at - 1], reading.lower(at)
        if word in TITLES or len(word) < 2:
            return None
        if title.casefold() == "ms" and word in _MICROSOFT or title == "MS":
            return None
        is_plain = is_ordinary(word, inflected=True)
        if not reading.is_capital(at):
            return None if is_plain or len(word) < 3 else "ask"
        return "ask" if is_plain else "mask"

    def _may_be_name(self, at: int) -> bool:
        """Whether it is written like a name and means nothing else."""
        reading = self.reading
        if not reading.is_capital(at) or reading.is_shouted(at) or len(reading.words[at]) < 3:
            return False
        return not is_ordinary(_bare(reading.words[at]), inflected=reading.folded[at] not in _known()[0])

    def _is_confirmed(self, at: int) -> bool:
        """Whether a title, a fitting initial or another name of the same person stands beside it."""
        reading, match = self.reading, self.matches[at]
        is_sure = reading.is_capital(at) or not is_ordinary(reading.words[at], inflected=True)
        if reading.is_titled(at) and match is not None:
            return match.how == "exact" or match.how != "short" and reading.is_capital(at)
        if self._initial_before(at) is not None or self._initial_after(at) is not None:
            return is_sure
        for other in (self._linked(at), self._linked(at, -1)):
            if (
                other is not None
                and is_sure
                and (reading.is_capital(other) or not is_ordinary(reading.words[other]))
            ):
                return True
        return False

    def _linked(self, at: int, step: int = 1) -> int | None:
        """Give the next word of the same person's name, over particles and initials in between."""
        other = at + step
        while 0 <= other < len(self.reading) and self.reading.joins_next(min(other, other - step)):
            word = self.reading.words[other]
            if len(word) > 1 and word.casefold() not in PARTICLES:
                return other if self._are_one_person(at, other) else None
            if abs(other - at) > 3:
                return None
            other += step
        return None

    def _are_one_person(self, at: int, other: int) -> bool:
        here, there = self.matches[at], self.matches[other]
        if here is None or there is None:
            is_pair = self.reading.gap(min(at, other)) == " " and abs(at - other) == 1
            return (
                is_pair
                and here is there
                and self._stranger(at) is not None
                and self._stranger(other) is not None
            )
        is_two = spellings(self.reading.words[at])[0] != spellings(self.reading.words[other])[0]
        return is_two and not here.people.isdisjoint(there.people)

    def _follows_initial(self, at: int) -> bool:
        return (
            at > 0
            and len(self.reading.words[at - 1]) == 1
            and self.reading.gap(at - 1) in (". ", ".")
            and (self.reading.is_capital(at - 1))
        )

    def _initial_before(self, at: int) -> int | None:
        """Give the place of a single letter before a roster name that fits the person."""
        return self._initial(at, at - 1) if self.reading.gap(at - 1) in (". ", ".", " ", "-") else None

    def _initial_after(self, at: int) -> int | None:
        return self._initial(at, at + 1) if self.reading.gap(at) == " " else None

    def _initial(self, at: int, beside: int) -> int | None:
        match = self.matches[at]
        if match is None or not 0 <= beside < len(self.reading) or len(self.reading.words[beside]) > 1:
            return None
        letter = spellings(self.reading.words[beside])[0]
        is_written_so = self.reading.is_capital(beside) and (letter not in "ai" or beside < at)
        has_point = self.reading.text[self.reading.end(beside) :][:1] == "."
        fits = any(letter in self.index.first_letters[person] for person in match.people)
        return beside if fits and (is_written_so or has_point) else None

    def _is_compound(self, at: int) -> bool:
        """Whether a hyphen ties it to a word that is no name ("Winter-Projekt")."""
        return self.reading.gap(at) == "-" or self.reading.gap(at - 1) == "-"

    def _widened_start(self, at: int) -> int:
        """Take in the initials and titles before a name: "Frau Dr. H. Lindner"."""
        while at > 0 and (
            self.reading.is_titled(at)
            or self._is_own_particle(at)
            or self._initial_before(at) is not None
            or len(self.reading.words[at - 1]) == 1
            and self._follows_initial(at)
        ):
            at -= 1
        return self.reading.start(at)

    def _is_own_particle(self, at: int) -> bool:
        """Whether the word before is the "van" of this person or belongs to such a one."""
        before = self.reading.lower(at - 1)
        match = self.matches[at] or next((match for match in self.matches[at + 1 : at + 3] if match), None)
        if match is None or before not in PARTICLES or self.reading.gap(at - 1) not in (" ", "-"):
            return False
        return any(before in self.index.particles[person] for person in match.people)

    def _widened_end(self, at: int) -> int:
        after = self._initial_after(at)
        if after is None:
            return self.reading.end(at)
        return self.reading.end(after) + (self.reading.text[self.reading.end(after) :][:1] == ".")


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """First names and surnames known without a roster, folded."""
    firsts, surnames = (
        frozenset(form for name in names for form in spellings(name)) for names in known_names()
    )
    return firsts, surnames


def _bare(word: str) -> str:
    """Take off an English genitive."""
    return word[:-2] if word[-2:-1] in APOSTROPHES and word[-1:] == "s" else word
