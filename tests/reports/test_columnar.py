"""The columns for data people: numbers are numbers, and what may not be shown is said."""

import io
import json

import pyarrow.parquet

from rmfeedback.reports import columnar, content
from tests.reports.conftest import WAVE


def test_numbers_are_numbers_and_what_may_not_be_shown_is_said_beside(a_released_wave):
    a_released_wave()
    given = content.of(WAVE)

    table = pyarrow.parquet.read_table(io.BytesIO(columnar.parquet(given)))

    kinds = {name: str(table.schema.field(name).type) for name in ("n", "mean", "favourable", "is_notable")}
    assert kinds == {"n": "int64", "mean": "double", "favourable": "double", "is_notable": "bool"}
    rows = [row for row in table.to_pylist() if row["table"] == "items"]
    for row, told in zip(rows, given.findings["items"], strict=True):
        said = json.loads(row["in_words"] or "{}")
        assert said.get("n", row["n"]) == told["n"]
        assert said.get("favourable", row["favourable"]) == told["favourable"]
    assert json.loads(table.schema.metadata[b"rules"]) == given.findings["rules"]
