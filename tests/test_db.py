"""Rows are written together or not at all; a slow reader keeps no writer waiting; nothing freed is left."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import delete, func, select

from rmfeedback import db as database
from rmfeedback.db import PRAGMAS, ROOMS, db, is_postgresql, read_pragma, writing
from rmfeedback.programmes.models import Programme
from rmfeedback.surveys.models import Wave
from tests.databases import both_engines
from tests.factories import a_planned_wave, a_programme

pytestmark = pytest.mark.usefixtures("app")


def a_row(name="Pilot"):
    return Programme(key=name.lower(), name=name, language="en")


def names():
    """What another program sees."""
    url = db.engines["identity"].url
    if is_postgresql("identity"):
        other = psycopg.connect(host=url.query["host"], user=url.username, dbname=url.database)
    else:
        other = sqlite3.connect(url.database)
    with closing(other) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM programme")}


def started(app, deed):
    """Let another thread begin a deed."""

    def work():
        with app.app_context():
            deed()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def is_done_at_once(app, deed):
    """Let another thread do a deed; tell whether nothing kept it waiting."""
    thread = started(app, deed)
    thread.join(5)
    return not thread.is_alive()


@both_engines
def test_a_row_added_outside_writing_is_refused():
    db.session.add(a_row())

    with pytest.raises(RuntimeError, match="with writing"):
        db.session.commit()
    db.session.rollback()
    assert names() == set()


@both_engines
def test_what_is_written_is_there_for_everybody_at_the_end():
    with writing() as session:
        session.add(a_row())
        session.flush()
        assert names() == set()

    assert names() == {"Pilot"}


@both_engines
def test_an_exception_takes_everything_back():
    with pytest.raises(ZeroDivisionError), writing() as session:
        session.add(a_row())
        session.flush()
        raise ZeroDivisionError

    assert names() == set()


@both_engines
def test_an_exception_takes_back_what_a_nested_writing_wrote_too():
    with pytest.raises(ZeroDivisionError), writing() as outer:
        with writing() as inner:
            inner.add(a_row())
        assert inner is outer
        raise ZeroDivisionError

    assert names() == set()


@both_engines
def test_after_an_exception_the_next_one_can_write():
    with pytest.raises(ZeroDivisionError), writing():
        raise ZeroDivisionError
    a_programme()

    assert names() == {"Pilot"}


@both_engines
def test_writing_sees_what_another_wrote_since_the_session_last_looked(app):
    a_programme("First")
    assert len(db.session.scalars(select(Programme)).all()) == 1
    assert is_done_at_once(app, lambda: a_programme("Second"))

    with writing() as session:
        assert len(session.scalars(select(Programme)).all()) == 2


@both_engines
def test_a_slow_reader_keeps_no_writer_waiting(app):
    a_programme("First")
    found = db.session.scalars(select(Programme))
    assert [row.name for row in found] == ["First"]

    # The reader's session is still open, as it is while a mail server takes its time.
    assert is_done_at_once(app, lambda: a_programme("Second"))
    assert names() == {"First", "Second"}


@both_engines
def test_two_who_write_at_once_take_turns(app):
    with writing() as session:
        session.add(a_row("First"))
        second = started(app, lambda: a_programme("Second"))
        second.join(0.3)
        assert second.is_alive()

    second.join(5)
    assert names() == {"First", "Second"}


@pytest.mark.parametrize("room", ROOMS)
def test_vacuum_leaves_no_freed_byte(room):
    a_planned_wave()
    table = {"identity": Programme, "responses": Wave}[room]
    with writing() as session:
        session.add_all(a_row(f"Snowdrop{number}" * 40) for number in range(60))
    with writing() as session:
        session.execute(delete(Programme).where(Programme.name.startswith("Snowdrop")))
    assert room == "responses" or read_pragma(db.engines[room], "freelist_count") > 0

    database.vacuum(room)
    assert read_pragma(db.engines[room], "freelist_count") == 0
    assert b"Snowdrop" not in file_of(room).read_bytes()
    assert db.session.scalar(select(func.count()).select_from(table)) == 1


def file_of(room):
    return Path(db.engines[room].url.database)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("pragma", PRAGMAS)
def test_each_connection_keeps_what_the_promise_needs(room, pragma):
    assert read_pragma(db.engines[room], pragma) == PRAGMAS[pragma]
    assert read_pragma(db.engines[room], "foreign_keys") == 1


def test_each_room_has_a_file_of_its_own(instance):
    assert {file_of(room) for room in ROOMS} == {instance / f"{room}.sqlite" for room in ROOMS}


def test_no_journal_is_left_beside_the_files(instance):
    a_planned_wave()

    assert [file.name for file in instance.glob("*.sqlite-*")] == []


def test_what_is_deleted_or_replaced_is_overwritten_at_once(instance):
    with writing() as session:
        session.add_all([a_row(f"Snowdrop{number}") for number in range(50)])
    with writing() as session:
        session.execute(delete(Programme))

    assert b"Snowdrop" not in (instance / "identity.sqlite").read_bytes()
