"""A wave starts, reminds and ends; each step can be repeated, and each refusal says why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import current_app
from sqlalchemy import select

from rmfeedback import config, jobs
from rmfeedback.db import db, writing
from rmfeedback.errors import NotFound, Refused
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Invitation, Participation
from rmfeedback.surveys import ballot_box, results
from rmfeedback.surveys.models import Envelope, Wave
from rmfeedback.waves import lifecycle, planning
from tests.conftest import make_app
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    TODAY,
    a_closed_wave,
    a_cohort,
    a_person,
    a_planned_wave,
    an_open_wave,
    codes_of,
    do_jobs,
    everybody_answers,
    send_some,
)

pytestmark = both_engines


@pytest.fixture(autouse=True)
def _app(app):
    return app


def test_launching_builds_the_box_and_queues_one_mail_each():
    wave = a_planned_wave()

    assert lifecycle.launch(wave.key, TODAY) == lifecycle.Mailed(mailed=0, waiting=12)
    assert wave.state == "open"
    assert db.session.scalars(select(Envelope.wave_key)).all() == [wave.key] * 12


def test_everybody_is_mailed_once_with_a_working_code():
    wave = an_open_wave()

    assert lifecycle.progress(wave.key) == lifecycle.Mailed(mailed=12, waiting=0)
    assert [len(codes) for codes in codes_of(wave).values()] == [1] * 12


def test_launching_again_mails_nobody_twice():
    wave = an_open_wave()
    lifecycle.launch(wave.key, TODAY)

    assert do_jobs() == 0
    assert sum(len(codes) for codes in codes_of(wave).values()) == 12


def test_launching_again_while_mails_wait_queues_none_twice():
    wave = a_planned_wave()
    lifecycle.launch(wave.key, TODAY)

    assert lifecycle.launch(wave.key, TODAY).waiting == 12


def test_with_mailing_stopped_half_way_only_the_others_are_mailed():
    wave = a_planned_wave()
    lifecycle.launch(wave.key, TODAY)
    send_some(5)
    lifecycle.launch(wave.key, TODAY)

    assert do_jobs() == 7
    assert sum(len(codes) for codes in codes_of(wave).values()) == 12


def test_a_launch_that_stopped_before_the_box_was_built_can_be_repeated(monkeypatch):
    wave = a_planned_wave()
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle.ballot_box, "build", _stop)
        with pytest.raises(KeyboardInterrupt):
            lifecycle.launch(wave.key, TODAY)
    envelopes = {i.envelope_id for i in inviting.of_wave(wave.key)}
    lifecycle.launch(wave.key, TODAY)

    assert set(db.session.scalars(select(Envelope.id))) == envelopes


def test_four_leaders_are_too_few_to_launch():
    wave = a_planned_wave(a_cohort(6, 4))

    with pytest.raises(inviting.GroupTooSmall, match="4 leaders"):
        lifecycle.launch(wave.key, TODAY)
    assert wave.state == "planned"
    assert inviting.of_wave(wave.key) == []


def test_the_group_sizes_on_the_form_are_those_at_launch():
    cohort = a_cohort(6, 6)
    wave = a_planned_wave(cohort)
    with writing() as session:
        session.add(Participation(cohort_key=cohort.key, role="mentor", person=a_person("late@example.com")))
    lifecycle.launch(wave.key, TODAY)

    assert db.session.get_one(Wave, wave.key).choices["invited"] == {"mentor": 7, "leader": 6}


def test_a_wave_whose_day_has_passed_is_not_launched():
    wave = a_planned_wave()

    with pytest.raises(planning.DatesWrong):
        lifecycle.launch(wave.key, CLOSES)


def test_without_an_address_for_links_nothing_is_launched(tmp_path):
    with make_app(tmp_path / "other", BASE_URL="").app_context():
        wave = a_planned_wave()
        with pytest.raises(config.SettingMissing, match="RMFEEDBACK_BASE_URL is not set"):
            lifecycle.launch(wave.key, TODAY)
        assert wave.state == "planned"


def test_a_reminder_goes_to_everybody_with_a_fresh_code():
    wave = an_open_wave()
    lifecycle.remind(wave.key, TODAY, "Tell us what comes next.")
    do_jobs()

    assert [len(set(codes)) for codes in codes_of(wave).values()] == [2] * 12


def test_a_sentence_of_301_characters_is_too_long():
    wave = an_open_wave()

    with pytest.raises(lifecycle.NoteTooLong, match="300"):
        lifecycle.remind(wave.key, TODAY, "x" * 301)


def test_a_planned_wave_is_neither_reminded_nor_closed():
    wave = a_planned_wave()

    with pytest.raises(lifecycle.WaveNotOpen):
        lifecycle.remind(wave.key, TODAY)
    with pytest.raises(lifecycle.WaveNotOpen):
        lifecycle.close(wave.key, CLOSES)


def test_a_closed_wave_is_not_launched_again():
    wave = a_closed_wave()

    with pytest.raises(lifecycle.WaveNotOpen):
        lifecycle.launch(wave.key, TODAY)


def test_closing_cuts_every_thread_to_a_person():
    wave = a_closed_wave()

    assert set(db.session.scalars(select(Invitation.envelope_id))) == {None}
    assert codes_of(wave) == {}
    assert jobs.waiting(wave.key) == 0


def test_an_unknown_wave_is_not_found():
    with pytest.raises(NotFound, match="nowhere"):
        lifecycle.close("nowhere", CLOSES)


def at_once(deed):
    """Let two people do the same thing at the same moment, each in a thread with a context of its own."""
    app, barrier = current_app._get_current_object(), Barrier(2)

    def one(_):
        with app.app_context():
            barrier.wait()
            try:
                return deed()
            except Refused as no:
                return no

    db.session.remove()
    with ThreadPoolExecutor(2) as people:
        return list(people.map(one, range(2)))


@pytest.mark.parametrize("answered", [4, 12])
def test_two_people_who_close_at_once_lose_nothing(answered):
    wave_key = an_open_wave().key
    everybody_answers(db.session.get_one(Wave, wave_key), mentors=answered // 2, leaders=answered // 2)
    at_once(lambda: lifecycle.close(wave_key, CLOSES))
    wave = db.session.get_one(Wave, wave_key)

    if answered == 4:
        assert (wave.state, wave.is_extended) == ("open", True)
        assert lifecycle.progress(wave_key).waiting == 12
    else:
        assert wave.state == "done"
        assert {len(scores) for scores in results.scores(wave_key).values()} == {6}


def test_two_people_who_launch_at_once_build_one_box_and_mail_everybody_once():
    wave_key = a_planned_wave().key
    at_once(lambda: lifecycle.launch(wave_key, TODAY))
    do_jobs()
    found = codes_of(db.session.get_one(Wave, wave_key))

    assert [len(codes) for codes in found.values()] == [1] * 12
    assert all(ballot_box.look_up(code, TODAY) for codes in found.values() for code in codes)


def test_closing_late_with_too_few_answers_still_gives_seven_days():
    wave = an_open_wave()
    late = CLOSES + timedelta(days=20)
    outcome = lifecycle.close(wave.key, late)

    assert (outcome.state, wave.box_opens_on) == ("open", late + timedelta(days=7))
    assert lifecycle.progress(wave.key).waiting == 12


def test_a_crash_before_the_extension_was_told_is_made_good_by_closing_again(monkeypatch):
    wave = an_open_wave()
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "_announce_extension", _stop)
        with pytest.raises(KeyboardInterrupt):
            lifecycle.close(wave.key, CLOSES)
    outcome = lifecycle.close(wave.key, CLOSES)

    assert (outcome.state, lifecycle.progress(wave.key).waiting) == ("open", 12)
    with pytest.raises(lifecycle.TooEarly):
        lifecycle.close(wave.key, CLOSES)


def test_after_six_reminders_a_seventh_is_refused():
    wave = an_open_wave()
    for _ in range(lifecycle.MOST_REMINDERS):
        lifecycle.remind(wave.key, TODAY)
        do_jobs()

    with pytest.raises(lifecycle.RemindedEnough):
        lifecycle.remind(wave.key, TODAY)
    assert [len(codes) for codes in codes_of(wave).values()] == [1 + lifecycle.MOST_REMINDERS] * 12


def _stop(*_):
    raise KeyboardInterrupt
