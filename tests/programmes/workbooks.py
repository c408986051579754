"""Rosters as Excel workbooks, clean and harmful."""

import io
import zipfile
from collections.abc import Sequence

import xlsxwriter

HEADER = ("Name", "E-Mail", "Rolle", "Bereich", "Themen")
PEOPLE = (
    ("Berg, Anna", "anna@example.com", "Mentorin", "Werk", "KI"),
    ("Leo Tal", "leo@example.com", "FK", "IT", ""),
)
Rows = Sequence[Sequence[object]]


def workbook(*sheets: tuple[str, Rows], is_first_hidden: bool = False) -> bytes:
    """Return a workbook of these sheets; text is written as text, all else as its kind of cell."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"default_date_format": "dd.mm.yyyy", "remove_timezone": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    (sheet.write_string if isinstance(value, str) else sheet.write)(number, column, value)
        if is_first_hidden:
            book.worksheets()[1].activate()
            book.worksheets()[0].hide()
    return body.getvalue()


def people(*more: Sequence[object]) -> bytes:
    """Return a workbook of two people under a title, and these rows."""
    return workbook(("Leute", [("Teilnehmer",), (), HEADER, *PEOPLE, *more]))


def with_part(name: str, body: bytes) -> bytes:
    """Return a clean workbook with a part of its archive replaced or added."""
    new = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(people())) as old,
        zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in old.infolist():
            if part.filename != name:
                made.writestr(part.filename, old.read(part))
        made.writestr(name, body)
    return new.getvalue()


def with_lying_size(content: bytes, name: str, size: int) -> bytes:
    """Return an archive whose directory and part say that a part unpacks to another size than it does."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        true = packed.getinfo(name).file_size
    return content.replace(true.to_bytes(4, "little"), size.to_bytes(4, "little"))
