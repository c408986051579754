"""HR changes pairs by hand on their page, with and without htmx, and says what pairing minds."""

import re

import pytest
from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.programmes import cohorts, pairing, pairing_by_hand, pairing_conditions, roster
from rmfeedback.programmes.models import Pair
from tests.programmes.test_pairing_by_hand import PEOPLE

HTMX = {"HX-Request": "true"}


@pytest.fixture
def path(app):
    programme = cohorts.add_programme("Pilot", "en")
    key = roster.load(PEOPLE, "a.csv", programme.key, "Autumn").cohort
    pairing_by_hand.add(key, "zoe@example.com", "kim@example.com")
    pairing_by_hand.add(key, "ben@example.com", "leo@example.com")
    return f"/cohorts/{key}/pairs"


def pairs():
    return {(p.mentor.person.name, p.leader.person.name): p.id for p in db.session.scalars(select(Pair))}


def hidden(page, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', page)[-1]


def send(client, path, page, **fields):
    kept = {
        name: hidden(page, name) for name in ("csrf_token", "mark", "carried") if f'name="{name}"' in page
    }
    return client.post(path, data=kept | fields)


def values(page):
    return re.findall(r'<option value="((?:pair|mentor)-\d+)"', page)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_pair_is_opened_in_its_row(hal, path, headers):
    number = pairs()["Ben", "Leo"]

    page = hal.get(f"{path}/{number}/change", headers=headers).text

    row = page[page.index(f'<tr role="row" id="pair-{number}"') :]
    assert "Instead of Ben, Leo gets" in row
    assert "Zoe: one reporting line (Ben, Kim)" in row
    assert page.strip().startswith("<tr") == bool(headers)


def test_a_swap_is_kept_and_told(hal, path):
    number = pairs()["Ben", "Leo"]
    page = hal.get(f"{path}/{number}/change").text

    reply = send(hal, f"{path}/{number}/swap", page[: page.index("one-more")], **{"with": values(page)[0]})

    assert (reply.status_code, reply.location) == (303, path)
    assert set(pairs()) == {("Ana", "Leo"), ("Zoe", "Kim")}
    assert "The leader has another mentor." in hal.get(path).text


def test_a_forbidden_swap_says_why_and_changes_nothing(hal, path):
    before = pairs()
    page = hal.get(f"{path}/{before['Ben', 'Leo']}/change").text

    reply = send(hal, f"{path}/{before['Ben', 'Leo']}/swap", page, **{"with": f"pair-{before['Zoe', 'Kim']}"})

    assert reply.status_code == 409
    assert "Ben and Kim cannot be a pair: one reporting line." in reply.text
    assert pairs() == before


def test_of_two_windows_the_second_is_told_and_nothing_is_lost(hal, path):
    number = pairs()["Ben", "Leo"]
    first, second = (hal.get(f"{path}/{number}/change").text for _ in range(2))
    send(hal, f"{path}/{number}/end", first)
    after = pairs()

    for address in (f"{path}/{number}/swap", f"{path}/add", f"{path}/{pairs()['Zoe', 'Kim']}/end"):
        reply = send(hal, address, second, mentor="ben@example.com", leader="leo@example.com")

        assert reply.status_code in (404, 409)
        assert "Somebody has changed the pairs of “Autumn”" in reply.text
    assert pairs() == after


def test_a_form_that_shows_no_state_changes_nothing(hal, path):
    page, before = hal.get(path).text, pairs()

    assert send(hal, f"{path}/{before['Ben', 'Leo']}/end", page, mark="").status_code == 409
    assert pairs() == before


def test_a_pair_is_made_by_hand(hal, path):
    reply = send(hal, f"{path}/add", hal.get(path).text, mentor="ana@example.com", leader="leo@example.com")

    assert reply.status_code == 303
    assert ("Ana", "Leo") in pairs()


def test_a_proposal_over_pairs_that_were_changed_meanwhile_is_refused(hal, path):
    page = hal.get(f"{path}/proposal?anew=1").text
    pairing_by_hand.end("autumn", pairs()["Ben", "Leo"])
    after = pairs()

    reply = send(hal, path, page)

    assert reply.status_code == 409
    assert "Somebody has changed the pairs" in reply.text
    assert pairs() == after


def test_what_a_proposal_would_end_stands_on_its_page(hal, path):
    number = pairs()["Ben", "Leo"]

    page = hal.get(f"{path}/proposal?part={number}").text

    assert "1 confirmed pair ends: Ben and Leo." in page
    assert send(hal, path, page).status_code == 303
    assert set(pairs()) == {("Ana", "Leo"), ("Zoe", "Kim")}


def test_new_partners_for_a_pair_that_is_not_there_are_not_found(hal, path):
    assert hal.get(f"{path}/proposal?part=99").status_code == 404
    assert hal.get(f"{path}/99/change").status_code == 404
    assert hal.get(f"{path}/99/change", headers=HTMX).status_code == 404


def test_what_would_have_to_be_allowed_stands_beside_whoever_is_left(hal, path):
    pairing_by_hand.end("autumn", pairs()["Ben", "Leo"])
    pairing_conditions.exclude("autumn", "ben@example.com", "leo@example.com")
    pairing_conditions.exclude("autumn", "ana@example.com", "leo@example.com")

    page = hal.get(f"{path}/proposal").text

    assert "Every mentor who is allowed is in another pair" in page
    assert "if “excluded by name” were not minded, with Ana or Ben" in page
    assert "if confirmed pairs may change" in page


def test_a_rule_that_came_later_marks_the_pair_it_forbids(hal, path):
    pairing_conditions.exclude("autumn", "ben@example.com", "leo@example.com")

    page = hal.get(path).text

    assert re.search(r'class="warn".*?Excluded by name', page, re.S)


def test_what_pairing_minds_is_kept(hal, path):
    page = hal.get(f"{path}/rules").text
    reply = send(hal, f"{path}/rules", page, other_unit="on", second="leader")

    assert reply.status_code == 303
    asked = pairing_conditions.of(cohorts.find_cohort("autumn"))
    assert (asked.other_unit, asked.other_site, asked.second) == (True, False, "leader")
    assert re.search(r'name="other_unit" checked', hal.get(f"{path}/rules").text)


def test_two_people_are_excluded_and_allowed_again_without_a_reason(hal, path):
    page = hal.get(f"{path}/rules").text
    send(hal, f"{path}/exclusions", page, one="ana@example.com", other="leo@example.com")
    page = hal.get(f"{path}/rules").text
    assert "Ana and Leo" in page
    lift = re.findall(r'action="([^"]+/lift)"', page)[0]

    send(hal, lift, page)

    assert "Ana and Leo" not in hal.get(f"{path}/rules").text.replace("These two may be a pair again.", "")


def test_an_exclusion_of_one_person_says_what_is_missing(hal, path):
    reply = send(hal, f"{path}/exclusions", hal.get(f"{path}/rules").text, one="ana@example.com", other="")

    assert reply.status_code == 422
    assert "Choose two different people of “Autumn”" in reply.text


def test_forms_without_their_token_are_refused(hal, path):
    number = pairs()["Ben", "Leo"]
    for end in (
        f"{number}/swap",
        f"{number}/end",
        "add",
        "rules",
        "exclusions",
        "exclusions/1/lift",
        "goals-links",
    ):
        assert hal.post(f"{path}/{end}").status_code == 400
    assert pairing.accepted("autumn").pairs
