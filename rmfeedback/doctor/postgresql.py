"""What the promise needs of a PostgreSQL server and of a room's role there, read back from a connection."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text

from rmfeedback.db import ROOMS, db
from rmfeedback.doctor.checks import Check

# An answer that is kept stays kept; no log and no clock of the server's tells when or with what it came.
WANTED = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "track_commit_timestamp": "off",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length_on_error": "0",
    # Of modules that log statements by themselves, where a server has loaded them.
    "auto_explain.log_min_duration": "-1",
    "pgaudit.log": "none",
}
_SAMPLE_RATE = "log_statement_sample_rate"
# Who is a member reads or writes past every grant, or reads the server's own files.
POWERS = (
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_execute_server_program",
)


def server(room: str) -> Iterator[Check]:
    """Tell whether the server logs nothing and loses nothing, and what the room's role may do elsewhere."""
    names = [*WANTED, _SAMPLE_RATE]
    rows = _rows(room, "SELECT name, setting FROM pg_settings WHERE name = ANY(:names)", names=names)
    yield from settings(room, {row.name: row.setting for row in rows})
    powers = [row.power for row in _rows(room, _POWERS, powers=list(POWERS))]
    say = (
        f"it is {', '.join(powers)}, which gets past what keeps the rooms apart. Give the room a role without"
        if powers
        else "has no power beyond its own database"
    )
    yield Check(f"{room} role", not powers, say)


def settings(room: str, found: Mapping[str, str]) -> Iterator[Check]:
    """Tell of each setting, as a session of the room has it, whether it is as the promise needs it."""
    for name, wanted in WANTED.items():
        if name not in found:
            continue  # The module it belongs to is not loaded.
        is_never = name == "log_min_duration_sample" and found.get(_SAMPLE_RATE) == "0"
        ok = found[name] == wanted or is_never
        wish = f", but {wanted} is needed. ALTER SYSTEM SET {name} = '{wanted}', then restart the server"
        yield Check(f"{room} {name}", ok, f"{found[name]}{'' if ok else wish}")


def apart() -> Iterator[Check]:
    """Tell whether each room has a database and a role of its own, and neither role may enter the other's."""
    identity, responses = (_rows(room, _PLACE)[0] for room in ROOMS)
    if identity.server != responses.server:
        yield Check("rooms apart", True, "they lie on two servers")
        return
    for room, here, other in (("identity", identity, responses), ("responses", responses, identity)):
        say = _closeness(room, here, other)
        yield Check(f"{room} apart", not say, say or f"{other.role} may not enter {here.database}")


def _closeness(room: str, here: Any, other: Any) -> str:
    if here.database == other.database:
        return "both rooms lie in one database. Give each its own"
    if here.role == other.role:
        return "both rooms sign in as one role. Give each database a role of its own"
    may = _rows(room, _MAY, here=here.role, other=other.role)[0]
    if may.become:
        return f"{other.role} is a member of {here.role}. REVOKE {here.role} FROM {other.role}"
    if may.enter:
        return (
            f"{other.role} may enter the database {here.database}. "
            f"REVOKE CONNECT ON DATABASE {here.database} FROM PUBLIC, {other.role}"
        )
    return ""


def _rows(room: str, query: str, **given: object) -> list[Any]:
    with db.engines[room].connect() as connection:
        return list(connection.execute(text(query), given))


_PLACE = """
    SELECT current_database() AS database, session_user AS role,
           (pg_postmaster_start_time(), current_setting('port'))::text AS server
"""
_MAY = """
    SELECT pg_has_role(:other, :here, 'MEMBER') AS become,
           has_database_privilege(:other, current_database(), 'CONNECT') AS enter
"""
_POWERS = """
    SELECT power FROM pg_roles,
        LATERAL (VALUES ('a superuser', rolsuper), ('allowed to bypass row security', rolbypassrls),
                        ('allowed to replicate the whole server', rolreplication)) AS may(power, is_so)
    WHERE rolname = session_user AND is_so
    UNION ALL
    SELECT 'a member of ' || granted.rolname FROM pg_roles AS granted, pg_roles AS own
    WHERE own.rolname = session_user AND NOT own.rolsuper
        AND granted.rolname = ANY(:powers) AND pg_has_role(session_user, granted.rolname, 'MEMBER')
"""
