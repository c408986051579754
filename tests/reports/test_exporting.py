"""Findings as files: each opens, none calculates, and the same release gives the same bytes."""

import csv
import io
import json
import re
import zipfile

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import exporting, findings
from rmfeedback.reports.spreadsheets import SIGNS
from tests.databases import both_engines
from tests.reports.conftest import WAVE, a_counted_wave, a_theme

STARTS = (*SIGNS.replace("\\", ""), "\t", "\r", "\n")
EVIL = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def released(app):
    a_counted_wave(fixed={"m_time_kept": [4] * 10, "l_time_kept": [2] * 9})
    theme = a_theme()
    a_theme("phones", "＠SUM(A1) is faster", {"all": {"what_works": 4}}, kind="technology_gap", quotes=())
    with writing():
        theme.name, theme.summary, theme.terms = EVIL, "\t+1 #set page(width: 1pt)", ["-2+3", "@now"]
    return findings.release(WAVE)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("suffix", exporting.FORMATS)
def test_a_repeated_export_is_the_same_to_the_byte(released, tmp_path, suffix):
    first = exporting.write(WAVE, tmp_path / f"first.{suffix}").read_bytes()
    second = exporting.write(WAVE, tmp_path / "deeper" / f"second.{suffix.upper()}").read_bytes()

    assert first == second


@both_engines
def test_the_json_file_is_what_was_released(released):
    assert json.loads(exporting.as_bytes(WAVE, "json")) == released


def test_no_cell_of_the_csv_can_start_a_formula(released):
    cells = [cell for row in rows_of(exporting.as_bytes(WAVE, "csv")) for cell in row.values()]

    starting = [cell for cell in cells if cell.startswith(STARTS)]
    assert "'" + EVIL in cells
    assert all(re.fullmatch(r"-\d+(\.\d+)?", cell) for cell in starting)


def test_the_csv_has_a_line_per_finding_and_says_of_which_table(released):
    rows = rows_of(exporting.as_bytes(WAVE, "csv"))

    assert sum(row["table"] == "items" for row in rows) == len(released["items"])
    gap = next(row for row in rows if row["table"] == "gaps" and row["mentor_item"] == "m_time_kept")
    assert gap["gap"] == "-2.0"


def test_the_workbook_has_a_sheet_per_table_and_no_formula(released):
    with zipfile.ZipFile(io.BytesIO(exporting.as_bytes(WAVE, "xlsx"))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        texts = book.read("xl/sharedStrings.xml").decode()
        core = book.read("docProps/core.xml").decode()

    assert names[:5] == ["codebook", "wave", "items", "constructs", "gaps"]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert "HYPERLINK" in texts
    assert ">rmfeedback<" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2000-01-01"}


def test_the_pdf_is_a_pdf_and_prints_markup_as_text(released):
    content = exporting.as_bytes(WAVE, "pdf")

    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert len(content) > 10_000


def test_an_unknown_format_is_refused_by_name(released, tmp_path):
    with pytest.raises(exporting.FormatUnknown, match=r"\.docx.*\.csv"):
        exporting.write(WAVE, tmp_path / "findings.docx")


def test_nothing_is_exported_before_the_release(app, tmp_path):
    a_counted_wave()

    with pytest.raises(findings.NotReleased):
        exporting.write(WAVE, tmp_path / "findings.csv")
    assert not list(tmp_path.glob("findings*"))
