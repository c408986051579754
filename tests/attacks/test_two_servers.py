"""Two servers, each a process of its own, do the same at once: done once, both say the same."""

import os
import signal
import time

import pytest
from sqlalchemy import func, select

from rmfeedback import config
from rmfeedback.db import ROOMS, db, writing
from rmfeedback.programmes.models import Person
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Envelope, Link
from rmfeedback.waves import lifecycle
from tests.attacks.forking import FORKING, Server
from tests.conftest import leave
from tests.databases import both_engines
from tests.factories import CLOSES, TODAY, a_cohort, an_open_wave, do_jobs, everybody_answers

pytestmark = [
    pytest.mark.usefixtures("app"),
    *FORKING,
]
SERVERS = 2
ROUNDS = 6
LONGEST_WAIT = 20  # Seconds; who waits for a lock in vain gives up after thirty.


def at_the_same_moment(deed, waits):
    """Let a server do the deed for each wait, so many seconds after the same moment."""
    leave(ROOMS)  # A connection may not cross a fork.
    moment = time.monotonic() + 0.05
    return [Server(deed, moment + wait) for wait in waits]


def closing(key):
    def close():
        outcome = lifecycle.close(key, CLOSES)
        return [outcome.state, outcome.responses, outcome.dropped, outcome.damaged]

    return close


def reading_in_turn(first, second):
    """Read one room, then the other, all in one write transaction."""

    def read():
        with writing() as session:
            for table in (first, second):
                session.scalar(select(func.count()).select_from(table))
                time.sleep(0.1)
        return "done"

    return read


def reminding(key):
    return lambda: lifecycle.remind(key, TODAY).waiting


def rows(table):
    return db.session.scalar(select(func.count()).select_from(table))


def is_whole(key):
    """Tell that a wave of twelve was counted once, and that of its box nothing is left."""
    db.session.rollback()
    opened = results.opening(key)
    return (
        (opened.responses, opened.damaged) == (12, 0)
        and {len(scores) for scores in results.scores(key).values()} == {6}
        and len(results.comments(key)) == 36
        and rows(Envelope) == rows(Link) == 0
        and not list((config.current()["INSTANCE"] / "keys").glob(f"*{key}*"))
    )


@both_engines
def test_two_servers_that_want_the_rooms_in_opposite_orders_do_not_wait_for_each_other():
    leave(ROOMS)  # A connection may not cross a fork.
    servers = [Server(reading_in_turn(*tables)) for tables in ((Person, Envelope), (Envelope, Person))]

    began = time.monotonic()
    assert [server.said() for server in servers] == ["done", "done"]
    assert time.monotonic() - began < LONGEST_WAIT


@both_engines
def test_two_servers_that_close_at_once_come_to_the_same(rooms):
    for number in range(ROUNDS if not rooms else 3):
        wave = an_open_wave(a_cohort(name=f"Cohort {number}"))
        key = wave.key
        everybody_answers(wave)
        # From the very same moment to about the time that a closing takes.
        servers = at_the_same_moment(closing(key), (0.0, number * 0.02))

        assert [server.said() for server in servers] == [["done", 12, 0, 0]] * SERVERS
        assert is_whole(key)


def test_one_of_two_closing_servers_is_killed_and_the_other_ends_it():
    for number in range(ROUNDS):
        wave = an_open_wave(a_cohort(name=f"Cohort {number}"))
        key = wave.key
        everybody_answers(wave)
        killed, other = at_the_same_moment(closing(key), (0.0, number * 0.009))
        time.sleep(0.05 + number * 0.02)
        os.kill(killed.process, signal.SIGKILL)
        killed.said()

        assert other.said() == ["done", 12, 0, 0]
        assert is_whole(key)


def test_two_servers_that_close_with_too_few_answers_extend_once():
    for number in range(4):
        wave = an_open_wave(a_cohort(name=f"Cohort {number}"))
        key = wave.key
        everybody_answers(wave, mentors=4, leaders=0)
        servers = at_the_same_moment(closing(key), (0.0, number * 0.01))

        # Who comes when all is done meets an open wave, whose day has not come.
        said = [server.said() for server in servers]
        assert ["open", None, 0, 0] in said
        assert all(one == ["open", None, 0, 0] or "TooEarly" in str(one) for one in said)
        db.session.rollback()
        assert results.wave(key).is_extended
        assert do_jobs() == 12


def test_two_servers_that_remind_at_once_leave_marks_that_fit():
    for number in range(4):
        wave = an_open_wave(a_cohort(name=f"Cohort {number}"))
        key = wave.key
        servers = at_the_same_moment(reminding(key), (0.0, number * 0.002))

        assert {server.said() for server in servers} <= {12, 24}
        db.session.rollback()
        assert do_jobs() == 24
        assert lifecycle.remind(key, TODAY).waiting == 12
        do_jobs()
