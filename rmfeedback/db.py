"""One session, two bases: each table says which room it lives in."""

import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import DeclarativeBase

from rmfeedback import addresses, postgresql
from rmfeedback.prepared import Line, line_to

ROOMS = ("identity", "responses")
# What `anonymity.md` calls for: no second journal file, freed bytes overwritten, every commit on the disk.
PRAGMAS = {"journal_mode": "delete", "secure_delete": 1, "synchronous": 3, "temp_store": 2}
# Enough for a box of a thousand envelopes, which is written in one go.
CACHE_KIB = 65_536
# Tables of the response room keep no hidden row number that would tell an order.
UNORDERED = {"sqlite_with_rowid": False}

_write_lock = threading.RLock()
_is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class IdentityModel(Model):
    """A table of the identity room."""

    __abstract__ = True
    __bind_key__ = "identity"


class ResponseModel(Model):
    """A table of the response room."""

    __abstract__ = True
    __bind_key__ = "responses"


def random_key() -> bytes:
    """Return 16 random bytes: a key that tells no order."""
    return secrets.token_bytes(16)


def by_id(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return new rows in the order of their random ids.

    So nothing is told by the order in which they are written, and a file is filled from its beginning on.
    """
    return sorted(rows, key=itemgetter("id"))


def init(app: Flask) -> None:
    """Bind both rooms to an app."""
    urls = {room: addresses.of_room(app.config["RM"], room) for room in ROOMS}
    # An exception's words would otherwise hold the statement's parameters: digests, comments, addresses.
    app.config["SQLALCHEMY_BINDS"] = {
        room: {"url": url, "hide_parameters": True, **_options(url)} for room, url in urls.items()
    }
    db.init_app(app)
    with app.app_context():
        for room in ROOMS:
            _listen(room, db.engines[room])
        if not event.contains(db.session, "before_flush", _refuse_stray_writes):
            event.listen(db.session, "before_flush", _refuse_stray_writes)


def is_postgresql(room: str) -> bool:
    """Tell whether a room's running engine is PostgreSQL; else it is SQLite."""
    return db.engines[room].dialect.name == "postgresql"


def read_pragma(engine: Engine, name: str) -> Any:
    """Return the value of a pragma as a running connection has it."""
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@contextmanager
def writing() -> Iterator[Any]:
    """One write transaction: commits at the end, rolls back on an exception.

    The lock keeps waiting fair within the process; BEGIN IMMEDIATE, on PostgreSQL a lock of the room's, keeps
    other processes out. Both rooms are locked, always in the order of `ROOMS`: two processes that each held
    one and wanted the other would wait until one gave up.
    Nested use joins the outer transaction. Outside of it, each SELECT stands alone: a reader who is slow,
    because a mail server is, never keeps an answer waiting.
    """
    if is_writing():
        yield db.session
        return
    with _write_lock, immediate():
        try:
            db.session.rollback()  # What was read before may be stale by now.
            for room in ROOMS:
                db.session.connection(bind_arguments={"bind": db.engines[room]})
            yield db.session
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


def is_writing() -> bool:
    """Tell whether this thread is in a write transaction."""
    return _is_writing.get()


@contextmanager
def reading(room: str) -> Iterator[Connection]:
    """A connection below the session, which would cost more than the reading: for what every visit asks."""
    if is_writing():
        yield db.session.connection(bind_arguments={"bind": db.engines[room]})
        return
    with db.engines[room].connect() as connection:
        yield connection


@contextmanager
def overwriting(room: str) -> Iterator[Connection]:
    """One write transaction as in `writing`, but in one room and below the session: what every visit writes.

    No object of the session may hold a row that is overwritten here: it would not be read anew.
    """
    if is_writing():
        with reading(room) as connection:
            yield connection
        return
    with _write_lock, immediate(), db.engines[room].begin() as connection:
        yield connection


@contextmanager
def visiting(room: str, *, writes: bool = False) -> Iterator[Connection | Line]:
    """`reading`, or with `writes` `overwriting`, for prepared statements alone: what every visit does.

    On a SQLite file nothing of SQLAlchemy is in between but its pool.
    """
    engine = db.engines[room]
    if is_writing() or engine.dialect.name != "sqlite":
        with (overwriting if writes else reading)(room) as connection:
            yield connection
    elif not writes:
        with line_to(engine, writes=False) as line:
            yield line
    else:
        with _write_lock, immediate(), line_to(engine, writes=True) as line:
            yield line


@contextmanager
def immediate() -> Iterator[None]:
    """Let every transaction that begins in here take the write lock at once."""
    token = _is_writing.set(True)
    try:
        yield
    finally:
        _is_writing.reset(token)


def vacuum(room: str) -> None:
    """Rewrite a room's files, so that no freed byte is left in them."""
    db.session.rollback()
    with _write_lock:
        (postgresql.vacuum if is_postgresql(room) else _vacuum_file)(db.engines[room])


def _vacuum_file(engine: Engine) -> None:
    pooled = engine.raw_connection()  # Below SQLAlchemy, which would begin a transaction.
    try:
        pooled.cursor().execute("VACUUM")
    finally:
        pooled.close()


def _options(url: str) -> dict[str, Any]:
    if url.startswith("postgresql"):
        return postgresql.OPTIONS
    # The connection that was used last knows the most pages of the file as they are now.
    return {"connect_args": {"timeout": 30}, "pool_use_lifo": True}


def _listen(room: str, engine: Engine) -> None:
    event.listen(engine, "begin", _begin)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", postgresql.prepare)
        event.listen(engine, "handle_error", partial(postgresql.refuse, room))
    else:
        event.listen(engine, "connect", _set_pragmas)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # `_begin` opens transactions itself.
    for name, value in PRAGMAS.items():
        # Another program may hold the file in a mode of its own; `doctor` reads back what came of this.
        with suppress(sqlite3.OperationalError):
            connection.execute(f"PRAGMA {name} = {value}").close()
    connection.execute("PRAGMA foreign_keys = ON").close()
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}").close()


def _begin(connection: Any) -> None:
    if not is_writing():
        return
    if connection.dialect.name == "postgresql":
        postgresql.begin(connection)
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _refuse_stray_writes(*_: Any) -> None:
    if not is_writing():
        raise RuntimeError(
            "Rows are written inside `with writing()` only, so that they are written together."
        )
