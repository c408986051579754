"""T12 where a rough share is published: nothing moves but it, and it only after a day's count."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from rmfeedback.surveys import ballot_box
from rmfeedback.waves import bands
from tests.attacks.polling import a_poller, differences
from tests.factories import TODAY, a_cohort, an_open_wave, answers_to, codes_of, do_jobs

NEXT_DAY, DAY_AFTER = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
WAVE_PAGES = {("hal", "/waves/cohort-midpoint"), ("hal", "/waves/cohort-midpoint/status")}
MAY_MOVE = WAVE_PAGES | {("hal", "/cohorts/cohort/waves"), ("hal", "/programmes/pilot"), "wave show"}


@pytest.fixture
def wave(app):
    return an_open_wave(a_cohort(18, 12))


@pytest.fixture
def look(app, instance, wave):
    return a_poller(app, instance, wave)


def half_answer(client, wave, on=TODAY):
    """Let sixteen answer, one take back and one ask for a fresh link."""
    people = sorted(codes_of(wave).items())[:16]
    for _, its in people:
        asked = ballot_box.look_up(its[0], on).questionnaire
        ballot_box.submit(its[0], answers_to(asked), language="en", today=on)
    client.post("/a/take-back", data={"code": people[0][1][0]})
    client.post("/a/again", data={"email": people[1][0]})
    do_jobs()


def test_half_of_all_answer_and_nothing_moves_until_the_next_day(client, wave, look):
    bands.count_due(NEXT_DAY)
    before = look()
    half_answer(client, wave)
    bands.count_due(NEXT_DAY)

    assert differences(before, look()) == set()


def test_after_the_next_days_count_the_band_moves_and_nothing_else(client, wave, look):
    bands.count_due(NEXT_DAY)
    before = look()
    half_answer(client, wave)
    bands.count_due(DAY_AFTER)
    after = look()

    assert differences(before, after) == MAY_MOVE
    told = [after[place][1] if isinstance(place, tuple) else after[place] for place in MAY_MOVE]
    assert all("ore than a quarter" in one for one in told)


def test_within_a_band_only_the_day_of_the_count_moves(client, wave, look):
    half_answer(client, wave)
    bands.count_due(NEXT_DAY)
    before = look()
    ballot_box.take_back(sorted(codes_of(wave).items())[1][1][0], today=NEXT_DAY)
    bands.count_due(DAY_AFTER)

    assert differences(before, look()) == WAVE_PAGES | {("hal", "/cohorts/cohort/waves")}


def test_a_share_that_is_counted_more_often_is_found(client, wave, look):
    bands.count_due(NEXT_DAY)
    before = look()
    half_answer(client, wave)
    with (
        patch.object(bands, "_is_due", lambda *_: True),
        patch.object(bands.results, "band", lambda _key: None),
    ):
        bands.count_due(NEXT_DAY)

    assert differences(before, look()) == MAY_MOVE
