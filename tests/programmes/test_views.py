"""HR's pages for programmes, people and pairs; with and without htmx."""

import re

import pytest
from sqlalchemy import func, select

from rmfeedback.db import db
from rmfeedback.programmes import pairing, roster
from rmfeedback.programmes.models import Pair
from tests import factories
from tests.programmes import rosters
from tests.programmes.pages import send

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cohort_key(pilot):
    return roster.load(rosters.CLEAN, "a.csv", pilot, "Autumn").cohort


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_an_empty_instance_shows_the_way(hal):
    page = hal.get("/programmes").text

    assert "Five steps to the first wave" in page and "Your first programme" in page


def test_a_programme_is_made_and_asks_for_its_people(hal):
    reply = send(hal, "/programmes", hal.get("/programmes").text, name=" Reverse  Mentoring ", language="de")

    assert (reply.status_code, reply.location) == (303, "/programmes/reverse-mentoring/cohorts/new")
    assert "The programme “Reverse Mentoring” is there" in hal.get(reply.location).text


def test_a_programme_without_a_name_is_asked_again(hal):
    reply = send(hal, "/programmes", hal.get("/programmes").text, name="", language="de")

    assert reply.status_code == 422
    assert "Give the programme a name." in reply.text
    assert re.search(r'value="de" checked', reply.text)


def test_the_programmes_list_their_cohorts(hal, cohort_key):
    page = hal.get("/programmes").text

    assert "2 mentors, 2 leaders" in page
    assert f"/cohorts/{cohort_key}/waves" in page and "Propose pairs" in page


@pytest.mark.parametrize("query, found", [
    ("find=zainab", {"Zainab Qureshi"}), ("find=Finance&role=leader", {"Richard Fenwick"}),
    ("role=mentor", {"Zainab Qureshi", "Ibrahim Demirel"}), ("find=nobody+here", set()),
])  # fmt: skip
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_people_are_found_with_and_without_htmx(hal, cohort_key, query, found, headers):
    reply = hal.get(f"/cohorts/{cohort_key}/people?{query}", headers=headers)

    assert set(re.findall(r'scope="row"><span>([^<]+)<', reply.text)) == found
    assert reply.text.strip().startswith('<div id="list"') == bool(headers)


def test_pairs_are_proposed_without_being_stored(hal, cohort_key):
    page = hal.get(f"/cohorts/{cohort_key}/pairs/proposal").text

    assert "2 proposed pairs" in page and "Confirm 2 pairs" in page and "No shared topic" in page
    assert "shift work; mornings only" in page
    assert count(Pair) == 0


def test_the_proposal_is_one_block_for_htmx(hal, cohort_key):
    fragment = hal.get(f"/cohorts/{cohort_key}/pairs/proposal", headers=HTMX).text

    assert fragment.strip().startswith('<div id="pairs"') and "<!doctype" not in fragment


def test_confirmed_pairs_are_kept_and_shown(hal, cohort_key):
    proposal = hal.get(f"/cohorts/{cohort_key}/pairs/proposal").text

    reply = send(hal, f"/cohorts/{cohort_key}/pairs", proposal)

    assert (reply.status_code, reply.location) == (303, f"/cohorts/{cohort_key}/pairs")
    assert count(Pair) == 2
    assert "Propose all anew" in hal.get(reply.location).text
    assert "nobody without one" in hal.get(f"/cohorts/{cohort_key}/people").text


def test_a_proposal_of_another_cohort_is_refused(hal, cohort_key, pilot):
    other = roster.load(rosters.CLEAN, "a.csv", pilot, "Spring").cohort
    proposal = hal.get(f"/cohorts/{other}/pairs/proposal").text

    assert send(hal, f"/cohorts/{cohort_key}/pairs", proposal).status_code == 409
    assert pairing.accepted(cohort_key).pairs == []


def test_forms_without_their_token_are_refused(hal, cohort_key):
    for path in ("/programmes", "/programmes/pilot/cohorts/new", "/cohorts", f"/cohorts/{cohort_key}/pairs"):
        assert hal.post(path, data={"name": "x"}).status_code == 400


@pytest.mark.parametrize("path", ["/programmes/x/cohorts/new", "/cohorts/x/people", "/cohorts/x/pairs"])
def test_what_is_not_there_is_not_found(hal, path):
    assert hal.get(path).status_code == 404


@pytest.mark.parametrize("who", ["lin", "ada", "tom"])
@pytest.mark.parametrize("page", ["people", "pairs", "pairs/proposal"])
def test_only_hr_sees_who_takes_part(client, cohort_key, who, page):
    assert factories.signed_in(client, who).get(f"/cohorts/{cohort_key}/{page}").status_code == 403


def test_a_stranger_is_sent_to_sign_in(client, cohort_key):
    reply = client.get(f"/cohorts/{cohort_key}/people")

    assert reply.status_code == 303 and "/sign-in" in reply.location
