"""How many comments a theme holds, as far as that may be told beside all that was ever published."""

from collections.abc import Mapping, Sequence

from rmfeedback.reports import disclosure
from rmfeedback.reports.cells import Answers
from rmfeedback.reports.disclosure import TOO_FEW, TooFew
from rmfeedback.reports.models import Theme
from rmfeedback.reports.row_space import Atom

# Comments that fit no theme are an atom, too: else they would follow from the rest.
REST = "none"


class ThemeCounts:
    """The counts of a wave's themes; each is asked of the ledger once, in the order of importance.

    First the sizes, then the roles, then all comments and those without a theme. A small count is told as a
    range, which enters no sum. `comments`: how many say something.
    """

    def __init__(self, wave_key: str, themes: Sequence[Theme], comments: int, answers: Answers):
        self._wave_key, self._answers, self._comments = wave_key, answers, comments
        self._atoms = {theme.key: self._of(theme) for theme in themes}
        sizes = [sum(atoms.values()) for atoms in self._atoms.values()]
        people = {atom: n for atoms in self._atoms.values() for atom, n in atoms.items()}
        self._rest = (wave_key, f"theme:{REST}")
        self._problem = answers.ledger.problem(
            f"themes:{wave_key}", people | {self._rest: comments - sum(sizes)}
        )
        self._sizes = {theme.key: self._size(theme) for theme in themes}
        self._by_role = {theme.key: self._roles(theme) for theme in themes}
        self._overall = self._told_of_all(sizes)

    def size(self, theme: Theme) -> int | str:
        """Return how many comments a theme holds, a range, or that this is too few."""
        return self._sizes[theme.key]

    def share(self, theme: Theme) -> float | TooFew:
        """Return a theme's share of the comments, where its size is told."""
        if self.size(theme) == TOO_FEW:
            return TOO_FEW
        return disclosure.theme_share(theme.counts, self._comments, self._answers.groups)

    def by_role(self, theme: Theme) -> Mapping[str, int | TooFew]:
        """Return how many comments of a theme each role wrote, or that this is too few."""
        return self._by_role[theme.key]

    def comments(self) -> Mapping[str, int | TooFew]:
        """Return how many comments there are, and how many of them fit no theme."""
        return self._overall

    def _of(self, theme: Theme) -> dict[Atom, int]:
        return {
            (self._wave_key, f"theme:{theme.key}:{cell}"): sum(asked.values())
            for cell, asked in theme.counts.items()
        }

    def _size(self, theme: Theme) -> int | str:
        told = disclosure.theme_count(theme.counts, self._answers.groups)
        return told if isinstance(told, str) or self._problem.publish(self._atoms[theme.key]) else TOO_FEW

    def _roles(self, theme: Theme) -> dict[str, int | TooFew]:
        told = disclosure.theme_by_role(theme.counts, self._answers.roles, self._answers.groups)
        if TOO_FEW in told.values() or self.size(theme) == TOO_FEW:
            return dict.fromkeys(told, TOO_FEW)
        may = [self._problem.publish([atom]) for atom in self._atoms[theme.key]]
        return told if all(may) else dict.fromkeys(told, TOO_FEW)

    def _told_of_all(self, sizes: Sequence[int]) -> dict[str, int | TooFew]:
        written, left = disclosure.comment_counts(self._comments, sizes, self._answers.groups)
        every = [atom for atoms in self._atoms.values() for atom in atoms]
        if written != TOO_FEW and not self._problem.publish([*every, self._rest]):
            written = TOO_FEW
        if left not in (0, TOO_FEW) and not self._problem.publish([self._rest]):
            left = TOO_FEW
        return {"written": written, "without_theme": left}
