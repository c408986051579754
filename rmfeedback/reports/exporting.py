"""Findings to files, exactly as released: the same release gives the same bytes."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rmfeedback.errors import N_, Refused
from rmfeedback.reports import findings as released_findings
from rmfeedback.reports import paper
from rmfeedback.reports.tables import Table, tables
from rmfeedback.reports.wording import summary

__all__ = ["FORMATS", "FormatUnknown", "as_bytes", "summary", "write"]

Findings = dict[str, Any]
# A file carries no clock: who exports twice gets the same file twice.
FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_WIDEST_COLUMN = 60


class FormatUnknown(Refused):
    message = N_("Findings are not written as “%(suffix)s”. Choose a file that ends in %(known)s.")


def write(wave_key: str, path: Path) -> Path:
    """Write the released findings of a wave to a file, in the format its suffix names.

    Raises: FormatUnknown, NotFound, NotReleased.
    """
    content = as_bytes(wave_key, path.suffix.lower().lstrip("."))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def as_bytes(wave_key: str, suffix: str) -> bytes:
    """Return the released findings of a wave as a file's content.

    Raises: FormatUnknown, NotFound, NotReleased.
    """
    if suffix not in FORMATS:
        raise FormatUnknown(suffix=f".{suffix}", known=", ".join(f".{known}" for known in FORMATS))
    return FORMATS[suffix](released_findings.released(wave_key))


def _json(findings: Findings) -> bytes:
    return released_findings.as_text(findings).encode()


def _csv(findings: Findings) -> bytes:
    """Return one table: a line per row of every table, a column per column of any, the table's name first."""
    every = tables(findings)
    columns = list(dict.fromkeys(column for table in every for column in table.columns))
    text = io.StringIO()
    writer = csv.DictWriter(text, ["table", *columns], lineterminator="\r\n")
    writer.writeheader()
    for table in every:
        for row in table.rows:
            writer.writerow({"table": table.name} | dict(zip(table.columns, row, strict=True)))
    # The mark at the beginning makes spreadsheets read umlauts right.
    return text.getvalue().encode("utf-8-sig")


def _xlsx(findings: Findings) -> bytes:
    """Return a workbook with a sheet per table; no cell is a formula or a link."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as workbook:
        workbook.set_properties({"author": "rmfeedback", "created": FIXED_TIME.replace(tzinfo=None)})
        head = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
        body = workbook.add_format({"valign": "top", "text_wrap": True})
        for table in tables(findings):
            _sheet(workbook.add_worksheet(table.name), table, head, body)
    return file.getvalue()


def _sheet(sheet: Any, table: Table, head: Any, body: Any) -> None:
    for place, column in enumerate(table.columns):
        values = [row[place] for row in table.rows]
        widths = [len(str(value)) for value in (column, *values) if value is not None]
        sheet.set_column(place, place, min(max(widths) + 2, _WIDEST_COLUMN))
        sheet.write_string(0, place, column, head)
        for line, value in enumerate(values, start=1):
            if isinstance(value, str):
                sheet.write_string(line, place, value, body)
            elif value is not None:
                sheet.write(line, place, value, body)
    sheet.freeze_panes(1, 0)


def _pdf(findings: Findings) -> bytes:
    return paper.pdf(findings, FIXED_TIME)


FORMATS: dict[str, Callable[[Findings], bytes]] = {"csv": _csv, "xlsx": _xlsx, "json": _json, "pdf": _pdf}
