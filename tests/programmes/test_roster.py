"""Each line of a roster comes to a known end, and only what was shown is stored."""

import json

import pytest
from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.errors import NotFound
from rmfeedback.programmes import cohorts, roster, roster_file, roster_waiting
from rmfeedback.programmes.models import Cohort, Participation, Person
from rmfeedback.programmes.roster_upload import Upload
from tests.programmes import rosters

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def german(pilot):
    return roster.load(rosters.GERMAN, "konzern.csv", pilot, "Konzern")


def everything():
    tables = (Cohort, Person, Participation)
    return [
        [getattr(row, column.name) for column in table.__table__.columns]
        for table in tables
        for row in db.session.scalars(select(table))
    ]


def told(report, line):
    return [p for p in report.problems if p.line == line]


def person(email):
    return db.session.scalar(select(Person).where(Person.email == email))


def participation(email, role="mentor"):
    query = select(Participation).join(Person).where(Person.email == email, Participation.role == role)
    return db.session.scalar(query)


def test_a_clean_file_is_imported_whole(pilot):
    report = roster.load(rosters.CLEAN, "clean.csv", pilot, "Autumn 2026")

    assert (report.cohort, report.read, report.imported, report.problems) == ("autumn-2026", 4, 4, [])
    assert participation("zainab@example.com").topics == ["AI tools"]
    assert person("richard@example.com").manager_email == "margaret@example.com"


def test_the_four_counts_sum_to_what_was_read(german):
    assert (german.read, german.imported, german.merged, german.waiting, german.skipped) == (29, 23, 2, 2, 2)
    assert len(list(db.session.scalars(select(Person)))) == 22


def test_looking_writes_nothing(pilot):
    before = everything()

    report = roster.load(rosters.GERMAN, "konzern.csv", pilot, "Konzern", check=True)

    assert everything() == before
    assert (report.cohort, report.imported) == (None, 23)


def test_the_same_file_twice_changes_nothing(pilot, german):
    before = everything()

    again = roster.load(rosters.GERMAN, "konzern.csv", pilot, " Konzern ")

    assert everything() == before
    assert again == german


def test_titles_and_the_second_column_of_a_name_are_noted(german):
    assert [told(german, line)[0].message for line in (1, 2)] == ["Above the header; not read."] * 2
    assert told(german, 3)[0].column == "Bemerkung"


@pytest.mark.parametrize("email, role", [
    ("frank@example.com", "leader"), ("ulrike@example.com", "leader"), ("soeren@example.com", "mentor"),
    ("elif@example.com", "mentor"), ("thao@example.com", "mentor"),
])  # fmt: skip
def test_roles_are_known_in_both_languages_and_any_case(german, email, role):
    assert participation(email, role)


def test_names_are_tidied_and_turned_round(german):
    names = [person(f"{email}@example.com").name for email in ("matthias", "lars", "frank")]

    assert names == ["Matthias Krähwinkel", "Dr. Lars Wagenknecht", "Frank Nürnberger"]


def test_an_address_is_lowered_and_taken_out_of_its_brackets(german):
    assert person("heike@example.com").name == "Heike Hölzlwimmer"
    assert person("holger@example.com")
    assert "angle brackets" in told(german, rosters.line_of("Lindenthal"))[0].message


def test_a_broken_address_waits_and_its_repair_is_only_suggested(german):
    (problem,) = told(german, rosters.line_of("(at)"))

    assert (problem.column, problem.value) == ("E-Mail (dienstlich)", "henning.kueppers (at) example.com")
    assert problem.suggestion == "henning.kueppers@example.com"
    assert person("henning.kueppers@example.com") is None


def test_a_quoted_cell_keeps_its_separator_marks_and_line_break(german):
    goals = participation("kaethe@example.com", "leader").goals

    assert goals == 'Zuhören lernen; weniger reden\r\nund "Warum?" fragen'


def test_language_is_the_programmes_where_the_file_names_none_or_two(german):
    languages = {person(f"{name}@example.com").language for name in ("bjoern", "heike.hagedorn", "yusuf")}

    assert languages == {"de"}
    assert told(german, rosters.line_of("Deutsch")) == []
    assert "“DE/EN” is not one of" in told(german, rosters.line_of("DE/EN"))[0].message
    assert "No language stands here" in told(german, rosters.line_of("Çelik"))[0].message


def test_one_person_in_two_roles_takes_part_twice_and_is_invited_once(german):
    leader, mentor = participation("sabine@example.com", "leader"), participation("sabine@example.com")

    assert leader.person is mentor.person
    assert (leader.is_invited, mentor.is_invited) == (True, False)
    assert "two roles" in told(german, rosters.line_of("Weitergeben"))[0].message


def test_a_leader_is_invited_as_such_even_where_the_mentor_stands_first(pilot):
    content = b"name,email,role\nA B,ab@example.com,mentor\nA B,ab@example.com,leader\n"
    roster.load(content, "a.csv", pilot, "Cohort")

    assert participation("ab@example.com", "leader").is_invited
    assert not participation("ab@example.com").is_invited


def test_a_role_that_was_stored_first_stays_the_invited_one(pilot):
    roster.load(b"name,email,role\nA B,ab@example.com,mentor\n", "a.csv", pilot, "Cohort")
    report = roster.load(b"name,email,role\nA B,ab@example.com,leader\n", "b.csv", pilot, "Cohort")

    assert participation("ab@example.com").is_invited
    assert not participation("ab@example.com", "leader").is_invited
    assert "invited once" in report.problems[0].message


def test_empty_and_total_lines_are_skipped_and_the_total_is_checked(german):
    total = told(german, rosters.line_of("Summe"))[0]

    assert told(german, rosters.line_of(";;;;;;;;;;;", 2))[0].outcome == "skipped"
    assert "agrees with the 24 entries" in total.message


def test_a_total_that_is_wrong_is_told(pilot):
    report = roster.load(rosters.clean_with("Total: 7,,,,,,,"), "a.csv", pilot, "Cohort")

    assert "does not agree with the 4 entries" in report.problems[0].message


@pytest.mark.parametrize("first, second", [
    (rosters.line_of("Rautenberg, Ulrike"), rosters.line_of("Rautenberg, Ulrike", 1)),
    (rosters.line_of("chiara@example.com"), rosters.line_of("Chiara@example.com ")),
])  # fmt: skip
def test_a_line_that_says_the_same_is_merged_and_both_lines_are_named(german, first, second):
    (problem,) = told(german, second)

    assert (problem.outcome, problem.line) == ("merged", second)
    assert f"line {first};" in problem.message


def test_two_units_for_one_person_make_the_second_line_wait(german):
    (problem,) = told(german, rosters.line_of("Røed", 1))

    assert (problem.column, problem.value, problem.outcome) == ("Bereich/OE", "Vertrieb DACH", "waiting")
    assert "two units for one person: choose" in problem.message
    assert person("svenja@example.com").unit == "Kundenservice"


def test_a_letter_lost_before_the_export_is_a_warning(german):
    (problem,) = told(german, rosters.line_of("Miko?ajczak"))

    assert (problem.outcome, person("niklas@example.com").name) == ("imported", "Niklas Miko?ajczak")


def test_cells_that_look_like_formulas_are_stored_as_written(german):
    assert participation("emre@example.com").goals == '=HYPERLINK("https://example.com/";"Mein Ziel")'
    assert participation("till@example.com").topics == ["-KI", "+Nachhaltigkeit"]


def test_a_manager_in_capitals_is_the_leader_in_small_letters(pilot):
    line = "Kim Lee,kim@example.com,mentor,,,,,MARGARET@Example.com"
    roster.load(rosters.clean_with(line), "a.csv", pilot, "Cohort")

    assert person("kim@example.com").manager_email == person("margaret@example.com").email


def test_a_manager_who_takes_no_part_is_accepted(german):
    assert person("hannah@example.com").manager_email == "gibtesnicht@example.com"
    assert told(german, rosters.line_of("Lämmle")) == []


@pytest.mark.parametrize("line, column, words", [
    (",x@example.com,mentor", "name", "The name is missing"),
    ("X,,mentor", "email", "there is no address"),
    ("X,x@northwind,mentor", "email", "no ending such as .com"),
    ("X,jörg@example.com,mentor", "email", "Did you mean “joerg@example.com”?"),
    ("X,x@example.com,Leder", "role", "Did you mean “leader”?"),
    ("X,x@example.com,Mentee", "role", "Did you mean “leader”?"),
    ("X,x@example.com,", "role", "The role is missing"),
    ("4711,x@example.com,mentor", "name", "“4711” is no name"),
    ("X\u202egro,x@example.com,mentor", "name", "Holds a character that cannot be printed: type it anew"),
    (f"X,x@example.com,mentor,{'u' * 201}", "unit", "Holds 201 characters, and at most 200 are kept"),
    (f"X,x@example.com,mentor,,,{'t' * 100_000}", "topics", "Holds 100,000 characters"),
    (f"X,{'x' * 300}@example.com,mentor", "email", "Holds 312 characters, and at most 254"),
    ("X,x@example.com,mentor,,,,,,,too much", "", "this line has 10 cells"),
])  # fmt: skip
def test_a_row_that_cannot_be_read_waits_with_its_place_and_what_to_do(pilot, line, column, words):
    report = roster.load(rosters.clean_with(line), "a.csv", pilot, "Cohort")

    (problem,) = report.problems
    assert (problem.line, problem.column, report.waiting) == (6, column, 1)
    assert words.casefold() in problem.message.casefold()


def test_a_newer_file_brings_up_to_date_and_deletes_nobody(pilot):
    roster.load(rosters.CLEAN, "a.csv", pilot, "Cohort")
    newer = b"name,email,role,unit,language\nZainab Qureshi,zainab@example.com,mentor,Technology,\n"

    report = roster.load(newer, "b.csv", pilot, "Cohort")

    assert "Stored is “Ground”; this file's “Technology” replaces it." in [p.message for p in report.problems]
    assert person("zainab@example.com").unit == "Technology"
    assert participation("zainab@example.com").topics == ["AI tools"]
    assert person("richard@example.com")


def test_waiting_rows_go_out_as_a_csv_and_come_back_corrected(pilot):
    line = 'Kim Lee,kim (at) example.com,mentor,"=1+1",,,,'
    looked = roster.look(Upload(rosters.clean_with(line), "a.csv", pilot, "Cohort"))

    handed_out = roster_waiting.as_csv(looked)

    assert b"problem" in handed_out and b"'=1+1" in handed_out
    corrected = handed_out.replace(b"kim (at) example.com,", b"kim@example.com,")
    report = roster.load(corrected, "b.csv", pilot, "Cohort")
    assert (report.imported, person("kim@example.com").unit) == (1, "=1+1")


TWICE = '"HALE, Márgaret",m.hale@example.com,mentor,Board,en,AI tools,,'


def test_one_name_with_two_addresses_is_told_with_both_lines_and_imported(pilot):
    report = roster.load(rosters.clean_with(TWICE), "a.csv", pilot, "Cohort")

    (note,) = [p for p in report.problems if "two people" in p.message]
    assert "In line 2 the same name has another address, margaret@example.com" in note.message
    assert (note.column, note.outcome, report.imported) == ("name", "imported", report.read)
    assert roster.load(rosters.clean_with(TWICE), "a.csv", pilot, "Cohort") == report


def test_one_name_with_two_addresses_is_told_where_the_other_is_stored_already(pilot):
    roster.load(rosters.CLEAN, "a.csv", pilot, "Cohort")
    header = rosters.CLEAN.decode().splitlines()[0]
    report = roster.load(f"{header}\n{TWICE}\n".encode(), "b.csv", pilot, "Cohort", check=True)

    assert "In the cohort the same name has another address, margaret@example.com" in report.in_words()


def test_an_unknown_programme_is_refused():
    with pytest.raises(NotFound, match="nowhere"):
        roster.load(rosters.CLEAN, "a.csv", "nowhere", "Cohort")


def test_a_cohort_without_a_name_is_refused(pilot):
    with pytest.raises(cohorts.NameMissing):
        roster.load(rosters.CLEAN, "a.csv", pilot, "  ")


def test_a_file_of_200_megabytes_is_refused_unread(pilot, tmp_path):
    with (tmp_path / "large.csv").open("wb") as sparse:
        sparse.truncate(200_000_000)

    with pytest.raises(roster_file.RosterTooLarge, match="large.csv is larger than 4 MB"):
        roster.load(tmp_path / "large.csv", "large.csv", pilot, "Cohort")


def test_a_path_that_cannot_be_read_is_refused(pilot, tmp_path):
    with pytest.raises(roster.FileUnreadable, match="No such file"):
        roster.load(tmp_path / "none.csv", "none.csv", pilot, "Cohort")


def test_the_report_is_plain_json(german):
    shown = json.loads(json.dumps(german.as_json()))

    assert {"cohort", "read", "imported", "merged", "waiting", "skipped", "problems"} <= shown.keys()
    assert {"line", "column", "value", "message"} <= shown["problems"][0].keys()
