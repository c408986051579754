"""HR's pages for one person, sent as a browser without scripts sends them."""

import pytest
from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.programmes.models import Participation, Person
from tests import factories
from tests.programmes.pages import form_of, send


@pytest.fixture
def cohort(app):
    return factories.a_cohort()


def person(name="ana"):
    return db.session.scalar(select(Person).where(Person.email == f"{name}.cohort@example.com"))


def path(name="ana"):
    return f"/cohorts/cohort/people/{person(name).id}"


def person_part():
    return db.session.scalar(select(Participation).where(Participation.person_id == person().id))


def save(client, html, **changed):
    """Send the form of a person as it stands, but for what was changed."""
    fields = {name.replace("__", "-"): value for name, value in changed.items()}
    return client.post(path(), data=form_of(html, path()) | fields)


def test_the_list_leads_to_each_person(hal, cohort):
    page = hal.get("/cohorts/cohort/people").text

    assert f'href="{path()}"' in page and "Add one person" in page


def test_a_person_is_added_by_hand(hal, cohort):
    new = "/cohorts/cohort/people/new"
    fields = form_of(hal.get(new).text, "/new") | {
        "name": "Berg, Zoe", "email": " ZOE@example.com ", "role": "mentor", "wishes-topics": "AI; Data",
    }  # fmt: skip
    reply = hal.post(new, data=fields)

    assert (reply.status_code, reply.location) == (303, "/cohorts/cohort/people")
    assert (
        "Zoe Berg takes part as mentor, and is asked from the next wave on." in hal.get(reply.location).text
    )
    added = db.session.scalar(select(Participation).join(Person).where(Person.email == "zoe@example.com"))
    assert (added.topics, added.person.language) == (["AI", "Data"], "en")


@pytest.mark.parametrize("field, value, words", [
    ("name", "", "Give the person&#39;s name."), ("name", "4711", "“4711” is no name."),
    ("email", "zoe (at) example.com", "Did you mean “zoe@example.com”?"),
    ("email", "", "There is no address."),
    ("email", "ana.cohort@example.com", "is the address of Ana Example already"),
    ("manager_email", "boss", "needs exactly one @"), ("time_zone", "Berlin", "Write it like Europe/Berlin"),
    ("unit", "u" * 201, "At most 200 characters"), ("wishes-goals", "g" * 2001, "At most 2,000 characters"),
    ("name", "Zoe\u202eNew", "a character that cannot be printed"), ("role", "", "Choose mentor or leader."),
])  # fmt: skip
def test_what_cannot_be_kept_is_told_beside_its_field_and_nothing_typed_is_lost(
    hal, cohort, field, value, words
):
    new = "/cohorts/cohort/people/new"
    typed = {
        "name": "Zoe New",
        "email": "zoe@example.com",
        "role": "mentor",
        "level": "Trainee",
        field: value,
    }
    reply = hal.post(new, data=form_of(hal.get(new).text, "/new") | typed)

    assert reply.status_code == 422 and "<title>Error: Add one person" in reply.text
    assert reply.text.count(words) == 2, "in the summary and beside the field"
    assert f'href="#{field}"' in reply.text and f'id="{field}"' in reply.text
    assert 'value="Trainee"' in reply.text


def test_a_person_is_corrected(hal, cohort):
    reply = save(
        hal, hal.get(path()).text, level="Trainee", mentor__constraints="mornings only\nnot same unit"
    )

    assert reply.status_code == 303 and "Saved." in hal.get(reply.location).text
    assert person().level == "Trainee"
    assert "mornings only\nnot same unit" in form_of(hal.get(path()).text, path())["mentor-constraints"]


def test_a_form_sent_back_untouched_changes_nothing(hal, cohort):
    with writing():
        person().name, person().unit = "Ana  von der Berg", " R&D <b>"
    before = {name: getattr(person(), name) for name in ("email", "unit", "level", "language")}

    assert save(hal, hal.get(path()).text).status_code == 303
    assert before | {"unit": "R&D <b>"} == {name: getattr(person(), name) for name in before}


def test_line_breaks_stay_as_they_came_until_the_text_is_changed(hal, cohort):
    part = person_part()
    with writing():
        part.goals = "Listen\nand ask"
    save(hal, hal.get(path()).text, mentor__goals="Listen\r\nand ask", level="Trainee")

    assert (person_part().goals, person().level) == ("Listen\nand ask", "Trainee")


def test_two_who_change_one_person_at_once_lose_nothing(hal, cohort):
    mine, theirs = hal.get(path()).text, hal.get(path()).text
    save(hal, theirs, unit="Finance", level="Trainee")

    refused = save(hal, mine, unit="IT", location="Wien")
    assert (refused.status_code, person().unit, person().location) == (409, "Finance", "")
    assert "Somebody else changed Ana Example while this page was open" in refused.text
    assert "Stored meanwhile: Finance" in refused.text
    now = form_of(refused.text, path())
    assert (now["unit"], now["location"], now["level"]) == ("IT", "Wien", "Trainee")

    assert save(hal, refused.text).status_code == 303
    assert (person().unit, person().location, person().level) == ("IT", "Wien", "Trainee")


def test_a_page_whose_memory_was_tampered_with_is_refused(hal, cohort):
    for seen in ("", "rubbish", "[]", "{}"):
        assert save(hal, hal.get(path()).text, seen=seen, unit="IT").status_code == 409
    assert person().unit == ""


def test_pausing_leaving_and_the_way_back(hal, cohort):
    page = send(hal, f"{path()}/state", hal.get(path()).text, role="mentor", was="active", state="paused")

    assert "Ana Example pauses as mentor from the next wave on." in hal.get(page.location).text
    people = hal.get("/cohorts/cohort/people").text
    assert "11 people take part" in people and "1 paused, 0 left" in people
    assert "Ana Example" in hal.get("/cohorts/cohort/people?role=away").text
    back = send(hal, f"{path()}/state", hal.get(path()).text, role="mentor", was="paused", state="active")
    assert "Ana Example takes part as mentor." in hal.get(back.location).text
    assert "12 people take part" in hal.get("/cohorts/cohort/people").text


def test_the_second_role_is_given_and_chosen(hal, cohort):
    page = hal.get(send(hal, f"{path()}/role", hal.get(path()).text).location).text

    assert form_of(page, path())["asked_as"] == "mentor"
    save(hal, page, asked_as="leader", leader__topics="AI")
    assert {p.role: (p.is_invited, p.topics) for p in db.session.scalars(
        select(Participation).where(Participation.person_id == person().id)
    )} == {"mentor": (False, []), "leader": (True, ["AI"])}  # fmt: skip
    assert "invited once: Ana Example" in hal.get("/cohorts/cohort/people").text


def test_an_address_that_was_refused_is_shown_with_what_to_do(hal, cohort):
    with writing():
        person().mail_note = "Address refused by the server: no such user"
    people = hal.get("/cohorts/cohort/people").text
    page = hal.get(path()).text

    assert "1 address was refused by a mail server" in people
    assert "Ana Example" in hal.get("/cohorts/cohort/people?role=refused").text
    assert "no such user" in people and "Correct the address below: that takes this note away." in page
    send(hal, f"{path()}/mail-note", page)
    assert person().mail_note == ""


def test_while_a_wave_is_open_the_page_says_what_is_frozen_and_takes_the_rest(hal, cohort):
    before = hal.get(path()).text
    factories.an_open_wave(cohort)
    page = hal.get(path()).text

    assert "A wave is open and asks Ana Example." in page and 'name="email"' not in page
    assert save(hal, page, mentor__topics="AI").status_code == 303
    late = save(hal, before, name="Eve", mentor__topics="Data")
    assert (late.status_code, person().name) == (409, "Ana Example")
    assert form_of(late.text, path())["name"] == "Eve", "what was typed is lost"


def test_a_name_typed_before_the_launch_is_refused_after_it(hal, cohort):
    before = hal.get(path()).text
    factories.an_open_wave(cohort)
    late = save(hal, before, name="Eve")

    assert (late.status_code, person().name) == (409, "Ana Example")
    assert "They can be changed when it has closed." in late.text


def test_only_who_was_never_asked_can_be_deleted(hal, cohort):
    page = hal.get(path("leo")).text
    where = hal.get(send(hal, f"{path('leo')}/delete", page).location)

    assert "Leo Example is deleted, with the pairs and goals." in where.text and person("leo") is None
    ana = hal.get(path()).text
    factories.an_open_wave(cohort)
    assert "Delete Ana Example" in ana and "Delete Ana Example" not in hal.get(path()).text
    refused = send(hal, f"{path()}/delete", ana)
    assert refused.status_code == 409 and "Let Ana Example leave" in refused.text


def test_a_person_of_another_cohort_is_not_found_here(hal, cohort):
    factories.a_cohort(name="Other")

    assert hal.get(f"/cohorts/other/people/{person().id}").status_code == 404


def test_a_long_list_shows_its_beginning_and_asks_for_a_name(hal, cohort, monkeypatch):
    monkeypatch.setattr("rmfeedback.programmes.people.MOST_SHOWN", 5)
    page = hal.get("/cohorts/cohort/people").text

    assert "5 of 12." in page and "7 more are found: say more of the name." in page
