"""What the words around a word say about it: does it open a sentence, follow an article, follow a title?"""

import re
from functools import cached_property

from .nicknames import word_set
from .roster_names import APOSTROPHES, INVISIBLE, spellings

_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[\u0300-\u036f{INVISIBLE}]|[{APOSTROPHES}](?={_LETTER}))*+")
_OPENING = re.compile(r"(?:^|[.!?:;…\n•>|/]|[\"„“”»«(\[]|\s[-–—*])[\s\"'„“”»«(\[*_-]*$")
_JOIN = re.compile(rf"[\s.\u00b7\u2010-\u2011{APOSTROPHES}-]{{1,3}}")

TITLES = word_set("""
    mr mrs ms mx miss dr prof professor sir herr herrn frau monsieur madame mme señor señora signor
    signora
""")
_SHORTENED_TITLES = word_set("mr mrs ms dr prof hr")
_DETERMINERS = word_set("""
    the a this that these those my your his her its our their no some any every each another which
    what whose der die das dem den des ein eine einen einem einer eines kein keine keinen keinem keiner
    dieser diese dieses diesem diesen jeder jede jedes jedem jeden mein meine meinen meinem meiner dein
    deine unser unsere unserem unseren unserer ihr ihre ihren ihrem ihrer sein seine seinen seinem
    seiner im am zum zur beim vom ins ans viele wenige alle manche welche welcher guter gute guten gutes
    neue neuer neuen neues letzten letzter letztes nächsten nächster nächstes großer großen kleine
    kleiner kleinen good new old next last whole
""")
_BEFORE_A_PLAIN_WORD = _DETERMINERS | word_set("""
    i you we they he she it who there ich du er sie es wir man not never always very so too as how more
    most less quite really sehr zu so wie mehr immer nie nicht auch noch schon want wants need needs
    able going wanted have has had don't didn't won't can can't should would could might must
""")
_AFTER_A_PLAIN_WORD = word_set("""
    be this these those any anyone anything have not never always also only you we they i it he she
    the a an that there ever my our
""")
_TIMES = word_set("""
    jan january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday spring summer autumn winter easter januar februar
    märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
    sommer herbst frühling ostern morgen abend mittag nacht
""")
_BEFORE_A_TIME = word_set("""
    in since until till by from of during before after late early mid end from on for last next this
    every each past seit bis im am ab ende anfang mitte nächsten letzten jeden kommenden vergangenen
    between and und vor nach to
""")
_ACTS = word_set("""
    told tells said says asked asks gave gives showed shows helped helps listened listens explained
    explains made makes took takes never always and's keeps kept wants wanted seems seemed thinks
    thought knows knew invited introduced promised shared answered called sent from who hat hatte sagt
    sagte fragt fragte zeigt zeigte hilft half erzählt erzählte meint meinte gibt gab nimmt nahm hört
    erklärt erklärte will wollte kann konnte aus kam kommt weiß wusste
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
        is_article = before in _DETERMINERS or before == "an" and self.folded[at][0] in "aeiou"
        return is_article and self.gap(at - 1).isspace()

    def is_time(self, at: int) -> bool:
        """Whether it is a month, weekday or season used as one."""
        if self.lower(at) not in _TIMES and self.lower(at).rstrip("s").rstrip(APOSTROPHES) not in _TIMES:
            return False
        near = (
            self.text[max(0, self.start(at) - 4) : self.start(at)]
            + self.text[self.end(at) : self.end(at) + 4]
        )
        return self.lower(at - 1) in _BEFORE_A_TIME or any(letter.isdigit() for letter in near)

    def reads_as_plain_word(self, at: int) -> bool:
        """Whether its neighbours leave no room for a name ("I will", "the price", "will be")."""
        before = self.lower(at - 1) if self.gap(at - 1).isspace() else ""
        after = self.lower(at + 1) if self.gap(at).isspace() else ""
        return before in _BEFORE_A_PLAIN_WORD or after in _AFTER_A_PLAIN_WORD

    def does_something(self, at: int) -> bool:
        """Whether a verb of saying, giving or helping follows: only people do that."""
        return self.gap(at).isspace() and self.lower(at + 1) in _ACTS

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
