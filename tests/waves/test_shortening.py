"""Closing early: two people, three days' notice, once; who can write the database alone changes no day."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from rmfeedback import bell
from rmfeedback.db import writing
from rmfeedback.programmes import inviting
from rmfeedback.staff import accounts
from rmfeedback.surveys import ballot_box, keys, results
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import announcing, lifecycle, shortening
from rmfeedback.waves.shortening import MayNotDecide, NobodyAsked, NotShortenable, SecondPersonNeeded
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    PASSWORD,
    TODAY,
    a_code,
    an_open_wave,
    codes_of,
    do_jobs,
    everybody_answers,
)

pytestmark = pytest.mark.usefixtures("app")
NEW_DAY = TODAY + timedelta(days=3)


@pytest.fixture
def wave():
    return an_open_wave()


def account(name, role="hr"):
    return accounts.add(f"{name}@example.com", role, PASSWORD)


@both_engines
def test_two_people_close_three_days_from_now_and_everybody_is_told(wave):
    shortening.ask(wave.key, account("hal"), TODAY)
    assert results.wave(wave.key).box_opens_on == CLOSES
    assert shortening.agree(wave.key, account("ada", "admin"), TODAY) == NEW_DAY

    do_jobs()
    assert {len(codes) for codes in codes_of(wave).values()} == {2}
    everybody_answers(wave)
    with pytest.raises(lifecycle.TooEarly):
        lifecycle.close(wave.key, TODAY + timedelta(days=2))
    assert lifecycle.close(wave.key, NEW_DAY).responses == 12


def test_the_mail_says_the_new_day(wave, instance):
    shortening.ask(wave.key, account("hal"), TODAY)
    shortening.agree(wave.key, account("ada", "admin"), TODAY)
    do_jobs()

    mails = [file.read_bytes() for file in (instance / "outbox").glob("*.eml")]
    assert sum(b"earlier than we said" in mail for mail in mails) == 12


@pytest.mark.parametrize("role", ["hr", "admin", "trustee"])
def test_whoever_else_has_an_account_may_agree(wave, role):
    shortening.ask(wave.key, account("hal"), TODAY)

    assert shortening.agree(wave.key, account("mia", role), TODAY) == NEW_DAY


def test_one_person_alone_cannot(wave):
    with pytest.raises(NobodyAsked):
        shortening.agree(wave.key, account("hal"), TODAY)
    shortening.ask(wave.key, account("hal"), TODAY)
    with pytest.raises(SecondPersonNeeded, match="hal@example.com asked for it"):
        shortening.agree(wave.key, account("hal"), TODAY)

    assert results.wave(wave.key).shortened_to is None


def test_leadership_neither_asks_nor_agrees(wave):
    with pytest.raises(MayNotDecide, match="lin@example.com has the role leadership"):
        shortening.ask(wave.key, account("lin", "leadership"), TODAY)
    shortening.ask(wave.key, account("hal"), TODAY)
    with pytest.raises(MayNotDecide):
        shortening.agree(wave.key, account("lin", "leadership"), TODAY)


def test_what_was_withdrawn_cannot_be_agreed_to(wave):
    shortening.ask(wave.key, account("hal"), TODAY)
    shortening.withdraw(wave.key)

    with pytest.raises(NobodyAsked):
        shortening.agree(wave.key, account("ada", "admin"), TODAY)


@pytest.mark.parametrize("days_left", [0, 1, 3])
def test_with_three_days_left_or_fewer_there_is_nothing_to_gain(wave, days_left):
    with pytest.raises(NotShortenable):
        shortening.ask(wave.key, account("hal"), CLOSES - timedelta(days=days_left))


def test_it_happens_once(wave):
    shortening.ask(wave.key, account("hal"), TODAY)
    shortening.agree(wave.key, account("ada", "admin"), TODAY)

    with pytest.raises(NotShortenable):
        shortening.ask(wave.key, account("hal"), TODAY)


def test_agreeing_goes_on_where_it_was_killed(wave, monkeypatch):
    shortening.ask(wave.key, account("hal"), TODAY)
    with monkeypatch.context() as patch:
        patch.setattr(announcing, "once", stop)
        with pytest.raises(KeyboardInterrupt):
            shortening.agree(wave.key, account("ada", "admin"), TODAY)
    assert shortening.agree(wave.key, account("ada", "admin"), TODAY) == NEW_DAY

    assert sum(mailing.kind == "shorten" for mailing in inviting.mailings(wave.key)) == 1


def test_asking_again_goes_on_where_agreeing_was_killed(wave, monkeypatch):
    hal, ada = account("hal"), account("ada", "admin")
    shortening.ask(wave.key, hal, TODAY)
    with monkeypatch.context() as patch:
        patch.setattr(announcing, "once", stop)
        with pytest.raises(KeyboardInterrupt):
            shortening.agree(wave.key, ada, TODAY)

    shortening.ask(wave.key, hal, TODAY)
    assert shortening.agree(wave.key, ada, TODAY) == NEW_DAY


def test_the_clock_tells_everybody_what_a_crash_left_untold(wave, monkeypatch):
    shortening.ask(wave.key, account("hal"), TODAY)
    with monkeypatch.context() as patch:
        patch.setattr(announcing, "once", stop)
        with pytest.raises(KeyboardInterrupt):
            shortening.agree(wave.key, account("ada", "admin"), TODAY)
    bell.look_at_the_clock()
    bell.look_at_the_clock()
    do_jobs()

    assert {len(codes) for codes in codes_of(wave).values()} == {2}


def test_the_clock_passes_over_a_wave_that_is_not_as_it_was_launched(wave):
    with writing() as session:
        session.execute(update(Wave).values(shortened_to=TODAY))
    shortening.tick()

    assert not announcing.was_announced(wave.key, "shorten")


def test_closing_forgets_who_asked(wave):
    shortening.ask(wave.key, account("hal"), TODAY)
    everybody_answers(wave)
    lifecycle.close(wave.key, CLOSES)

    assert inviting.asked_early(wave.key) is None


def test_people_have_three_days_also_where_nobody_agreed_again(wave, monkeypatch):
    shortening.ask(wave.key, account("hal"), TODAY)
    with monkeypatch.context() as patch:
        patch.setattr(announcing, "once", stop)
        with pytest.raises(KeyboardInterrupt):
            shortening.agree(wave.key, account("ada", "admin"), TODAY)

    with pytest.raises(lifecycle.TooEarly):
        lifecycle.close(wave.key, NEW_DAY)
    assert results.wave(wave.key).box_opens_on == NEW_DAY + timedelta(days=3)


def stop(*_):
    raise KeyboardInterrupt


def test_a_day_written_into_the_database_by_hand_stops_the_wave(wave):
    code = a_code(wave)
    with writing() as session:
        session.execute(update(Wave).values(shortened_to=TODAY))

    with pytest.raises(keys.BoxUntrusted):
        ballot_box.look_up(code, TODAY - timedelta(days=1))
    with pytest.raises(keys.BoxUntrusted):
        lifecycle.close(wave.key, TODAY)


def test_fewer_than_five_by_the_early_day_are_extended_as_ever(wave):
    shortening.ask(wave.key, account("hal"), TODAY)
    shortening.agree(wave.key, account("ada", "admin"), TODAY)
    do_jobs()

    assert lifecycle.close(wave.key, NEW_DAY).state == "open"
    assert results.wave(wave.key).box_opens_on == NEW_DAY + timedelta(days=7)
