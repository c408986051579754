"""HR plans, launches, watches, reminds and closes on pages; what is wrong is said beside the field."""

import re

import pytest

from rmfeedback.config import NotARehearsal
from rmfeedback.surveys import results
from tests.conftest import make_app
from tests.factories import (
    CLOSES,
    TODAY,
    a_closed_wave,
    a_cohort,
    a_planned_wave,
    an_open_wave,
    do_jobs,
    everybody_answers,
    signed_in,
)


@pytest.fixture
def hal(client):
    return signed_in(client, "hal")


def text_of(reply):
    return " ".join(re.sub(r"<[^>]+>", " ", reply.get_data(as_text=True)).split())


def token(hal, path):
    page = hal.get(path).get_data(as_text=True)
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def post(hal, page, path, **fields):
    return hal.post(path, data={"csrf_token": token(hal, page), **fields}, follow_redirects=True)


def test_a_cohort_without_a_wave_is_told_where_to_begin(hal):
    a_cohort()

    assert "Plan the first wave" in text_of(hal.get("/cohorts/cohort/waves"))


def test_planning_shows_what_there_will_be_to_read(hal):
    a_cohort(11, 11)
    fields = {"kind": "midpoint", "opens_on": TODAY.isoformat(), "closes_on": CLOSES.isoformat()}
    page = text_of(post(hal, "/cohorts/cohort/waves/new", "/cohorts/cohort/waves/new", **fields))

    assert "Look once more, then launch" in page
    assert "as good as certain" in page
    assert "Launch: 22 mails" in page


def test_dates_the_wrong_way_round_are_told_beside_the_field_and_kept(hal):
    a_cohort()
    fields = {"kind": "pulse", "opens_on": CLOSES.isoformat(), "closes_on": TODAY.isoformat()}
    reply = post(hal, "/cohorts/cohort/waves/new", "/cohorts/cohort/waves/new", **fields)

    assert reply.status_code == 422
    assert "Choose a later day." in text_of(reply)
    assert TODAY.isoformat() in reply.get_data(as_text=True)
    assert results.waves() == []


def test_launching_says_how_many_mails_are_on_their_way(hal):
    wave = a_planned_wave()
    page = post(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/launch")

    assert "12 mails are on their way" in text_of(page)
    assert wave.state == "open"


def test_a_role_under_five_cannot_be_launched_and_the_page_says_why(hal):
    wave = a_planned_wave(a_cohort(6, 4))
    path = f"/waves/{wave.key}"

    assert "an answer could be guessed" in text_of(hal.get(path))
    refused = post(hal, path, f"{path}/launch")
    assert (refused.status_code, wave.state) == (409, "planned")


def test_a_reminder_of_301_characters_comes_back_with_what_was_typed(hal):
    wave = an_open_wave()
    reply = post(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/remind", note="x" * 301)

    assert reply.status_code == 422
    assert "x" * 301 in reply.get_data(as_text=True)
    assert do_jobs() == 0


def test_a_reminder_goes_to_everybody(hal):
    wave = an_open_wave()

    assert "12 mails are on their way" in text_of(
        post(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/remind")
    )


def test_an_open_wave_looks_the_same_whoever_has_answered(hal):
    wave = an_open_wave()
    before = text_of(hal.get(f"/waves/{wave.key}"))
    everybody_answers(wave)

    assert text_of(hal.get(f"/waves/{wave.key}")) == before
    assert "Nobody is counted before" in before


def test_before_its_day_a_wave_offers_no_button_to_close(hal):
    wave = an_open_wave()
    page = text_of(hal.get(f"/waves/{wave.key}"))

    assert "not before: people were told so" in page
    assert "Close the wave and open the box" not in page


def test_on_its_day_closing_wants_a_tick_and_then_says_what_came_of_it(hal, app):
    wave = an_open_wave()
    everybody_answers(wave)
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    path = f"/waves/{wave.key}"

    assert post(hal, path, f"{path}/close").status_code == 422
    page = text_of(post(hal, path, f"{path}/close", sure="y"))
    assert "12 responses" in page
    assert "Review the findings" in page


def test_too_few_answers_are_told_with_what_happens_now(hal, app):
    wave = an_open_wave()
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    path = f"/waves/{wave.key}"

    assert "under five answers" in text_of(post(hal, path, f"{path}/close", sure="y"))


def test_the_timeline_shows_what_was_answered_once_a_wave_has_closed(hal):
    a_closed_wave()

    assert "12 of 12 answered" in text_of(hal.get("/cohorts/cohort/waves"))


def test_the_status_alone_comes_for_htmx(hal):
    wave = an_open_wave()
    reply = hal.get(f"/waves/{wave.key}/status", headers={"HX-Request": "true"})

    assert reply.get_data(as_text=True).lstrip().startswith('<section id="status"')


def test_an_unknown_wave_is_not_found(hal):
    assert hal.get("/waves/nowhere").status_code == 404


def test_a_rehearsal_says_so_on_every_page(hal):
    assert "Rehearsal" in text_of(hal.get("/programmes"))


def test_a_real_instance_refuses_to_believe_in_another_day(tmp_path):
    make_app(tmp_path / "real", REHEARSAL="", TODAY="")
    with pytest.raises(NotARehearsal):
        make_app(tmp_path / "real", REHEARSAL="1", TODAY=TODAY.isoformat())
