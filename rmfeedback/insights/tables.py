"""Read comments and rosters from CSV files, and say what is wrong with them where."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from .refusals import ColumnMissing, FileUnreadable, NoComments


@dataclass(frozen=True)
class Comment:
    """One answer in somebody's own words, and what is known of where it stands."""

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
    rows = read_rows(path, needs=("comment",))
    if not rows:
        raise NoComments(f"{path} has a header but no rows. Give at least one comment.")
    return [
        Comment(
            id=row.get("id") or str(number),
            text=row["comment"],
            language=row.get("language") or row.get("lang") or None,
            role=row.get("role") or None,
            question=row.get("question") or None,
            wave=row.get("wave") or None,
        )
        for number, row in enumerate(rows, start=1)
    ]


def read_rows(path: str | Path, needs: Sequence[str] = ()) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file with a header, missing cells empty; blank lines are no rows.

    Raises: FileUnreadable, ColumnMissing.
    """
    text = _text(Path(path))
    # German spreadsheets part their columns by semicolons.
    first = text.partition("\n")[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    reader = csv.DictReader(StringIO(text, newline=""), restval="", strict=True, delimiter=delimiter)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        _require_columns(path, header, needs)
        rows = []
        for row in reader:
            if None in row:
                raise FileUnreadable(
                    f"{path}, line {reader.line_num}: more cells than the header has columns."
                    " Put quotation marks around a text that holds commas."
                )
            rows.append(row)
        return rows
    except csv.Error as problem:
        raise FileUnreadable(
            f"{path}, line {reader.line_num}: {problem}. Check the quotation marks there."
        ) from problem


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as problem:
        raise FileUnreadable(f"{path} is not there. Check the name.") from problem
    except UnicodeDecodeError as problem:
        raise FileUnreadable(
            f"{path} is not UTF-8 (byte {problem.start + 1}). Save it again with the encoding UTF-8."
        ) from problem
    except OSError as problem:
        raise FileUnreadable(f"{path} could not be read: {problem.strerror}.") from problem


def _require_columns(path: str | Path, header: Sequence[str], needs: Sequence[str]) -> None:
    for name in needs:
        if name not in header:
            found = ", ".join(header) or "none"
            raise ColumnMissing(f"{path} needs a column named {name!r}. Its columns are: {found}.")
