"""Which words of a comment belong to one name: first name and surname, initials, particles, titles."""

from collections.abc import Sequence

from .roster_names import PARTICLES, Match, NameIndex
from .surroundings import Reading

_PARTICLE_GAPS = (" ", "-", "_", ".", "'", "’", " '", " ’")
_INITIAL_GAPS = (". ", ".", " ", "-", ".-")


class NameLinks:
    """Join the words of one person's name; words are known by their position in the reading."""

    def __init__(self, reading: Reading, index: NameIndex, matches: Sequence[Match | None]) -> None:
        self.reading = reading
        self.index = index
        self.matches = matches

    def linked(self, at: int, step: int = 1) -> int | None:
        """Give the next word of the same person's name, over particles and initials in between."""
        other = at + step
        while 0 <= other < len(self.reading) and self.reading.joins_next(min(other, other - step)):
            word = self.reading.folded[other]
            if len(word) > 1 and word not in PARTICLES:
                return other if self._are_one_person(at, other) else None
            if abs(other - at) > 3:
                return None
            other += step
        return None

    def _are_one_person(self, at: int, other: int) -> bool:
        here, there = self.matches[at], self.matches[other]
        if here is None or there is None:
            return False
        is_two = self.reading.folded[at] != self.reading.folded[other]
        return is_two and not here.people.isdisjoint(there.people)

    def follows_initial(self, at: int) -> bool:
        return (
            at > 0
            and len(self.reading.folded[at - 1]) == 1
            and self.reading.gap(at - 1) in (". ", ".")
            and self.reading.is_capital(at - 1)
        )

    def initial_before(self, at: int) -> int | None:
        """Give the place of the first of the letters before a roster name that fit the person."""
        first = None
        beside = at - 1
        while beside >= 0 and at - beside < 7:
            gap = self.reading.gap(beside)
            word = self.reading.lower(beside)
            if len(word) > 1 and word in PARTICLES and gap in _PARTICLE_GAPS:
                beside -= 1
                continue
            if gap not in _INITIAL_GAPS or not self._is_initial(at, beside):
                break
            first = beside
            beside -= 1
        return first

    def initial_after(self, at: int) -> int | None:
        is_beside = self.reading.gap(at) == " " and at + 1 < len(self.reading)
        return at + 1 if is_beside and self._is_initial(at, at + 1) else None

    def _is_initial(self, at: int, beside: int) -> bool:
        match, letter = self.matches[at], self.reading.folded[beside]
        if match is None or len(letter) > 1:
            return False
        # After a name, "I" is the writer.
        is_written_so = self.reading.is_capital(beside) and (letter != "i" or beside < at)
        has_point = self.reading.text[self.reading.end(beside) :][:1] == "."
        fits = any(letter in self.index.first_letters[person] for person in match.people)
        return fits and (is_written_so or has_point)

    def start(self, at: int, free: int) -> int:
        """Give where a name begins, its titles, initials and particles included: "Frau Dr. H. Lindner".

        Words before `free` belong to another name.
        """
        while at > free:
            initial = self.initial_before(at)
            if initial is not None:
                at = initial
            elif self.reading.is_titled(at) or self._is_own_particle(at) or self.follows_initial(at):
                at -= 1
            else:
                break
        return self.reading.start(at)

    def end(self, at: int) -> int:
        """Give where a name ends, an initial after it included: "Lars W."."""
        after = self.initial_after(at)
        if after is None:
            return self.reading.end(at)
        return self.reading.end(after) + (self.reading.text[self.reading.end(after) :][:1] == ".")

    def _is_own_particle(self, at: int) -> bool:
        """Whether the word before is the "van" of this person or belongs to such a one."""
        before = self.reading.folded[at - 1]
        match = self.matches[at] or next((match for match in self.matches[at + 1 : at + 3] if match), None)
        if match is None or before not in PARTICLES or self.reading.gap(at - 1) not in _PARTICLE_GAPS:
            return False
        return any(before in self.index.particles[person] for person in match.people)
