"""Time and memory of the command in a process of its own, above its imports."""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from data import Own

ROOT = Path(__file__).parents[2]
PROGRAM = """
import resource, sys, time
start = time.process_time()
import nltk.stem.snowball, scipy.stats, rmfeedback.insights.themes
from rmfeedback.insights.__main__ import main
loaded = time.process_time()
main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
used = used / 1024 if sys.platform != "darwin" else used / 1024**2
run, imports = time.process_time() - loaded, loaded - start
print(f"{run:.1f} CPU s above {imports:.1f} of imports, {used:.0f} MB", file=sys.stderr)
"""


def main(folder: Path) -> None:
    own = Own.read(folder)
    with tempfile.TemporaryDirectory() as scratch:
        for n, sights in (
            (400, ("static", "semantic")),
            (2000, ("static", "semantic")),
            (100_000, ("auto",)),
        ):
            path = Path(scratch, f"{n}.csv")
            write(own, n, path)
            for sight in sights:
                command = [sys.executable, "-c", PROGRAM, str(path), "--out", str(path.with_suffix(".json"))]
                done = subprocess.run(
                    [*command, "--vectors", sight], capture_output=True, text=True, check=True, cwd=ROOT
                )
                print(f"{n:7,} comments, {sight}: {done.stderr.splitlines()[-1]}")


def write(own: Own, n: int, path: Path) -> None:
    """Comments like the labelled ones, each with some words of another."""
    chance = np.random.default_rng(0)
    words = {lang: [r["comment"].split() for r in own.rows if r["lang"] == lang] for lang in ("en", "de")}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("comment", "question", "role"))
        for row in (own.rows[i] for i in chance.integers(len(own.rows), size=n)):
            mine, others = row["comment"].split(), words[row["lang"]]
            other = others[chance.integers(len(others))]
            for _ in range(min(3, len(mine))):
                mine[chance.integers(len(mine))] = other[chance.integers(len(other))]
            writer.writerow((" ".join(mine + other[:4]), row["question"], row["role"]))
