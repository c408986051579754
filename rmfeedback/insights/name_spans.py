"""The names in one comment: of people on the roster, and of others with a title or a known first name."""

from collections.abc import Iterator
from functools import cache

from .name_links import NameLinks
from .nicknames import known_names, word_set
from .redaction_words import BRANDS, CUES, PLACES, TIMES, UNCOUNTED
from .roster_names import APOSTROPHES, PARTICLES, Match, NameIndex, is_ordinary, spellings
from .spans import Action, Span
from .surroundings import TITLES, Reading

_ALSO = PLACES | BRANDS | TIMES
_MICROSOFT = word_set("teams word excel office outlook project access windows sharepoint")


class NameFinder:
    """Judge each word by its spelling (the index) and by its surroundings (the reading)."""

    def __init__(self, reading: Reading, index: NameIndex, every_case: bool) -> None:
        self.reading = reading
        self.every_case = every_case
        unread = frozenset() if every_case else PARTICLES
        self.matches = [
            None if len(word) < 2 or word in unread or word.lower() in TITLES else index.look_up(word)
            for word in reading.words
        ]
        self.links = NameLinks(reading, index, self.matches)

    def spans(self) -> Iterator[Span]:
        """Yield names from left to right; first name and surname of one person make one span."""
        at = free = 0
        while at < len(self.reading):
            action = self._action(at)
            last = at
            while action and (following := self._following(last)) is not None:
                action = "mask" if self._action(following) == "mask" else action
                last = following
            if action:
                yield Span(self.links.start(at, free), self.links.end(last), "name", action)
                free = last + 1
            at = last + 1

    def _following(self, at: int) -> int | None:
        linked = self.links.linked(at)
        return linked if linked is not None else self._strange_surname(at)

    def _strange_surname(self, at: int) -> int | None:
        """Give the next word where two unknown ones make one name ("Helen Brandreth")."""
        if at + 1 >= len(self.reading) or self.reading.gap(at) != " ":
            return None
        if self.matches[at] is not None or self.matches[at + 1] is not None:
            return None
        is_pair = self._stranger(at) is not None and self._stranger(at + 1) is not None
        return at + 1 if is_pair else None

    def _action(self, at: int) -> Action | None:
        match = self.matches[at]
        if match is None:
            return self._stranger(at)
        if self._is_confirmed(at, match):
            return "mask"
        if match.how in ("exact", "nickname"):
            return self._exact(at, match) or ("ask" if self.every_case else None)
        return self._guessed(at, match) or self._stranger(at)

    def _exact(self, at: int, match: Match) -> Action | None:
        """Judge a roster name spelt right: mask it, unless it may be an ordinary word here."""
        reading, word = self.reading, self.reading.words[at]
        if _is_word_too(word):
            return self._capital_word(at) if reading.is_capital(at) else self._small_word(at)
        if reading.is_eponym(at):
            return "ask"
        is_clear = reading.is_capital(at) and (len(word) > 2 or word.istitle() and match.how == "exact")
        is_clear = is_clear or len(word) > 2 and match.how == "exact" or len(word) > 3
        return "mask" if is_clear else "ask"

    def _small_word(self, at: int) -> Action | None:
        reading = self.reading
        if reading.is_time(at):
            return None
        return "ask" if reading.leads_to_people(at) or not reading.reads_as_plain_word(at) else None

    def _capital_word(self, at: int) -> Action | None:
        """Judge a name that is a word too, written with a capital."""
        reading, word = self.reading, self.reading.words[at]
        if reading.is_time(at) or reading.is_shouted(at) or reading.is_place(at) or reading.is_eponym(at):
            return "ask"
        if reading.follows_article(at) or self._is_compound(at):
            return "ask"
        if reading.folded[at] in BRANDS or reading.is_german and reading.lower(at) in UNCOUNTED:
            return "ask"
        is_genitive = word[-2:-1] in APOSTROPHES and word[-1:] == "s"
        is_cued = reading.lower(at - 1) in CUES and reading.leads_to_people(at)
        if is_genitive or is_cued or reading.does_something(at):
            return "mask"
        if reading.opens_sentence(at):
            return None if reading.reads_as_plain_word(at) else "ask"
        if reading.is_determined(at) or reading.is_german and self._is_noun(at):
            return "ask"
        return "mask"

    def _is_noun(self, at: int) -> bool:
        """Whether a capital in German says no more than that it is a noun."""
        reading = self.reading
        is_joined = reading.lower(at + 1) in ("und", "oder") and reading.is_capital(at + 2)
        return reading.is_described(at) or is_joined

    def _guessed(self, at: int, match: Match) -> Action | None:
        """Judge a near miss: mask it where nothing speaks against a name, ask where something does."""
        reading, word = self.reading, self.reading.words[at]
        is_capital, is_determined = reading.is_capital(at), reading.is_determined(at)
        is_doubtful = is_ordinary(_bare(word), inflected=True)
        if is_doubtful and (not is_capital or reading.opens_sentence(at) or is_determined):
            return None
        if match.how in ("short", "near"):
            if not is_capital or is_doubtful or reading.is_shouted(at):
                return None
            is_clear = reading.folded[at] in _known()[0] or len(word) > 3 and not reading.opens_sentence(at)
            return "mask" if match.how == "short" and is_clear and not is_determined else "ask"
        if is_doubtful:
            return "ask"
        if not is_capital or is_determined:
            return "mask" if len(word) > 6 and not (is_capital and reading.follows_article(at)) else "ask"
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
        if reading.lower(at - 1) in CUES and reading.gap(at - 1) in (" ", ", "):
            return "ask"
        if self.links.follows_initial(at) and not self.links.follows_initial(at - 1):
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

    def _is_confirmed(self, at: int, match: Match) -> bool:
        """Whether a title, a fitting initial or another name of the same person stands beside it."""
        reading, links = self.reading, self.links
        is_sure = reading.is_capital(at) or not is_ordinary(reading.words[at], inflected=True)
        if reading.is_titled(at):
            return match.how == "exact" or match.how not in ("short", "near") and reading.is_capital(at)
        if links.initial_before(at) is not None or links.initial_after(at) is not None:
            return is_sure
        return any(
            other is not None and self._confirm(at, other)
            for other in (links.linked(at), links.linked(at, -1))
        )

    def _confirm(self, at: int, other: int) -> bool:
        """Whether two names of one person make each other sure: one must be no guess, one no plain word."""
        pair = (at, other)
        is_word = [is_ordinary(self.reading.words[place], inflected=True) for place in pair]
        is_exact = [(match := self.matches[place]) is not None and match.how == "exact" for place in pair]
        has_capital = [self.reading.is_capital(place) for place in pair]
        if all(is_word):
            return all(is_exact) and (all(has_capital) or not any(has_capital))
        return any(is_exact) or not any(is_word)

    def _is_compound(self, at: int) -> bool:
        """Whether a hyphen ties it to a word that is no name ("Winter-Projekt")."""
        return self.reading.gap(at) == "-" or self.reading.gap(at - 1) == "-"


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


def _is_word_too(word: str) -> bool:
    """Whether a name is also a word, a place, a time or a thing."""
    bare = _bare(word)
    folded = {form for written in (word, bare, word.removesuffix("s")) for form in spellings(written)}
    return any(is_ordinary(form) for form in folded) or not folded.isdisjoint(_ALSO)
