"""What a copy of a SQLite file tells beside its rows: where each row lies, and which pages its tail fills.

After the file format as SQLite publishes it (b-tree pages, cell pointers, overflow chains).
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LEAF, INTERIOR = 10, 2  # Pages of a table WITHOUT ROWID are those of an index.


@dataclass(frozen=True)
class Place:
    """A row: its first bytes, where its cell lies, in which turn, and the pages that hold its tail."""

    start: bytes
    page: int
    offset: int
    turn: int
    tail: tuple[int, ...]


def places(file: Path, table: str) -> list[Place]:
    """Return the place of every row of a table WITHOUT ROWID."""
    line = sqlite3.connect(file)
    root = line.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()[0]
    line.close()
    return list(_walk(file.read_bytes(), root))


def free_pages(file: Path) -> int:
    """Return how many pages of a file are not in use."""
    return int.from_bytes(file.read_bytes()[36:40], "big")


def _walk(data: bytes, number: int) -> Iterator[Place]:
    size = int.from_bytes(data[16:18], "big")
    begin = (number - 1) * size
    page = data[begin : begin + size]
    head = 12 if page[0] == INTERIOR else 8
    assert page[0] in (LEAF, INTERIOR)
    for turn in range(int.from_bytes(page[3:5], "big")):
        offset = int.from_bytes(page[head + 2 * turn : head + 2 * turn + 2], "big")
        cell = offset
        if page[0] == INTERIOR:
            yield from _walk(data, int.from_bytes(page[cell : cell + 4], "big"))
            cell += 4
        yield _place(data, size, (number, offset, turn), page[cell:])
    if page[0] == INTERIOR:
        yield from _walk(data, int.from_bytes(page[8:12], "big"))


def _place(data: bytes, size: int, where: tuple[int, int, int], cell: bytes) -> Place:
    length, used = _varint(cell)
    most, least = (size - 12) * 64 // 255 - 23, (size - 12) * 32 // 255 - 23
    local = length
    if length > most:
        local = least + (length - least) % (size - 4)
        local = local if local <= most else least
    tail, following = [], 0
    if length > local:
        following = int.from_bytes(cell[used + local : used + local + 4], "big")
    while following:
        tail.append(following)
        begin = (following - 1) * size
        following = int.from_bytes(data[begin : begin + 4], "big")
    return Place(cell[used : used + local], *where, tuple(tail))


def _varint(cell: bytes) -> tuple[int, int]:
    value = 0
    for position, byte in enumerate(cell[:8]):
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position + 1
    raise AssertionError("no payload is as long as that")
