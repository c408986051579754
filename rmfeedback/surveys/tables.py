"""Why each table, column and file of an instance is there, and how long: `tables.toml`, in both languages."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rmfeedback.db import db
from rmfeedback.surveys.scales import Text

FILE = Path(__file__).with_name("tables.toml")
# Made by the migrations, beside the tables of the models.
OF_MIGRATIONS = {"alembic_version": ["version_num"]}


@dataclass(frozen=True)
class Told:
    """What is told of a table or of files: why it is there, how long it is kept, what each column is for."""

    why: Text
    kept: Text
    columns: dict[str, Text]


@dataclass(frozen=True)
class Kept:
    """The same in one language; `columns`: each name with what it is for."""

    name: str
    why: str
    how_long: str
    columns: tuple[tuple[str, str], ...] = ()


def of_room(room: str, language: str) -> Iterator[Kept]:
    """Return every table of a room with its columns, as the running program defines them.

    Raises: KeyError for one of which nothing is told, which a test finds before anybody else.
    """
    tables = db.metadatas[room].tables.items()
    known = {name: [column.name for column in table.columns] for name, table in tables}
    for name, columns in sorted((known | OF_MIGRATIONS).items()):
        told = _told(_read()[room][name])
        purposes = tuple((column, _purpose(told, column).in_(language)) for column in columns)
        yield Kept(name, told.why.in_(language), told.kept.in_(language), purposes)


def files(language: str) -> Iterator[Kept]:
    """Return the files of an instance beside its databases, by pattern."""
    for pattern, its in _read()["files"].items():
        told = _told(its)
        yield Kept(pattern, told.why.in_(language), told.kept.in_(language))


def told_of(room: str) -> dict[str, set[str]]:
    """Return the tables of a room of which something is told, with the columns that are told apart."""
    return {name: set(its.get("columns", {})) for name, its in _read()[room].items()}


def _purpose(told: Told, column: str) -> Text:
    """Return what a column is for: what its table says, else what holds for this name everywhere."""
    return told.columns.get(column) or Text(**_read()["columns"][column])


def _told(table: dict[str, Any]) -> Told:
    columns = {name: Text(**words) for name, words in table.get("columns", {}).items()}
    return Told(Text(**table["why"]), Text(**_read()["kept"][table["kept"]]), columns)


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
