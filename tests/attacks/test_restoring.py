"""One room put back from an older copy: found out, explained, and no link is made nor box opened from it."""

import shutil
import sqlite3

import pytest
from click.testing import CliRunner

from rmfeedback import backup, cli, doctor
from rmfeedback.backup import BackupExists, BackupUnwritable
from rmfeedback.db import ROOMS
from rmfeedback.programmes import inviting
from rmfeedback.surveys import ballot_box, keys, results
from rmfeedback.surveys.freshness import BoxOlder
from rmfeedback.surveys.keys import KeysGone
from rmfeedback.waves import epochs, lifecycle
from rmfeedback.waves.epochs import CopiesDiffer, RoomRestored
from tests.conftest import leave
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    a_planned_wave,
    an_open_wave,
    codes_of,
    do_jobs,
    everybody_answers,
    release_claims,
    surroundings,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def copied(instance, tmp_path):
    """Copy a room's file aside; the function it returns puts it back."""

    def copy(room):
        leave(ROOMS)
        file, aside = instance / f"{room}.sqlite", tmp_path / f"{room}.copy"
        shutil.copy(file, aside)

        def put_back():
            leave(ROOMS)
            shutil.copy(aside, file)

        return put_back

    return copy


def reminded_since(copied, room):
    """A wave that everybody has answered, reminded after a room was copied; and what puts the copy back."""
    wave = an_open_wave()
    key = wave.key
    everybody_answers(wave)
    put_back = copied(room)
    lifecycle.remind(key, TODAY)
    return key, put_back


def links(wave_key):
    return sum(len(codes) for codes in codes_of(results.wave(wave_key)).values())


def said():
    return " ".join(check.say for check in doctor.examine() if not check.ok)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_from_before_the_launch(copied, room):
    key = a_planned_wave().key
    put_back = copied(room)
    lifecycle.launch(key, TODAY)
    do_jobs()
    before = links(key)
    put_back()

    for deed in (lifecycle.launch, lifecycle.remind):
        with pytest.raises((RoomRestored, lifecycle.WaveNotOpen)):
            deed(key, TODAY)
    with pytest.raises(RoomRestored, match="put back from an older copy"):
        lifecycle.launch(key, TODAY)
    assert do_jobs() == 0
    assert links(key) == before


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_from_between_launch_and_reminder(copied, room):
    key, put_back = reminded_since(copied, room)
    do_jobs()
    before = links(key)
    put_back()

    with pytest.raises(RoomRestored):
        lifecycle.remind(key, TODAY)
    with pytest.raises(RoomRestored):
        lifecycle.close(key, CLOSES)
    assert "put back from an older copy" in said()
    assert links(key) == before


@pytest.mark.parametrize("room", ROOMS)
def test_with_the_newest_room_back_all_goes_on(copied, room, instance, tmp_path):
    key, put_back = reminded_since(copied, room)
    do_jobs()
    leave(ROOMS)
    shutil.copy(instance / f"{room}.sqlite", tmp_path / "newest")
    put_back()
    with pytest.raises(RoomRestored):
        epochs.check(key)

    leave(ROOMS)
    shutil.copy(tmp_path / "newest", instance / f"{room}.sqlite")
    lifecycle.remind(key, TODAY)
    assert lifecycle.close(key, CLOSES).responses == 12


def test_a_mail_that_waited_makes_no_link_from_an_older_room(copied):
    key = an_open_wave().key
    put_back = copied("responses")
    lifecycle.remind(key, TODAY)
    put_back()
    before = links(key)

    assert do_jobs() == 0
    assert links(key) == before


def test_a_renewal_makes_no_link_from_an_older_room(copied, client):
    key = an_open_wave().key
    put_back = copied("responses")
    lifecycle.remind(key, TODAY)
    do_jobs()
    before = links(key)
    put_back()
    client.post("/a/again", data={"email": "ana.cohort@example.com"})
    do_jobs()

    assert links(key) == before


def test_an_open_box_that_comes_back_after_closing_takes_and_opens_nothing(copied, client):
    wave = an_open_wave()
    key, code = wave.key, a_code(wave)
    everybody_answers(wave)
    put_back = copied("responses")
    lifecycle.close(key, CLOSES)
    put_back()

    reply = client.post("/a/answers", data={"code": code, "anyway": "1", "m_pair_fit": "5"})
    assert reply.status_code == KeysGone.status
    assert "were not kept" in reply.get_data(as_text=True)
    with pytest.raises(KeysGone):
        lifecycle.close(key, CLOSES)
    assert "an older copy of its record" in said()


def test_envelopes_that_come_back_after_closing_are_forgotten_again(copied):
    wave = an_open_wave()
    key = wave.key
    everybody_answers(wave)
    put_back = copied("identity")
    lifecycle.close(key, CLOSES)
    put_back()

    assert f"run `wave close {key}`" in said()
    assert lifecycle.close(key, CLOSES).state == "done"
    assert inviting.envelopes_known(key) == (0, 12)
    assert said() == ""


def test_our_own_backup_of_people_knows_no_envelope_and_is_found_out(instance, tmp_path):
    wave = an_open_wave()
    key = wave.key
    file = backup.write("identity", tmp_path / "people.sqlite")
    line = sqlite3.connect(file)
    assert line.execute("SELECT count(envelope_id), count(*) FROM invitation").fetchone() == (0, 12)
    line.close()
    ids = [id_ for id_ in inviting.envelopes(key)]
    assert not any(id_ in file.read_bytes() for id_ in ids)
    assert file.stat().st_mode & 0o777 == 0o600

    leave(ROOMS)
    shutil.copy(file, instance / "identity.sqlite")
    with pytest.raises(RoomRestored, match="identity room"):
        lifecycle.remind(key, TODAY)
    assert "identity room was put back" in said()


def test_our_own_backup_of_answers_is_whole(tmp_path):
    wave = an_open_wave()
    everybody_answers(wave)
    lifecycle.close(wave.key, CLOSES)
    file = backup.write("responses", tmp_path / "answers.sqlite")

    line = sqlite3.connect(file)
    assert line.execute("SELECT responses FROM opening").fetchone() == (12,)
    line.close()


def test_no_backup_is_written_over_or_half(instance, tmp_path):
    there = tmp_path / "there"
    there.write_text("an older backup")

    with pytest.raises(BackupExists):
        backup.write("identity", there)
    with pytest.raises(BackupUnwritable, match="Choose a folder"):
        backup.write("identity", tmp_path / "nowhere" / "file")
    words = ("backup", "responses", str(tmp_path / "made.sqlite"), "--json")
    assert CliRunner().invoke(cli.main, words, env=surroundings(instance)).exit_code == 0
    assert [file.name for file in tmp_path.glob(".*")] == []


class Killed(BaseException):
    pass


@pytest.mark.parametrize("step", range(4))
def test_a_deed_that_was_killed_between_its_marks_is_no_restored_room(monkeypatch, step):
    key = an_open_wave().key
    steps = iter(range(4))

    def dying(real):
        def run(*given):
            if next(steps) == step:
                raise Killed
            return real(*given)

        return run

    with monkeypatch.context() as patch:
        patch.setattr(keys, "store_epoch", dying(keys.store_epoch))
        patch.setattr(inviting, "set_epoch", dying(inviting.set_epoch))
        patch.setattr(results, "set_epoch", dying(results.set_epoch))
        with pytest.raises(Killed):
            lifecycle.remind(key, TODAY)

    epochs.check(key)
    lifecycle.remind(key, TODAY)
    assert do_jobs() == 12


def test_answers_and_renewals_leave_the_marks_alone(client):
    wave = an_open_wave()
    before = keys.epoch(wave.key)
    everybody_answers(wave)
    ballot_box.take_back(a_code(wave), today=TODAY)
    client.post("/a/again", data={"email": "ana.cohort@example.com"})
    do_jobs()
    release_claims()

    assert keys.epoch(wave.key) == before


def test_an_answer_is_not_put_into_an_older_box_and_is_once_the_newest_is_back(
    copied, client, instance, tmp_path
):
    wave = an_open_wave()
    key, code = wave.key, a_code(wave)
    put_back = copied("responses")
    lifecycle.remind(key, TODAY)
    do_jobs()
    leave(ROOMS)
    shutil.copy(instance / "responses.sqlite", tmp_path / "newest")
    put_back()
    sent = {"code": code, "anyway": "1", "m_pair_fit": "5"}

    for path in ("/a/answers", "/a/take-back"):
        reply = client.post(path, data=sent)
        assert reply.status_code == BoxOlder.status
        assert "were not kept" in reply.get_data(as_text=True)
    leave(ROOMS)
    shutil.copy(tmp_path / "newest", instance / "responses.sqlite")
    assert client.post("/a/answers", data=sent).status_code == 200


@pytest.mark.parametrize("room", ROOMS)
def test_after_closing_a_room_from_before_the_launch_launches_nothing(copied, room):
    key = a_planned_wave().key
    put_back = copied(room)
    lifecycle.launch(key, TODAY)
    do_jobs()
    everybody_answers(results.wave(key))
    lifecycle.close(key, CLOSES)
    put_back()

    if room == "responses":
        with pytest.raises(RoomRestored, match="The response room"):
            lifecycle.launch(key, TODAY)
    else:
        with pytest.raises(lifecycle.WaveNotOpen):
            lifecycle.launch(key, TODAY)
    assert do_jobs() == 0
    assert said()


@pytest.mark.parametrize("room", ROOMS)
def test_where_the_newest_is_lost_the_box_can_be_opened_on_its_day(copied, room):
    key, put_back = reminded_since(copied, room)
    put_back()

    with pytest.raises(lifecycle.TooEarly):
        lifecycle.close(key, TODAY, is_older_copy=True)
    with pytest.raises(RoomRestored, match="wave close --older-copy"):
        lifecycle.close(key, CLOSES)
    assert lifecycle.close(key, CLOSES, is_older_copy=True).responses == 12
    assert said() == ""


def test_where_only_our_own_backup_of_people_is_left_the_box_can_be_opened(instance, tmp_path):
    wave = an_open_wave()
    key = wave.key
    everybody_answers(wave)
    file = backup.write("identity", tmp_path / "people.sqlite")
    leave(ROOMS)
    shutil.copy(file, instance / "identity.sqlite")

    assert lifecycle.close(key, CLOSES, is_older_copy=True).responses == 12


def test_a_wave_of_which_the_other_room_knows_nothing_is_told(copied):
    put_back = copied("responses")
    key = an_open_wave().key
    put_back()

    assert {check.name for check in doctor.examine() if not check.ok} == {f"rooms of {key}"}
    assert "response room was put back" in said()


def test_without_the_folder_of_keys_nothing_is_taken_or_opened_and_doctor_says_what_to_do(client, instance):
    wave = an_open_wave()
    key, code = wave.key, a_code(wave)
    (instance / "keys").rename(instance / "elsewhere")

    assert client.post("/a/answers", data={"code": code, "anyway": "1", "m_pair_fit": "5"}).status_code >= 500
    with pytest.raises(KeysGone):
        lifecycle.close(key, CLOSES)
    assert "put the folder back" in said().lower()


def test_an_older_copy_of_both_rooms_or_of_the_keys_is_told(copied, instance):
    key = an_open_wave().key
    put_back = [copied(room) for room in ROOMS]
    older = keys.epoch(key)
    lifecycle.remind(key, TODAY)
    newer = keys.epoch(key)
    keys.store_epoch(key, older)

    with pytest.raises(CopiesDiffer, match="or the folder keys/"):
        lifecycle.remind(key, TODAY)
    keys.store_epoch(key, newer)
    epochs.check(key)
    for put in put_back:
        put()
    with pytest.raises(CopiesDiffer):
        lifecycle.close(key, CLOSES)
