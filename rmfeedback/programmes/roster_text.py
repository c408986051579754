"""Read a roster that is text: its encoding, its separator, and records with their physical lines."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import roster_columns

SEPARATORS = (";", ",", "\t", "|")
SEPARATOR_NAMES = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
# What spreadsheets of our two languages and their neighbours write; the first two are guessed.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250, Central Europe",
    "iso8859-15": "ISO 8859-15",
    "cp850": "DOS 850",
    "mac-roman": "Mac Roman",
}
# Titles, dates and blank lines may stand above the header, but not a whole page.
LAST_HEADER_RECORD = 20
MARK = b"\xef\xbb\xbf"
# As many characters as the csv module reads into one cell, unless it was told otherwise.
LONGEST_CELL = 131_072


class EncodingUnknown(Refused):
    status = 422
    message = N_(
        "%(filename)s, line %(line)d: the letters are %(tried)s. Choose another encoding, or save the "
        "file as “CSV UTF-8”."
    )


class QuoteOpen(Refused):
    status = 422
    message = N_(
        "%(filename)s, line %(line)d: a quotation mark opens or closes in the wrong place (%(reason)s). "
        "Put each quoted cell in one pair of marks, and double the marks inside it."
    )


class CellTooLong(Refused):
    status = 422
    message = N_(
        "%(filename)s, line %(line)d: a cell holds more than %(most)d characters. Close the quotation mark "
        "that is open there, or shorten the cell."
    )


@dataclass(frozen=True)
class Record:
    """One record: the physical line it begins on, counted from 1, and its cells as written."""

    line: int
    cells: list[str]

    @property
    def text(self) -> str:
        """The cells that say something, joined by blanks."""
        return " ".join(cell.strip() for cell in self.cells if cell.strip())


def decode(content: bytes, filename: str, encoding: str) -> tuple[str, str]:
    """Return the encoding of a file, a key of ENCODINGS, and its text; guess where none is given.

    Raises: EncodingUnknown.
    """
    if encoding:
        return encoding, _decode_as(encoding, content, filename, f"not {ENCODINGS[encoding]}")
    if content.startswith(MARK):
        return "utf-8", _decode_as("utf-8", content, filename, "marked as UTF-8 and are not")
    with suppress(UnicodeDecodeError):
        return "utf-8", content.decode("utf-8")
    return "cp1252", _decode_as("cp1252", content, filename, "neither UTF-8 nor Windows-1252")


def guess_separator(text: str) -> str:
    """Return the separator that makes a header with the most known columns of the lines on top."""

    def best_known(separator: str) -> int:
        top: list[Record] = []
        # The wrong separator puts quotation marks in wrong places; the right one is read again, to its end.
        with suppress(QuoteOpen, CellTooLong):
            for record in islice(records(text, separator, ""), LAST_HEADER_RECORD):
                top.append(record)
        return max((roster_columns.familiarity(record.cells) for record in top), default=0)

    return max(SEPARATORS, key=best_known)


def records(text: str, separator: str, filename: str) -> Iterator[Record]:
    """Yield the records of a text.

    Raises: QuoteOpen, CellTooLong.
    """
    # newline="" keeps line breaks inside cells as written; strict makes an open quotation mark an error.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if max(map(len, cells), default=0) > LONGEST_CELL:
                raise CellTooLong(filename=filename, line=line, most=LONGEST_CELL)
            yield Record(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise CellTooLong(filename=filename, line=line, most=LONGEST_CELL) from None
        raise QuoteOpen(filename=filename, line=line, reason=str(error)) from None


def _decode_as(encoding: str, content: bytes, filename: str, tried: str) -> str:
    try:
        return content.removeprefix(MARK if encoding == "utf-8" else b"").decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise EncodingUnknown(filename=filename, line=line, tried=tried) from None
