"""A file is taken apart as a person would read it, or refused with the reason."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rmfeedback.errors import Refused
from rmfeedback.programmes import roster_file, roster_rows
from tests.programmes import rosters


def fields(file: roster_file.RosterFile) -> list[str | None]:
    return [column.field for column in file.columns]


def test_a_clean_english_file_is_read():
    file = roster_file.read(rosters.CLEAN, "clean.csv")

    assert (file.encoding, file.separator, file.header_line) == ("UTF-8", ",", 1)
    assert fields(file)[:3] == ["name", "email", "role"]
    assert [record.line for record in file.records] == [2, 3, 4, 5]


def test_german_excel_is_read_through_its_encoding_separator_titles_and_two_line_header():
    file = roster_file.read(rosters.GERMAN, "konzern.csv")

    assert (file.encoding, file.separator, file.header_line) == ("Windows-1252", ";", 3)
    assert fields(file) == [
        "name", "email", "role", "unit", "location", "level", "language", "topics", "goals", "constraints",
        "manager_email", None,
    ]  # fmt: skip
    assert [title.line for title in file.titles] == [1, 2]
    assert file.records[0].cells[0] == "Müller-Lüdenscheidt, Jürgen"


def test_lines_are_counted_as_a_text_editor_counts_them():
    file = roster_file.read(rosters.GERMAN, "konzern.csv")
    by_name = {record.cells[0]: record.line for record in file.records}

    assert by_name["Hölzlwimmer, Käthe"] == rosters.line_of("Käthe")
    assert by_name["Zumbusch, Björn"] == rosters.line_of("Käthe") + 2


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_is_read_with_and_without_a_mark(mark):
    content = mark + "name;email;role\nJörg Öz;joerg@example.com;mentor\n".encode()

    assert roster_file.read(content, "a.csv").records[0].cells[0] == "Jörg Öz"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_guessed(separator):
    rows = ["Name", "E-Mail", "Rolle"], ["A", "a@example.com", "FK"]
    content = "\n".join(separator.join(row) for row in rows)

    assert roster_file.read(content.encode(), "a.csv").separator == separator


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end):
    content = end.join(["name,email,role", "A,a@example.com,mentor", "B,b@example.com,leader"])

    assert [record.line for record in roster_file.read(content.encode(), "a.csv").records] == [2, 3]


def test_personal_columns_are_dropped_with_a_reason():
    header = b"name,email,role,Date of birth,Gender,Salary band,Staff number,Shoe size\n"
    content = header + b"A,a@example.com,mentor,1,f,2,3,4\n"
    reasons = {column.name: column.why_not for column in roster_file.read(content, "a.csv").columns}

    personal = {name for name, why in reasons.items() if why.startswith("personal data")}
    assert personal == {"Date of birth", "Gender", "Salary band", "Staff number"}
    assert reasons["Shoe size"] == "no column of a roster; not read"


def test_a_second_column_of_a_name_is_left_out():
    file = roster_file.read(rosters.GERMAN, "konzern.csv")

    assert file.columns[-1].name == "Bemerkung"
    assert "the first one is read" in file.columns[-1].why_not


@pytest.mark.parametrize("content", [b"", b"\r\n \n", b"name,email,role\n", b"name,email,role\n,,\n"])
def test_a_file_that_holds_nobody_is_refused(content):
    with pytest.raises(roster_file.RosterEmpty, match="people.csv holds nobody"):
        roster_file.read(content, "people.csv")


def test_a_wrong_header_is_refused_with_what_is_missing_and_what_was_found():
    content = b"A title\nName;Telefon;Rolle\nA;1;FK\n"

    with pytest.raises(roster_file.HeaderUnknown) as no:
        roster_file.read(content, "people.csv")

    assert "Missing: email." in str(no.value)
    assert "Line 2 comes nearest, with: “Name”, “Telefon”, “Rolle”" in str(no.value)
    assert no.value.status == 422


def test_letters_of_no_known_encoding_are_refused_with_their_line():
    content = b"name,email,role\nA,a@example.com,mentor\nB\x81\x8d,b@example.com,mentor\n"

    with pytest.raises(roster_file.EncodingUnknown, match="line 3"):
        roster_file.read(content, "people.csv")


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-1.7", b"\xff\xfen\x00a\x00"])
def test_a_workbook_is_refused_with_how_to_save_it(start):
    with pytest.raises(roster_file.NotACsv, match="save it as “CSV UTF-8”"):
        roster_file.read(start + b"rest", "people.xlsx")


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(roster_file.RosterTooLarge):
        roster_file.read(rosters.CLEAN + b"x" * roster_file.LARGEST_FILE, "people.csv")


def test_an_open_quotation_mark_is_refused_with_its_line():
    content = rosters.clean_with('"Open,o@example.com,mentor')

    with pytest.raises(roster_file.QuoteOpen, match="line 6"):
        roster_file.read(content, "people.csv")


PIECES = ["name", "email", "role", "A", "a@example.com", "mentor", "Summe: 9", *"\"';,\t\r\n\x81é"]


@given(st.binary() | st.lists(st.sampled_from(PIECES)).map(lambda pieces: "".join(pieces).encode("latin-1")))
@example(b"name,email,role\n" + b"Summe: " + b"9" * 5000)
def test_any_bytes_are_refused_or_every_record_is_accounted_for(content):
    with suppress(Refused):
        judged = roster_rows.judge(roster_file.read(content, "any.csv"))

        assert judged.read == len(judged.imported) + judged.merged + judged.waiting + judged.skipped


@given(st.lists(st.sampled_from([*PIECES[3:], "FK", "b@example.com", "Summe: 2"])))
def test_whatever_stands_below_a_good_header_is_accounted_for(pieces):
    content = "name;email;role\n" + "".join(pieces)
    with suppress(Refused):
        judged = roster_rows.judge(roster_file.read(content.encode("cp1252", "replace"), "any.csv"))

        assert judged.read == len(judged.imported) + judged.merged + judged.waiting + judged.skipped
        assert (
            len({problem.line for problem in judged.problems if problem.outcome == "waiting"})
            == judged.waiting
        )
