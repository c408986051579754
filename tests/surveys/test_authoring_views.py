"""HR looks over questionnaires, copies, publishes, compares, previews them, and sends files in and out."""

import io
import re

import pytest
from sqlalchemy import func, select

from rmfeedback.db import db
from rmfeedback.surveys import authoring, editions
from rmfeedback.surveys.models import Envelope, Link, Wave
from rmfeedback.surveys.questionnaire import SHIPPED, shipped
from rmfeedback.terms import Role
from tests.factories import a_cohort, a_planned_wave
from tests.surveys.drafts import EDITION, SAID, a_draft, a_published, reword
from tests.surveys.test_drafting_views import DRAFT, fields, said, send

HOME = "/questionnaires"


def send_file(hal, content, name="file.toml"):
    token = fields(hal, HOME, f"{HOME}/import")
    return hal.post(f"{HOME}/import", data=token | {"file": (io.BytesIO(content), name)})


def test_all_versions_are_listed_with_what_they_ask_and_the_waves_that_do(hal):
    a_published()
    authoring.begin_draft(EDITION)
    a_planned_wave(a_cohort())
    page = said(hal.get(HOME))

    assert "Midpoint, closing, follow-up , version 1 1 Shipped 14 scored, 1 choice, 3 open 1" in page
    assert "Northwind , version 1 1 Published 14 scored, 1 choice, 3 open none" in page
    assert "Northwind , version 2 2 Draft" in page


def test_a_copy_opens_as_a_draft(hal):
    reply = send(hal, HOME, HOME, source="pulse/1", name="Every six weeks")

    assert reply.location == "/questionnaires/every_six_weeks/draft"
    assert "“Every six weeks” is there as a draft." in said(hal.get(reply.location))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "Give it a name."),
        ("42", "beginning with a letter"),
        (EDITION, "there is one of this name already"),
    ],
)
def test_a_name_that_cannot_be_is_refused_beside_its_field(hal, name, error):
    a_draft()
    reply = send(hal, HOME, HOME, source="pulse/1", name=name)

    assert reply.status_code == 422
    assert error in said(reply)
    assert f'value="{name}"' in reply.text


@pytest.mark.parametrize("source", ["", "pulse", "pulse/x", "nothing/1", "pulse/99999999999999999999"])
def test_a_source_that_is_not_there_is_not_found(hal, source):
    assert send(hal, HOME, HOME, source=source, name="Some").status_code == 404


def test_a_draft_is_published_and_its_page_says_who_asks_it(hal):
    a_draft()
    reply = send(hal, DRAFT, f"{DRAFT}/publish")

    assert reply.location == f"/questionnaires/{EDITION}/versions/1"
    page = said(hal.get(reply.location))
    assert "Version 1 is published." in page
    assert "No wave so far." in page
    assert send(hal, reply.location, DRAFT).location == DRAFT
    assert editions.draft(EDITION).number == 2


def test_a_draft_that_is_not_ready_is_refused_on_its_page(hal):
    a_draft()
    reword("m_words_programme", {"en": "How old are you?", "de": "Wie alt sind Sie?"}, as_new=True)
    reply = send(hal, DRAFT, f"{DRAFT}/publish")

    assert reply.status_code == 422
    assert "Mentors, m_old: this asks about the person" in said(reply)
    assert editions.draft(EDITION).is_draft


def test_who_publishes_or_throws_away_unread_changes_is_shown_them_first(hal):
    a_draft()
    for deed in ("publish", "discard"):
        opened = fields(hal, DRAFT, f"{DRAFT}/{deed}")
        reword("m_pair_fit" if deed == "publish" else "m_pair_goals", SAID, as_new=True)
        reply = hal.post(f"{DRAFT}/{deed}", data=opened)

        assert reply.status_code == 409
        assert SAID["en"] in said(reply)
        assert editions.draft(EDITION).is_draft


def test_a_draft_is_thrown_away(hal):
    a_draft()
    assert send(hal, DRAFT, f"{DRAFT}/discard").location == HOME
    assert editions.versions(EDITION) == []


def test_what_differs_is_said_in_words(hal):
    a_published()
    authoring.begin_draft(EDITION)
    reword("m_open_challenge", SAID, as_new=True)
    page = said(hal.get(f"/questionnaires/{EDITION}/versions/2/differences"))

    assert "What differs from version 1" in page
    assert "New item m_answers_calmly in the place of m_open_challenge." in page
    assert "For leaders Item l_open_challenge begins anew as l_answers_calmly, in the same words." in page


def test_what_is_shipped_has_no_version_before(hal):
    assert hal.get("/questionnaires/pulse/versions/1/differences").status_code == 404


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_form_is_shown_as_a_role_will_see_it_and_can_send_nothing(hal, role, language):
    a_draft()
    page = hal.get(f"/questionnaires/{EDITION}/versions/1/preview/{role}?lang={language}").text

    for item in shipped()[role.value].items:
        assert item.text.in_(language).replace("'", "&#39;") in page
    assert f'<html lang="{language}">' in page
    assert ("Antworten senden" if language == "de" else "Send my answers") in page
    buttons = re.findall(r"<button[^>]*>", page.partition('id="questions"')[2])
    assert buttons
    assert all("disabled" in button for button in buttons)
    assert "/a/answers" not in page


def test_a_preview_makes_no_wave_no_envelope_and_no_link(hal):
    a_draft()
    hal.get(f"/questionnaires/{EDITION}/versions/1/preview/mentor")

    for table in (Wave, Envelope, Link):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_a_preview_for_nobody_is_not_found(hal):
    assert hal.get("/questionnaires/pulse/versions/1/preview/boss").status_code == 404
    assert hal.get("/questionnaires/pulse/versions/7/preview/mentor").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_a_shipped_file_comes_out_byte_for_byte(hal, role):
    reply = hal.get(f"/questionnaires/pulse/versions/1/{role}.toml")

    assert reply.data == (SHIPPED / f"pulse_{role}.toml").read_bytes()
    assert reply.headers["Content-Disposition"] == f'attachment; filename="pulse_{role}.toml"'


def test_a_file_goes_in_and_comes_out_unchanged(hal):
    for role in Role:
        content = (SHIPPED / f"pulse_{role}.toml").read_bytes().replace(b'"pulse_', b'"weekly_')
        assert send_file(hal, content).location == "/questionnaires/weekly/draft"
        assert hal.get(f"/questionnaires/weekly/versions/1/{role}.toml").data == content
    assert (
        send(hal, "/questionnaires/weekly/draft", "/questionnaires/weekly/draft/publish").status_code == 303
    )
    assert send_file(hal, content).location == "/questionnaires/weekly/versions/1"
    assert "Nothing changed" in said(hal.get("/questionnaires/weekly/versions/1"))


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (b"", 422, "the field key is missing"),
        (b"%PDF-1.7", 422, "this is not TOML"),
        (b"PK\x03\x04\xff", 422, "this is not UTF-8"),
        (b"x = 1\n" * 30_000, 422, "more than 100000 bytes"),
        ((SHIPPED / "mentor.toml").read_bytes(), 409, "“mentor” comes with rmfeedback and is never changed."),
        (b"version = 1", 422, "the field key is missing"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_place(hal, content, status, error):
    reply = send_file(hal, content)

    assert reply.status_code == status
    assert error in said(reply)


def test_half_an_edition_can_be_looked_at_and_waits_for_the_other(hal):
    content = (SHIPPED / "pulse_mentor.toml").read_bytes().replace(b'"pulse_', b'"weekly_')
    send_file(hal, content)
    page = said(hal.get("/questionnaires/weekly/draft"))

    assert "this half is missing. Import the file weekly_leader.toml." in page
    assert hal.get("/questionnaires/weekly/draft/around/leader").status_code == 404
    assert hal.get("/questionnaires/weekly/versions/1/preview/leader").status_code == 404
    assert hal.get("/questionnaires/weekly/draft/items/m_prog_help").status_code == 200
    assert hal.get("/questionnaires/weekly/draft/add").status_code == 200
    assert hal.get("/questionnaires/weekly/draft/items/l_prog_help").status_code == 404
