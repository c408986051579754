"""Findings as files: each opens, none calculates, and the same release gives the same bytes."""

import csv
import hashlib
import io
import json
import re
import zipfile
from importlib.util import find_spec as installed
from threading import Thread

import pytest

from rmfeedback.db import db, writing
from rmfeedback.reports import exporting, findings
from rmfeedback.reports.models import Release
from rmfeedback.reports.spreadsheets import SIGNS
from rmfeedback.staff import audit
from tests.databases import both_engines
from tests.reports.conftest import WAVE, a_counted_wave, a_theme, comments
from tests.reports.reading import everything_in

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


def test_no_file_holds_a_word_of_a_comment_that_was_not_released(app):
    a_counted_wave()
    theme = a_theme(quotes=("Zebrafinch said so.",))
    comments(["Zebrafinch said so.", "Only one person knows the zebrafinch."])
    with writing():
        theme.summary = "A quokka is heard late."
    findings.release(WAVE)

    for suffix in exporting.FORMATS:
        held = everything_in(suffix, exporting.as_bytes(WAVE, suffix)).lower()
        assert "quokka" in held, f"the .{suffix} was not read"
        assert "zebrafinch" not in held, suffix


def test_every_file_bears_the_digest_of_its_release(released):
    digest = hashlib.sha256(exporting.as_bytes(WAVE, "json")).hexdigest()

    for suffix in set(exporting.FORMATS) - {"json"}:
        assert digest in everything_in(suffix, exporting.as_bytes(WAVE, suffix)), suffix


def test_the_archive_holds_every_format_and_what_each_must_weigh(released):
    with zipfile.ZipFile(io.BytesIO(exporting.as_bytes(WAVE, "zip"))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        times = {entry.date_time for entry in archive.infolist()}
    sums = dict(reversed(line.split("  ")) for line in files.pop("MANIFEST").decode().splitlines())

    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert {name.rpartition(".")[2] for name in files} == set(exporting.FORMATS) - {"zip"}
    assert times == {(2000, 1, 1, 0, 0, 0)}


def test_whoever_exports_stands_in_the_audit_log_with_what_was_taken(released, tmp_path):
    with audit.acting("hal@example.com"):
        taken = exporting.export(WAVE, "csv")
    exporting.write(WAVE, tmp_path / "findings.pdf", "de")

    hals, mine = audit.entries()[-2:]
    assert (hals.who, hals.deed, hals.about) == ("hal@example.com", "exported", WAVE)
    assert hals.details == {"format": "csv", "sha256": hashlib.sha256(taken.content).hexdigest()}
    assert (mine.who, mine.details["format"]) == ("command line", "pdf")


def test_what_is_refused_is_not_entered(released):
    before = len(audit.entries())

    with pytest.raises(exporting.LanguageUnknown, match="“fr”"):
        exporting.export(WAVE, "pdf", "fr")

    assert len(audit.entries()) == before


def test_a_format_whose_package_is_missing_says_what_to_install(released, monkeypatch):
    monkeypatch.setattr(exporting, "find_spec", lambda name: None if name == "pptx" else installed(name))

    with pytest.raises(exporting.ExtraMissing, match="pip install python-pptx"):
        exporting.as_bytes(WAVE, "pptx")
    names = zipfile.ZipFile(io.BytesIO(exporting.as_bytes(WAVE, "zip"))).namelist()
    assert not any(name.endswith(".pptx") for name in names)


def test_an_export_while_a_release_is_written_is_of_one_release(app, released):
    """Two releases take turns as fast as they can; every archive is wholly of one of them."""
    other = {**released, "cohort": "Southwind pilot"}
    texts, running = [findings.as_text(each) for each in (released, other)], [True]

    def release_in_turns() -> None:
        with app.app_context():
            while running:
                for text in texts:
                    with writing() as session:
                        session.merge(Release(wave_key=WAVE, findings=text))
            db.session.remove()

    writer = Thread(target=release_in_turns)
    writer.start()
    try:
        archives = [exporting.as_bytes(WAVE, "zip") for _ in range(2)]
    finally:
        running.clear()
        writer.join()

    for archive in archives:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            names = [name for name in files.namelist() if name != "MANIFEST"]
            held = [everything_in(name.rpartition(".")[2], files.read(name)) for name in names]
        assert all("Northwind" in text for text in held) != all("Southwind" in text for text in held)
        assert not any("Northwind" in text and "Southwind" in text for text in held)
