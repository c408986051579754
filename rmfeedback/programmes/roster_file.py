"""Read the bytes of a roster: encoding, separator, header, and records with their physical lines."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import roster_columns
from rmfeedback.programmes.roster_columns import Column

SEPARATORS = (";", ",", "\t", "|")
SEPARATOR_NAMES = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
# Titles, dates and blank lines may stand above the header, but not a whole page.
LAST_HEADER_RECORD = 20
LARGEST_FILE = 1_000_000
CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


class NotACsv(Refused):
    status = 422
    message = N_("%(filename)s is no CSV file. Open it in a spreadsheet program and save it as “CSV UTF-8”.")


class RosterTooLarge(Refused):
    status = 422
    message = N_(
        "%(filename)s is larger than 1 MB, as no list of people is. Save the sheet with the people alone."
    )


class RosterEmpty(Refused):
    status = 422
    message = N_("%(filename)s holds nobody. Send a CSV with a header line and one line for each person.")


class EncodingUnknown(Refused):
    status = 422
    message = N_(
        "%(filename)s, line %(line)d: the letters are neither UTF-8 nor Windows-1252. Save it as “CSV UTF-8”."
    )


class HeaderUnknown(Refused):
    status = 422
    message = N_(
        "%(filename)s has no header with the columns name, email and role. Missing: %(missing)s. "
        "Line %(line)d comes nearest, with: %(found)s. Name the columns and send the file again."
    )


class QuoteOpen(Refused):
    status = 422
    message = N_(
        "%(filename)s, line %(line)d: a quotation mark opens or closes in the wrong place (%(reason)s). "
        "Put each quoted cell in one pair of marks, and double the marks inside it."
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


@dataclass(frozen=True)
class RosterFile:
    """A file taken apart: how it was written, what stood above its header, and the records below."""

    filename: str
    encoding: str
    separator: str
    header_line: int
    columns: list[Column]
    titles: list[Record]
    records: list[Record]


def read(content: bytes, filename: str) -> RosterFile:
    """Take a roster apart.

    Raises: NotACsv, RosterTooLarge, RosterEmpty, EncodingUnknown, HeaderUnknown, QuoteOpen.
    """
    encoding, text = _decode(content, filename)
    if not text.strip():
        raise RosterEmpty(filename=filename)
    separator = _guess_separator(text, filename)
    records = list(_records(text, separator, filename))
    at = _header_at(records)
    columns = roster_columns.recognise(records[at].cells)
    _check_header(columns, records[at], filename)
    if not any(record.text for record in records[at + 1 :]):
        raise RosterEmpty(filename=filename)
    return RosterFile(
        filename, encoding, separator, records[at].line, columns, records[:at], records[at + 1 :]
    )


def _decode(content: bytes, filename: str) -> tuple[str, str]:
    if content.startswith(CONTAINERS) or b"\x00" in content:
        raise NotACsv(filename=filename)
    if len(content) > LARGEST_FILE:
        raise RosterTooLarge(filename=filename)
    if content.startswith(b"\xef\xbb\xbf"):
        return "UTF-8 with a mark", _decode_as("utf-8-sig", content, filename)
    try:
        return "UTF-8", content.decode("utf-8")
    except UnicodeDecodeError:
        return "Windows-1252", _decode_as("cp1252", content, filename)


def _decode_as(encoding: str, content: bytes, filename: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise EncodingUnknown(filename=filename, line=content[: error.start].count(b"\n") + 1) from None


def _guess_separator(text: str, filename: str) -> str:
    """Return the separator that makes a header with the most known columns of the lines on top."""

    def best_known(separator: str) -> int:
        top: list[Record] = []
        # The wrong separator puts quotation marks in wrong places; the right one is read again, to its end.
        with suppress(QuoteOpen):
            for record in islice(_records(text, separator, filename), LAST_HEADER_RECORD):
                top.append(record)
        return max(map(_known, top), default=0)

    return max(SEPARATORS, key=best_known)


def _records(text: str, separator: str, filename: str) -> Iterator[Record]:
    # newline="" keeps line breaks inside cells as written; strict makes an open quotation mark an error.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Record(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise QuoteOpen(filename=filename, line=line, reason=str(error)) from None


def _header_at(records: list[Record]) -> int:
    top = records[:LAST_HEADER_RECORD]
    return max(range(len(top)), key=lambda at: _known(top[at]))


def _known(record: Record) -> int:
    columns = roster_columns.recognise(record.cells)
    # A header is known by its needed columns first, by the others only between equals.
    needed = len(roster_columns.NEEDED) - len(roster_columns.missing(columns))
    return 100 * needed + sum(column.field is not None for column in columns)


def _check_header(columns: list[Column], header: Record, filename: str) -> None:
    missing = roster_columns.missing(columns)
    if missing:
        found = ", ".join(f"“{column.name}”" for column in columns if column.name) or "nothing"
        raise HeaderUnknown(filename=filename, missing=", ".join(missing), line=header.line, found=found)
