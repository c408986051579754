"""The tables a wave's box lies in: everybody's on SQLite, which overwrites what is deleted; else its own.

PostgreSQL keeps what was updated or deleted in a table until some later day. So envelopes and links of a wave
lie in two tables of their own there, from launch to opening, and the files go with the tables. They inherit
from `envelope` and `link`, through which they are read and updated.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, Table, delete, select, text

from rmfeedback.db import db, is_postgresql
from rmfeedback.surveys.models import Envelope, Link

_HEX_DIGITS = 16
_ROOM = "responses"


@dataclass(frozen=True)
class BoxTables:
    """Where the rows of one wave's box are inserted."""

    envelopes: Table
    links: Table


def make(wave_key: str) -> BoxTables:
    """Make the tables of a wave's box, in the running transaction, and return them to be filled."""
    tables = _of(wave_key)
    if is_postgresql(_ROOM):
        for parent, table in ((Envelope, tables.envelopes), (Link, tables.links)):
            _do(
                f"CREATE TABLE {table.name} (LIKE {parent.__tablename__} INCLUDING ALL)"
                f" INHERITS ({parent.__tablename__})"
            )
    return tables


def destroy(wave_key: str) -> None:
    """Destroy a wave's box with all that is in it, in the running transaction."""
    if is_postgresql(_ROOM):
        tables = _of(wave_key)
        _do(f"DROP TABLE IF EXISTS {tables.links.name}, {tables.envelopes.name}")
        return
    of_wave = select(Envelope.id).where(Envelope.wave_key == wave_key)
    for rows in (
        delete(Link).where(Link.envelope_id.in_(of_wave)),
        delete(Envelope).where(Envelope.wave_key == wave_key),
    ):
        db.session.execute(rows.execution_options(synchronize_session=False))


def _of(wave_key: str) -> BoxTables:
    if not is_postgresql(_ROOM):
        return BoxTables(_table(Envelope), _table(Link))
    digits = hashlib.sha256(wave_key.encode()).hexdigest()[:_HEX_DIGITS]
    own = MetaData(info={"bind_key": _ROOM})
    return BoxTables(_child(Envelope, digits, own), _child(Link, digits, own))


def _child(model: Any, digits: str, own: MetaData) -> Table:
    columns = (Column(column.name, column.type) for column in _table(model).columns)
    return Table(f"{model.__tablename__}_{digits}", own, *columns)


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


def _do(statement: str) -> None:
    db.session.execute(text(statement), bind_arguments={"bind": db.engines[_ROOM]})
