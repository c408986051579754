"""T10, in small: after a full walk no log, header, session or job file holds a code, an address or an IP."""

import logging
from unittest.mock import patch

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from rmfeedback import config
from rmfeedback.db import db, writing
from rmfeedback.surveys import ballot_box, codes
from rmfeedback.surveys.models import Link
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
