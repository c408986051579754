"""Take the bytes of a roster apart, text or workbook: what stood above its header, and the records below."""

from dataclasses import dataclass, field

from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import roster_columns, roster_sheet, roster_text
from rmfeedback.programmes.roster_columns import Column
from rmfeedback.programmes.roster_text import LAST_HEADER_RECORD, Record

LARGEST_FILE = 4_000_000
MOST_RECORDS = 20_000
MOST_NAMED = 30
WORKBOOK = "Excel workbook"
# How files begin that are often sent by mistake, whatever their name says.
STRANGERS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook or one with a password",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
}


class NotARoster(Refused):
    status = 422
    message = N_(
        "%(filename)s is %(found)s, neither text nor an Excel workbook (XLSX). Open it in a spreadsheet "
        "program and save it as XLSX or as “CSV UTF-8”."
    )


class RosterTooLarge(Refused):
    status = 422
    message = N_(
        "%(filename)s is larger than 4 MB, as no list of people is. Save the sheet with the people alone."
    )


class RosterTooLong(Refused):
    status = 422
    message = N_(
        "%(filename)s has %(found)d rows; one file may have %(most)d. Send it in parts: the same cohort's "
        "name adds the people of each."
    )


class RosterEmpty(Refused):
    status = 422
    message = N_("%(filename)s holds nobody. Send a file with a header line and one line for each person.")


class HeaderUnknown(Refused):
    status = 422
    message = N_(
        "%(filename)s has no header with the columns name, email and role. Missing: %(missing)s. "
        "Line %(line)d comes nearest, with: %(found)s. Name the columns and send the file again."
    )


class HeaderLineWrong(Refused):
    status = 422
    message = N_("In line %(line)d of %(filename)s no row begins. Choose another row as the header.")


class ColumnTwice(Refused):
    status = 422
    message = N_("Two columns are chosen as “%(field)s”: “%(first)s” and “%(second)s”. Choose one of them.")


# What may go away when the file is read in another way; all else needs another file.
READ_OTHERWISE = (roster_text.EncodingUnknown, roster_text.QuoteOpen, roster_text.CellTooLong, HeaderUnknown)


@dataclass(frozen=True)
class Reading:
    """How somebody says that a file is to be read; what is empty or 0 is guessed.

    `encoding`: a key of roster_text.ENCODINGS; `fields`: the field of each column in order, "" for none.
    """

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    header_line: int = 0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class RosterFile:
    """A file taken apart: how it was written, what stood above its header, and the records below.

    A workbook has a sheet, the names of all its sheets, and neither encoding nor separator; `top` are the
    rows of which one is the header.
    """

    filename: str
    encoding: str
    separator: str
    header_line: int
    columns: list[Column]
    titles: list[Record]
    records: list[Record]
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    top: list[Record] = field(default_factory=list)


@dataclass(frozen=True)
class _Rows:
    """All records of a file, and how they were told from each other."""

    records: list[Record]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)


def read(content: bytes, filename: str, reading: Reading = Reading()) -> RosterFile:  # noqa: B008  (frozen)
    """Take a roster apart.

    Raises: HeaderUnknown, RosterEmpty, and as `take_apart`.
    """
    file = take_apart(content, filename, reading)
    check(file)
    return file


def take_apart(content: bytes, filename: str, reading: Reading) -> RosterFile:
    """Take a file apart whose columns may still be unknown.

    Raises: NotARoster, RosterTooLarge, RosterTooLong, RosterEmpty, EncodingUnknown, QuoteOpen, CellTooLong,
    WorkbookDamaged, WorkbookTooLarge, SheetTooLarge, SheetUnknown, HeaderLineWrong, ColumnTwice.
    """
    if len(content) > LARGEST_FILE:
        raise RosterTooLarge(filename=filename)
    is_workbook = content.startswith(roster_sheet.ARCHIVE)
    rows = (_from_workbook if is_workbook else _from_text)(content, filename, reading)
    if not rows.records:
        raise RosterEmpty(filename=filename)
    if len(rows.records) > MOST_RECORDS + LAST_HEADER_RECORD:
        raise RosterTooLong(filename=filename, found=len(rows.records), most=MOST_RECORDS)
    top = rows.records[:LAST_HEADER_RECORD]
    at = _header_at(top, reading.header_line, filename)
    columns = roster_columns.recognise(top[at].cells)
    return RosterFile(
        filename,
        rows.encoding,
        rows.separator,
        top[at].line,
        roster_columns.chosen(columns, reading.fields),
        rows.records[:at],
        rows.records[at + 1 :],
        rows.sheet,
        rows.sheets,
        top,
    )


def check(file: RosterFile) -> None:
    """Refuse a file whose needed columns are unknown, or chosen twice, or that has no rows below its header.

    Raises: HeaderUnknown, ColumnTwice, RosterEmpty.
    """
    for first, second in roster_columns.twice(file.columns):
        raise ColumnTwice(field=first.field, first=first.name, second=second.name)
    missing = roster_columns.missing(file.columns)
    if missing:
        names = [f"“{_short(column.name)}”" for column in file.columns[:MOST_NAMED] if column.name]
        raise HeaderUnknown(
            filename=file.filename,
            missing=", ".join(missing),
            line=file.header_line,
            found=", ".join(names) or "nothing",
        )
    if not any(record.text for record in file.records):
        raise RosterEmpty(filename=file.filename)


def _from_workbook(content: bytes, filename: str, reading: Reading) -> _Rows:
    sheet = roster_sheet.read(content, filename, reading.sheet)
    return _Rows(sheet.records, WORKBOOK, "", sheet.name, sheet.names)


def _from_text(content: bytes, filename: str, reading: Reading) -> _Rows:
    for start, found in STRANGERS.items():
        if content.startswith(start):
            raise NotARoster(filename=filename, found=found)
    if b"\x00" in content:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        raise NotARoster(filename=filename, found=f"binary (a NUL byte stands in line {line})")
    encoding, text = roster_text.decode(content, filename, reading.encoding)
    if not text.strip():
        raise RosterEmpty(filename=filename)
    separator = reading.separator or roster_text.guess_separator(text)
    return _Rows(list(roster_text.records(text, separator, filename)), encoding, separator)


def _header_at(top: list[Record], line: int, filename: str) -> int:
    if not line:
        return max(range(len(top)), key=lambda at: roster_columns.familiarity(top[at].cells))
    for at, record in enumerate(top):
        if record.line == line:
            return at
    raise HeaderLineWrong(filename=filename, line=line)


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"
