"""A comment with its invisible and disguised characters undone, and the way back to its own places."""

import unicodedata
from dataclasses import replace

from .spans import Span

_COMBINING_JOINER = 0x34F
_HYPHENS = "\u2010\u2011\u2043\ufe63"


class _Plainly(dict[int, str | None]):
    """Say for each character which plain one it stands for; none for what nobody sees."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        plain: str | None = letter
        if unicodedata.category(letter) == "Cf" or code == _COMBINING_JOINER:
            plain = None
        elif letter in _HYPHENS:
            plain = "-"
        elif unicodedata.category(letter) == "Zs":
            plain = " "
        elif code > 0x2000:
            # Full-width and mathematical letters; what would become several characters stays as it is.
            folded = unicodedata.normalize("NFKC", letter)
            plain = folded if len(folded) == 1 else letter
        self[code] = plain
        return plain


_PLAINLY = _Plainly()


class PlainText:
    """A text to search in; `span` translates what was found there back into the text as it was written."""

    def __init__(self, written: str) -> None:
        self.text = written if written.isascii() else written.translate(_PLAINLY)
        self._places = (
            None
            if len(self.text) == len(written)
            else [at for at, letter in enumerate(written) if _PLAINLY[ord(letter)] is not None]
        )

    def span(self, found: Span) -> Span:
        if self._places is None:
            return found
        return replace(found, start=self._places[found.start], end=self._places[found.end - 1] + 1)
