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
from rmfeedback.programmes import cohorts, inviting, schedules
from rmfeedback.programmes.models import Participation, Person
from rmfeedback.staff import accounts
from rmfeedback.surveys import keys, results
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
    do_jobs,
    everybody_answers,
)

pytestmark = both_engines
BERLIN = ZoneInfo("Europe/Berlin")
# A Monday, two reminders, and the Friday after next.
OPENS, FIRST, SECOND, CLOSES = (TODAY + timedelta(days=n) for n in (7, 10, 14, 18))


@pytest.fixture(autouse=True)
def _app(app):
    return app


@pytest.fixture
def wave():
    made = a_planned_wave(a_cohort())
    plans.change(made.key, Days(OPENS, CLOSES, [FIRST, SECOND]), TODAY)
    with writing():
        cohorts.find_programme("pilot").time_zone = "Europe/Berlin"
    return made


def at(day, hour=10, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)


def look(day, hour=10):
    """Look at the clock as on a day; the mails that are due go out."""
    config.current()["TODAY"] = day.isoformat()
    automation.look(at(day, hour))
    do_jobs()


def mailed(wave):
    return [(mailing.kind, mailing.day) for mailing in inviting.mailings(wave.key)]


def pass_days(first, last, hour=10):
    for number in range((last - first).days + 1):
        look(first + timedelta(days=number), hour)


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


def test_a_server_that_was_off_launches_late(wave):
    look(OPENS + timedelta(days=2))

    assert mailed(wave) == [("invite", OPENS + timedelta(days=2))]


def test_on_the_closing_day_nothing_is_launched_and_hr_is_told_once(wave):
    accounts.add(*STAFF["hal"], PASSWORD)
    for _ in range(3):
        look(CLOSES)

    assert wave.state == "planned"
    assert notices() == ["hal@example.com"]
    assert "Choose other dates" in schedules.of(wave.key).told["launch"]


def notices():
    folder = config.current()["INSTANCE"] / "outbox"
    texts = [file.read_text() for file in sorted(folder.glob("*.eml"))]
    return [
        line[4:]
        for text in texts
        if "It needs you" in text
        for line in text.splitlines()
        if line[:4] == "To: "
    ]


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
