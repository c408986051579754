"""Tables as one Parquet file for data people: numbers are numbers, and what may not be shown is named."""

import io
import json
from collections.abc import Sequence
from typing import Any

from rmfeedback.reports.content import Content
from rmfeedback.reports.tables import NUMBERS, SHARES, WHOLE, YES_OR_NO, Value, tables


def parquet(content: Content) -> bytes:
    """Return one table: a row per row of every table, a column per column of any, its table's name first.

    Where a cell of numbers is told as "too few" or in a word, it is empty, and `in_words` holds what it says,
    as JSON by column. The rules and the digest of the release stand in the file's own metadata.
    """
    import pyarrow
    import pyarrow.parquet

    every = tables(content)
    rows = [(table.name, dict(zip(table.columns, row, strict=True))) for table in every for row in table.rows]
    told: list[dict[str, str]] = [{} for _ in rows]
    data = {"table": pyarrow.array([name for name, _ in rows], pyarrow.string())}
    for column in dict.fromkeys(column for table in every for column in table.columns):
        values = [row.get(column) for _, row in rows]
        data[column] = pyarrow.array(*_typed(column, values, told, pyarrow))
    words = [json.dumps(each, ensure_ascii=False) if each else None for each in told]
    data["in_words"] = pyarrow.array(words, pyarrow.string())
    file = io.BytesIO()
    made = pyarrow.table(data).replace_schema_metadata(_metadata(content))
    pyarrow.parquet.write_table(made, file, compression="snappy")
    return file.getvalue()


def _typed(
    column: str, values: Sequence[Value], told: Sequence[dict[str, str]], pyarrow: Any
) -> tuple[list[Value], Any]:
    """Return a column's values and their type; the words among its numbers go to `told`."""
    if column in YES_OR_NO:
        return list(values), pyarrow.bool_()
    if column not in WHOLE | NUMBERS | SHARES:
        return [None if value is None else str(value) for value in values], pyarrow.string()
    for value, words in zip(values, told, strict=True):
        if isinstance(value, str):
            words[column] = value
    shown: list[Value] = [None if isinstance(value, str) else value for value in values]
    return shown, pyarrow.int64() if column in WHOLE else pyarrow.float64()


def _metadata(content: Content) -> dict[str, str]:
    return {
        "findings_sha256": content.digest,
        "rules": json.dumps(content.findings["rules"], ensure_ascii=False),
        "made_with": json.dumps(content.findings["made_with"], ensure_ascii=False),
    }
