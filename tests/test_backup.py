"""A room is copied while the server runs: whole, for its owner alone, over no other file, without keys."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from rmfeedback import backup, cli
from rmfeedback.backup import BackupByServer, BackupExists, BackupUnwritable
from rmfeedback.db import ROOMS, db, writing
from rmfeedback.programmes import inviting
from rmfeedback.surveys.models import Envelope
from tests.attacks.forking import FORKING, fill_the_disk, in_a_child
from tests.databases import on_postgresql
from tests.factories import a_person, an_open_wave, everybody_answers, surroundings

pytestmark = pytest.mark.usefixtures("app")


def counted(file, table):
    with closing(sqlite3.connect(file)) as line:
        assert line.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return line.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.mark.parametrize(
    ("room", "table", "rows"), [("identity", "person", 12), ("responses", "envelope", 12)]
)
def test_a_copy_is_whole_and_its_owners_alone(tmp_path, room, table, rows):
    an_open_wave()
    file = backup.write(room, tmp_path / "copy")

    assert counted(file, table) == rows
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["copy"]


def test_a_copy_of_the_identity_room_tells_no_envelope_and_one_of_the_other_no_person(tmp_path):
    wave = an_open_wave()
    everybody_answers(wave)
    people, answers = (backup.write(room, tmp_path / room).read_bytes() for room in ROOMS)

    ids = list(inviting.envelopes(wave.key))
    assert len(ids) == 12
    assert not any(id_ in people for id_ in ids)
    assert all(id_ in answers for id_ in ids)
    assert b"example.com" in people
    assert b"@cohort" not in answers
    assert all(db.session.get(Envelope, id_) for id_ in ids), "the room itself keeps them"


def test_no_key_is_in_a_copy(instance, tmp_path):
    an_open_wave()
    copies = b"".join(backup.write(room, tmp_path / room).read_bytes() for room in ROOMS)

    for name in ("cohort-midpoint.key", "links.key"):
        key = (instance / "keys" / name).read_bytes()
        assert not any(key[at : at + 16] in copies for at in range(1, len(key) - 16))


def test_what_is_being_written_is_in_the_copy_or_not_at_all(tmp_path):
    an_open_wave()
    with writing() as session:
        session.add(a_person("mia@example.com"))
        session.flush()
        before = backup.write("identity", tmp_path / "before")
    after = backup.write("identity", tmp_path / "after")

    assert (counted(before, "person"), counted(after, "person")) == (12, 13)


def test_no_backup_is_written_over(tmp_path, monkeypatch):
    there = tmp_path / "there"
    there.write_text("an older backup")

    with pytest.raises(BackupExists):
        backup.write("identity", there)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda _: False)  # Somebody else writes it at the same moment.
        with pytest.raises(BackupExists, match="Choose another name"):
            backup.write("identity", there)
    assert there.read_text() == "an older backup"
    assert list(tmp_path.glob(".*")) == []


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BackupUnwritable, match="No such file or directory. Choose a folder"):
        backup.write("identity", tmp_path / "nowhere" / "file")


@FORKING[0]
@FORKING[1]
def test_on_a_full_disk_no_half_of_a_copy_stays(tmp_path):
    an_open_wave()

    def copy():
        fill_the_disk()
        with pytest.raises(BackupUnwritable):
            backup.write("responses", tmp_path / "copy")

    assert in_a_child(copy) == 0
    assert [one for one in tmp_path.iterdir() if one.is_file()] == []


@on_postgresql
@pytest.mark.parametrize("room", ROOMS)
def test_on_postgresql_its_own_tool_is_named(rooms, tmp_path, room):
    with pytest.raises(BackupByServer, match="pg_dump --exclude-table-data=invitation"):
        backup.write(room, tmp_path / "copy")


@pytest.mark.parametrize("room", ROOMS)
def test_the_command_writes_one_room(instance, tmp_path, room):
    file = tmp_path / "copy.sqlite"
    runner, around = CliRunner(), surroundings(instance)
    done = runner.invoke(cli.main, ("backup", room, str(file), "--json"), env=around)
    again = runner.invoke(cli.main, ("backup", room, str(file)), env=around)

    assert done.exit_code == 0
    assert f'"room": "{room}"' in done.output
    assert counted(file, "alembic_version") == 1
    assert again.exit_code == 1
    assert "Choose another name" in again.output
