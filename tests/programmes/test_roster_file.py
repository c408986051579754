"""A file is taken apart as a person would read it, or refused with the reason."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rmfeedback.errors import Refused
from rmfeedback.programmes import roster_file, roster_rows, roster_text
from rmfeedback.programmes.roster_file import Reading
from rmfeedback.programmes.roster_text import CellTooLong, EncodingUnknown, QuoteOpen
from tests.programmes import rosters


def fields(file: roster_file.RosterFile) -> list[str | None]:
    return [column.field for column in file.columns]


def test_a_clean_english_file_is_read():
    file = roster_file.read(rosters.CLEAN, "clean.csv")

    assert (file.encoding, file.separator, file.header_line) == ("utf-8", ",", 1)
    assert fields(file)[:3] == ["name", "email", "role"]
    assert [record.line for record in file.records] == [2, 3, 4, 5]


def test_german_excel_is_read_through_its_encoding_separator_titles_and_two_line_header():
    file = roster_file.read(rosters.GERMAN, "konzern.csv")

    assert (file.encoding, file.separator, file.header_line) == ("cp1252", ";", 3)
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

    with pytest.raises(EncodingUnknown, match="line 3: the letters are neither UTF-8 nor Windows-1252"):
        roster_file.read(content, "people.csv")


@pytest.mark.parametrize("content, found", [
    (b"%PDF-1.7 renamed", "a PDF"), (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook or one with a password"),
    (b"\xff\xfen\x00a\x00", "text in UTF-16"), (b"\x89PNG\r\n", "a picture"),
    (b"\x1f\x8b rest", "a compressed file"),
    (b"name,email,role\nA\x00,a@example.com,mentor", "binary .a NUL byte stands in line 2."),
])  # fmt: skip
def test_a_file_of_another_kind_is_refused_with_its_kind_and_how_to_save_it(content, found):
    with pytest.raises(
        roster_file.NotARoster, match=f"people.csv is .*{found}.*save it as XLSX or as “CSV UTF-8”"
    ):
        roster_file.read(content, "people.csv")


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(roster_file.RosterTooLarge):
        roster_file.read(rosters.CLEAN + b"x" * roster_file.LARGEST_FILE, "people.csv")


def test_an_open_quotation_mark_is_refused_with_its_line():
    content = rosters.clean_with('"Open,o@example.com,mentor')

    with pytest.raises(QuoteOpen, match="line 6"):
        roster_file.read(content, "people.csv")


def test_a_cell_without_end_is_refused_with_the_line_it_begins_in():
    content = rosters.clean_with('"' + "x" * 200_000 + '",o@example.com,mentor')

    with pytest.raises(CellTooLong, match="line 6: a cell holds more than 131072 characters"):
        roster_file.read(content, "people.csv")


def test_a_file_with_too_many_rows_is_refused_with_how_to_part_it():
    content = b"name,email,role\n" + b"A,a@example.com,mentor\n" * 20_500

    with pytest.raises(
        roster_file.RosterTooLong, match="20501 rows; one file may have 20000. Send it in parts"
    ):
        roster_file.read(content, "people.csv")


def test_another_encoding_separator_and_header_are_read_when_chosen():
    content = "Liste;\nName|E-Mail;Rolle\nWałęsa|a@example.com|FK\n".encode("cp1250")
    reading = Reading(encoding="cp1250", separator="|", header_line=2, fields=("name", "email"))
    chosen = roster_file.take_apart(content, "a.csv", reading)

    assert chosen.records[0].cells == ["Wałęsa", "a@example.com", "FK"]
    assert fields(chosen) == ["name", "email"]


def test_columns_are_read_as_chosen_but_personal_data_never():
    content = b"Contact,Mailbox,What,Date of birth,Unit\nA B,a@example.com,mentor,1.1.1970,Board\n"
    chosen = roster_file.read(content, "a.csv", Reading(fields=("name", "email", "role", "level", "")))

    assert fields(chosen) == ["name", "email", "role", None, None]
    assert chosen.columns[4].why_not == "left out by choice"


def test_one_field_chosen_for_two_columns_is_refused_with_both():
    content = b"name,email,role,Office,Place\nA,a@example.com,mentor,x,y\n"

    with pytest.raises(roster_file.ColumnTwice, match="“location”: “Office” and “Place”"):
        roster_file.read(content, "a.csv", Reading(fields=("name", "email", "role", "location", "location")))


def test_a_header_line_in_which_no_row_begins_is_refused():
    with pytest.raises(roster_file.HeaderLineWrong, match="In line 4 of a.csv"):
        roster_file.read(rosters.GERMAN, "a.csv", Reading(header_line=4))


def test_letters_that_are_not_of_the_chosen_encoding_are_refused():
    with pytest.raises(EncodingUnknown, match="line 1: the letters are not UTF-8. Choose another encoding"):
        roster_file.read(rosters.GERMAN, "a.csv", Reading(encoding="utf-8"))


@pytest.mark.parametrize("encoding", roster_text.ENCODINGS)
def test_every_encoding_that_is_offered_is_known(encoding):
    assert "é".encode(encoding).decode(encoding) == "é"


@pytest.mark.parametrize(
    "cell", ["(" * 130_000, " " * 130_000, "Summe:" + " " * 130_000 + "x", "a, " * 40_000]
)
def test_a_long_cell_costs_no_time(cell):
    content = f"name,email,role\n{cell.replace(',', ' ')},a@example.com,mentor\nA,{cell.replace(',', '')},x\n"
    judged = roster_rows.judge(roster_file.read(content.encode(), "any.csv"))

    assert judged.waiting == 2


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
