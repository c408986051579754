"""How long exporting a large wave takes, beside a bare XlsxWriter loop over the same cells in the same run.

`python -m benchmarks.exports [--responses N]`: the ratio of both (2 at most is wanted), with the release
as it is, and with its tables as long as those of many waves; how long and how large each format is.
"""

import argparse
import io
import statistics
import time
from dataclasses import replace

import xlsxwriter

from benchmarks.cells import a_wave, an_instance
from rmfeedback.reports import content, exporting, findings, tables, workbook

ROUNDS = 9
REPEATED = 100


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=100_000)
    given = parser.parse_args()
    with an_instance():
        key = a_wave("large", given.responses)
        findings.release(key)
        held = content.of(key)
        compare(held, f"the release of {given.responses:,} responses")
        compare(longer(held), f"tables {REPEATED} times as long", rounds=3)
        formats(held)


def longer(held):
    """Return the same findings with every row of their long tables many times over."""
    told = dict(held.findings)
    for name in tables.COLUMNS:
        told[name] = (told.get(name) or []) * REPEATED
    return replace(held, findings=told)


def bare(every):
    """Write the cells of all tables, and nothing else."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for table in every:
            sheet = book.add_worksheet(table.name)
            for place, column in enumerate(table.columns):
                sheet.write(0, place, column)
            for line, row in enumerate(table.rows, start=1):
                for place, value in enumerate(row):
                    if value is not None:
                        sheet.write(line, place, value)
    return file.getvalue()


def compare(held, what, rounds=ROUNDS):
    """Take turns, so that a busy machine slows both alike; the medians are compared."""
    every = tables.tables(held)
    cells = sum(value is not None for table in every for row in table.rows for value in row)
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(timed(lambda: bare(every)))
        ours.append(timed(lambda: workbook.xlsx(held)))
    found = statistics.median(theirs), statistics.median(ours)
    took = " ms, a bare loop ".join(f"{1000 * each:.0f}" for each in reversed(found))
    print(f"{what}, {cells:,} cells: {took} ms, ratio {found[1] / found[0]:.2f}")


def formats(held):
    for suffix, each in exporting.FORMATS.items():
        if each.is_installed:
            each.make(held)  # Whatever it imports is imported by now.
            took = statistics.median(timed(lambda each=each: each.make(held)) for _ in range(3))
            print(f".{suffix}: {1000 * took:.0f} ms, {len(each.make(held)) / 1024:.0f} KiB")


def timed(deed):
    before = time.perf_counter()
    deed()
    return time.perf_counter() - before


if __name__ == "__main__":
    main()
