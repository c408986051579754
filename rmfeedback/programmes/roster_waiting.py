"""The rows that wait: on the page to be corrected, or as a CSV to correct and send again."""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field

from rmfeedback.programmes.roster import Preview
from rmfeedback.programmes.roster_entries import Problem, values_of
from rmfeedback.programmes.roster_mending import cell
from rmfeedback.programmes.roster_text import Record

# What a page shows of many; the downloads hold all.
MOST_SHOWN = 100


@dataclass(frozen=True)
class Fault:
    """Something wrong with a row, and the cell to correct: as it is, and in the line that says otherwise."""

    problem: Problem
    value: str
    earlier_value: str = ""


@dataclass(frozen=True)
class WaitingRow:
    """A row that waits, with what is wrong with it; `name` is what stands in its column of names."""

    line: int
    name: str
    faults: list[Fault] = field(default_factory=list)


def rows(looked: Preview, most: int = MOST_SHOWN) -> list[WaitingRow]:
    """Return the first rows that wait."""
    records = {record.line: record for record in looked.file.records}
    found = []
    for line, problems in list(_by_line(looked).items())[:most]:
        faults = [_fault(problem, records, looked) for problem in problems]
        found.append(WaitingRow(line, values_of(records[line], looked.file)["name"].strip(), faults))
    return found


def as_csv(looked: Preview) -> bytes:
    """Return the waiting records under a header with a column `problem`; UTF-8 with a mark, as Excel wants.

    A cell that looks like a formula is written with an apostrophe before it, which reading takes off again.
    """
    reasons = _by_line(looked)
    width = len(looked.file.columns)
    lines = [[*(column.name for column in looked.file.columns), "problem"]]
    for record in looked.file.records:
        if record.line in reasons:
            cells = [*record.cells, *[""] * width][: max(width, len(record.cells))]
            lines.append([*cells, " ".join(problem.message for problem in reasons[record.line])])
    return _written(lines, looked)


def notes_as_csv(looked: Preview) -> bytes:
    """Return all that there is to know about lines of the file, one note a row; as `as_csv`."""
    lines = [["line", "column", "value", "outcome", "message"]]
    lines += [[str(p.line), p.column, p.value, p.outcome, p.message] for p in looked.report.problems]
    return _written(lines, looked)


def _by_line(looked: Preview) -> dict[int, list[Problem]]:
    found = defaultdict(list)
    for problem in looked.report.problems:
        if problem.outcome == "waiting":
            found[problem.line].append(problem)
    return found


def _fault(problem: Problem, records: dict[int, Record], looked: Preview) -> Fault:
    value = cell(records[problem.line], problem.field, looked.file)
    earlier = records.get(problem.earlier)
    return Fault(problem, value, cell(earlier, problem.field, looked.file) if earlier else "")


def _written(lines: list[list[str]], looked: Preview) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=looked.file.separator or ";")
    writer.writerows([_harmless(value) for value in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) else cell
