"""A copy of one room, made while the server runs; the rooms are never copied together, and keys never."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from rmfeedback import files
from rmfeedback.db import db, is_postgresql
from rmfeedback.errors import N_, Refused

# As long as a writer waits for the lock.
_PATIENCE_S = 30.0


class BackupExists(Refused):
    status = 409
    message = N_("%(file)s is there already, and no backup is ever written over. Choose another name.")


class BackupByServer(Refused):
    status = 409
    message = N_(
        "The %(room)s room lies in PostgreSQL: copy it with pg_dump. While a wave is open, leave the "
        "envelopes out of the identity room's copy: pg_dump --exclude-table-data=invitation."
    )


class BackupUnwritable(Refused):
    status = 500
    message = N_("%(file)s cannot be written: %(reason)s. Choose a folder that exists and has room.")


def write(room: str, file: Path) -> Path:
    """Copy a room into a new file that only its owner reads.

    Of the identity room the envelopes of open waves are left out: beside a copy of the other room they
    would join people and answers. Whoever puts such a copy back is told so by `doctor`, and no link is made
    from it.
    Raises: BackupExists, BackupByServer, BackupUnwritable.
    """
    if is_postgresql(room):
        raise BackupByServer(room=room)
    if file.exists():
        raise BackupExists(file=file)
    try:
        _store(_content(room), file)
    except FileExistsError:
        raise BackupExists(file=file) from None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BackupUnwritable(file=file, reason=reason) from None
    return file


def _content(room: str) -> bytes:
    """Return a room's file as it is now, without a freed byte; what is left out never touches a disk."""
    path = str(db.engines[room].url.database)
    with (
        closing(sqlite3.connect(path, timeout=_PATIENCE_S)) as source,
        closing(sqlite3.connect(":memory:", isolation_level=None)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA temp_store = MEMORY")
        if room == "identity":
            copy.execute("UPDATE invitation SET envelope_id = NULL, tag = x''")
        copy.execute("VACUUM")
        return copy.serialize()


def _store(content: bytes, file: Path) -> None:
    aside = files.write_aside(file, content)
    try:
        _name(aside, file)
    finally:
        aside.unlink(missing_ok=True)
    files.sync(file.parent)


def _name(aside: Path, file: Path) -> None:
    try:
        os.link(aside, file)  # Unlike a renaming, it never replaces what is there.
    except FileExistsError:
        raise
    except OSError:  # A memory stick may know no links.
        if file.exists():
            raise FileExistsError from None
        aside.rename(file)
