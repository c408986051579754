"""Killed at any point around the marks of a deed: no room is called older that is not, and the deed ends."""

import pytest

from rmfeedback.db import db
from rmfeedback.surveys import keys, results
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import epochs, lifecycle
from rmfeedback.waves.epochs import RoomRestored
from tests.attacks.forking import FORKING, killed_at
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    TODAY,
    a_planned_wave,
    an_open_wave,
    codes_of,
    do_jobs,
    everybody_answers,
    release_claims,
)

pytestmark = [
    pytest.mark.usefixtures("app"),
    *FORKING,
]
EPOCHS = "rmfeedback.waves.epochs"
POINTS = [
    f"before {EPOCHS}:check",
    f"after {EPOCHS}:check",
    f"after {EPOCHS}:keys.store_epoch",
    f"after {EPOCHS}:inviting.set_epoch",
    f"after {EPOCHS}:results.set_epoch",
    "after sqlalchemy.engine.base:Connection._commit_impl",
    "after sqlalchemy.orm:Session.commit",
    f"after {EPOCHS}:advance",
]


def all_is_well(key):
    db.session.rollback()
    epochs.check(key)
    return results.epoch(key) in (keys.epoch(key) or results.epoch(key))


@pytest.mark.parametrize("point", POINTS)
def test_a_launch_that_was_killed_at_its_mark(point):
    key = a_planned_wave().key

    assert killed_at(point, lambda: lifecycle.launch(key, TODAY))
    assert all_is_well(key)
    lifecycle.launch(key, TODAY)
    do_jobs()
    assert all_is_well(key)
    assert epochs.has_begun(key)
    assert len(codes_of(db.session.get_one(Wave, key))) == 12
    with pytest.raises(RoomRestored):  # Also after a crash, the time before the launch is known as older.
        an_empty_identity_room(key)


def an_empty_identity_room(key):
    with epochs.writing() as session:
        session.execute(db.text("DELETE FROM invitation"), bind_arguments={"bind": db.engines["identity"]})
        epochs.inviting.set_epoch(key, "")
        epochs.check(key)


@pytest.mark.parametrize("point", POINTS)
def test_a_reminder_that_was_killed_at_its_mark(point):
    key = an_open_wave().key

    assert killed_at(point, lambda: lifecycle.remind(key, TODAY))
    assert all_is_well(key)
    release_claims()
    lifecycle.remind(key, TODAY)
    assert do_jobs() == 12
    assert all_is_well(key)


@both_engines
@pytest.mark.parametrize("point", POINTS)
def test_a_closing_that_was_killed_at_its_mark(point):
    wave = an_open_wave()
    key = wave.key
    everybody_answers(wave)

    assert killed_at(point, lambda: lifecycle.close(key, CLOSES))
    assert all_is_well(key)
    assert lifecycle.close(key, CLOSES).responses == 12
