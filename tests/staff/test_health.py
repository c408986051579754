"""What the operator asks, and what it must not tell."""

import re

from rmfeedback.db import db
from rmfeedback.staff import health


def test_both_rooms_answer(client):
    reply = client.get("/healthz")
    assert reply.status_code == 200
    assert reply.json == {"live": True, "ready": True, "rooms": {"identity": True, "responses": True}}


def test_a_room_without_tables_is_not_ready(desk, client):
    with desk.app_context():
        db.drop_all(bind_key="responses")
    reply = client.get("/healthz")
    assert reply.status_code == 503
    assert reply.json == {"live": True, "ready": False, "rooms": {"identity": True, "responses": False}}


def test_a_room_that_cannot_be_opened_is_not_ready(desk, client, tmp_path):
    with desk.app_context():
        db.engines["identity"].dispose()
    (tmp_path / "identity.sqlite").write_bytes(b"this is no database, and was never one" * 100)
    assert client.get("/healthz").json["rooms"] == {"identity": False, "responses": True}


def test_the_figures_are_those_of_the_process_alone(client):
    before = client.get("/metrics").text
    client.get("/a/page")
    client.get("/sign-in")
    assert client.get("/metrics").text == before
    names = {line.split("{")[0].split()[0] for line in before.splitlines() if not line.startswith("#")}
    assert names == {"rmfeedback_info", "process_start_time_seconds"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", health.version())
    assert f'version="{health.version()}"' in before
