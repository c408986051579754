"""What the promise needs of a SQLite file, read back from a running connection."""

from collections.abc import Iterator

from rmfeedback.db import PRAGMAS, db, read_pragma
from rmfeedback.doctor.checks import Check


def pragmas(room: str) -> Iterator[Check]:
    """Tell of each pragma whether a fresh connection has it."""
    for name, wanted in PRAGMAS.items():
        found = read_pragma(db.engines[room], name)
        wish = f", but {wanted} is needed. Stop every other program that has the file open, then start again"
        say = f"{found}{'' if found == wanted else wish}"
        yield Check(f"{room} {name}", found == wanted, say)
