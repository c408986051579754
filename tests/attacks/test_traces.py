"""T5 and T10, in small: once a wave is done, no file of the instance holds a trace of it; nor does a log.

A second connection stays open all the time, as a backup program or an inquisitive colleague might have one.
"""

import logging
import sqlite3
from unittest.mock import patch

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from rmfeedback import config
from rmfeedback import db as rooms
from rmfeedback.db import ROOMS, db, writing
from rmfeedback.surveys import ballot_box, codes, keys, opening
from rmfeedback.surveys.models import Envelope, Link
from rmfeedback.waves import lifecycle
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    an_open_wave,
    answers_to,
    codes_of,
    do_jobs,
    everybody_answers,
)

IP = "203.0.113.77"


def test_when_a_wave_is_done_no_file_holds_a_trace_of_the_box(app, client):
    assert remnants(client) == set()


def test_freed_bytes_that_are_not_overwritten_are_found(app, client):
    with (
        patch.dict(rooms.PRAGMAS, secure_delete=0),
        patch.object(lifecycle, "vacuum"),
        patch.object(opening, "vacuum"),
    ):
        for room in ROOMS:
            db.engines[room].dispose()
        found = remnants(client)

    assert {"sealed", "digest", "envelope"} <= {kind for kind, _ in found}


@pytest.mark.parametrize(
    ("owner", "name", "kind"),
    [
        (keys, "destroy", "key"),
        (opening, "_destroy_box", "sealed"),
        (lifecycle.inviting, "forget_envelopes", "envelope"),
    ],
)
def test_what_a_closing_forgets_to_destroy_is_found(app, client, owner, name, kind):
    with patch.object(owner, name):
        assert kind in {found for found, _ in remnants(client)}


def test_mails_left_in_the_outbox_are_found(app, client):
    with patch.object(lifecycle, "mail"):
        assert {kind for kind, _ in remnants(client)} == {"code"}


def remnants(client):
    """Play a wave to its end; return (what, file) for each piece of the box that is still somewhere."""
    wave = an_open_wave()
    client.post("/a/again", data={"email": "ana.cohort@example.com"})
    do_jobs()
    everybody_answers(wave)
    traces = traces_of(wave)
    ballot_box.take_back(a_code(wave, "leader"), today=TODAY)
    traces |= traces_of(wave)
    instance = config.current()["INSTANCE"]
    lines = [sqlite3.connect(instance / f"{room}.sqlite") for room in ROOMS]
    counted = [line.execute("SELECT count(*) FROM sqlite_schema").fetchone() for line in lines]
    assert {kind for kind, _ in found_in(instance, traces)} == {kind for _, kind in traces}
    assert lifecycle.close(wave.key, CLOSES).state == "done"
    found = found_in(instance, traces)
    for line in lines:
        line.close()
    assert all(counted)
    return found


def traces_of(wave):
    """Return (bytes, what they are) for everything that may not outlive the box."""
    minted = {code for its in codes_of(wave).values() for code in its}
    traces = {(code.encode(), "code") for code in minted}
    traces |= {(codes.digest(code), "digest") for code in minted}
    traces |= {(codes.proof_mark(codes.proof(code)), "digest") for code in minted}
    for envelope in db.session.scalars(select(Envelope).where(Envelope.wave_key == wave.key)):
        # Pieces of every page that a sealed value fills, not its first alone.
        traces |= {(envelope.sealed[at : at + 24], "sealed") for at in range(1200, 17_000, 1500)}
        traces.add((envelope.id, "envelope"))
    private = keys.private(wave.key)
    return traces | {(private[at : at + 16], "key") for at in range(1, len(private) - 16, 16)}


def found_in(instance, traces):
    """Return (what, file) for each trace that stands in a file, as it is or in hex."""
    found = set()
    for file in (path for path in instance.rglob("*") if path.is_file()):
        content = file.read_bytes()
        for piece, kind in traces:
            if piece in content or piece.hex().encode() in content:
                found.add((kind, file.name))
    return found


def test_a_full_walk_leaves_no_code_address_or_ip_in_logs_sessions_and_job_files(app, client, caplog, capfd):
    found = walked(app, client, caplog, capfd)

    assert found == set()


def test_a_log_line_with_a_digest_is_found(app, client, caplog, capfd):
    real = ballot_box.submit

    def talkative(code, *given, **named):
        logging.getLogger("rmfeedback").warning("kept for %s", codes.digest(code).hex())
        return real(code, *given, **named)

    with patch.object(ballot_box, "submit", talkative):
        assert walked(app, client, caplog, capfd) == {"log"}


def walked(app, client, caplog, capfd):
    """Walk through everything a respondent can do; return where a code, an address or the IP stands."""
    caplog.set_level(logging.INFO)
    wave = an_open_wave()
    client.environ_base["REMOTE_ADDR"] = IP
    code, email = a_code(wave), "ana.cohort@example.com"
    answers = answers_to(ballot_box.look_up(code, TODAY).questionnaire)
    replies = [client.get(path) for path in ("/a", "/promise", "/a/again", "/a/nowhere", f"/a/{code}")]
    replies.append(client.post("/a/again", data={"email": email}))
    for path, more in (("", {}), ("/answers", {"nonsense": "1"}), ("/answers", answers | {"anyway": "1"})):
        replies.append(client.post(f"/a{path}", data={"code": code} | more))
    replies.append(broken(app, client, code))
    replies.append(client.post("/a/take-back", data={"code": code}))
    do_jobs()
    everybody_answers(wave)
    minted = {c for its in codes_of(wave).values() for c in its}
    digests = [codes.digest(code) for code in minted]
    secrets = [IP, email, *minted, *map(bytes.hex, digests), *map(repr, digests)]
    lifecycle.close(wave.key, CLOSES)
    replies.append(client.post("/a", data={"code": code}))
    instance = config.current()["INSTANCE"]
    told = {
        "log": caplog.text + "".join(capfd.readouterr()),
        "session": " ".join(value for reply in replies for value in reply.headers.getlist("Set-Cookie")),
        "header": " ".join(str(reply.headers) for reply in replies),
        "jobs": (instance / "jobs.sqlite").read_bytes().decode("latin-1"),
        "responses": (instance / "responses.sqlite").read_bytes().decode("latin-1"),
        "outbox": " ".join(str(file) for file in (instance / "outbox").iterdir()),
    }
    assert {reply.status_code for reply in replies} == {200, 404, 422, 500}
    return {where for where, text in told.items() if any(secret in text for secret in secrets)}


def broken(app, client, code):
    """Answer while the program has a bug whose words hold the code."""
    app.testing = False
    with patch.object(ballot_box, "look_up", side_effect=ValueError(code)):
        reply = client.post("/a/answers", data={"code": code, "m_pair_fit": "4"})
    app.testing = True
    return reply


def test_the_words_of_a_database_error_hold_no_digest(app):
    wave = an_open_wave()
    digest = codes.digest(a_code(wave))
    row = db.session.execute(select(Link.__table__).where(Link.digest == digest)).mappings().one()
    with pytest.raises(IntegrityError) as error, writing() as session:
        session.execute(insert(Link), [dict(row)])

    assert repr(digest)[2:-1] not in str(error.value)
