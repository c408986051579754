"""A rehearsal instance of its own, in a folder that goes when the attacks are over."""

import csv
import io
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Table

from rmfeedback import config, migrations
from rmfeedback.app import create_app
from rmfeedback.attacks.copying import FileCopy, copy
from rmfeedback.attacks.server import ServerCopy
from rmfeedback.db import ROOMS, db, is_postgresql
from rmfeedback.programmes import cohorts, roster
from rmfeedback.terms import Role

TODAY = date(2026, 3, 2)
CLOSES = TODAY + timedelta(days=10)
INVITED = 22  # of each role, of whom eleven answer
_FIRST = (
    *("Annika", "Bashir", "Cosima", "Dmitri", "Esther", "Fergus"),
    *("Gunhild", "Horatio", "Ingrid", "Jemima", "Kasimir"),
)
_LAST = ("Abernathy", "Breitenbach", "Czerwinski", "Dankworth")


@dataclass
class Stage:
    """Where waves are played: the application, its folder, and both rooms as they were before any wave."""

    app: Flask
    folder: Path
    cohort_key: str
    _fresh: dict[str, bytes] = field(default_factory=dict)

    def reset(self) -> None:
        """Put the rooms back to where no wave has been."""
        db.session.remove()
        for room in ROOMS:
            db.engines[room].dispose()
            file = self.folder / f"{room}.sqlite"
            file.write_bytes(self._fresh.setdefault(room, file.read_bytes()))
        self._forget_files()

    def _forget_files(self) -> None:
        for file in [*(self.folder / "keys").iterdir(), *(self.folder / "outbox").iterdir()]:
            if file.is_file() and file.name != config.NO_BACKUP:
                file.unlink()

    @contextmanager
    def altered(self, *statements: str) -> Iterator[None]:
        """Change the response room's schema below the program, for the waves played meanwhile."""
        self.reset()
        file, fresh = self.folder / "responses.sqlite", self._fresh["responses"]
        with closing(sqlite3.connect(file)) as line:
            for statement in statements:
                line.execute(statement)
            line.commit()
        self._fresh["responses"] = file.read_bytes()
        try:
            yield
        finally:
            self._fresh["responses"] = fresh

    def copy(self, *, whole: bool = False, since: FileCopy | None = None) -> FileCopy:
        """Return a copy of the database files; of keys and mails too where it is to be `whole`.

        `since`: an earlier copy, from which on a log of writes is read where the engine keeps one.
        """
        return copy(self.folder, whole=whole)

    @contextmanager
    def second_reader(self) -> Iterator[None]:
        """Let somebody else, a backup program say, keep both rooms open."""
        with ExitStack() as lines:
            for room in ROOMS:
                line = lines.enter_context(closing(sqlite3.connect(self.folder / f"{room}.sqlite")))
                line.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            yield


@dataclass
class ServerStage(Stage):
    """A stage whose rooms lie in PostgreSQL; `data` is the server's folder where it can be read."""

    data: Path | None = None

    def reset(self) -> None:
        """Empty every table that a wave has filled."""
        db.session.remove()
        for room in ROOMS:
            known = db.metadatas[room].tables.values()
            tables = [table for table in known if room == "responses" or _is_of_waves(table)]
            with db.engines[room].connect() as line:
                line.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in tables)} CASCADE")
        self._forget_files()

    def copy(self, *, whole: bool = False, since: FileCopy | None = None) -> FileCopy:
        """Return a copy of the response room and of the instance's other files."""
        files = copy(self.folder, whole=whole).files
        return ServerCopy(files, db.engines["responses"], self.data, since)

    @contextmanager
    def second_reader(self) -> Iterator[None]:
        """Do nothing: what a reader keeps of dropped files is not promised of PostgreSQL."""
        yield


@contextmanager
def a_stage(
    identity_url: str = "", responses_url: str = "", server_data: Path | None = None
) -> Iterator[Stage]:
    """Make an instance with a roster of 22 mentors and 22 leaders, and push its application's context.

    Without addresses both rooms are SQLite files; with them, empty databases that are there, of whose files
    those under `server_data` are read.
    """
    with tempfile.TemporaryDirectory(prefix="rmfeedback-attack-", ignore_cleanup_errors=True) as folder:
        given = _settings(Path(folder), identity_url, responses_url)
        config.prepare(config.load(given))
        app = create_app(**given)
        with app.app_context():
            migrations.upgrade()
            try:
                if is_postgresql("responses"):
                    yield ServerStage(app, Path(folder), _cohort(), data=server_data)
                else:
                    yield Stage(app, Path(folder), _cohort())
            finally:
                db.session.remove()
                for room in ROOMS:
                    db.engines[room].dispose()


def _is_of_waves(table: Table) -> bool:
    """Tell whether a table of the identity room holds what a wave leaves, and nothing of the roster."""
    return "wave_key" in table.columns or table.name == "job"


def _settings(folder: Path, identity_url: str, responses_url: str) -> dict[str, Any]:
    """Return every setting that changes what is played, whatever the environment says."""
    return {
        "INSTANCE": str(folder),
        "REHEARSAL": "1",
        "TODAY": TODAY.isoformat(),
        "BASE_URL": "http://feedback.example",
        "MAIL_FROM": "Simulated programme <mentoring@example.com>",
        "ORGANISATION": "Simulated programme",
        "CONTACT": "mentoring@example.com",
        "IDENTITY_URL": identity_url,
        "RESPONSES_URL": responses_url,
        "SMTP_URL": "",
        "JOBS": "embedded",
        "SECRET_KEY": "",
        "SMALLEST_GROUP": config.SMALLEST_GROUP,
        "SMALLEST_TEXT_GROUP": config.SMALLEST_TEXT_GROUP,
    }


def _cohort() -> str:
    """Load a roster as HR would; return the key of its cohort."""
    programme = cohorts.add_programme("Attacked")
    names = [f"{first} {last}" for last in _LAST for first in _FIRST]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["name", "email", "role", "language"])
    for number, name in enumerate(names):
        role = (Role.MENTOR, Role.LEADER)[number % 2]
        table.writerow([name, f"{name.lower().replace(' ', '.')}@example.com", role.value, "en"])
    loaded = roster.load(out.getvalue().encode(), "roster.csv", programme.key, "Attacked")
    return loaded.cohort or ""  # Null only where a roster is looked at, not loaded.
