"""T19: rows and files changed by hand, one at a time: nothing is taken or opened, no key is destroyed."""

import json
import sqlite3
from contextlib import closing

import pytest

from rmfeedback import doctor
from rmfeedback.db import ROOMS, db
from rmfeedback.surveys import keys, results, sealing
from rmfeedback.surveys.keys import BoxUntrusted
from rmfeedback.waves import lifecycle
from rmfeedback.waves.epochs import RoomRestored
from tests.factories import CLOSES, TODAY, a_code, an_open_wave, everybody_answers

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def wave():
    wave = an_open_wave()
    everybody_answers(wave)
    return wave


@pytest.fixture
def by_hand(instance):
    """Do SQL as somebody does who can write the file: no constraint and no foreign key stands in the way."""

    def do(statement, *values):
        db.session.remove()
        for room in ROOMS:
            db.engines[room].dispose()
        with closing(sqlite3.connect(instance / "responses.sqlite")) as line:
            line.execute("PRAGMA ignore_check_constraints = ON")
            line.execute(statement, values)
            line.commit()

    return do


def sends(client, code):
    """Answer; return the status and whether the page says that nothing was kept."""
    reply = client.post("/a/answers", data={"code": code, "anyway": "1", "lang": "en", "m_pair_fit": "5"})
    return reply.status_code, "not kept" in reply.get_data(as_text=True)


def failed():
    return {check.name: check.say for check in doctor.examine() if not check.ok}


def kept_keys(instance):
    return {file.suffix for file in (instance / "keys").glob("cohort-midpoint.*")}


COLUMNS = {
    "public_key": sealing.make_key_pair().public,
    "key": "another",
    "kind": "pulse",
    "cohort_key": "another",
    "questionnaires": json.dumps({}),
    "keyholder": "trustee",
    "opens_on": "2026-03-01",
    "closes_on": "2026-03-20",
    "is_extended": 1,
    "extended_to": "2026-03-20",
    "shortened_to": "2026-03-05",
    "choices": json.dumps({"smallest_group": 1}),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_takes_and_opens_nothing_and_doctor_names_it(
    client, wave, by_hand, column, instance
):
    key, code = wave.key, a_code(wave)
    by_hand(f"UPDATE wave SET {column} = ?", COLUMNS[column])

    assert sends(client, code) == (503, True)
    wave_key = COLUMNS[column] if column == "key" else key
    with pytest.raises((BoxUntrusted, RoomRestored)):
        lifecycle.close(wave_key, CLOSES.replace(day=31))
    told = failed()
    assert any(wave_key in name for name in told)
    assert column == "key" or column in told[f"wave {wave_key}"]
    assert {".key", ".pin"} <= kept_keys(instance)


@pytest.mark.parametrize(
    ("column", "nonsense"),
    [("choices", "x"), ("questionnaires", "{"), ("public_key", "text"), ("closes_on", "some day"),
     ("choices", "[]"), ("is_extended", "maybe"), ("extended_to", "later"), ("kind", ""),
     ("public_key", None), ("closes_on", 5)],
)  # fmt: skip
def test_nonsense_in_a_column_takes_and_opens_nothing_and_doctor_still_speaks(
    client, wave, by_hand, column, nonsense
):
    key, code = wave.key, a_code(wave)
    by_hand(f"UPDATE wave SET {column} = ?", nonsense)

    assert sends(client, code) == (503, True)
    with pytest.raises(BoxUntrusted):
        lifecycle.close(key, CLOSES)
    assert f"wave {key}" in failed()


@pytest.mark.parametrize("state", ["planned", "counted", "scrubbed", "done", "void"])
def test_another_state_written_by_hand_destroys_and_opens_nothing(client, wave, by_hand, state, instance):
    key, code = wave.key, a_code(wave)
    by_hand("UPDATE wave SET state = ?", state)

    assert sends(client, code)[0] == 410
    for deed in (lifecycle.launch, lifecycle.remind):
        with pytest.raises((RoomRestored, lifecycle.WaveNotOpen)):
            deed(key, TODAY)
    with pytest.raises((BoxUntrusted, lifecycle.WaveNotOpen)):
        lifecycle.close(key, CLOSES)
    assert any(key in name for name in failed())
    assert {".key", ".pin"} <= kept_keys(instance)
    by_hand("UPDATE wave SET state = 'open'")
    assert lifecycle.close(key, CLOSES).responses == 12


@pytest.mark.parametrize("state", ["open", "closing"])
def test_a_done_wave_set_back_by_hand_takes_nothing_and_keeps_its_results(client, wave, by_hand, state):
    key, code = wave.key, a_code(wave)
    lifecycle.close(key, CLOSES)
    found = results.scores(key)
    by_hand("UPDATE wave SET state = ?", state)

    assert sends(client, code)[0] == 404
    with pytest.raises(BoxUntrusted):
        lifecycle.close(key, CLOSES)
    assert f"wave {key}" in failed()
    assert results.scores(key) == found


def test_a_counted_wave_set_back_by_hand_is_not_counted_again(wave, by_hand, monkeypatch):
    key = wave.key
    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "_forget", _stop)
        with pytest.raises(KeyboardInterrupt):
            lifecycle.close(key, CLOSES)
    found = results.scores(key)
    by_hand("UPDATE wave SET state = 'open'")

    with pytest.raises(BoxUntrusted):
        lifecycle.close(key, CLOSES)
    assert results.scores(key) == found
    by_hand("UPDATE wave SET state = 'counted'")
    assert lifecycle.close(key, CLOSES).responses == 12


def _stop(*_):
    raise KeyboardInterrupt


def test_with_another_key_of_the_links_no_code_works_and_the_box_waits(client, wave, instance):
    key, code = wave.key, a_code(wave)
    file = instance / "keys" / "links.key"
    right = file.read_bytes()
    file.write_bytes(bytes(32))

    assert sends(client, code)[0] in (404, 503)
    with pytest.raises(keys.LinksKeyLost):
        lifecycle.close(key, CLOSES)
    assert f"wave {key}" in failed()
    file.write_bytes(right)
    assert sends(client, code)[0] == 200
    outcome = lifecycle.close(key, CLOSES)
    assert (outcome.responses, outcome.damaged) == (12, 0)


def test_without_the_key_of_the_links_the_box_waits(wave, instance):
    key = wave.key
    (instance / "keys" / "links.key").rename(instance / "aside")

    with pytest.raises(keys.LinksKeyLost):
        lifecycle.close(key, CLOSES)
    (instance / "aside").rename(instance / "keys" / "links.key")
    assert lifecycle.close(key, CLOSES).responses == 12
