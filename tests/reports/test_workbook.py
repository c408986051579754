"""The workbook: formatted, explained, and nothing in it calculates or leads anywhere."""

import io
import re
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from rmfeedback.reports import actions, codebook, content, workbook
from rmfeedback.reports.tables import tables
from rmfeedback.surveys.questionnaire import shipped
from tests import factories
from tests.reports.conftest import WAVE

DUE = date(2027, 1, 31)


@pytest.fixture
def given(a_released_wave):
    a_released_wave()
    return content.of(WAVE)


def test_every_sheet_and_every_column_is_explained(given):
    factories.a_cohort(name="Pilot")
    actions.add(WAVE, given.findings["themes"][0]["key"], actions.Answer("Ask earlier.", "Operations", DUE))
    for table in tables(content.of(WAVE)):
        for column in table.columns:
            assert codebook.explains(table.name, column), f"{table.name}.{column}"


def test_the_codebook_holds_every_item_as_it_was_asked_in_both_languages(given):
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.xlsx(given)))
    head, *rows = book.get_sheet_by_name("codebook").to_python()
    items = {row[head.index("key")]: dict(zip(head, row, strict=True)) for row in rows if row[0] == "item"}

    asked = [item for each in (shipped()["mentor"], shipped()["leader"]) for item in each.items]
    assert set(items) == {item.key for item in asked}
    for item in asked:
        told = items[item.key]
        assert (told["wording_en"], told["wording_de"]) == (item.text.en, item.text.de)
        assert told["reversed"] == str(item.reverse).upper()
    assert items["m_safe_disagree"]["scale_de"].startswith("1 Stimme gar nicht zu; 2 ")
    assert items["m_safe_disagree"]["construct_de"] == "Psychologische Sicherheit"


def test_sheets_are_frozen_filtered_and_ready_to_print(given):
    with zipfile.ZipFile(io.BytesIO(workbook.xlsx(given))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    sheets = [text for name, text in parts.items() if "worksheets/sheet" in name]

    assert len(sheets) == len(tables(given))
    for sheet in sheets:
        assert 'state="frozen"' in sheet and "<autoFilter" in sheet
        assert 'orientation="landscape"' in sheet and 'paperSize="9"' in sheet
        assert "<f>" not in sheet and "<hyperlink" not in sheet
    assert {"0.0", "0 %", "@"} <= set(
        re.findall(r'formatCode="([^"]+)"|numFmtId="49"()', parts["xl/styles.xml"])[0]
    ) | {
        *re.findall(r'formatCode="([^"]+)"', parts["xl/styles.xml"]),
        "@",
    }


def test_numbers_stay_numbers_and_too_few_is_muted_italics(given):
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.xlsx(given)))
    head, *rows = book.get_sheet_by_name("items").to_python()
    means = [row[head.index("mean")] for row in rows]

    assert any(isinstance(mean, float) for mean in means)
    told = {item["key"]: item["mean"] for item in given.findings["items"]}
    assert all(
        told[row[0]] == row[head.index("mean")] for row in rows if isinstance(row[head.index("mean")], float)
    )


def test_a_key_that_no_table_knows_yet_is_told_all_the_same(given):
    findings = {
        **given.findings,
        "later": [{"what": "new", "shares": {"a": 0.1}}],
        "released_by": "two people",
    }
    told = {table.name: table for table in tables(content.Content(findings, given.questionnaires, "en"))}

    assert told["later"].rows == [("new", "a: 0.1")]
    assert ("released_by", "two people") in told["wave"].rows
