"""Correct cells of a file that was read, on the page: the file itself stays as it was sent."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from rmfeedback.programmes.roster_entries import Problem, column_names, in_short
from rmfeedback.programmes.roster_file import RosterFile
from rmfeedback.programmes.roster_text import Record


class Mend(NamedTuple):
    """One corrected cell: the line of its record, its field, and what shall stand there."""

    line: int
    field: str
    value: str


def mended(file: RosterFile, mends: Iterable[Mend]) -> RosterFile:
    """Return the file with the corrected cells; a field without a column in this file is left alone."""
    place = {column.field: at for at, column in enumerate(file.columns) if column.field}
    new: dict[int, dict[int, str]] = {}
    for mend in mends:
        if mend.field in place:
            new.setdefault(mend.line, {})[place[mend.field]] = mend.value
    if not new:
        return file
    width = len(file.columns)
    records = [
        _with(record, new[record.line], width) if record.line in new else record for record in file.records
    ]
    return replace(file, records=records)


def notes(file: RosterFile, mends: Iterable[Mend]) -> list[Problem]:
    """Return a note for each corrected cell; `file` as it was sent."""
    names = column_names(file)
    lines = {record.line: record for record in file.records}
    return [
        Problem(
            mend.line,
            names[mend.field],
            in_short(mend.value),
            _message(lines[mend.line], mend, file),
            "corrected",
            field=mend.field,
        )
        for mend in mends
        if mend.line in lines and mend.field in names
    ]


def cell(record: Record, field: str, file: RosterFile) -> str:
    """Return a record's cell of a field, as written; empty where the record is too short."""
    for column, value in zip(file.columns, record.cells, strict=False):
        if column.field == field:
            return value
    return ""


def _with(record: Record, new: dict[int, str], width: int) -> Record:
    cells = [*record.cells, *[""] * (width - len(record.cells))]
    return Record(record.line, [new.get(at, value) for at, value in enumerate(cells)])


def _message(record: Record, mend: Mend, file: RosterFile) -> str:
    said = in_short(cell(record, mend.field, file).strip())
    return f"The file says “{said}”." if said else "The file says nothing."
