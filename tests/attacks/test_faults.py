"""Faults while answers arrive: a full disk, a lock not given back, a clock set back, a roster changed (T22).

Whoever was told "kept" is kept; whoever was not, was told so, with the form as it was.
"""

import sqlite3
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rmfeedback import jobs
from rmfeedback.db import db, writing
from rmfeedback.programmes import inviting, roster
from rmfeedback.programmes.models import Invitation, Person
from rmfeedback.programmes.roster import RosterFrozen
from rmfeedback.surveys import ballot_box, results
from rmfeedback.surveys.ballot_box import NotKept
from rmfeedback.waves import lifecycle
from rmfeedback.waves.mailing import InvitationChanged
from tests.attacks.forking import FAILED, FORKING, fill_the_disk, in_a_child
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    an_open_wave,
    answers_to,
    codes_of,
    do_jobs,
    everybody_answers,
)

pytestmark = [pytest.mark.usefixtures("app"), *FORKING]


def with_full_disk(deed):
    """Do a deed in a child whose files can grow no further; return the number it comes to."""
    return in_a_child(lambda: (fill_the_disk(), deed() % (FAILED + 1))[1])


def answers_of(code):
    return answers_to(ballot_box.look_up(code, TODAY).questionnaire)


def test_on_a_full_disk_the_respondent_is_told_and_the_form_comes_back_filled_in(client):
    wave = an_open_wave()
    code = a_code(wave)
    sent = {"code": code, "lang": "en", "anyway": "1", **answers_of(code)}

    def post():
        reply = client.post("/a/answers", data=sent)
        text = reply.get_data(as_text=True)
        is_told = "were not kept" in text and "Sentence 0 about" in text
        return reply.status_code % (FAILED + 1) if is_told else 249

    assert with_full_disk(post) == NotKept.status % (FAILED + 1)
    assert client.post("/a/answers", data=sent).status_code == 200


def test_on_a_full_disk_what_was_sent_before_stays():
    wave = an_open_wave()
    everybody_answers(wave)
    code, key = a_code(wave), wave.key

    def fails(deed):
        try:
            deed()
        except NotKept:
            return 1
        return 0

    assert with_full_disk(lambda: fails(lambda: ballot_box.take_back(code, today=TODAY))) == 1
    other = answers_of(code) | {"m_pair_fit": "1"}
    assert (
        with_full_disk(lambda: fails(lambda: ballot_box.submit(code, other, language="en", today=TODAY))) == 1
    )
    outcome = lifecycle.close(key, CLOSES)
    assert (outcome.responses, outcome.damaged) == (12, 0)


def test_a_closing_on_a_full_disk_loses_nothing_and_can_be_repeated():
    wave = an_open_wave()
    everybody_answers(wave)
    key = wave.key

    def close():
        lifecycle.close(key, CLOSES)
        return 0

    assert with_full_disk(close) == FAILED
    assert lifecycle.close(key, CLOSES).responses == 12


def test_a_lock_that_is_not_given_back_is_told(instance, monkeypatch):
    wave = an_open_wave()
    code = a_code(wave)
    db.session.remove()
    line = sqlite3.connect(instance / "responses.sqlite", isolation_level=None)
    line.execute("BEGIN IMMEDIATE")
    with db.engines["responses"].connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")

    with pytest.raises(NotKept):
        ballot_box.submit(code, answers_of(code), language="en", today=TODAY)
    line.execute("ROLLBACK")
    line.close()
    ballot_box.submit(code, answers_of(code), language="en", today=TODAY)


def test_jobs_come_back_when_the_clock_is_set_back(monkeypatch):
    wave = an_open_wave()
    lifecycle.remind(wave.key, TODAY)
    now = time.time()
    monkeypatch.setattr(jobs.time, "time", lambda: now + 30 * 86_400)
    claimed = jobs.claim()
    assert claimed is not None
    with writing() as session:
        session.execute(update(jobs.Job).values(not_before=now + 30 * 86_400))
    monkeypatch.setattr(jobs.time, "time", lambda: now)

    assert do_jobs() == 12


def test_a_wave_that_closed_stays_closed_when_the_clock_is_set_back(client):
    wave = an_open_wave()
    code = a_code(wave)
    everybody_answers(wave)
    lifecycle.close(wave.key, CLOSES)

    assert client.post("/a", data={"code": code}).status_code == 404
    assert lifecycle.close(wave.key, TODAY).state == "done"
    with pytest.raises(lifecycle.WaveNotOpen):
        lifecycle.remind(wave.key, TODAY - timedelta(days=3))


ROSTER = b"name,email,role\nAna Example,ana.cohort@example.com,mentor\n"


@pytest.mark.parametrize(
    "rows",
    [
        ROSTER.replace(b"Ana Example", b"Anabel Example"),
        ROSTER.replace(b"role\n", b"role,unit\n").replace(b"mentor\n", b"mentor,Elsewhere\n"),
        ROSTER.replace(b"role\n", b"role,language\n").replace(b"mentor\n", b"mentor,de\n"),
    ],
)
def test_while_a_wave_is_open_those_it_asks_are_frozen(rows):
    wave = an_open_wave()
    with pytest.raises(RosterFrozen, match="load this file again when the wave has closed"):
        roster.load(rows, "roster.csv", "pilot", "Cohort")
    everybody_answers(wave)
    lifecycle.close(wave.key, CLOSES)

    roster.load(rows, "roster.csv", "pilot", "Cohort")


@pytest.mark.parametrize(
    "rows", [ROSTER + b"Zoe New,zoe@example.com,mentor\n", ROSTER.replace(b"mentor", b"leader")]
)
def test_who_joins_while_a_wave_is_open_is_not_among_those_it_asks(rows):
    wave = an_open_wave()
    named, asked = inviting.names(wave.key), inviting.count(wave.key)
    roster.load(rows, "roster.csv", "pilot", "Cohort")
    lifecycle.launch(wave.key, TODAY)
    do_jobs()

    assert (inviting.names(wave.key), inviting.count(wave.key)) == (named, asked)
    assert wave.choices["invited"] == {"mentor": 6, "leader": 6}


def test_the_same_roster_again_is_no_change():
    an_open_wave()

    assert roster.load(ROSTER, "roster.csv", "pilot", "Cohort").imported == 1


def test_an_address_changed_by_hand_gets_no_link():
    wave = an_open_wave()
    before = len(codes_of(wave))
    with writing() as session:
        session.execute(
            update(Person).where(Person.email == "ana.cohort@example.com").values(email="eve@example.com")
        )
    lifecycle.remind(wave.key, TODAY)
    do_jobs()

    assert "eve@example.com" not in codes_of(wave)
    assert len(codes_of(wave)) == before
    assert InvitationChanged.status == 500


def test_an_invitation_written_by_hand_gets_no_link():
    wave = an_open_wave()
    with writing() as session:
        copied = session.scalars(select(Invitation).where(Invitation.wave_key == wave.key)).first()
        stranger = Person(email="eve@example.com", name="Eve", language="en")
        session.add(stranger)
        session.flush()
        session.execute(
            update(Person).where(Person.id == copied.participation.person_id).values(email="old@example.com")
        )
        copied.participation.person_id = stranger.id
    lifecycle.remind(wave.key, TODAY)
    do_jobs()

    assert "eve@example.com" not in codes_of(wave)
    assert inviting.count(wave.key) == (12, 12)
    assert results.wave(wave.key).state == "open"
