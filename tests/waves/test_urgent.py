"""Whom a programme tells of a comment that may speak of harm: agreed before launch, told once."""

import re
from email import message_from_bytes, policy

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, text

from rmfeedback import cli, jobs
from rmfeedback.db import db, writing
from rmfeedback.reports import running
from rmfeedback.staff import audit
from rmfeedback.surveys import annex, results
from rmfeedback.surveys.models import Comment
from rmfeedback.waves import urgent
from tests import factories
from tests.databases import both_engines
from tests.factories import surroundings
from tests.reports.conftest import WAVE, a_counted_wave, comments

OFFICE, EMAIL = "the confidential counsellor", "trust@example.com"
HARM = "My supervisor threatened me after the session."


@pytest.fixture
def agreed(app):
    """A programme with an office, and a cohort that is the one of the counted wave."""
    cohort = factories.a_cohort(name="Pilot")
    urgent.set_office("pilot", EMAIL, OFFICE)
    return cohort


def mails_of_harm(app):
    files = sorted((app.config["RM"]["INSTANCE"] / "outbox").glob("reviews*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def everything_in_the_room_of_answers():
    """Each row as a tuple: as a row of SQLAlchemy's its long values would be cut."""
    with db.engines["responses"].connect() as room:
        tables = [room.execute(text(f'SELECT * FROM "{n}"')).all() for n in inspect(room).get_table_names()]
    return [str(tuple(row)) for rows in tables for row in rows]


def read_a_wave(**choices):
    given = {"programme_key": "pilot", "contact": "hr@example.com", urgent.NAME: OFFICE} | choices
    a_counted_wave(**given)
    comments([HARM, "He hit me in the face.", "The plan was final."])
    running.run(WAVE)
    factories.do_jobs()


def test_the_office_is_mailed_once_and_reads_no_word_of_it(app, agreed):
    read_a_wave()
    running.run(WAVE)
    factories.do_jobs()

    (mail,) = mails_of_harm(app)
    assert mail["To"] == EMAIL
    body = mail.get_body(("plain",)).get_content()
    assert OFFICE in " ".join(body.split())
    assert not any(word in body for word in ("threatened me", "supervisor", "hit me", "a mentor"))
    assert [entry.deed for entry in audit.entries()].count("told of possible harm") == 1


def test_a_german_programme_is_told_in_german(app, agreed):
    with writing():
        agreed.programme.language = "de"
    read_a_wave()

    assert "mindestens ein anonymer Kommentar" in " ".join(
        mails_of_harm(app)[0].get_body(("plain",)).get_content().split()
    )


@pytest.mark.parametrize("choices", [{urgent.NAME: ""}, {urgent.NAME: None}, {urgent.NAME: "another office"}])
def test_nobody_is_told_whom_the_form_did_not_name(app, agreed, choices):
    read_a_wave(**choices)

    assert mails_of_harm(app) == []


def test_a_wave_without_such_a_comment_tells_nobody(app, agreed):
    a_counted_wave(programme_key="pilot", **{urgent.NAME: OFFICE})
    comments(["This kills my motivation.", "The plan was final."])
    running.run(WAVE)

    assert jobs.waiting("reviews") == 0


@both_engines
def test_the_form_says_it_and_the_room_of_answers_holds_the_name_alone(app, agreed, client):
    wave = factories.an_open_wave(agreed)
    for language, said in (
        ("en", f"{OFFICE} is told that there is one"),
        ("de", f"erfährt {OFFICE}, dass es"),
    ):
        form = client.post("/a", data={"code": factories.a_code(wave), "lang": language})
        for page in (form, client.get(f"/promise?lang={language}")):
            assert said in page.get_data(as_text=True)
    assert OFFICE in str(annex.data("en", "1", factories.TODAY)["waves"])

    rows = everything_in_the_room_of_answers()
    assert not any(EMAIL in row for row in rows)
    assert any(OFFICE in row for row in rows)


def test_without_an_office_the_form_says_that_hr_alone_reads_it(app, client):
    wave = factories.an_open_wave()

    form = client.post("/a", data={"code": factories.a_code(wave), "lang": "en"}).get_data(as_text=True)

    assert "HR reads it as it reads all others, if ten people or more have answered" in form
    assert results.wave(wave.key).choices[urgent.NAME] == ""


def test_under_ten_responses_no_comment_is_kept_so_nothing_can_be_told(app, agreed):
    """The opening stores none; here the rule of the desk, should a row be there all the same."""
    a_counted_wave(5, 4, programme_key="pilot", **{urgent.NAME: OFFICE})
    comments([HARM])
    running.run(WAVE)

    assert jobs.waiting("reviews") == 0
    assert db.session.query(Comment).count() == 1


@pytest.mark.parametrize(
    ("email", "name", "no"),
    [
        (EMAIL, "", urgent.OfficeIncomplete),
        ("", OFFICE, urgent.OfficeIncomplete),
        ("trust at example", OFFICE, urgent.OfficeAddressWrong),
        (EMAIL, "ask trust@example.com", urgent.OfficeNameWrong),
        (EMAIL, "x" * 81, urgent.OfficeNameWrong),
    ],
)
def test_what_is_no_office_is_refused(agreed, email, name, no):
    with pytest.raises(no):
        urgent.set_office("pilot", email, name)


def test_the_name_on_an_open_form_stays_and_the_address_may_change(agreed):
    factories.an_open_wave(agreed)

    with pytest.raises(urgent.OfficePromised):
        urgent.set_office("pilot", "", "")
    urgent.set_office("pilot", "new@example.com", OFFICE)
    assert agreed.programme.urgent_email == "new@example.com"


def test_hr_names_it_on_the_programmes_page(app, hal):
    factories.a_cohort()
    page = hal.get("/programmes/pilot").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    typed = {"csrf_token": token, "urgent_name": OFFICE, "urgent_email": "nowhere"}

    wrong = hal.post("/programmes/pilot/urgent", data=typed)
    assert wrong.status_code == 422
    assert "is no mail address" in wrong.get_data(as_text=True)
    assert hal.post("/programmes/pilot/urgent", data=typed | {"urgent_email": EMAIL}).status_code == 303
    assert OFFICE in hal.get("/programmes/pilot").get_data(as_text=True)


def test_a_command_names_it_too(app, instance):
    factories.a_programme()
    words = ("programme", "urgent", "pilot", "--email", EMAIL, "--name", OFFICE)

    done = CliRunner().invoke(cli.main, words, env=surroundings(instance))

    assert f"{OFFICE} is told." in done.output
