"""Comments made ready for reading: cleaned, told apart by language, copies collapsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .cleaning import copies, normalise, says_something
from .languages import OTHER_LANGUAGE, spoken_in
from .refusals import NoComments
from .vectors import Text

# Among more comments than this only exact copies are sought: near ones no longer matter, and cost.
MANY = 20_000


@dataclass(frozen=True)
class Corpus:
    """The different comments that say something, and where each stands among all that were given.

    `copies[i]` are the positions, in the comments given, of everything that says what `texts[i]` says;
    `foreign` are those of comments in other languages, which are counted but not read.
    """

    n_given: int
    texts: tuple[Text, ...]
    questions: tuple[str | None, ...]
    copies: tuple[tuple[int, ...], ...]
    foreign: tuple[int, ...] = ()

    @classmethod
    def read(
        cls,
        comments: Sequence[str],
        questions: Sequence[str | None] | None = None,
        languages: Sequence[str | None] | None = None,
        near: bool | None = None,
    ) -> "Corpus":
        """Clean comments and collapse copies; raises NoComments where there are none.

        `near` says whether near copies are sought too; untold, they are unless there are many.
        """
        if not len(comments):
            raise NoComments("There are no comments to read. Give at least one.")
        cleaned = [normalise(comment) for comment in comments]
        full = [position for position, text in enumerate(cleaned) if says_something(text)]
        spoken = spoken_in(
            [cleaned[p] for p in full], [languages[p] for p in full] if languages is not None else None
        )
        foreign = tuple(p for p, language in zip(full, spoken, strict=True) if language == OTHER_LANGUAGE)
        asked = list(questions) if questions is not None else [None] * len(cleaned)
        # By their words and not as they came: the order of rows must change nothing.
        readable = sorted(
            (cleaned[p], language, asked[p] or "", p)
            for p, language in zip(full, spoken, strict=True)
            if language != OTHER_LANGUAGE
        )
        said = [p for *_, p in readable]
        told = [language for _, language, *_ in readable]
        groups = copies([cleaned[p] for p in said], told, near=len(said) <= MANY if near is None else near)
        return cls(
            n_given=len(cleaned),
            texts=tuple((cleaned[said[group[0]]], told[group[0]]) for group in groups),
            questions=tuple(asked[said[group[0]]] for group in groups),
            copies=tuple(tuple(said[place] for place in group) for group in groups),
            foreign=foreign,
        )

    @property
    def comments(self) -> list[str]:
        return [text for text, _ in self.texts]

    @property
    def languages(self) -> list[str]:
        return [language for _, language in self.texts]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How often each different comment was given."""
        return np.array([len(places) for places in self.copies], dtype=np.int64)

    def part(self, chosen: Sequence[int]) -> "Corpus":
        """The corpus of some of its texts only; positions stay those of all comments."""
        return Corpus(
            self.n_given,
            tuple(self.texts[i] for i in chosen),
            tuple(self.questions[i] for i in chosen),
            tuple(self.copies[i] for i in chosen),
        )

    def spread(self, values: NDArray[Any], without: Any) -> NDArray[Any]:
        """One value for each comment given: its text's, or `without` for what says nothing."""
        result = np.full(self.n_given, without, dtype=values.dtype)
        places = np.array([place for own in self.copies for place in own], dtype=np.int64)
        result[places] = np.repeat(values, self.counts)
        return result
