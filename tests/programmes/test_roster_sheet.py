"""A workbook is read as its sheet shows it, and none unpacks more than was measured."""

import zipfile
from datetime import date, datetime, time

import pytest

from rmfeedback.programmes import cohorts, roster, roster_file, roster_rows, roster_sheet, roster_waiting
from rmfeedback.programmes.roster_file import Reading
from rmfeedback.programmes.roster_upload import Upload
from tests.programmes import workbooks
from tests.programmes.workbooks import HEADER, PEOPLE, people, workbook

SHEET = "xl/worksheets/sheet1.xml"


def read(content, **reading):
    return roster_file.read(content, "leute.xlsx", Reading(**reading))


def a_sheet(cells: str) -> bytes:
    return workbooks.with_part(SHEET, f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode())


def test_a_workbook_is_read_with_the_row_numbers_that_the_spreadsheet_shows():
    file = read(people((), ("Kim Lee", "kim (at) example.com", "Mentor", "", "")))

    assert (file.encoding, file.sheet, file.header_line) == ("Excel workbook", "Leute", 3)
    assert [record.line for record in file.records] == [4, 5, 6, 7]
    (waiting,) = [p for p in roster_rows.judge(file).problems if p.outcome == "waiting"]
    assert (waiting.line, waiting.suggestion) == (7, "kim@example.com")


def test_a_workbook_gives_the_same_people_as_its_csv():
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in (HEADER, *PEOPLE))
    of_text = roster_rows.judge(roster_file.read(text.encode(), "a.csv")).imported.values()
    of_sheet = roster_rows.judge(read(workbook(("Leute", [HEADER, *PEOPLE])))).imported.values()

    assert list(of_sheet) == list(of_text)


@pytest.mark.parametrize("cell, text", [
    (4711, "4711"), (1.5, "1.5"), (True, "TRUE"), (date(2026, 5, 1), "2026-05-01"), ("=1+1", "=1+1"),
    ("", ""),
    (datetime(2026, 5, 1, 9, 30), "2026-05-01T09:30:00"), (time(9, 30), "09:30:00"), ("  KI ", "  KI "),
])  # fmt: skip
def test_numbers_dates_and_formulas_in_cells_become_text(cell, text):
    file = read(
        workbook(("Leute", [HEADER, ("A B", "a@example.com", "FK", "IT", cell), ("x", "", "", "", "")]))
    )

    assert file.records[0].cells[4] == text


def test_a_number_where_a_name_is_wanted_waits():
    file = read(people((4711, "n@example.com", "FK", "", "")))

    (waiting,) = [p for p in roster_rows.judge(file).problems if p.outcome == "waiting"]
    assert (waiting.line, waiting.message.startswith("“4711” is no name.")) == (6, True)


def test_the_first_sheet_with_rows_is_read_and_another_one_when_chosen():
    content = workbook(("Leer", []), ("Leute", [HEADER, *PEOPLE]), ("Alt", [HEADER, PEOPLE[0]]))

    assert (read(content).sheet, read(content).sheets) == ("Leute", ["Leute", "Alt"])
    assert len(read(content, sheet="Alt").records) == 1


def test_a_hidden_sheet_is_read_only_when_chosen():
    content = workbook(("Alt", [HEADER, PEOPLE[0]]), ("Leute", [HEADER, *PEOPLE]), is_first_hidden=True)

    assert read(content).sheet == "Leute"
    assert read(content, sheet="Alt").sheet == "Alt"


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(roster_sheet.SheetUnknown, match="no sheet “Neu” with rows. It has: Leute. Choose"):
        read(people(), sheet="Neu")


def test_a_workbook_without_rows_holds_nobody():
    with pytest.raises(roster_file.RosterEmpty):
        read(workbook(("Leer", [])))


@pytest.mark.parametrize("content", [
    b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500, people()[:-100],
    workbooks.with_part("xl/workbook.xml", b"<no"),
    workbooks.with_part("xl/_rels/workbook.xml.rels", b""), a_sheet("<row><c><v>"),
])  # fmt: skip
def test_a_damaged_workbook_is_refused_with_how_to_save_it(content):
    with pytest.raises((roster_sheet.WorkbookDamaged, roster_file.RosterEmpty)) as no:
        read(content)

    assert "leute.xlsx" in str(no.value)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("people.csv", "name,email,role\n")

    with pytest.raises(roster_sheet.WorkbookDamaged, match="save it again as XLSX without a password"):
        read((tmp_path / "a.zip").read_bytes())


def test_a_workbook_that_unpacks_to_gigabytes_is_refused():
    bomb = workbooks.with_part("xl/sharedStrings.xml", b"<t>" + b"0" * (roster_sheet.MOST_UNPACKED + 1))

    assert len(bomb) < 100_000
    with pytest.raises(roster_sheet.WorkbookTooLarge, match="unpacks to more than 64 MB"):
        read(bomb)


def test_a_workbook_that_lies_about_its_size_is_handed_on_only_as_far_as_it_was_counted():
    bomb = workbooks.with_part("xl/sharedStrings.xml", b"<t>" + b"0" * (roster_sheet.MOST_UNPACKED + 1))
    liar = workbooks.with_lying_size(bomb, "xl/sharedStrings.xml", 1_000)

    with pytest.raises(roster_sheet.WorkbookDamaged):
        read(liar)


def test_an_archive_of_a_thousand_parts_is_refused(monkeypatch):
    monkeypatch.setattr(roster_sheet, "MOST_PARTS", 5)

    with pytest.raises(roster_sheet.WorkbookTooLarge):
        read(people())


@pytest.mark.parametrize("cells", [
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "<row r = '1048576'><c><v>1</v></c><x:c><v>2</v></x:c><c/><c/><c/><c/></row>",
    '<row><c r="XFD1048576" ><v>1</v></c></row>',
])  # fmt: skip
def test_a_sheet_with_a_cell_at_the_end_of_the_world_is_refused(cells):
    with pytest.raises(roster_sheet.SheetTooLarge, match="Delete the rows and columns around the list"):
        read(a_sheet(cells))


def test_rows_without_a_number_behind_a_far_one_are_added_up():
    rows = "<row><c><v>1</v></c></row>" * 20_000
    content = a_sheet(f'<row r="19999"><c r="GA19999"><v>1</v></c></row>{rows}')

    with pytest.raises(roster_sheet.SheetTooLarge, match="row 19999, 183 columns wide"):
        read(content)


@pytest.mark.parametrize("place", ["B999999999995", "AAAAAAA1", "1A", "A 1", "A-1", "&#65;1048576"])
def test_a_cell_at_a_place_that_is_none_is_refused(place):
    """Such a number wraps around in the reader, which then asks for more memory than there is."""
    with pytest.raises(roster_sheet.WorkbookDamaged, match="a cell is nowhere"):
        read(a_sheet(f'<row r="1"><c r="{place}"><v>1</v></c></row>'))


STRINGS = "<si><t>Name</t></si>"


@pytest.mark.parametrize("tag", [
    '<sst uniqueCount="99999999999">', "<sst a='>' uniqueCount = '99999999999' >",
    '<a-b:sst uniqueCount="99999999999">',
])  # fmt: skip
def test_a_workbook_that_promises_more_than_it_holds_is_not_believed(tag):
    """The reader would make room for all that is promised, and end the process where there is none."""
    close = f"</{tag[1:].split()[0]}>"
    content = workbooks.with_part("xl/sharedStrings.xml", f"{tag}{STRINGS}{close}".encode())

    with pytest.raises((roster_sheet.WorkbookDamaged, roster_file.HeaderUnknown)):
        read(content)


@pytest.mark.parametrize("place", ["A1:XFC200000", "A1:XFD1048576", "B2"])
def test_a_sheet_that_promises_more_than_it_holds_is_read_as_it_is(place):
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
    body = f'<worksheet><dimension ref="{place}"/><sheetData>{rows}</sheetData></worksheet>'
    with pytest.raises(roster_file.HeaderUnknown, match="with: “Name”"):
        read(workbooks.with_part(SHEET, body.encode()))


def test_a_part_that_says_twice_what_it_holds_is_refused():
    with pytest.raises(roster_sheet.WorkbookDamaged, match="says twice what it holds"):
        read(workbooks.with_part("xl/sharedStrings.xml", b"<sst>" * 1_000_000))


def test_waiting_rows_of_a_workbook_go_out_as_a_csv_that_comes_back(app):
    cohorts.add_programme("Pilot", "de")
    content = people(("Kim Lee", "kim (at) example.com", "Mentor", "", ""))
    handed_out = roster_waiting.as_csv(roster.look(Upload(content, "a.xlsx", "pilot", "C")))

    corrected = handed_out.replace(b"kim (at) example.com", b"kim@example.com")
    assert roster.load(corrected, "b.csv", "pilot", "C").imported == 1
