"""The rows that wait, as a CSV to correct and send again."""

import csv
import io

from rmfeedback.programmes.roster import Preview


def as_csv(looked: Preview) -> bytes:
    """Return the waiting records under a header with a column `problem`; UTF-8 with a mark, as Excel wants.

    A cell that looks like a formula is written with an apostrophe before it, which reading takes off again.
    """
    reasons: dict[int, list[str]] = {}
    for problem in looked.report.problems:
        if problem.outcome == "waiting":
            reasons.setdefault(problem.line, []).append(problem.message)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=looked.file.separator)
    width = len(looked.file.columns)
    writer.writerow([*(column.name for column in looked.file.columns), "problem"])
    for record in looked.file.records:
        if record.line in reasons:
            cells = [*record.cells, *[""] * width][: max(width, len(record.cells))]
            writer.writerow([*map(_harmless, cells), " ".join(reasons[record.line])])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) else cell
