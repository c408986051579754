"""What somebody copies of an instance: its files as they are at one moment, read below the program."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from rmfeedback.attacks import pages
from rmfeedback.attacks.pages import Place

_BLOCK = 4096
_GAP = bytes(64)  # Between blocks that are not side by side.
# A copy of the database files: keys and mails lie elsewhere, and are held by others.
_ELSEWHERE = {"keys", "outbox"}
_SCHEMA = "SELECT name, tbl_name, type, rootpage FROM sqlite_schema WHERE rootpage > 0"

Row = dict[str, Any]


class FileCopy:
    """Every byte of an instance's database files, and what SQL and the file format make of them."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self._rows: dict[tuple[str, str], list[Row]] = {}

    def rows(self, table: str, room: str = "responses") -> list[Row]:
        """Return every row of a table as SQL without an order tells them."""
        if (room, table) not in self._rows:
            with closing(sqlite3.connect(":memory:")) as line:
                line.deserialize(self._data(room))
                line.row_factory = sqlite3.Row
                found = [dict(row) for row in line.execute(f'SELECT * FROM "{table}"')]
            self._rows[room, table] = found
        return self._rows[room, table]

    def stands(self, table: str) -> dict[str, dict[bytes, Any]]:
        """Return by name of a feature where each row of a table of the response room lies in the file."""
        places = self.places(table).get(table, [])
        found: dict[str, dict[bytes, Any]] = {
            "place": {place.first_key: (place.page, -place.offset) for place in places},
            "place in its page": {place.first_key: -place.offset for place in places},
        }
        if all(place.tail for place in places):
            found["tail"] = {place.first_key: place.tail for place in places}
        return found if places else {}

    def places(self, table: str) -> dict[str, list[Place]]:
        """Return where rows of a table of the response room and entries of its indexes lie, by name."""
        with closing(sqlite3.connect(":memory:")) as line:
            line.deserialize(self._data("responses"))
            roots = [row for row in line.execute(_SCHEMA) if row[1] == table]
        data = self._data("responses")
        return {name: pages.places(data, root) for name, _, _, root in roots}

    def free_pages(self) -> list[int]:
        """Return the pages of the response room that are not in use."""
        return pages.free_pages(self._data("responses"))

    def changed_since(self, before: "FileCopy") -> bytes:
        """Return what an earlier copy does not hold: whole blocks, those side by side together."""
        found = []
        for name, content in self.files.items():
            old, was_new = before.files.get(name, b""), False
            for at in range(0, len(content), _BLOCK):
                block = content[at : at + _BLOCK]
                is_new = block != old[at : at + _BLOCK]
                if is_new:
                    found.append(block if was_new else _GAP + block)
                was_new = is_new
        return b"".join(found)

    def _data(self, room: str) -> bytes:
        return self.files[f"{room}.sqlite"]


def copy(instance: Path, *, whole: bool = False) -> FileCopy:
    """Return a copy of the database files; of keys and mails too where it is to be `whole`."""
    found = {}
    for file in sorted(path for path in instance.rglob("*") if path.is_file()):
        name = file.relative_to(instance)
        if whole or name.parts[0] not in _ELSEWHERE:
            found[name.as_posix()] = file.read_bytes()
    return FileCopy(found)
