"""The schema of both rooms: one Alembic tree per database, driven from code."""

import io
import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from rmfeedback.db import ROOMS, db, immediate, is_postgresql


def upgrade() -> dict[str, str]:
    """Bring both rooms to the newest revision; return it by room."""
    at = {room: move(room, "head") for room in ROOMS}
    for room in ROOMS:
        if not is_postgresql(room):
            os.chmod(str(db.engines[room].url.database), 0o600)
    return at


def move(room: str, revision: str) -> str:
    """Bring a room up or down to a revision ("head", "base", "+1", "-1", or a name); return where it is."""
    script = _script(room)
    with immediate(), db.engines[room].begin() as connection:
        script.attributes["connection"] = connection
        is_down = revision.startswith("-") or revision == "base"
        (command.downgrade if is_down else command.upgrade)(script, revision)
    return current(room)


def current(room: str) -> str:
    """Return the revision a room is at; empty for a room without tables."""
    with db.engines[room].connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def newest(room: str) -> str:
    """Return the revision this code needs."""
    return ScriptDirectory.from_config(_script(room)).get_current_head() or ""


def is_complete(room: str) -> bool:
    """Tell whether the models want no change that no revision makes."""
    script = _script(room)
    with immediate(), db.engines[room].begin() as connection:
        script.attributes["connection"] = connection
        try:
            command.check(script)
        except CommandError:
            return False
    return True


def _script(room: str) -> Config:
    script = Config(stdout=io.StringIO())
    script.set_main_option("script_location", str(Path(__file__).parent / room))
    script.set_main_option("path_separator", "os")
    return script
