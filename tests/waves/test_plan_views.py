"""HR plans, changes days and deletes people on pages; what is wrong comes back with what was typed."""

import re
from datetime import timedelta

import pytest

from rmfeedback.programmes import cohorts, schedules
from rmfeedback.surveys import results
from rmfeedback.waves import plans, programme, retention, workdays
from tests.factories import PASSWORD, TODAY, a_closed_wave, a_cohort, a_planned_wave, an_open_wave, signed_in

STARTS = (TODAY + timedelta(weeks=3)).isoformat()
PROGRAMME = {"holidays": "de-by", "time_zone": "Europe/Berlin", "ends_on": "2026-12-31", "keep_days": "90"}


@pytest.fixture
def hal(client):
    a_cohort()
    return signed_in(client, "hal")


def text_of(reply):
    return " ".join(re.sub(r"<[^>]+>", " ", reply.get_data(as_text=True)).split())


def post(hal, path, **fields):
    page = hal.get(path.rpartition("/pilot")[0] + "/waves" if path.endswith("/pilot") else path).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return hal.post(path, data={"csrf_token": token[1] if token else "", **fields}, follow_redirects=True)


def plan(hal):
    """Look at a plan, then make it."""
    page = hal.get(f"/cohorts/cohort/plan?template=six-months&starts_on={STARTS}").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    fields = {"csrf_token": token, "template": "six-months", "starts_on": STARTS, "keyholder": "server"}
    return hal.post("/cohorts/cohort/plan", data=fields, follow_redirects=True)


def test_a_plan_is_shown_before_it_is_made(hal):
    page = text_of(hal.get(f"/cohorts/cohort/plan?template=twelve-week-pilot&starts_on={STARTS}"))

    assert "3 waves, 9 March 2026 to" in page
    assert "Plan these 3 waves" in page
    assert results.waves() == []


def test_a_plan_that_was_made_stands_in_the_timeline(hal):
    page = text_of(plan(hal))

    assert "6 waves are planned." in page
    assert len(results.waves()) == 6
    assert "Propose pairs" in page
    assert "On Monday 9 March the kickoff wave is launched by itself." in page


def test_a_first_session_of_long_ago_is_told_and_nothing_is_planned(hal):
    reply = hal.get("/cohorts/cohort/plan?template=six-months&starts_on=2020-01-01")

    assert reply.status_code == 422
    assert "would have begun already" in text_of(reply)
    assert "2020-01-01" in reply.text


def test_a_second_plan_is_refused_in_words(hal):
    plan(hal)
    assert plan(hal).status_code == 409


def test_days_are_changed_on_the_page(hal):
    a_planned_wave(cohorts.find_cohort("cohort"))
    fields = {"opens_on": "2026-03-09", "closes_on": "2026-03-20", "remind_1": "2026-03-12"}
    page = post(hal, "/waves/cohort-midpoint/days", **fields, launches_itself="y", closes_itself="y")

    assert "The days are changed." in text_of(page)
    assert "Reminded by itself 12 March." in text_of(page)
    assert len(schedules.reminders(schedules.of("cohort-midpoint"))) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"opens_on": "2026-03-07"}, "a Saturday"),
        ({"opens_on": "2026-02-27"}, "has passed"),
        ({"closes_on": "2026-03-09"}, "Choose other dates"),
        ({"remind_1": "2026-03-20"}, "no day for a reminder"),
        ({"closes_on": ""}, "Choose the day the box is opened."),
    ],
)
def test_days_that_cannot_be_come_back_with_the_reason(hal, changed, sentence):
    a_planned_wave(cohorts.find_cohort("cohort"))
    fields = {"opens_on": "2026-03-09", "closes_on": "2026-03-20"} | changed
    reply = post(hal, "/waves/cohort-midpoint/days", **fields)

    assert reply.status_code == 422
    assert sentence in text_of(reply)
    assert "Error:" in reply.text
    assert results.wave("cohort-midpoint").opens_on == TODAY


def test_the_days_of_a_launched_wave_stay(hal):
    an_open_wave(cohorts.find_cohort("cohort"))

    assert "they stay" in text_of(hal.get("/waves/cohort-midpoint/days"))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', hal.get("/programmes").text)[1]
    days = {"csrf_token": token, "opens_on": "2026-03-09", "closes_on": "2026-03-20"}
    assert hal.post("/waves/cohort-midpoint/days", data=days).status_code == 409


def test_one_wave_can_live_by_itself_too(hal):
    fields = {"kind": "pulse", "opens_on": "2026-03-09", "closes_on": "2026-03-20", "by_itself": "y"}
    page = post(hal, "/cohorts/cohort/waves/new", **fields, keyholder="server")

    assert "Launched by itself on Monday 9 March" in text_of(page)
    assert len(schedules.reminders(schedules.of("cohort-pulse"))) == 2


def test_the_programme_says_when_its_people_are_deleted(hal):
    page = text_of(post(hal, "/programmes/pilot", **PROGRAMME))

    assert "deleted on 31 March 2027" in page
    kept = cohorts.find_programme("pilot")
    assert (kept.holidays, kept.time_zone) == ("DE-BY", "Europe/Berlin")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"holidays": "Bavaria"}, "No holidays are known for “Bavaria”"),
        ({"time_zone": "Berlin"}, "There is no such time zone."),
        ({"keep_days": "many"}, "Not a valid integer value."),
        ({"ends_on": "2026-03-01", "keep_days": "0"}, "two weeks ahead"),
    ],
)
def test_a_programme_s_days_that_cannot_be_are_refused(hal, changed, sentence):
    reply = post(hal, "/programmes/pilot", **(PROGRAMME | changed))

    assert reply.status_code == 422
    assert sentence in text_of(reply)
    assert cohorts.find_programme("pilot").ends_on is None


def test_the_same_is_refused_where_no_page_looks_before(app):
    a_cohort()
    with pytest.raises(workdays.HolidaysUnknown):
        programme.set_days("pilot", "Bavaria", "")
    with pytest.raises(programme.ZoneUnknown, match="Europe/Berlin"):
        programme.set_days("pilot", "", "Berlin")


def test_people_are_deleted_after_a_second_look(hal):
    a_closed_wave(cohorts.find_cohort("cohort"))
    path = "/programmes/pilot/delete"

    assert "12 people, 0 pairs and 12 invitations" in text_of(hal.get(path))
    assert post(hal, path, password=PASSWORD).status_code == 422
    wrong = post(hal, path, sure="y", password="not the password")
    assert (wrong.status_code, retention.of("pilot").extent.people) == (422, 12)
    assert "Address and password do not fit together." in text_of(wrong)
    page = text_of(post(hal, path, sure="y", password=PASSWORD))
    assert "12 people, 0 pairs and 12 invitations are deleted." in page
    assert "Its people were deleted on 2 March 2026." in page


def test_with_a_wave_open_there_is_no_button_to_delete(hal):
    an_open_wave(cohorts.find_cohort("cohort"))

    assert "Nobody is deleted before it is." in text_of(hal.get("/programmes/pilot/delete"))
    assert "for good" not in hal.get("/programmes/pilot/delete").text


def test_a_cohort_s_pilot_is_chosen_on_its_page(hal):
    a_cohort(name="First group")
    page = post(hal, "/cohorts/cohort/pilot", pilot_key="first-group")

    assert page.status_code == 200
    assert cohorts.find_cohort("cohort").pilot_key == "first-group"
    assert post(hal, "/cohorts/cohort/pilot", pilot_key="cohort").status_code == 422


def test_every_programme_has_a_page_with_all_its_cohorts(hal):
    second = a_cohort(name="Second")
    plans.make(second.key, "twelve-week-pilot", TODAY + timedelta(weeks=3), TODAY)
    page = text_of(hal.get("/programmes/pilot"))

    assert "2 cohorts" in page
    assert page.index("Cohort") < page.index("Second")
    assert "Kickoff 9 to 20 March Planned" in page
    assert 'href="/programmes/pilot"' in hal.get("/programmes").text
