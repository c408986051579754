"""Read comments and rosters from CSV files, and say what is wrong with them where."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .refusals import ColumnMissing, FileUnreadable, NoComments

_LONGEST_CELL = 2**27


@dataclass(frozen=True)
class Comment:
    """One answer in somebody's own words, and what is known of where it stands.

    Attributes
    ----------
    id : as the file has it, else the number of its row, counted from 1
    text : as written
    language, role, question, wave : as the file has them; None where it does not tell
    """

    id: str
    text: str
    language: str | None = None
    role: str | None = None
    question: str | None = None
    wave: str | None = None


def read_comments(path: str | Path) -> list[Comment]:
    """Comments of a UTF-8 CSV file with a column `comment`, in order; "n/a" stays text.

    `id`, `language` (or `lang`), `role`, `question` and `wave` are read if present; a row without an id
    gets its number, counted from 1.

    Raises: FileUnreadable, ColumnMissing, NoComments.
    """
    return [comment for block in comments_in_blocks(path, 10_000) for comment in block]


def comments_in_blocks(path: str | Path, size: int) -> Iterator[list[Comment]]:
    """The same in blocks of `size`, of which one at a time is in memory."""
    block: list[Comment] = []
    number = 0
    for number, row in enumerate(rows_of(path, needs=("comment",)), start=1):
        block.append(
            Comment(
                id=row.get("id") or str(number),
                text=row["comment"],
                language=row.get("language") or row.get("lang") or None,
                role=row.get("role") or None,
                question=row.get("question") or None,
                wave=row.get("wave") or None,
            )
        )
        if len(block) == size:
            yield block
            block = []
    if not number:
        raise NoComments(f"{path} has a header but no rows. Give at least one comment.")
    if block:
        yield block


def read_rows(path: str | Path, needs: Sequence[str] = ()) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file with a header, missing cells empty; blank lines are no rows.

    Raises: FileUnreadable, ColumnMissing.
    """
    return list(rows_of(path, needs))


def rows_of(path: str | Path, needs: Sequence[str] = ()) -> Iterator[dict[str, str]]:
    """The same, one row at a time in memory."""
    # A cell may be as long as somebody pastes; what is read of it is cut elsewhere.
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path, file, needs)
    except FileNotFoundError as problem:
        raise FileUnreadable(f"{path} is not there. Check the name.") from problem
    except UnicodeDecodeError as problem:
        raise FileUnreadable(
            f"{path} is not UTF-8 (byte {_bad_byte(Path(path))}). Save it again with the encoding UTF-8."
        ) from problem
    except OSError as problem:
        raise FileUnreadable(f"{path} could not be read: {problem.strerror}.") from problem


def _rows(path: str | Path, file: TextIO, needs: Sequence[str]) -> Iterator[dict[str, str]]:
    # German spreadsheets part their columns by semicolons.
    first = file.readline()
    delimiter = ";" if ";" in first and "," not in first else ","
    file.seek(0)
    reader = csv.DictReader(file, restval="", strict=True, delimiter=delimiter)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        _require_columns(path, header, needs)
        for row in reader:
            if None in row:
                raise FileUnreadable(
                    f"{path}, line {reader.line_num}: more cells than the header has columns."
                    " Put quotation marks around a text that holds commas."
                )
            yield row
    except csv.Error as problem:
        raise FileUnreadable(
            f"{path}, line {reader.line_num}: {problem}. Check the quotation marks there."
        ) from problem


def _bad_byte(path: Path) -> int:
    """The first byte that is not UTF-8, counted from 1."""
    read = 0
    with path.open("rb") as file:
        for line in file:
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as problem:
                return read + problem.start + 1
            read += len(line)
    return read


def _require_columns(path: str | Path, header: Sequence[str], needs: Sequence[str]) -> None:
    for name in needs:
        if name not in header:
            found = ", ".join(header) or "none"
            raise ColumnMissing(f"{path} needs a column named {name!r}. Its columns are: {found}.")
