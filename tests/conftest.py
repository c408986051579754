"""A fresh instance per test, with real SQLite files; the fixed cast comes from factories."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from rmfeedback import config, migrations
from rmfeedback.app import create_app
from rmfeedback.db import ROOMS
from tests import factories


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An empty folder for an instance."""
    return tmp_path / "instance"


@pytest.fixture
def app(instance: Path) -> Iterator[Flask]:
    """An application on a fresh rehearsal instance, its context pushed."""
    app = make_app(instance)
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


def make_app(instance: Path, **settings: object) -> Flask:
    """Make both rooms and the application as `schema upgrade` and `serve` do."""
    ours = {
        "INSTANCE": str(instance),
        "REHEARSAL": "1",
        "TODAY": factories.TODAY.isoformat(),
        "BASE_URL": "http://feedback.example",
        "MAIL_FROM": "Northwind Airways <mentoring@example.com>",
        "ORGANISATION": "Northwind Airways",
        "CONTACT": "mentoring@example.com",
    }
    config.prepare(config.load(ours | settings, {}))
    app = create_app(**(ours | settings))
    app.testing = True
    app.teardown_request(_forget_request)
    if not (instance / "responses.sqlite").exists():
        with app.app_context():
            _make_rooms(instance)
    return app


def _make_rooms(instance: Path) -> None:
    """Copy both rooms as migrations make them; the first test of a process lets migrations make them."""
    for room in ROOMS:
        if room in _made:
            (instance / f"{room}.sqlite").write_bytes(_made[room])
            (instance / f"{room}.sqlite").chmod(0o600)
        else:
            migrations.move(room, "head")
            (instance / f"{room}.sqlite").chmod(0o600)
            _made[room] = (instance / f"{room}.sqlite").read_bytes()


_made: dict[str, bytes] = {}


def _forget_request(_error: BaseException | None) -> None:
    """Drop what Flask-Login and Flask-WTF keep for one request; a pushed context would keep it longer."""
    for name in ("_login_user", "csrf_token", "csrf_valid"):
        g.pop(name, None)
