"""Tables as a workbook: formatted, ready to print, and without a formula or a link."""

import io
from collections.abc import Mapping
from typing import Any

from rmfeedback.reports.content import Content
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.fixed import FIXED_TIME
from rmfeedback.reports.tables import SHARES, Table, Value, tables

_WIDEST_COLUMN = 60
_INK, _MUTED, _LINE = "#0d5657", "#4a5c5f", "#dcd6c9"
_A4 = 9
_LINE_HEIGHT = 15
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "font_color": "#ffffff", "bg_color": _INK, "valign": "vcenter", "text_wrap": True},
    # The format "@" keeps text that somebody edits text.
    "text": {"num_format": "@", "text_wrap": True, "indent": 1},
    "few": {"num_format": "@", "italic": True, "font_color": _MUTED, "indent": 1},
    "whole": {"num_format": "0"},
    "mean": {"num_format": "0.0"},
    "fine": {"num_format": "0.00"},
    "share": {"num_format": "0 %"},
}
Formats = Mapping[str, Any]


def xlsx(content: Content) -> bytes:
    """Return a workbook with a sheet per table, the codebook first."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as workbook:
        workbook.set_properties(_properties(content))
        rule = {"bottom": 4, "bottom_color": _LINE, "valign": "top"}
        formats = {name: workbook.add_format({**rule, **look}) for name, look in _FORMATS.items()}
        for table in tables(content):
            sheet = workbook.add_worksheet(table.name)
            _fill(sheet, table, formats)
            _set_up(sheet, table, str(content.findings["cohort"]))
    return file.getvalue()


def _properties(content: Content) -> dict[str, Any]:
    return {
        "author": "rmfeedback",
        "title": f"Findings of {content.findings['wave']}",
        "comments": f"findings.json SHA-256 {content.digest}",
        "created": FIXED_TIME.replace(tzinfo=None),
    }


def _fill(sheet: Any, table: Table, formats: Formats) -> None:
    widths = [_width(table, place) for place in range(len(table.columns))]
    numbers = [formats[_number_format(column)] for column in table.columns]
    sheet.set_row(0, 24)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, widths[place])
        sheet.write_string(0, place, column, formats["head"])
    text, few = formats["text"], formats["few"]
    for line, row in enumerate(table.rows, start=1):
        lines = 1
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, place, value, few if value == TOO_FEW else text)
                if len(value) > _WIDEST_COLUMN - 4:
                    lines = max(lines, -(-len(value) // (_WIDEST_COLUMN - 8)))
            elif value is not None:
                _write_number(sheet, (line, place), value, numbers[place], formats)
        if lines > 1:
            # Not every program makes room for text that it wraps.
            sheet.set_row(line, _LINE_HEIGHT * lines)


def _width(table: Table, place: int) -> int:
    widths = [len(str(row[place])) for row in table.rows if row[place] is not None]
    # The arrow of the filter needs room, too.
    return min(max([len(table.columns[place]) + 5, *(width + 3 for width in widths)]), _WIDEST_COLUMN)


def _write_number(sheet: Any, at: tuple[int, int], value: Value, number: Any, formats: Formats) -> None:
    if isinstance(value, bool):
        # LibreOffice makes a formula of a truth value: =TRUE().
        sheet.write_string(*at, str(value).upper(), formats["text"])
    else:
        sheet.write_number(*at, value, formats["whole"] if isinstance(value, int) else number)


def _number_format(column: str) -> str:
    if column in SHARES:
        return "share"
    return "fine" if column in ("reliability", "value") else "mean"


def _set_up(sheet: Any, table: Table, title: str) -> None:
    """Freeze the head and the first column, filter, and print on A4 with the head on every page."""
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.hide_gridlines(2)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    # In a header & begins a command; two of them print one.
    sheet.set_header(f"&L{title[:80].replace('&', '&&')}&R{table.name}")
    sheet.set_footer("&L“too few” stands for small and for protective alike&R&P / &N")
