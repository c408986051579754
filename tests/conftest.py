"""A fresh instance per test, on real SQLite files or PostgreSQL databases; the cast comes from factories."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask, g
from flask.testing import FlaskClient

from rmfeedback import config, migrations
from rmfeedback.app import create_app
from rmfeedback.db import ROOMS, db
from rmfeedback.staff import accounts
from rmfeedback.waves import mailing
from tests import factories, remembered
from tests.databases import Server, running, urls, why_not

LONGEST = frozenset(
    (
        *("test_waves.py", "test_waves_on_postgresql.py", "test_five_hundred_kills.py", "test_a_year.py"),
        *("test_state_machine.py", "test_watching.py"),
    )
)
remembered.keep_routes()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for long runs: `--waves 200` has stricter thresholds, `--year full` more people."""
    parser.addoption("--waves", type=int, default=40, help="waves that tests/attacks plays (40)")
    parser.addoption("--year", default="small", choices=("small", "full"), help="who plays the year (small)")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest tests begin first, whatever the order: no worker then waits for another's last one."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An empty folder for an instance."""
    return tmp_path / "instance"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of this process's tests, started for the first that wants it."""
    if reason := why_not():
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def templates(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The databases of both rooms as migrations make them, to be copied."""
    names = {room: postgresql.make(room) for room in ROOMS}
    with make_app(tmp_path_factory.mktemp("templates"), **urls(postgresql, names)).app_context():
        migrations.upgrade()
        leave(names)
    return names


@pytest.fixture
def rooms(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The settings that say where the rooms lie: in SQLite files, unless a test asks for PostgreSQL."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield {}
        return
    templates: dict[str, str] = request.getfixturevalue("templates")
    server: Server = request.getfixturevalue("postgresql")
    names = {room: server.make(room, template) for room, template in templates.items()}
    yield urls(server, names)
    for name in names.values():
        server.drop(name)


@pytest.fixture
def app(instance: Path, rooms: dict[str, str]) -> Iterator[Flask]:
    """An application on a fresh rehearsal instance, its context pushed."""
    app = make_app(instance, **rooms)
    with app.app_context():
        yield app
        if rooms:
            leave(ROOMS)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture
def hal(client: FlaskClient) -> FlaskClient:
    """HR's browser, signed in."""
    return factories.signed_in(client, "hal")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same Argon2id with little work, so that tests do not wait for what guards real passwords."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts._hash_of_nobody.cache_clear()
    yield
    accounts._hash_of_nobody.cache_clear()


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
        # Where a second person is asked, the test says so.
        "REVIEWERS": 1,
    }
    config.prepare(config.load(ours | settings, {}))
    app = create_app(**(ours | settings))
    remembered.keep_pages(app)
    mailing._renewed.clear()  # Numbers of invitations begin anew in each test.
    app.testing = True
    app.teardown_request(_forget_request)
    with app.app_context():
        for room in ROOMS:
            if not settings.get(f"{room.upper()}_URL"):
                _make_file(instance / f"{room}.sqlite", room)
                remembered.keep_statements(db.engines[room])
    return app


def leave(rooms: Iterable[str]) -> None:
    """Close every connection of these rooms; nobody who waits for one is left behind."""
    db.session.remove()
    for room in rooms:
        db.engines[room].dispose()


def _make_file(file: Path, room: str) -> None:
    """Copy a room as migrations make it; the first test of a process lets migrations make it."""
    if file.exists():
        return
    if room in _made:
        file.write_bytes(_made[room])
    else:
        migrations.move(room, "head")
        _made[room] = file.read_bytes()
    file.chmod(0o600)


_made: dict[str, bytes] = {}


def _forget_request(_error: BaseException | None) -> None:
    """Drop what Flask-Login and Flask-WTF keep for one request; a pushed context would keep it longer."""
    for name in ("_login_user", "csrf_token", "csrf_valid"):
        g.pop(name, None)
