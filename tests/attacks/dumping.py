"""What stands in a database, line by line."""

import sqlite3
from contextlib import closing
from pathlib import Path


def rows_of(file: Path) -> list[str]:
    """Return every row of a database as a line of SQL."""
    with closing(sqlite3.connect(file)) as line:
        return list(line.iterdump())
