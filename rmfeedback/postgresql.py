"""PostgreSQL as the engine of a room: reads stand alone and writers take turns, as in a SQLite file."""

from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, exc

from rmfeedback.errors import N_, Refused

# Outside of `db.writing()` no transaction is open: a slow reader holds no row version and no lock.
OPTIONS = {"isolation_level": "AUTOCOMMIT", "pool_pre_ping": True}
# What each session asks for, whatever the server's own defaults are.
SESSION = {"lock_timeout": "30s", "synchronous_commit": "on"}
# Any number will do that no other program takes: an advisory lock belongs to its database, so to one room.
WRITERS = 0x726D_6662


class RoomUnreachable(Refused):
    status = 503
    message = N_(
        "The database does not answer. Nothing that was sent before is lost: please try again in a minute. "
        "Whoever runs this server: start the database of the %(room)s room, or mend %(setting)s."
    )


class ValueUnstorable(Refused):
    message = N_(
        "Something that was sent cannot be kept: a character that stands for nothing, or too great a number. "
        "Take it out, then send it again."
    )


def prepare(connection: Any, _record: Any) -> None:
    """Set up a fresh connection, below SQLAlchemy."""
    connection.autocommit = True
    for name, value in SESSION.items():
        connection.execute(f"SET {name} = '{value}'")


def begin(connection: Connection) -> None:
    """Begin a write transaction; wait until every other writer of the room, in any process, has ended.

    What is read afterwards is what the writer before has left: each statement looks anew.
    """
    connection.exec_driver_sql("BEGIN ISOLATION LEVEL READ COMMITTED")
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (WRITERS,))


def vacuum(engine: Engine) -> None:
    """Write the room's tables, and what the planner noted of their values, into fresh files."""
    pooled = engine.raw_connection()  # Below SQLAlchemy, which would begin a transaction.
    try:
        cursor = pooled.cursor()
        cursor.execute("SELECT pg_advisory_lock(%s)", (WRITERS,))
        try:
            cursor.execute(_OWN_TABLES)
            for (table,) in cursor.fetchall():
                cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
            cursor.execute(_STALE)
            for table, column, kind in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}")
            cursor.execute("VACUUM (FULL) pg_statistic")
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", (WRITERS,))
    finally:
        pooled.close()


def refuse(room: str, context: ExceptionContext) -> None:
    """Tell what a person can mend as a sentence.

    Raises: RoomUnreachable, ValueUnstorable.
    """
    if context.is_pre_ping:
        return  # A connection that has died is replaced; where that fails, this is called again.
    if context.connection is None and isinstance(context.sqlalchemy_exception, exc.OperationalError):
        raise RoomUnreachable(room=room, setting=f"RMFEEDBACK_{room.upper()}_URL") from None
    if isinstance(context.sqlalchemy_exception, exc.DataError):
        raise ValueUnstorable() from None


# An emptied table keeps what was noted of its values, for analysing it notes nothing new; giving a column the
# type it has forgets it, and takes no rights but its owner's.
_STALE = """
    SELECT quote_ident(c.relname), quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
    FROM pg_stats s
    JOIN pg_class c ON c.relname = s.tablename AND c.relnamespace = s.schemaname::regnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
    WHERE s.schemaname = current_schema() AND c.relowner = current_user::regrole AND c.reltuples = 0
"""
_OWN_TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relowner = current_user::regrole
"""
