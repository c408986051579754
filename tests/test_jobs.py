"""No job is lost, none is done twice, and a failing one is tried again later."""

import os

import pytest
from sqlalchemy import func, select, update

from rmfeedback import jobs
from rmfeedback.db import ROOMS, db, writing
from rmfeedback.errors import Refused
from rmfeedback.jobs import Job
from tests.conftest import leave
from tests.databases import both_engines

pytestmark = [pytest.mark.usefixtures("app"), both_engines]


@pytest.fixture
def queued():
    with writing():
        for argument in "abc":
            jobs.enqueue("note", argument, "wave")


def left():
    return db.session.scalar(select(func.count()).select_from(Job))


def test_every_job_is_done_once_and_its_row_is_gone(queued):
    done = []
    count = jobs.run_due({"note": lambda task: done.append(task.argument)})

    assert sorted(done) == ["a", "b", "c"]
    assert (count, left()) == (3, 0)


def test_a_claimed_job_is_not_claimed_again(queued):
    claimed = {jobs.claim().key for _ in range(3)}

    assert len(claimed) == 3
    assert jobs.claim() is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_three_processes_do_each_job_once(tmp_path):
    with writing():
        for number in range(30):
            jobs.enqueue("note", str(number), "wave")
    leave(ROOMS)  # A connection may not cross a fork.
    for worker in range(3):
        if os.fork() == 0:
            note = tmp_path / str(worker)
            jobs.run_due({"note": lambda task, file=note: print(task.argument, file=file.open("a"))})
            os._exit(0)
    for _ in range(3):
        os.wait()

    done = [int(line) for file in tmp_path.glob("[0-2]") for line in file.read_text().split()]
    assert sorted(done) == list(range(30))
    assert left() == 0


def test_a_job_whose_worker_was_killed_comes_back_after_its_lease(queued):
    first = jobs.claim(lease_s=0.0)

    assert first.key in {jobs.claim(lease_s=60).key for _ in range(3)}


def test_a_failing_job_waits_and_is_tried_again(queued):
    def fail(task):
        raise OSError("mail server down")

    assert jobs.run_due({"note": fail}) == 0
    assert left() == 3
    with writing() as session:
        session.execute(update(Job).values(not_before=0))
    assert jobs.run_due({"note": lambda task: None}) == 3


def test_a_refusal_inside_a_job_is_tried_again_too(queued):
    def refuse(task):
        raise Refused()

    jobs.run_due({"note": refuse})
    assert jobs.waiting("wave") == 3


def test_what_a_job_returns_is_written_together_with_its_end(queued):
    def finish(task):
        return lambda: db.session.execute(update(Job).where(Job.argument == "never").values(about="x"))

    assert jobs.run_due({"note": finish}) == 3


def test_a_job_whose_end_fails_is_not_done(queued):
    def broken():
        raise ZeroDivisionError

    assert jobs.run_due({"note": lambda task: broken}) == 0
    assert left() == 3


def test_one_job_with_a_bug_keeps_no_other_from_being_done(queued):
    def buggy(task):
        return None if task.argument != "b" else 1 / 0

    assert jobs.run_due({"note": buggy}) == 2
    assert jobs.arguments("wave", "note") == {"b"}


def test_what_is_waiting_is_counted_by_what_it_is_about(queued):
    assert (jobs.waiting("wave"), jobs.waiting("wave", ("other",)), jobs.waiting("another")) == (3, 0, 0)


def test_running_until_idle_waits_for_nobody_once_nothing_is_left(queued):
    assert jobs.run_until_idle({"note": lambda task: None}) == 3
    assert jobs.run_until_idle({}) == 0
