"""A roster's file is looked at, read otherwise, corrected and stored on one page; without scripts."""

import re

import pytest
from sqlalchemy import func, select

from rmfeedback.db import db
from rmfeedback.programmes.models import Participation, Person
from tests import factories
from tests.programmes import rosters, workbooks
from tests.programmes.pages import form_of, hidden, send, upload

LOOK, IMPORT = "/cohorts/look", "/cohorts"
BROKEN = rosters.line_of("(at)")
CLASH = rosters.line_of("Røed", 1)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def figures(html):
    """Return to import, merged, waiting, skipped."""
    return [int(n) for n in re.findall(r"<dd>(\d+)<small>", html)]


def again(client, html, path=LOOK, **changed):
    """Send the preview's form as it stands, but for what was changed."""
    fields = {name.replace("__", "-"): value for name, value in changed.items()}
    return client.post(path, data=form_of(html, LOOK) | fields)


def test_a_file_is_previewed_and_nothing_is_stored(hal, pilot):
    page = upload(hal, rosters.GERMAN).text

    assert "people.csv holds 29 rows below its header. Nothing has been stored yet." in page
    assert "Windows-1252, parted by semicolon, header in line 3." in page
    assert [int(n) for n in re.findall(r"<dd>(\d+)<small>", page)] == [23, 2, 2, 2]
    assert f'href="#line-{rosters.line_of("(at)")}"' in page
    assert "Import 23 rows" in page
    assert count(Participation) == 0


def test_import_stores_what_the_preview_showed(hal, pilot):
    send(hal, "/cohorts", upload(hal, rosters.GERMAN).text)

    assert count(Participation) == 23
    page = hal.get("/cohorts/konzern/people").text
    assert "22 people take part" in page and "invited once: Sabine Grünwaldt" in page


def test_an_import_in_which_nothing_waits_leads_to_the_people(hal, pilot):
    reply = send(hal, "/cohorts", upload(hal, rosters.CLEAN).text)

    assert (reply.status_code, reply.location) == (303, "/cohorts/konzern/people")
    assert "4 of 4 rows are imported" in hal.get(reply.location).text


def test_a_changed_preview_stores_nothing(hal, pilot):
    page = upload(hal, rosters.GERMAN).text
    carried = hidden(page, "carried")

    reply = send(hal, "/cohorts", page, carried=carried[:20] + carried[21:])

    assert (reply.status_code, count(Participation)) == (409, 0)


def test_waiting_rows_can_be_taken_away(hal, pilot):
    reply = send(hal, "/cohorts/waiting-rows", upload(hal, rosters.GERMAN).text)

    assert reply.mimetype == "text/csv"
    assert "attachment" in reply.headers["Content-Disposition"]
    assert len(reply.data.decode("utf-8-sig").splitlines()) == 3


@pytest.mark.parametrize("content, filename, words", [
    (b"", "a.csv", "a.csv holds nobody"),
    (b"PK\x03\x04", "a.xlsx", "a.xlsx cannot be read as an Excel workbook"),
    (b"%PDF-1.7", "a.csv", "a.csv is a PDF, neither text nor an Excel workbook"),
    (b"name,email,role\n" + b"x" * 4_000_000, "a.csv", "a.csv is larger than 4 MB"),
])  # fmt: skip
def test_a_file_that_is_no_roster_is_told_beside_its_field(hal, pilot, content, filename, words):
    reply = upload(hal, content, filename)

    assert reply.status_code == 422
    assert words in reply.text
    assert 'value="Konzern"' in reply.text, "the name that was typed is lost"


def test_a_file_is_asked_for_when_there_is_none(hal, pilot):
    path = "/programmes/pilot/cohorts/new"
    reply = send(hal, path, hal.get(path).text, name="Konzern")

    assert reply.status_code == 422 and "Choose the file with the people." in reply.text


def test_markup_in_a_file_is_shown_as_text(hal, pilot):
    page = upload(hal, rosters.clean_with("<script>x</script>,x@example.com,mentor")).text

    assert "<script>x" not in page and "&lt;script&gt;x" in page


def test_a_file_whose_columns_are_unknown_is_read_as_hr_says(hal, pilot):
    page = upload(hal, b"Contact;Mailbox;Does\nAnna Berg;anna@example.com;mentor\n")

    assert page.status_code == 422
    assert "Missing: name, email, role." in page.text and "Import" not in page.text
    told = again(hal, page.text, column__0="name", column__1="email", column__2="role")
    assert (told.status_code, figures(told.text)) == (200, [1, 0, 0, 0])
    assert again(hal, told.text, IMPORT).status_code == 303
    assert db.session.scalar(select(Person.name)) == "Anna Berg"


def test_letters_separator_and_header_can_be_changed_and_looked_at(hal, pilot):
    content = "Name;E-Mail;Rolle\nWałęsa, Lech;lech@example.com;FK\n".encode("cp1250")
    page = upload(hal, content).text

    assert "Wa³êsa" in page
    assert "Wałęsa" in again(hal, page, encoding="cp1250").text
    wrong = again(hal, page, separator=",")
    assert (wrong.status_code, "Missing: name, email, role." in wrong.text) == (422, True)
    assert figures(again(hal, wrong.text, separator=";").text) == [1, 0, 0, 0]
    below = again(hal, page, header_line="2")
    assert "Line 2 comes nearest, with: “Wa³êsa, Lech”" in below.text
    assert count(Person) == 0


def test_letters_that_cannot_be_read_are_asked_for(hal, pilot):
    page = upload(hal, b"name,email,role\nJ\x81rg,a@example.com,FK\n")

    assert (page.status_code, "neither UTF-8 nor Windows-1252" in page.text) == (422, True)
    assert "Jürg" in again(hal, page.text, encoding="cp850").text


def test_another_sheet_of_a_workbook_is_chosen(hal, pilot):
    rows = [workbooks.HEADER, *workbooks.PEOPLE]
    page = upload(hal, workbooks.workbook(("Neu", rows), ("Alt", rows[:2])), "leute.xlsx").text

    assert "Excel workbook, sheet “Neu”, header in line 1." in page and figures(page)[0] == 2
    chosen = again(hal, page, sheet="Alt").text
    assert "sheet “Alt”" in chosen and figures(chosen)[0] == 1


def test_what_is_sent_back_untouched_is_shown_again_as_it_was(hal, pilot):
    page = upload(hal, rosters.GERMAN).text

    assert hidden(again(hal, page).text, "carried") == hidden(page, "carried")
    assert again(hal, page, IMPORT).status_code == 200, "rows wait, so the page stays"


def test_a_suggested_repair_is_offered_and_applied_only_when_taken(hal, pilot):
    page = upload(hal, rosters.GERMAN).text

    assert f'name="take-{BROKEN}-email" value="henning.kueppers@example.com"' in page
    assert f'name="mend-{BROKEN}-email" value="henning.kueppers (at) example.com"' in page
    assert figures(again(hal, page).text) == [23, 2, 2, 2]
    taken = again(hal, page, **{f"take__{BROKEN}__email": "henning.kueppers@example.com"}).text
    assert figures(taken) == [24, 2, 1, 2]
    assert "<strong>Corrected.</strong> The file says “henning.kueppers (at) example.com”." in taken
    assert count(Person) == 0


def test_a_correction_can_be_taken_back(hal, pilot):
    page = upload(hal, rosters.GERMAN).text
    mended = again(hal, page, **{f"mend__{BROKEN}__email": "hk@example.com"}).text

    assert figures(mended)[2] == 1
    assert figures(again(hal, mended, **{f"undo__{BROKEN}__email": "1"}).text) == [23, 2, 2, 2]


@pytest.mark.parametrize("is_first_right, unit", [(True, "Kundenservice"), (False, "Vertrieb DACH")])
def test_of_two_units_for_one_person_hr_chooses_one(hal, pilot, is_first_right, unit):
    first = rosters.line_of("Røed")
    page = upload(hal, rosters.GERMAN).text
    value = f"{CLASH}-{first}" if is_first_right else f"{first}-{CLASH}"
    chosen = again(hal, page, **{f"choose__{CLASH}__unit": value}).text

    assert figures(chosen) == [23, 3, 1, 2]
    again(hal, chosen, IMPORT)
    assert db.session.scalar(select(Person.unit).where(Person.email == "svenja@example.com")) == unit


def test_what_was_corrected_but_not_looked_at_is_shown_before_it_is_stored(hal, pilot):
    page = upload(hal, rosters.GERMAN).text
    reply = again(hal, page, IMPORT, **{f"mend__{BROKEN}__email": "hk@example.com"})

    assert (reply.status_code, count(Person)) == (422, 0)
    assert "You changed something after this page was made, so nothing is stored yet." in reply.text
    again(hal, reply.text, IMPORT)
    assert db.session.scalar(select(Person).where(Person.email == "hk@example.com"))


def test_rows_that_wait_are_not_lost_by_an_import(hal, pilot):
    stored = again(hal, upload(hal, rosters.GERMAN).text, IMPORT)

    assert "23 rows are stored, 2 wait" in stored.text and "See the people" in stored.text
    assert count(Participation) == 23
    mended = again(hal, stored.text, **{f"mend__{BROKEN}__email": "hk@example.com"})
    assert figures(mended.text) == [24, 2, 1, 2]
    again(hal, mended.text, IMPORT)
    assert count(Participation) == 24


def test_ten_thousand_faulty_rows_show_a_hundred_and_are_all_in_the_download(hal, pilot):
    rows = b"".join(b"Person %d,p%d (at) example.com,mentor\n" % (n, n) for n in range(10_000))
    page = upload(hal, b"name,email,role\nAnna Berg,anna@example.com,mentor\n" + rows).text

    assert figures(page) == [1, 0, 10_000, 0]
    assert (page.count('class="bad"'), len(page) < 1_000_000) == (100, True)
    assert "These are the first 100. The CSV below has all 10000." in page
    handed_out = again(hal, page, "/cohorts/waiting-rows")
    assert len(handed_out.data.decode("utf-8-sig").splitlines()) == 10_001


def test_notes_go_out_as_a_csv_when_there_are_more_than_a_page_holds(hal, pilot):
    rows = "".join(f"Person {n},p{n}@example.com,mentor,fr\n" for n in range(150))
    page = upload(hal, f"name,email,role,language\n{rows}".encode()).text

    assert "These are the first 100; 50 more stand in the CSV." in page
    assert len(again(hal, page, "/cohorts/roster-notes").data.splitlines()) == 151


def test_a_cell_of_a_hundred_thousand_characters_waits_and_does_not_fill_the_page(hal, pilot):
    page = upload(hal, rosters.clean_with(f"X,x@example.com,mentor,{'u' * 100_000},,,,")).text

    assert "Holds 100,000 characters, and at most 200 are kept: shorten it." in page
    assert len(page) < 60_000


def test_a_form_that_is_far_too_large_is_refused_with_what_to_send_instead(hal, pilot):
    path, kind = "/programmes/pilot/cohorts/new", "multipart/form-data; boundary=x"
    reply = hal.post(path, data=b"x" * 9_000_000, content_type=kind)

    assert reply.status_code == 413
    assert "What was sent is larger than 8 MB" in reply.text and "XLSX or CSV" in reply.text


def test_while_a_wave_is_open_what_it_was_told_is_kept_on_the_page_and_the_rest_is_stored(hal):
    factories.an_open_wave()
    rows = b"name,email,role,unit\nZoe New,zoe@example.com,mentor,IT\nAna B,ana.cohort@example.com,mentor,\n"
    page = upload(hal, rows, name="Cohort").text

    assert "A wave is open: 1 change has to wait" in page and "Import 2 rows" not in page
    assert "Line 3, name, “Ana B”: Stored is “Ana Example”, and frozen" in page and "replaces it" not in page
    forced = again(hal, page, IMPORT)
    assert (forced.status_code, "in line 3. Nothing was stored" in forced.text) == (409, True)
    kept = again(hal, page, take__3__name="Ana Example").text
    assert again(hal, kept, IMPORT).status_code == 303
    assert db.session.scalar(select(Person.unit).where(Person.email == "zoe@example.com")) == "IT"
    assert not db.session.scalar(select(Person).where(Person.name == "Ana B"))
