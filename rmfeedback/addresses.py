"""Where the two rooms lie: addresses of SQLite files or of PostgreSQL databases."""

import importlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

ENGINES = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
_DEFAULT_HOST, _DEFAULT_PORT = "localhost", 5432


def of_room(settings: Mapping[str, Any], room: str) -> str:
    """Return the address of a room; without a setting, of its file in the instance."""
    given = str(settings[f"{room.upper()}_URL"])
    return _normal(given) if given else f"sqlite:///{settings['INSTANCE'] / room}.sqlite"


def objection(address: str) -> str:
    """Return why no room can lie at an address; empty where one can."""
    try:
        url = make_url(address)
    except ArgumentError:
        return "it is no address of the form postgresql+psycopg://user:password@host/database"
    if url.drivername not in {*ENGINES, *ENGINES.values()}:
        return "a room lies in PostgreSQL or in SQLite: give a postgresql+psycopg:// or a sqlite:/// address"
    if url.get_backend_name() == "sqlite":
        return "" if url.database else "it names no file: give sqlite:////folder/name.sqlite"
    if not (url.database and url.username):
        return "it has to name a role and a database: postgresql+psycopg://user:password@host/database"
    if not _has_driver():
        return "the driver of PostgreSQL is not installed. Install rmfeedback[postgres], then start again"
    return ""


def are_same(one: str, other: str) -> bool:
    """Tell whether two addresses name one database, whoever signs in there."""
    return _place(make_url(one)) == _place(make_url(other))


def _normal(address: str) -> str:
    """Name the driver, so that SQLAlchemy looks for no other."""
    backend, colon, rest = address.partition(":")
    return ENGINES.get(backend, backend) + colon + rest


def _has_driver() -> bool:
    try:
        importlib.import_module("psycopg")
    except ImportError:  # Also where it is there, but without the library of PostgreSQL's client.
        return False
    return True


def _place(url: URL) -> tuple[str, str, int, str]:
    if url.get_backend_name() == "sqlite":
        return "", "", 0, str(url.database)
    host, port = url.query.get("host", url.host), url.query.get("port", url.port)
    return "postgresql", str(host or _DEFAULT_HOST), int(str(port or _DEFAULT_PORT)), str(url.database)
