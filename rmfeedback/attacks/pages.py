"""What a copy of a SQLite file tells beside its rows: where each row lies, and which pages its tail fills.

After the file format as SQLite publishes it (b-tree pages, cell pointers, overflow chains, the freelist).
"""

from collections.abc import Iterator
from dataclasses import dataclass

# Pages of a table WITHOUT ROWID are those of an index.
_LEAF, _INTERIOR = 10, 2
_FIRST_TRUNK = slice(32, 36)


@dataclass(frozen=True)
class Place:
    """A row or an entry: its first bytes, where its cell lies, in which turn, and the pages of its tail."""

    start: bytes
    page: int
    offset: int
    turn: int
    tail: tuple[int, ...]

    @property
    def first_key(self) -> bytes:
        """The 16 bytes a row begins with; a record's head says its own length in its first byte."""
        return self.start[self.start[0] :][:16]

    @property
    def last_key(self) -> bytes:
        """The 16 bytes that an index entry ends with: the key of its row."""
        return self.start[-16:]


def places(data: bytes, root: int) -> list[Place]:
    """Return the place of every row of a table WITHOUT ROWID, or of every entry of an index."""
    return list(_walk(data, root))


def free_pages(data: bytes) -> list[int]:
    """Return the pages of a file that are not in use."""
    found, trunk = [], int.from_bytes(data[_FIRST_TRUNK], "big")
    while trunk:
        page = _page(data, trunk)
        leaves = int.from_bytes(page[4:8], "big")
        found += [trunk, *(int.from_bytes(page[8 + 4 * n : 12 + 4 * n], "big") for n in range(leaves))]
        trunk = int.from_bytes(page[:4], "big")
    return found


def page_size(data: bytes) -> int:
    """Return the bytes of one page."""
    return int.from_bytes(data[16:18], "big")


def _page(data: bytes, number: int) -> bytes:
    begin = (number - 1) * page_size(data)
    return data[begin : begin + page_size(data)]


def _walk(data: bytes, number: int) -> Iterator[Place]:
    page = _page(data, number)
    head = 12 if page[0] == _INTERIOR else 8
    if page[0] not in (_LEAF, _INTERIOR):
        raise ValueError(f"page {number} is of kind {page[0]}, not one of a table without row numbers")
    for turn in range(int.from_bytes(page[3:5], "big")):
        offset = int.from_bytes(page[head + 2 * turn : head + 2 * turn + 2], "big")
        cell = offset
        if page[0] == _INTERIOR:
            yield from _walk(data, int.from_bytes(page[cell : cell + 4], "big"))
            cell += 4
        yield _place(data, (number, offset, turn), page[cell:])
    if page[0] == _INTERIOR:
        yield from _walk(data, int.from_bytes(page[8:12], "big"))


def _place(data: bytes, where: tuple[int, int, int], cell: bytes) -> Place:
    size = page_size(data)
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
        following = int.from_bytes(_page(data, following)[:4], "big")
    return Place(cell[used : used + local], *where, tuple(tail))


def _varint(cell: bytes) -> tuple[int, int]:
    value = 0
    for position, byte in enumerate(cell[:8]):
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position + 1
    raise ValueError("no payload is as long as that")
