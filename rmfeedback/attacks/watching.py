"""What comes to be known while a wave is played: logs, the order of writing, and a copy after each commit."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from rmfeedback.attacks.copying import FileCopy
from rmfeedback.attacks.stage import Stage
from rmfeedback.db import db


@contextmanager
def listening() -> Iterator[list[str]]:
    """Return the lines of every log."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    ear, root = Ear(), logging.getLogger()
    root.addHandler(ear)
    try:
        yield lines
    finally:
        root.removeHandler(ear)


@contextmanager
def watching() -> Iterator[list[bytes]]:
    """Return the keys of rows in the order in which they are written, as a log of writes would tell them."""
    found: list[bytes] = []

    def note(_line: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if statement.startswith("INSERT"):
            found.extend(bytes(value) for value in _flat(given) if isinstance(value, bytes | memoryview))

    engine = db.engines["responses"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _flat(given: Any) -> Iterator[Any]:
    """Return every value that a statement is executed with, one after the other."""
    if isinstance(given, dict):
        given = given.values()
    for value in given:
        if isinstance(value, dict | tuple | list):
            yield from _flat(value)
        else:
            yield getattr(value, "obj", value)  # PostgreSQL's driver wraps bytes.


@contextmanager
def copying(stage: Stage, since: FileCopy) -> Iterator[list[FileCopy]]:
    """Return a copy of the files after each transaction."""
    copies: list[FileCopy] = []

    def take(_session: Any) -> None:
        copies.append(stage.copy(since=since))

    event.listen(db.session, "after_commit", take)
    try:
        yield copies
    finally:
        event.remove(db.session, "after_commit", take)
