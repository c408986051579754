"""One handler shows every no; a bug is told in plain words, and its log line tells nothing about anybody."""

import logging

import pytest

from rmfeedback import app as app_module
from rmfeedback.config import NotARehearsal, SettingWrong
from rmfeedback.programmes import cohorts
from rmfeedback.staff.access import DoorMissing, NotYourDoor
from rmfeedback.surveys import ballot_box
from rmfeedback.surveys.views import FromElsewhere
from tests.conftest import make_app
from tests.factories import a_code, an_open_wave, signed_in

SECRETS = ("Snowdrop", "ana.cohort@example.com")


@pytest.fixture
def outside(app):
    """The app as it is served: a bug becomes a page."""
    app.testing = False
    return app


@pytest.fixture
def bug(monkeypatch):
    """Make a function of the program fail, with words that nobody may read."""

    def broken(*given, **named):
        raise RuntimeError(f"{SECRETS} {given} {named}")

    return lambda module, name: monkeypatch.setattr(module, name, broken)


def test_a_bug_while_answers_are_kept_is_told_in_plain_words_and_leaves_no_trace(
    outside, client, bug, caplog
):
    code = a_code(an_open_wave())
    caplog.set_level(logging.DEBUG)
    bug(ballot_box, "submit")
    sent = {"code": code, "m_pair_fit": "4", "m_words_programme": "Snowdrop", "anyway": "1"}
    reply = client.post("/a/answers", data=sent)

    assert reply.status_code == 500
    assert "Something broke here, not at your end." in reply.text
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "bug in surveys.keep: RuntimeError"
    ]
    for secret in (*SECRETS, code):
        assert secret not in caplog.text
        assert secret not in reply.text


def test_a_bug_on_a_staff_page_is_told_in_plain_words(outside, client, bug, caplog):
    hal = signed_in(client, "hal")
    bug(cohorts, "overview")
    reply = hal.get("/programmes")

    assert reply.status_code == 500
    assert "Something broke on our side." in reply.text
    assert "Traceback" not in reply.text + caplog.text
    assert "bug in programmes.home: RuntimeError" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text + reply.text]


@pytest.mark.parametrize(
    ("path", "status"), [("/waves/nowhere", 404), ("/reports/nowhere", 404), ("/nowhere", 404)]
)
def test_a_no_on_a_staff_page_stands_in_their_layout(client, path, status):
    reply = signed_in(client, "hal").get(path)

    assert reply.status_code == status
    assert "hal@example.com" in reply.text
    assert f'<p class="eyebrow">{status}</p>' in reply.text


def test_a_no_names_what_is_missing_and_what_to_do(client):
    text = signed_in(client, "hal").get("/waves/spring-pulse").text

    assert "There is no wave “spring-pulse”. Check the spelling, or choose it from the list." in text


def test_what_a_no_repeats_is_shown_as_text(client):
    text = signed_in(client, "hal").get("/waves/<script>x").text

    assert "<script>x" not in text
    assert "&lt;script&gt;x" in text


def test_whoever_knocks_at_a_strange_door_is_told_whose_it_is(client):
    reply = signed_in(client, "lin").get("/programmes")

    assert reply.status_code == NotYourDoor.status == 403
    assert NotYourDoor.message % {"roles": "hr", "role": "leadership"} in reply.text


def test_a_page_that_says_nothing_about_its_door_stays_shut(app, client):
    app.view_functions["programmes.home"] = lambda: "let in"
    reply = signed_in(client, "hal").get("/programmes")

    assert reply.status_code == DoorMissing.status == 403
    assert DoorMissing.message in reply.text


def test_answers_that_come_from_another_site_are_refused_in_the_respondents_layout(client):
    reply = client.post("/a/answers", data={"code": "A" * 32}, headers={"Sec-Fetch-Site": "cross-site"})

    assert reply.status_code == FromElsewhere.status == 403
    assert FromElsewhere.message in reply.text
    assert "/a/static/style.css" in reply.text


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_no_on_a_respondents_page_stands_in_theirs_and_in_their_language(client, language):
    reply = client.post("/a", data={"code": "A" * 32, "lang": language})

    assert reply.status_code == 404
    assert f'<html lang="{language}">' in reply.text
    assert "/a/static/style.css" in reply.text
    assert "htmx" not in reply.text


@pytest.mark.parametrize(
    ("path", "data", "status", "says"),
    [("/a/nowhere", None, 404, "This page is not there."),
     ("/a/answers", {"code": "x" * 600_000}, 413, "Nothing was kept. Go back one page")],
)  # fmt: skip
def test_what_the_server_itself_refuses_stands_in_the_respondents_layout_too(
    client, path, data, status, says
):
    reply = client.get(path) if data is None else client.post(path, data=data)

    assert reply.status_code == status
    assert says in reply.text
    assert "/a/static/style.css" in reply.text


def test_a_form_without_its_token_is_told_to_be_sent_again(client):
    reply = signed_in(client, "hal").post("/programmes", data={"name": "Pilot"})

    assert reply.status_code == 400
    assert "Go back, reload the page, and send it again." in reply.text


def test_a_no_fills_the_whole_main_part_for_htmx(client):
    reply = signed_in(client, "hal").get("/waves/nowhere", headers={"HX-Request": "true"})

    assert (reply.status_code, reply.headers["HX-Retarget"]) == (404, "#main")
    assert reply.text.strip().startswith('<main id="main"')


def test_a_wrong_setting_keeps_the_app_from_being_made(instance):
    with pytest.raises(SettingWrong):
        app_module.create_app(INSTANCE=str(instance), SMALLEST_GROUP="3")
    with pytest.raises(NotARehearsal):
        app_module.create_app(INSTANCE=str(instance), TODAY="2026-03-02", REHEARSAL="")


def test_making_the_app_starts_no_job_and_writes_no_file(instance):
    app = app_module.create_app(INSTANCE=str(instance), REHEARSAL="", TODAY="")

    assert app.extensions["bell"] is None
    assert not instance.exists()


def test_two_apps_do_not_share_their_rooms(tmp_path):
    names = []
    for folder in ("one", "two"):
        app = make_app(tmp_path / folder)
        with app.app_context():
            names.append([shown.name for shown in cohorts.overview()])
            cohorts.add_programme(folder, "en")

    assert names == [[], []]
