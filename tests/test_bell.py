"""The bell only rings: the job table says what is to be done; the queue file tells nothing about anybody."""

import subprocess
import sys
import time

import pytest
from sqlalchemy import select

from rmfeedback import bell, jobs
from rmfeedback.db import db
from rmfeedback.jobs import Job
from rmfeedback.waves import lifecycle
from tests.factories import TODAY, a_planned_wave, codes_of, surroundings

PATIENCE_S = 20


@pytest.fixture
def wave(app):
    return a_planned_wave()


def is_mailed(wave):
    """Wait until everybody has mail; tell whether it came in time."""
    until = time.monotonic() + PATIENCE_S
    while lifecycle.progress(wave.key).waiting and time.monotonic() < until:
        db.session.rollback()
        time.sleep(0.05)
    return lifecycle.progress(wave.key) == lifecycle.Mailed(mailed=12, waiting=0)


def test_a_ring_starts_the_jobs_in_another_thread(app, wave):
    consumer = bell.start(app)
    try:
        lifecycle.launch(wave.key, TODAY)
        assert is_mailed(wave)
    finally:
        bell.stop(consumer)
    assert len(codes_of(wave)) == 12


def test_a_ring_starts_the_jobs_in_another_process(app, wave, instance):
    command = [sys.executable, "-m", "rmfeedback.cli", "jobs", "run"]
    worker = subprocess.Popen(command, env=surroundings(instance), stdout=subprocess.DEVNULL)
    try:
        lifecycle.launch(wave.key, TODAY)
        assert is_mailed(wave)
    finally:
        worker.terminate()
        worker.wait(timeout=PATIENCE_S)


def test_starting_does_what_was_left_over(app, wave):
    lifecycle.launch(wave.key, TODAY)
    (app.config["RM"]["INSTANCE"] / "jobs.sqlite").unlink()
    app.extensions["bell"] = None

    consumer = bell.start(app)
    try:
        assert is_mailed(wave)
    finally:
        bell.stop(consumer)


def test_a_deed_of_the_clock_that_fails_keeps_no_other_and_no_mail_back(app, wave, caplog):
    lifecycle.launch(wave.key, TODAY)
    seen = []

    def broken():
        raise ValueError("ana@example.com")

    app.extensions["every_minute"] = (broken, lambda: seen.append(1))
    bell.look_at_the_clock()
    jobs.run_until_idle(app.extensions["job_functions"])

    assert seen == [1]
    assert lifecycle.progress(wave.key).mailed == 12
    assert "ValueError" in caplog.text and "ana@example.com" not in caplog.text


def test_nothing_is_opened_before_the_first_ring(app, instance):
    assert app.extensions["bell"] is None
    assert not (instance / "jobs.sqlite").exists()


def test_the_queue_file_holds_no_argument_of_any_job(app, wave, instance):
    lifecycle.launch(wave.key, TODAY)
    told = [
        text for job in db.session.scalars(select(Job)) for text in (job.id.hex(), job.argument, job.about)
    ]
    queue = (instance / "jobs.sqlite").read_bytes()

    assert len(told) == 36
    assert [text for text in told if len(text) > 3 and text.encode() in queue] == []
    assert b"example.com" not in queue


def test_the_queue_file_keeps_no_journal_and_no_result(app, wave, instance):
    lifecycle.launch(wave.key, TODAY)
    consumer = bell.start(app)
    try:
        assert is_mailed(wave)
    finally:
        bell.stop(consumer)

    assert not list(instance.glob("jobs.sqlite-*"))
    assert jobs.waiting(wave.key) == 0
    assert b"example.com" not in (instance / "jobs.sqlite").read_bytes()
