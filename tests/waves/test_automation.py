"""Waves are launched, reminded of and closed by themselves: on their days, at a decent hour, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from flask import current_app
from sqlalchemy import select, update

from rmfeedback import config, jobs
from rmfeedback.db import db, writing
from rmfeedback.jobs import Job
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Person
from rmfeedback.surveys import results
from rmfeedback.waves import automation, lifecycle, plans
from rmfeedback.waves.plans import Days
from tests.databases import both_engines
from tests.factories import (
    TODAY,
    a_planned_wave,
    codes_of,
    do_jobs,
    everybody_answers,
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
    pass_days,
)

pytestmark = [both_engines, pytest.mark.usefixtures("app")]


@pytest.fixture
def wave():
    return a_wave_by_itself()


def test_a_wave_lives_its_life_by_itself(wave):
    pass_days(TODAY, CLOSES - timedelta(days=1))
    assert mailed(wave) == [("invite", OPENS), ("remind", FIRST), ("remind", SECOND)]
    everybody_answers(wave)
    look(CLOSES)

    assert results.opening(wave.key).responses == 12
    assert wave.state == "done"


def test_nothing_happens_before_nine_or_after_five(wave):
    for hour in (0, 8, 17, 23):
        look(OPENS, hour)
        assert wave.state == "planned"
    look(OPENS, 16)
    assert wave.state == "open"


def test_nothing_happens_by_itself_without_a_schedule(app):
    wave = a_planned_wave()
    pass_days(TODAY, TODAY + timedelta(days=12))

    assert wave.state == "planned"


def test_what_shall_be_done_by_hand_is_left_alone(wave):
    by_hand = Days(OPENS, CLOSES, [], launches_itself=False, closes_itself=False)
    plans.change(wave.key, by_hand, TODAY)
    look(OPENS)
    assert wave.state == "planned"
    lifecycle.launch(wave.key, OPENS)
    pass_days(OPENS, CLOSES)
    assert wave.state == "open"


def test_looking_again_mails_nobody_twice(wave):
    for _ in range(3):
        look(OPENS)
    for _ in range(3):
        look(FIRST)

    assert mailed(wave) == [("invite", OPENS), ("remind", FIRST)]


def test_two_servers_that_look_in_the_same_minute_remind_once(wave):
    look(OPENS)
    app, at_once = current_app._get_current_object(), Barrier(2)

    def tick(_):
        with app.app_context():
            at_once.wait()
            automation.look(at(FIRST))
            db.session.remove()

    with ThreadPoolExecutor(2) as servers:
        list(servers.map(tick, range(2)))
    assert mailed(wave) == [("invite", OPENS), ("remind", FIRST)]


def test_a_launch_by_hand_and_by_itself_at_the_same_moment_is_one_launch(wave):
    config.current()["TODAY"] = OPENS.isoformat()
    key, app, at_once = wave.key, current_app._get_current_object(), Barrier(3)
    deeds = [
        lambda: automation.look(at(OPENS)),
        lambda: lifecycle.launch(key, OPENS),
        lambda: lifecycle.launch(key, OPENS),
    ]

    def press(deed):
        with app.app_context():
            at_once.wait()
            deed()
            db.session.remove()

    with ThreadPoolExecutor(3) as windows:
        list(windows.map(press, deeds))
    do_jobs()
    assert mailed(wave) == [("invite", OPENS)]
    assert [len(codes) for codes in codes_of(wave).values()] == [1] * 12


def test_a_server_that_was_off_launches_late(wave):
    look(OPENS + timedelta(days=2))

    assert mailed(wave) == [("invite", OPENS + timedelta(days=2))]


def test_two_reminders_that_were_missed_become_one(wave):
    look(OPENS)
    look(SECOND + timedelta(days=1))
    look(SECOND + timedelta(days=2))

    assert mailed(wave) == [("invite", OPENS), ("remind", SECOND + timedelta(days=1))]


def test_a_reminder_missed_on_a_friday_does_not_come_on_saturday(wave):
    look(OPENS)
    assert FIRST.weekday() == 3
    pass_days(date(2026, 3, 14), date(2026, 3, 15))
    assert mailed(wave) == [("invite", OPENS)]


def test_a_late_launch_is_not_reminded_of_on_the_same_day(wave):
    look(FIRST)

    assert mailed(wave) == [("invite", FIRST)]


def test_whoever_reminded_by_hand_has_reminded(wave):
    look(OPENS)
    lifecycle.remind(wave.key, FIRST)
    look(FIRST)

    assert mailed(wave) == [("invite", OPENS), ("remind", FIRST)]


def test_a_clock_that_is_set_back_repeats_nothing(wave):
    pass_days(OPENS, FIRST)
    pass_days(OPENS, FIRST)

    assert mailed(wave) == [("invite", OPENS), ("remind", FIRST)]


def test_a_closed_wave_stays_closed_when_the_clock_is_set_back(wave):
    look(OPENS)
    everybody_answers(wave)
    look(CLOSES)
    pass_days(OPENS, SECOND)

    assert (wave.state, len(mailed(wave))) == ("done", 1)


def live_in(zone, *numbers):
    people = list(db.session.scalars(select(Person).order_by(Person.id)))
    with writing():
        for number in numbers:
            people[number].time_zone = zone


def waits(wave):
    rows = db.session.execute(select(Job.argument, Job.not_before).where(Job.kind == "invite"))
    return {int(argument.partition(":")[0]): until for argument, until in rows}


def test_everybody_is_invited_in_the_morning_where_he_or_she_lives(wave):
    live_in("America/New_York", 0, 1)
    config.current()["TODAY"] = OPENS.isoformat()
    automation.look(at(OPENS, 9))

    found = waits(wave)
    assert len(found) == 12
    late = {until for until in found.values() if until}
    assert late == {datetime(2026, 3, 9, 9, tzinfo=ZoneInfo("America/New_York")).timestamp()}
    assert sum(until == 0 for until in found.values()) == 10


def test_the_wave_opens_when_it_is_morning_for_the_first_of_them(wave):
    live_in("Pacific/Auckland", 0)
    config.current()["TODAY"] = (OPENS - timedelta(days=1)).isoformat()
    automation.look(datetime(2026, 3, 8, 20, 30, tzinfo=UTC))

    assert wave.state == "open"
    assert mailed(wave) == [("invite", OPENS)], "it is that day where the first one lives"
    assert sorted(waits(wave).values())[:2] == [0.0, at(OPENS, 9).timestamp()]


def test_a_job_that_waits_for_morning_is_not_done_before(wave):
    live_in("America/New_York", 0, 1)
    with writing() as session:
        session.add(Job(kind="renew", argument="x", not_before=datetime.now().timestamp() + 5 * 86_400))
    assert do_jobs() == 0


def test_whom_a_mail_waits_for_does_not_depend_on_who_has_answered(wave):
    live_in("America/New_York", 0)
    look(OPENS)
    with writing() as session:
        session.execute(update(Job).values(not_before=0.0))
    do_jobs()

    def reminded():
        automation.look(at(FIRST, 9))
        with writing() as session:
            rows = session.execute(select(Job.argument, Job.not_before).where(Job.kind == "remind")).all()
            found = {row.argument.partition(":")[0]: row.not_before for row in rows}
            jobs.drop(wave.key)
            for mailing in inviting.mailings(wave.key):
                if mailing.kind == "remind":
                    session.delete(mailing)
        return found

    config.current()["TODAY"] = FIRST.isoformat()
    before = reminded()
    everybody_answers(wave, mentors=3, leaders=0)
    assert reminded() == before
    assert len(before) == 12
    assert sum(until > 0 for until in before.values()) == 1


def test_a_launch_that_stopped_half_way_is_finished(wave, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    config.current()["TODAY"] = OPENS.isoformat()
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "_queue_invitations", stop)
        with pytest.raises(KeyboardInterrupt):
            automation.look(at(OPENS))
    db.session.rollback()
    look(OPENS)

    assert mailed(wave) == [("invite", OPENS)]
    assert lifecycle.progress(wave.key) == lifecycle.Mailed(12, 0)
