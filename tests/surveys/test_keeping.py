"""Those who send at the same moment share one commit; what each is told is true of the disk."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import event, insert, select
from sqlalchemy.exc import OperationalError

from rmfeedback.db import db, overwriting, writing
from rmfeedback.surveys import ballot_box, keeping
from rmfeedback.surveys.ballot_box import NotKept, WaveClosed
from rmfeedback.surveys.models import Envelope
from rmfeedback.waves import lifecycle
from tests.databases import both_engines
from tests.factories import CLOSES, TODAY, an_open_wave, answers_to, codes_of

pytestmark = [pytest.mark.usefixtures("app"), both_engines]
SENDERS = 6


@pytest.fixture
def codes():
    return [its[0] for _, its in sorted(codes_of(an_open_wave()).items())][:SENDERS]


def send_all(codes, hold):
    """Let all send while the turn is held; return what each was told."""
    app, box = current_app._get_current_object(), ballot_box._overwrite

    def send(code):
        with app.app_context():
            ballot = ballot_box.look_up(code, TODAY)
            try:
                given = answers_to(ballot.questionnaire)
                ballot_box.submit(code, given, language="en", today=TODAY, ballot=ballot)
            except (NotKept, WaveClosed) as no:
                return type(no)
            return "kept"

    with ThreadPoolExecutor(len(codes)) as hands:
        with box._turn:
            told = [hands.submit(send, code) for code in codes]
            while len(box._waiting) < len(codes):
                threading.Event().wait(0.01)
            hold()
        return [each.result() for each in told]


def sealed():
    db.session.rollback()
    return dict(db.session.execute(select(Envelope.id, Envelope.sealed)).all())


def commits(deed):
    """Return what a deed returns, and how often something was committed in the response room meanwhile."""
    seen, engine = [], db.engines["responses"]

    def see(connection):
        seen.append(connection)

    if engine.dialect.name == "sqlite":
        before = change_counter()
        return deed(), change_counter() - before
    event.listen(engine, "commit", see)
    try:
        return deed(), len(seen)
    finally:
        event.remove(engine, "commit", see)


def change_counter():
    """Return how often a SQLite file was written (its format, section 1.3.7)."""
    return int.from_bytes(Path(db.engines["responses"].url.database).read_bytes()[24:28], "big")


def test_all_who_wait_are_kept_in_one_commit(codes):
    before = sealed()

    told, number = commits(lambda: send_all(codes, hold=lambda: None))

    assert told == ["kept"] * SENDERS
    assert number == 1
    assert sum(before[id_] != now for id_, now in sealed().items()) == SENDERS


def test_where_the_disk_keeps_nothing_nobody_is_told_that_it_was_kept(codes, monkeypatch):
    before, change = sealed(), keeping.Prepared.change
    done = []

    def fail_late(self, connection, **given):
        done.append(given)
        if len(done) == SENDERS:
            raise OperationalError("UPDATE", None, Exception("disk full"))
        return change(self, connection, **given)

    monkeypatch.setattr(keeping.Prepared, "change", fail_late)

    assert send_all(codes, hold=lambda: None) == [NotKept] * SENDERS
    assert sealed() == before


def test_whoever_comes_after_a_failure_is_kept_again(codes, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(keeping.Prepared, "change", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ballot_box.take_back(codes[0], today=TODAY)

    assert send_all(codes, hold=lambda: None) == ["kept"] * SENDERS


def test_a_closing_that_comes_between_is_told_to_all_who_waited(codes):
    def close():
        lifecycle.close(wave_key, CLOSES)

    wave_key = db.session.scalar(select(Envelope.wave_key).limit(1))
    assert send_all(codes, hold=lambda: None) == ["kept"] * SENDERS
    assert send_all(codes, hold=close) == [WaveClosed] * SENDERS


def test_within_a_transaction_of_ones_own_nobody_is_waited_for(codes):
    with pytest.raises(ZeroDivisionError), writing():
        ballot_box.take_back(codes[0], today=TODAY)
        raise ZeroDivisionError
    ballot_box.take_back(codes[0], today=TODAY)


def test_a_row_that_is_not_there_is_one_senders_matter_alone():
    wave_key = an_open_wave().key
    with overwriting("responses") as connection:
        row = {"id": bytes(16), "wave_key": wave_key, "cell": "mentor", "sealed": b""}
        connection.execute(insert(Envelope.__table__), row)

    change = ballot_box._overwrite.change
    assert change(envelope_id=bytes(16), of_wave=wave_key, sealed=b"1") == 1
    assert change(envelope_id=b"x" * 16, of_wave=wave_key, sealed=b"1") == 0
    assert change(envelope_id=bytes(16), of_wave="another", sealed=b"1") == 0
