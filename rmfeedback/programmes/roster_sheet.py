"""Read a roster that is an Excel workbook, once its archive was measured: nothing unpacks unbounded."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from rmfeedback.errors import N_, Refused
from rmfeedback.programmes.roster_text import Record

ARCHIVE = b"PK\x03\x04"
MOST_PARTS = 1_000
MOST_UNPACKED = 64 * 2**20
# The reader lays a sheet out in full, from its first cell to its last one, whatever is between.
MOST_CELLS = 6_000_000
# Where a cell is, or a row: r="C12", r="12".
_PLACE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_REFERENCE = re.compile(rb"([A-Za-z]{0,3})([0-9]{0,7})")
_PREFIX = rb"<(?:[^\s<>:]+:)?"
_ROW, _CELL = re.compile(_PREFIX + rb"row\b"), re.compile(_PREFIX + rb"c[\s/>]")
# Tags that only say how much there will be, for which the reader would make room unseen.
_HINT = re.compile(_PREFIX + rb"(?:sst|dimension)\b")
_HINT_TAG = re.compile(rb"""<((?:[^\s<>:]+:)?(?:sst|dimension))\b(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_DAMAGE = (
    BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    struct.error,
)


class WorkbookDamaged(Refused):
    status = 422
    message = N_(
        "%(filename)s cannot be read as an Excel workbook (%(reason)s). Open it in a spreadsheet program, "
        "and save it again as XLSX without a password, or as “CSV UTF-8”."
    )


class WorkbookTooLarge(Refused):
    status = 422
    message = N_(
        "%(filename)s unpacks to more than %(most)d MB, as no list of people does. Copy the sheet with the "
        "people into a new workbook and send that."
    )


class SheetTooLarge(Refused):
    status = 422
    message = N_(
        "%(filename)s has a sheet with something in row %(row)d, %(columns)d columns wide: more cells than "
        "can be read. Delete the rows and columns around the list of people, and save the workbook again."
    )


class SheetUnknown(Refused):
    status = 422
    message = N_("%(filename)s has no sheet “%(sheet)s” with rows. It has: %(sheets)s. Choose one of them.")


@dataclass(frozen=True)
class Sheet:
    """A sheet, the names of all that have rows, and its rows as records; their lines are row numbers."""

    name: str
    names: list[str]
    records: list[Record]


def read(content: bytes, filename: str, wanted: str = "") -> Sheet:
    """Return the sheet that is wanted, or the first that has rows; hidden ones come last.

    Raises: WorkbookDamaged, WorkbookTooLarge, SheetTooLarge, SheetUnknown.
    """
    checked = _repacked(content, filename)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(checked)) as workbook:
            found = {name: list(_records(workbook, name)) for name in _by_sight(workbook)}
    except (CalamineError, *_DAMAGE) as error:
        raise WorkbookDamaged(filename=filename, reason=_in_short(error)) from None
    names = [name for name, records in found.items() if records]
    if wanted not in ("", *names):
        raise SheetUnknown(filename=filename, sheet=wanted, sheets=", ".join(found) or "none")
    name = wanted or next(iter(names), "")
    return Sheet(name, names, found.get(name, []))


def _repacked(content: bytes, filename: str) -> bytes:
    """Return a workbook with the parts that hold cells, each read to its real end within the bound.

    What an archive says of its sizes may be a lie, so the reader is handed only what was counted here.
    """
    kept = io.BytesIO()
    left = MOST_UNPACKED
    try:
        with ZipFile(io.BytesIO(content)) as packed, ZipFile(kept, "w") as whole:
            parts = [part for part in packed.infolist() if part.filename.endswith((".xml", ".rels"))]
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > left:
                raise WorkbookTooLarge(filename=filename, most=MOST_UNPACKED // 2**20)
            for part in parts:
                body = _bounded(packed, part, left, filename)
                left -= len(body)
                _check_places(body, filename)
                whole.writestr(part.filename, _without_hints(body, filename))
    except _DAMAGE as error:
        raise WorkbookDamaged(filename=filename, reason=_in_short(error)) from None
    return kept.getvalue()


def _bounded(packed: ZipFile, part: ZipInfo, left: int, filename: str) -> bytes:
    with packed.open(part) as unpacking:
        body = unpacking.read(left + 1)
    if len(body) > left:
        raise WorkbookTooLarge(filename=filename, most=MOST_UNPACKED // 2**20)
    return body


def _without_hints(body: bytes, filename: str) -> bytes:
    hints = len(_HINT.findall(body))
    if hints > 1:  # Neither stands in a part of a workbook twice.
        raise WorkbookDamaged(filename=filename, reason="a part says twice what it holds")
    return _HINT_TAG.sub(lambda tag: b"" if tag[1].endswith(b"dimension") else b"<" + tag[1] + b">", body)


def _check_places(body: bytes, filename: str) -> None:
    """Refuse a sheet that would be laid out too large: a place that wraps around would end the process.

    Rows and cells need not say their place, then they follow the one before; so all of them are added.
    """
    if b"sheetData" not in body:
        return
    lines = _ROW.split(body)
    rows, columns = len(lines) - 1, max(len(_CELL.findall(line)) for line in lines)
    farthest_row = farthest_column = 0
    for place in _PLACE.findall(body):
        found = _REFERENCE.fullmatch(place)
        if found is None:
            raise WorkbookDamaged(filename=filename, reason="a cell is nowhere")
        farthest_row = max(farthest_row, int(found[2] or 0))
        farthest_column = max(farthest_column, _column(found[1]))
    if (rows + farthest_row) * (columns + farthest_column) > MOST_CELLS:
        raise SheetTooLarge(filename=filename, row=farthest_row or rows, columns=farthest_column or columns)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _by_sight(workbook: CalamineWorkbook) -> list[str]:
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return [s.name for s in sorted(sheets, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)]


def _records(workbook: CalamineWorkbook, name: str) -> Iterator[Record]:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    while rows and not any(cell not in ("", None) for cell in rows[-1]):
        rows.pop()
    for number, row in enumerate(rows, 1):
        yield Record(number, [_as_text(cell) for cell in row])


def _as_text(cell: Any) -> str:
    """Return a cell as text: dates as ISO, whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell).upper() if isinstance(cell, bool) else str(cell if cell is not None else "")


def _in_short(error: BaseException) -> str:
    return str(error).partition("\n")[0][:120] or type(error).__name__
