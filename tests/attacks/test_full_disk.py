"""A disk that fills at any moment of a wave's life, and has room again later: nothing is lost or half-done.

The disk is real to the program: the system refuses to let any file grow beyond so many bytes.
"""

import resource
import stat

import pytest
from sqlalchemy import update

from rmfeedback import config, jobs
from rmfeedback.db import db, writing
from rmfeedback.errors import StorageDown
from rmfeedback.surveys import ballot_box, results
from rmfeedback.surveys.ballot_box import NotKept
from rmfeedback.waves import lifecycle
from tests.attacks.forking import FORKING, fill_the_disk, in_a_child
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    a_planned_wave,
    an_open_wave,
    answers_to,
    codes_of,
    do_jobs,
    everybody_answers,
    release_claims,
)

pytestmark = [
    pytest.mark.usefixtures("app"),
    *FORKING,
]
# Bytes that a file may have: at some a key file fails, at some a mail, a journal, or a room that must grow.
LIMITS = (0, 700, 6_000, 70_000, 120_000, 260_000)


def with_full_disk(limit, deed):
    """Do a deed while no file may grow beyond a limit; return what it raises."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    fill_the_disk(limit)
    try:
        deed()
    except Exception as error:
        return error
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    return None


def half_written():
    instance = config.current()["INSTANCE"]
    return [file.name for folder in ("keys", "outbox") for file in (instance / folder).glob(".*")]


@pytest.mark.parametrize("limit", LIMITS)
def test_a_launch_that_met_a_full_disk_is_finished_by_launching_again(limit):
    key = a_planned_wave().key

    def deed():
        with_full_disk(limit, lambda: (lifecycle.launch(key, TODAY), do_jobs()))
        assert half_written() == []
        lifecycle.launch(key, TODAY)
        release_claims()
        no_waiting()
        do_jobs()
        assert lifecycle.progress(key) == lifecycle.Mailed(12, 0)
        found = codes_of(results.wave(key))
        assert len(found) == 12
        assert all(ballot_box.look_up(code, TODAY) for codes in found.values() for code in codes)

    assert in_a_child(deed) == 0


def no_waiting():
    """Let the time pass after which a failed job is tried again."""
    with writing() as session:
        session.execute(update(jobs.Job).values(not_before=0.0))


@pytest.mark.parametrize("limit", LIMITS)
def test_a_closing_that_met_a_full_disk_loses_nothing_and_is_finished_by_closing_again(limit):
    wave = an_open_wave()
    key = wave.key
    everybody_answers(wave)

    def deed():
        with_full_disk(limit, lambda: lifecycle.close(key, CLOSES))
        assert half_written() == []
        outcome = lifecycle.close(key, CLOSES)
        assert (outcome.state, outcome.responses, outcome.damaged) == ("done", 12, 0)
        assert {len(scores) for scores in results.scores(key).values()} == {6}
        assert len(results.comments(key)) == 36

    assert in_a_child(deed) == 0


@pytest.mark.parametrize("limit", LIMITS)
def test_an_answer_that_met_a_full_disk_was_told_and_the_earlier_one_stays(client, limit):
    wave = an_open_wave()
    key, code = wave.key, a_code(wave)
    everybody_answers(wave)
    sent = {"code": code, "lang": "en", "anyway": "1"}
    sent |= answers_to(ballot_box.look_up(code, TODAY).questionnaire, score=1)

    def deed():
        said = []
        for path in ("/a/take-back", "/a/answers"):
            error = with_full_disk(limit, lambda path=path: said.append(client.post(f"{path}", data=sent)))
            assert error is None
        pages = [(reply.status_code, "not kept" in reply.get_data(as_text=True)) for reply in said]
        assert set(pages) <= {(503, True), (200, False)}
        outcome = lifecycle.close(key, CLOSES)
        is_taken_back = pages == [(200, False), (503, True)]
        assert (outcome.responses, outcome.damaged) == (12 - is_taken_back, 0)
        assert (1 in results.scores(key)["mentor", "m_pair_fit"]) or pages[1][0] == 503

    assert in_a_child(deed) == 0


def test_asking_for_a_link_on_a_full_disk_is_told(client):
    an_open_wave()

    def deed():
        said = []
        with_full_disk(
            0, lambda: said.append(client.post("/a/again", data={"email": "ana.cohort@example.com"}))
        )
        assert said[0].status_code == StorageDown.status
        assert "can store nothing just now" in said[0].get_data(as_text=True)

    assert in_a_child(deed) == 0


@pytest.mark.parametrize("limit", LIMITS[:3])
def test_a_reminder_that_met_a_full_disk_is_sent_later(limit):
    key = an_open_wave().key

    def deed():
        told = with_full_disk(limit, lambda: lifecycle.remind(key, TODAY))
        if told is not None:
            lifecycle.remind(key, TODAY)
        with_full_disk(limit, do_jobs)
        assert half_written() == []
        release_claims()
        no_waiting()
        do_jobs()
        assert lifecycle.progress(key).waiting == 0
        assert {len(codes) for codes in codes_of(results.wave(key)).values()} <= {2, 3}

    assert in_a_child(deed) == 0


def test_an_answer_to_a_room_that_may_only_be_read_is_told(instance, client):
    wave = an_open_wave()
    code = a_code(wave)
    sent = {"code": code, "lang": "en", "anyway": "1", "m_pair_fit": "5"}
    with db.engines["responses"].connect() as line:
        line.exec_driver_sql("PRAGMA query_only = ON")
    try:
        reply = client.post("/a/answers", data=sent)
    finally:
        with db.engines["responses"].connect() as line:
            line.exec_driver_sql("PRAGMA query_only = OFF")

    assert reply.status_code == NotKept.status
    assert "were not kept" in reply.get_data(as_text=True)
    assert stat.S_IMODE((instance / "responses.sqlite").stat().st_mode) == 0o600
    assert client.post("/a/answers", data=sent).status_code == 200
