"""What the promise rests on is read back from the running parts; where one is untrue, nothing is served."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import update

from rmfeedback import doctor, migrations
from rmfeedback.db import PRAGMAS, ROOMS, db, writing
from rmfeedback.doctor import Unwell
from rmfeedback.surveys.models import Wave
from tests.factories import an_open_wave
from tests.mailbox import a_mailbox


def bad():
    """What is not as it must be, by name."""
    return {check.name: check.say for check in doctor.examine() if not check.ok}


def refused():
    with pytest.raises(Unwell) as no:
        doctor.check()
    assert str(no.value).endswith(".")
    return str(no.value)


def test_a_fresh_instance_is_well(app):
    an_open_wave()
    names = [check.name for check in doctor.examine()]

    assert bad() == {}
    doctor.check()
    assert len(names) == len(set(names))
    assert {f"{room} {pragma}" for room in ROOMS for pragma in PRAGMAS} <= set(names)
    assert {"secret key", "file keys", "wave cohort-midpoint", "BASE_URL", "MAIL_FROM", "mail"} <= set(names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_whose_file_another_program_turned_to_wal_is_not_served(app, instance, room):
    db.engines[room].dispose()
    with closing(sqlite3.connect(instance / f"{room}.sqlite")) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        other.execute("SELECT * FROM alembic_version").fetchone()

        assert "wal, but delete is needed. Stop every other program" in bad()[f"{room} journal_mode"]
        assert f"{room} journal_mode: wal" in refused()
    db.engines[room].dispose()


def test_once_the_other_program_has_gone_the_file_is_turned_back(app, instance):
    db.engines["responses"].dispose()
    with closing(sqlite3.connect(instance / "responses.sqlite")) as other:
        other.execute("PRAGMA journal_mode = WAL")

    assert bad() == {}


@pytest.mark.parametrize(
    ("name", "mode", "told"),
    [("keys", 0o750, "0750"), ("keys/links.key", 0o644, "0644"), ("keys/cohort-midpoint.key", 0o604, "0604"),
     ("keys/cohort-midpoint.pin", 0o440, "0440"), ("secret_key", 0o640, "0640")],
)  # fmt: skip
def test_a_file_that_lets_others_in_is_named_with_what_to_do(app, instance, name, mode, told):
    an_open_wave()
    (instance / name).chmod(mode)

    assert bad() == {f"file {name}": f"mode {told} lets others in: chmod go-rwx it"}
    assert "chmod go-rwx" in refused()


def test_a_wave_whose_record_was_changed_after_launch_is_not_served(app):
    wave = an_open_wave()
    with writing() as session:
        session.execute(update(Wave).values(choices=wave.choices | {"smallest_group": 1}))

    assert "not the one it was launched with" in bad()["wave cohort-midpoint"]
    assert "wave cohort-midpoint" in refused()


def test_a_wave_whose_pin_is_gone_is_not_served(app, instance):
    an_open_wave()
    (instance / "keys" / "cohort-midpoint.pin").unlink()

    assert "wave cohort-midpoint" in bad()


@pytest.mark.parametrize("room", ROOMS)
def test_an_old_schema_is_told_with_the_command_that_helps(app, room):
    migrations.move(room, "-1")

    assert "is needed. Run `schema upgrade`" in bad()[f"schema of {room}"]
    assert f"schema of {room}" in refused()
    migrations.upgrade()
    assert bad() == {}


def test_a_missing_secret_is_told_with_the_command_that_helps(app, instance):
    (instance / "secret_key").unlink()

    assert bad() == {"secret key": "there is none. Run `schema upgrade` first"}
    assert "secret key: there is none." in refused()


@pytest.mark.parametrize("name", ["BASE_URL", "MAIL_FROM"])
def test_a_setting_for_mail_is_missed_but_keeps_nobody_from_serving(app, instance, name):
    app.config["RM"][name] = ""

    assert bad() == {name: f"not set. Put RMFEEDBACK_{name} into {instance / 'config.py'}"}
    doctor.check()


def mail_check():
    return {check.name: check for check in doctor.examine()}["mail"]


def test_a_mail_server_that_answers_is_told_and_sent_nothing(app, monkeypatch):
    assert (mail_check().ok, mail_check().say) == (True, "each mail is written as a file in outbox/")
    with a_mailbox() as mailbox:
        monkeypatch.setitem(app.config["RM"], "SMTP_URL", mailbox.url)
        told = mail_check()

    assert (told.ok, told.say) == (True, f"by SMTP to 127.0.0.1:{mailbox.port}, not encrypted")
    assert mailbox.arrived == []


def test_a_mail_server_that_does_not_answer_is_told_without_its_password_and_serving_goes_on(
    app, monkeypatch
):
    monkeypatch.setitem(app.config["RM"], "SMTP_URL", "smtp://user:Snowdrop@127.0.0.1:1")
    told = mail_check()

    assert not told.ok and not told.is_promise
    assert "does not answer" in told.say and "Snowdrop" not in told.in_words()
    doctor.check()


def test_an_address_that_is_no_mail_server_is_told(app, monkeypatch):
    monkeypatch.setitem(app.config["RM"], "SMTP_URL", "http://mail.example")

    assert "RMFEEDBACK_SMTP_URL must look like" in mail_check().say


def test_keys_that_lie_elsewhere_or_may_get_into_a_backup_are_told(app, instance, tmp_path):
    (instance / "keys" / "CACHEDIR.TAG").unlink()
    (instance / "keys").rename(tmp_path / "elsewhere")
    (instance / "keys").symlink_to(tmp_path / "elsewhere")
    found = {check.name: check for check in doctor.examine()}

    assert not found["keys folder"].ok
    assert "a link to elsewhere" in found["keys folder"].say
    assert not found["keys in no backup"].ok
    with pytest.raises(doctor.Unwell):
        doctor.check()


def test_a_server_that_only_imports_the_application_refuses_to_serve_too(app, instance):
    doctor.guard(app)
    (instance / "keys").chmod(0o755)
    reply = app.test_client().get("/promise")
    assert reply.status_code == doctor.Unwell.status
    assert "lets others in" in reply.get_data(as_text=True)
    (instance / "keys").chmod(0o700)

    assert app.test_client().get("/promise").status_code == 200
