"""PostgreSQL as a room's engine: nobody holds anything while reading, and writers take turns."""

import json
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from rmfeedback import backup, migrations
from rmfeedback import db as database
from rmfeedback import postgresql as engine
from rmfeedback.backup import BackupByServer
from rmfeedback.db import ROOMS, db, writing
from rmfeedback.postgresql import RoomUnreachable, ValueUnstorable
from rmfeedback.programmes.models import Programme
from rmfeedback.staff.models import Account
from tests.conftest import leave, make_app
from tests.databases import ROLES, both_engines, on_postgresql, urls
from tests.factories import a_closed_wave, a_programme, surroundings

pytestmark = pytest.mark.usefixtures("app")


def place(room="identity"):
    """Where another program finds a room."""
    url = db.engines[room].url
    return f"host={url.query['host']} user={url.username} dbname={url.database}"


@contextmanager
def another_writer(room="identity"):
    """Another process that has the room's turn to write."""
    with psycopg.connect(place(room)) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (engine.WRITERS,))
        yield other


@on_postgresql
def test_a_session_waits_for_the_disk_whatever_the_server_is_set_to(postgresql):
    for room in ROOMS:
        postgresql.do(f"ALTER DATABASE {db.engines[room].url.database} SET synchronous_commit = off")
        leave([room])
        with db.engines[room].connect() as connection:
            found = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in engine.SESSION}
        assert found == engine.SESSION


@on_postgresql
def test_a_reader_holds_nothing_between_two_statements(postgresql):
    a_programme("First")
    assert db.session.scalars(select(Programme.name)).all() == ["First"]
    query = f"SELECT state, backend_xmin FROM pg_stat_activity WHERE usename = '{ROLES['identity']}'"

    assert set(postgresql.do(query)) == {("idle", None)}


@on_postgresql
def test_a_writer_waits_for_a_writer_of_another_process_and_sees_what_that_one_wrote(app):
    seen = []

    def write():
        with app.app_context(), writing() as session:
            seen.extend(session.scalars(select(Programme.name)))

    with another_writer() as other:
        waiting = threading.Thread(target=write, daemon=True)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        other.execute("INSERT INTO programme (key, name, language) VALUES ('second', 'Second', 'en')")
    waiting.join(5)
    assert seen == ["Second"]


@on_postgresql
def test_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setitem(engine.SESSION, "lock_timeout", "100ms")
    leave(ROOMS)

    began = time.monotonic()
    with another_writer(), pytest.raises(OperationalError):
        a_programme("Late")
    assert time.monotonic() - began < 5
    assert a_programme("Next").name == "Next"


@on_postgresql
def test_an_answer_waits_for_the_writers_of_its_own_room_only(monkeypatch):
    monkeypatch.setitem(engine.SESSION, "lock_timeout", "100ms")
    leave(ROOMS)

    with another_writer("identity"), database.visiting("responses", writes=True) as connection:
        assert connection.execute(select(1)).scalar() == 1


@on_postgresql
def test_a_server_that_was_restarted_meanwhile_costs_nobody_anything(postgresql):
    a_programme("First")
    postgresql.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'rm_%'")

    assert a_programme("Second").name == "Second"


@on_postgresql
@pytest.mark.parametrize("room", ROOMS)
def test_vacuum_leaves_no_freed_byte_and_no_sample_of_one(postgresql, room):
    with db.engines[room].connect() as connection:
        for statement in (
            "CREATE TABLE flower (name TEXT)",
            "INSERT INTO flower SELECT 'Snowdrop' || n % 9 FROM generate_series(1, 900) AS n",
            "INSERT INTO flower VALUES ('Crocus')",
            "ANALYZE flower",
            "DELETE FROM flower WHERE name <> 'Crocus'",
        ):
            connection.execute(text(statement))
    assert bytes_hold(postgresql, room, b"Snowdrop")

    database.vacuum(room)
    assert not bytes_hold(postgresql, room, b"Snowdrop")


def bytes_hold(server, room, sought):
    """Tell whether any file of a room's database holds some bytes; the server's log is another matter."""
    name = db.engines[room].url.database
    ((oid,),) = server.do(f"SELECT oid FROM pg_database WHERE datname = '{name}'")
    server.do("CHECKPOINT")
    return any(sought in file.read_bytes() for file in (server.folder / f"data/base/{oid}").iterdir())


@both_engines
def test_the_pages_say_which_engine_the_answers_lie_in(app, rooms, client):
    page = client.get("/promise").get_data(as_text=True)

    assert ("With the database’s own files," in page) == bool(rooms)
    assert ("PostgreSQL" in page) == bool(rooms)


@on_postgresql
def test_a_process_of_its_own_makes_the_rooms_and_finds_them_well(postgresql, instance):
    rooms = urls(postgresql, {room: postgresql.make(room) for room in ROOMS})
    around = surroundings(instance, **rooms)
    made, found = (
        subprocess.run(
            [sys.executable, "-m", "rmfeedback.cli", *words, "--json"],
            env=around,
            check=True,
            capture_output=True,
        )
        for words in (["schema", "upgrade"], ["doctor"])
    )

    assert json.loads(made.stdout) == {room: migrations.newest(room) for room in ROOMS}
    assert all(check["ok"] for check in json.loads(found.stdout)["checks"])
    assert not list(instance.glob("*.sqlite"))


@on_postgresql
def test_a_copy_of_a_room_is_left_to_the_server_s_own_tool(tmp_path):
    with pytest.raises(BackupByServer, match="pg_dump --exclude-table-data=invitation"):
        backup.write("identity", tmp_path / "copy")

    assert not list(tmp_path.glob("*copy*"))


@on_postgresql
def test_the_setting_may_name_postgresql_without_the_driver(rooms, tmp_path):
    plain = {name: url.replace("+psycopg", "") for name, url in rooms.items()}
    with make_app(tmp_path / "plain", **plain).app_context():
        assert a_closed_wave().state == "done"
        leave(ROOMS)


@on_postgresql
def test_what_cannot_be_kept_is_refused_in_words():
    with pytest.raises(ValueUnstorable, match="cannot be kept"):
        a_programme("A\0B")
    with pytest.raises(ValueUnstorable):
        db.session.get(Account, 2**40)
    assert a_programme("Next").name == "Next"


def test_a_database_that_is_not_there_is_told_with_its_setting(instance, tmp_path):
    url = "postgresql+psycopg://rm_identity:Snowdrop@/identity?host=/nowhere"
    far = make_app(tmp_path / "far", IDENTITY_URL=url, RESPONSES_URL=f"{url}/r")
    with far.app_context(), pytest.raises(RoomUnreachable, match="RMFEEDBACK_IDENTITY_URL") as no:
        a_programme("First")

    assert "Snowdrop" not in str(no.value)
