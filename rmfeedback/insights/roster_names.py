"""The spellings under which people of a roster may turn up in a comment."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from .nicknames import short_forms, word_set

APOSTROPHES = "'’‘ʼ´`"
# A question mark inside is a letter that an earlier export lost; it then counts as one typing error.
_PART = re.compile(rf"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{APOSTROPHES}?])*+")
_TITLES = word_set("mr mrs ms mx miss dr prof professor sir dame lady lord herr herrn frau dipl ing")
PARTICLES = word_set("""
    von van vom zu zum zur de der den del dem da di do dos das du des la le el al bin ibn binti bint
    y e ter ten te af av of st ul ud ní ni nic ó o t abu
""")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
    | dict.fromkeys(APOSTROPHES, "")
)
_ENDINGS = ("s", "es", "ed", "ing", "ly", "en", "er", "em", "e", "n", "t", "st", "te", "ten", "in", "innen")


class Match(NamedTuple):
    """Whom a word may mean, and how.

    "exact", "nickname" (of the table), "typo" (one letter off), "short" (a piece of the first name),
    "near" (one letter off a name too short to be sure).
    """

    people: frozenset[int]
    how: str


@lru_cache(maxsize=8192)
def spellings(word: str) -> tuple[str, ...]:
    """Fold case, apostrophes, accents: dropped ("muller") and, if it differs, written out ("mueller")."""
    if word.isascii():
        return (word.casefold().translate(_PLAIN),)
    composed = unicodedata.normalize("NFC", word).casefold()
    forms = (_without_accents(composed), _without_accents(composed.translate(_GERMAN)))
    return forms[:1] if forms[0] == forms[1] else forms


def _without_accents(word: str) -> str:
    split = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


@cache
def ordinary_words() -> frozenset[str]:
    """Folded English and German words, names that are also words among them (`words.txt`, ours)."""
    text = Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
    return frozenset(form for word in text.split() for form in spellings.__wrapped__(word))


def is_ordinary(word: str, *, inflected: bool = False) -> bool:
    """Whether a word has a meaning besides being a name; `inflected` takes off a plain ending first."""
    known = ordinary_words()
    forms = spellings(word)
    if any(form in known for form in forms):
        return True
    stems = (form[: -len(end)] for form in forms for end in _ENDINGS if form.endswith(end))
    return inflected and any(len(stem) > 3 and stem in known for stem in stems)


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter was lost, added or changed, or two neighbours changed places."""
    short, long = sorted((one, other), key=len)
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) - len(short) == 1:
        return short[start:] == long[start + 1 :]
    if len(long) != len(short) or start == len(short):
        return False
    swapped = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long[start:]


def _lacking_one(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


class NameIndex:
    """Every spelling of every person's names, looked up in the time of one word.

    Typing errors are found through the words that remain when one letter is left out (symmetric deletion, as
    in W. Garbe's SymSpell): a lookup reads as often as the word has letters, however long the roster is.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.forms: dict[str, set[int]] = {}
        self.initials: dict[str, set[int]] = {}
        self.first_letters: dict[int, set[str]] = {}
        self.particles: dict[int, set[str]] = {}
        self._nicknames: dict[str, set[int]] = {}
        self._guesses: dict[str, set[int]] = {}
        self._logins: dict[str, set[int]] = {}
        self._slips: dict[str, set[str]] = {}
        for person, name in enumerate(dict.fromkeys(names)):
            self._add(person, name)
        for form in self.forms | self._nicknames:
            if len(form) > 4 or len(form) == 4 and form in self.forms:
                for remainder in _lacking_one(form) | {form}:
                    self._slips.setdefault(remainder, set()).add(form)

    def look_up(self, word: str) -> Match | None:
        """Find whom a word means; a genitive s and typing errors are seen through."""
        forms = spellings(word)
        is_genitive = len(word) > 4 or word[-2:-1] in APOSTROPHES or not is_ordinary(word)
        bare = tuple(form[:-1] for form in forms if form.endswith("s") and len(form) > 3 and is_genitive)
        for form in forms + bare:
            if form in self.forms:
                return Match(frozenset(self.forms[form]), "exact")
        for table in (self._nicknames, self._logins):
            for form in forms + bare:
                if form in table:
                    return Match(frozenset(table[form]), "nickname")
        # No slip turns a name into a small ordinary word that anybody would read as a name.
        is_plain = word.islower() and not ordinary_words().isdisjoint(forms)
        for form in () if is_plain else forms + bare:
            if match := self._slipped(form):
                return match
        guessed = next((self._guesses[form] for form in forms + bare if form in self._guesses), None)
        return Match(frozenset(guessed), "short") if guessed else None

    def _slipped(self, word: str) -> Match | None:
        if not 3 <= len(word) <= 30:
            return None
        near = {form for key in _lacking_one(word) | {word} for form in self._slips.get(key, ())}
        meant = [form for form in near if self._is_near(word, form)]
        # Of four letters, or of a nickname, too much is one letter away to be sure.
        sure = [form for form in meant if len(form) > 4 and form in self.forms]
        people = (self.forms.get(form) or self._nicknames[form] for form in sure or meant)
        return Match(frozenset().union(*people), "typo" if sure else "near") if meant else None

    @staticmethod
    def _is_near(word: str, form: str) -> bool:
        # A four-letter name has many neighbours: its first letter must hold, its last not be lost.
        if len(form) == 4 and (word[0] != form[0] or len(word) == 3 and form[:3] == word):
            return False
        return is_one_slip(word, form)

    def _add(self, person: int, name: str) -> None:
        words = _words(name)
        self.particles[person] = {
            spellings(word)[0] for word in re.split(r"[\s'’-]+", name) if word.casefold() in PARTICLES
        }
        parts = [part for word in words for part in re.split("-", word) if part]
        given = [part for word in words[: max(1, len(words) - 1)] for part in [word, *word.split("-")]]
        whole = ["".join(words), "".join(reversed(words)), *(word.replace("-", "") for word in words)]
        for part in [*parts, *whole, *_with_particles(name)]:
            self._add_form(person, part)
        for part in parts:
            tail = re.split(rf"[{APOSTROPHES}]", part)[-1]
            if len(tail) > 3:
                self._add_form(person, tail)
        for part in given:
            self._add_given(person, part)
        if len(words) > 1:
            first, last = (word.replace("-", "") for word in (words[0], words[-1]))
            for login in (first[0] + last, last + first[0], first + last[0]):
                if ordinary_words().isdisjoint(spellings(login)):
                    self._add_form(person, login, self._logins)
        self._add_initials(person, words, parts)

    def _add_form(self, person: int, part: str, table: dict[str, set[int]] | None = None) -> None:
        table = self.forms if table is None else table
        for form in spellings(part):
            if len(form) > 1:
                table.setdefault(form, set()).add(person)

    def _add_given(self, person: int, part: str) -> None:
        for short in short_forms(part) | {other for form in spellings(part) for other in short_forms(form)}:
            # "Tó" would find every "to".
            if len(short) > 2 or ordinary_words().isdisjoint(spellings(short)):
                self._add_form(person, short, self._nicknames)
        folded = spellings(part)[0]
        for guess in _beginnings(folded) | {folded[at:] for at in range(1, len(folded) - 3)}:
            self._guesses.setdefault(guess, set()).add(person)

    def _add_initials(self, person: int, words: list[str], parts: list[str]) -> None:
        self.first_letters[person] = {spellings(part)[0][:1] for part in parts} | {
            particle[0] for particle in self.particles[person]
        }
        lines = (
            [[words[0], word] for word in words[1:]] + [words, parts, words[0].split("-")] if words else []
        )
        for letters in lines:
            if len(letters) > 1:
                key = "".join(spellings(part)[0][:1] for part in letters)
                self.initials.setdefault(key, set()).add(person)


def _beginnings(name: str) -> set[str]:
    """Give how a first name may be cut short: "matth", "matthi", "danny"."""
    starts = [name[:length] for length in range(3, len(name))]
    doubled = [start + start[-1] for start in starts[:2] if start[-1] not in "aeiouy"]
    endings = {start + ending for start in [*starts, *doubled] for ending in ("y", "i", "ie")}
    return set(starts) | endings | {start + ending for start in doubled for ending in "eo"}


def _with_particles(name: str) -> Iterator[str]:
    """Write a surname together with its particles ("vandermeer"), alone and after the first name."""
    last, comma, first = name.partition(",")
    words = [
        word
        for word in (f"{first} {last}" if comma else name).split()
        if word.strip(".").casefold() not in _TITLES
    ]
    at = next((at for at, word in enumerate(words) if at and word.casefold() in PARTICLES), None)
    if at is not None:
        joined = ["".join(_PART.findall(word)) for word in words]
        yield "".join(joined[at:])
        yield "".join(joined)


def _words(name: str) -> list[str]:
    """Split a name as HR wrote it into its parts, first name first, without titles and particles."""
    last, comma, first = name.partition(",")
    written = (f"{first} {last}" if comma else name).split()
    untitled = [word for word in written if spellings(word.strip("."))[0] not in _TITLES]
    # A particle stands in between; at either end "Le", "Do" or "Al" is a name.
    ends = (0, len(untitled) - 1)
    words = [
        "-".join(_PART.findall(word))
        for at, word in enumerate(untitled)
        if at in ends or word.casefold() not in PARTICLES
    ]
    return [word.strip(APOSTROPHES) for word in words if word]
