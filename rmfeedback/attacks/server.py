"""What somebody copies of PostgreSQL: rows with what the server notes of each, its log, its files."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from rmfeedback.attacks.copying import FileCopy, Row

_TABLES = ("envelope", "comment", "answer")
# What the server keeps beside each row: its place, and which transaction and command wrote it.
_ROWS = "SELECT ctid::text, xmin::text::bigint, cmin::text::bigint, tableoid::bigint, * FROM {}"
_FILES = """
    SELECT 'table', pg_relation_filepath(%(table)s::regclass) UNION ALL
    SELECT indexrelid::regclass::text, pg_relation_filepath(indexrelid) FROM pg_index
    WHERE indrelid = %(table)s::regclass
"""
_LOG_END = "SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn"
# As a server is made that nobody has told otherwise.
_SEGMENT_BYTES, _TIMELINE = 16 * 1024 * 1024, 1
_NUMBER = re.compile(r"\d+")


class ServerCopy(FileCopy):
    """The response room as SQL tells it, row versions included, and as its files and its log do.

    `data`: the server's folder; None, where it cannot be read: SQL alone. `since`: where the log begins.
    """

    def __init__(
        self, files: dict[str, bytes], engine: Engine, data: Path | None, since: FileCopy | None
    ) -> None:
        super().__init__(files)
        self._data_folder = data
        self._tables: dict[str, list[Row]] = {}
        self._relations: dict[str, dict[str, bytes]] = {}
        with engine.connect() as line:
            for table in _TABLES:
                rows = line.exec_driver_sql(_ROWS.format(table)).mappings()
                self._tables[table] = [_tidy(dict(row)) for row in rows]
                paths = line.exec_driver_sql(_FILES, {"table": table}).all()
                self._relations[table] = {name: self._content(path) for name, path in paths if data}
            self.log_end = int(line.exec_driver_sql(_LOG_END).scalar_one())
        self._log = self.changed_since(since) if since else b""

    def rows(self, table: str, room: str = "responses") -> list[Row]:
        """Return every row of a table of the response room that was copied."""
        return self._tables[table]

    def stands(self, table: str) -> dict[str, dict[bytes, Any]]:
        """Return by name of a feature where each row of a table lies in the server's files."""
        found = {}
        places = {f"place in the file of {name}": content for name, content in self._relations[table].items()}
        for name, content in (places | {"place in the log": self._log}).items():
            its = {row["id"]: content.rfind(row["id"]) for row in self._tables[table]}
            if its and min(its.values()) >= 0:
                found[name] = its
        return found

    def changed_since(self, before: FileCopy) -> bytes:
        """Return what the server has written into its log since an earlier copy."""
        if self._data_folder is None or not isinstance(before, ServerCopy):
            return b""
        found, at = b"", before.log_end
        while at < self.log_end:
            begin = at % _SEGMENT_BYTES
            end = min(begin + self.log_end - at, _SEGMENT_BYTES)
            found += self._content(f"pg_wal/{_segment(at)}")[begin:end]
            at += end - begin
        return found

    def _content(self, path: str) -> bytes:
        assert self._data_folder is not None
        return (self._data_folder / path).read_bytes()


def _segment(at: int) -> str:
    """Return the name of the file of the log that a place lies in."""
    number = at // _SEGMENT_BYTES
    per_name = 0x1_0000_0000 // _SEGMENT_BYTES
    return f"{_TIMELINE:08X}{number // per_name:08X}{number % per_name:08X}"


def _tidy(row: Row) -> Row:
    """Return a row with its place as two numbers, and its values as SQLite has them."""
    page, slot = map(int, _NUMBER.findall(row["ctid"]))
    return {name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()} | {
        "ctid": (page, slot)
    }
