"""What stands in the way of a wave that lives by itself is told once, and it goes on when it is mended."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rmfeedback import config
from rmfeedback.db import db, writing
from rmfeedback.jobs import Job
from rmfeedback.programmes import inviting, schedules
from rmfeedback.programmes.models import Participation
from rmfeedback.staff import accounts
from rmfeedback.surveys import keys
from rmfeedback.waves import automation, lifecycle, plans, trusteeship
from rmfeedback.waves.plans import Days
from tests.databases import both_engines
from tests.factories import (
    PASSWORD,
    STAFF,
    TODAY,
    a_cohort,
    a_person,
    a_planned_wave,
    a_trustees_wave,
    everybody_answers,
    signed_in,
)
from tests.waves.living import (
    CLOSES,
    FIRST,
    OPENS,
    SECOND,
    a_wave_by_itself,
    at,
    look,
    mailed,
    notices,
    pass_days,
)

pytestmark = [both_engines, pytest.mark.usefixtures("app")]


@pytest.fixture
def wave():
    return a_wave_by_itself()


def test_on_the_closing_day_nothing_is_launched_and_hr_is_told_once(wave):
    accounts.add(*STAFF["hal"], PASSWORD)
    for _ in range(3):
        look(CLOSES)

    assert wave.state == "planned"
    assert notices() == ["hal@example.com"]
    assert "Choose other dates" in schedules.of(wave.key).told["launch"]


def test_a_cohort_that_is_too_small_is_not_launched_and_hr_is_told_once(app):
    accounts.add(*STAFF["hal"], PASSWORD)
    wave = a_planned_wave(a_cohort(6, 4))
    plans.change(wave.key, Days(OPENS, CLOSES), TODAY)
    pass_days(OPENS, OPENS + timedelta(days=2))

    assert wave.state == "planned"
    assert notices() == ["hal@example.com"]
    with writing() as session:
        session.add(Participation(cohort_key="cohort", role="leader", person=a_person("new@example.com")))
    look(OPENS + timedelta(days=3))
    assert wave.state == "open"


def test_the_same_name_twice_is_left_to_a_person(wave):
    with writing() as session:
        twin = a_person("twin@example.com", "Ana Example")
        session.add(Participation(cohort_key="cohort", role="mentor", person=twin))
    look(OPENS)

    assert wave.state == "planned"
    assert "invited twice" in schedules.of(wave.key).told["launch"]


def test_without_an_address_for_links_nothing_is_launched_by_itself(wave):
    config.current()["BASE_URL"] = ""
    look(OPENS)

    assert wave.state == "planned"
    assert "RMFEEDBACK_BASE_URL is not set" in schedules.of(wave.key).told["launch"]


def test_with_too_few_answers_the_wave_goes_on_once_and_is_then_destroyed(wave):
    look(OPENS)
    look(CLOSES)
    assert (wave.state, wave.is_extended) == ("open", True)
    assert mailed(wave)[-1] == ("extend", CLOSES)
    look(wave.box_opens_on)

    assert wave.state == "void"
    assert inviting.envelopes_known(wave.key)[0] == 0


def test_at_night_a_box_is_opened_and_nobody_is_mailed(wave):
    look(OPENS)
    config.current()["TODAY"] = CLOSES.isoformat()
    automation.look(at(CLOSES, 2))

    assert wave.is_extended
    waits = set(db.session.scalars(select(Job.not_before).where(Job.about == wave.key)))
    assert waits == {at(CLOSES, 9).timestamp()}


def test_a_lost_key_is_told_once_and_closes_nothing(wave):
    look(OPENS)
    file = config.current()["INSTANCE"] / "keys" / f"{wave.key}.key"
    content = file.read_bytes()
    file.unlink()
    look(CLOSES)
    look(CLOSES, 11)
    assert wave.state == "open"
    assert "without the key" in schedules.of(wave.key).told["close"]

    file.write_bytes(content)
    look(CLOSES, 12)
    assert wave.is_extended
    assert schedules.of(wave.key).told == {}


def test_a_wave_that_cannot_be_looked_at_stops_no_other(wave):
    other = a_planned_wave(a_cohort(name="Other"))
    plans.change(other.key, Days(OPENS, CLOSES), TODAY)
    look(OPENS)
    with writing() as session:
        session.execute(update(type(wave)).where(type(wave).key == wave.key).values(closes_on=SECOND))
    everybody_answers(other)
    look(CLOSES)

    assert wave.state == "open"
    assert other.state == "done"


def test_a_trustees_wave_is_launched_once_the_key_is_made(app):
    accounts.add(*STAFF["hal"], PASSWORD)
    wave, _words = a_trustees_wave(is_launched=False)
    plans.change(wave.key, Days(OPENS, CLOSES), TODAY)
    keys.destroy(wave.key)
    look(OPENS)
    assert wave.state == "planned"
    assert sorted(notices()) == ["hal@example.com", "tom@example.com"]

    held_by = ("Tom Trust, works council", STAFF["tom"][0])
    seen = trusteeship.of_wave(wave.key, OPENS).list_digest
    words = " ".join(trusteeship.offer(wave.key, held_by, seen, "en", OPENS).words)
    trusteeship.confirm(wave.key, STAFF["tom"][0], words)
    look(OPENS + timedelta(days=1))
    assert wave.state == "open"


def test_a_trustees_wave_waits_for_the_words_and_both_are_told(app):
    accounts.add(*STAFF["hal"], PASSWORD)
    wave, words = a_trustees_wave(is_launched=False)
    plans.change(wave.key, Days(OPENS, CLOSES), TODAY)
    look(OPENS)
    everybody_answers(wave)
    look(CLOSES)
    look(CLOSES, 11)

    assert wave.state == "open"
    assert sorted(notices()) == ["hal@example.com", "tom@example.com"]
    assert lifecycle.close(wave.key, CLOSES, words).state == "done"
    look(CLOSES, 12)
    assert notices() == [], "closing takes the mails of the wave away"


def test_a_reminder_that_is_refused_is_told_on_the_page_until_it_is_mended(wave, client):
    hal = signed_in(client, "hal")
    look(OPENS)
    marks = config.current()["INSTANCE"] / "keys" / f"{wave.key}.epoch"
    content = marks.read_bytes()
    marks.write_bytes(b'["00"]')
    look(FIRST)
    assert "did not go out by itself" in hal.get(f"/waves/{wave.key}").text
    assert mailed(wave) == [("invite", OPENS)]

    marks.write_bytes(content)
    look(FIRST, 12)
    assert "did not go out by itself" not in hal.get(f"/waves/{wave.key}").text
    assert mailed(wave) == [("invite", OPENS), ("remind", FIRST)]
