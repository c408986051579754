"""Time and memory in processes of their own: the command above its imports, all systems with theirs."""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from data import PUBLIC, Own, Row, draws, read

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PROGRAM = f"""
import sys, time
sys.path[:0] = [{str(HERE)!r}, {str(ROOT)!r}]
start = time.process_time()
import nltk.stem.snowball, scipy.stats, rmfeedback.insights.themes
from rmfeedback.insights.__main__ import main
loaded = time.process_time()
main(sys.argv[1:])
run, imports = time.process_time() - loaded, loaded - start
from memory import peak
print(f"{{run:.1f}} CPU s above {{imports:.1f}} of imports, {{peak():.0f}} MB", file=sys.stderr)
"""
ONE_SYSTEM = f"""
import sys, time, warnings
warnings.filterwarnings("ignore")
sys.path[:0] = [{str(HERE)!r}, {str(ROOT)!r}]
import public
from pathlib import Path
from memory import peak
from speed import titles
folder, wheels, name, n = sys.argv[1:]
public.systems(public.peers.MiniLM(Path(wheels)) if wheels else None)[name](titles(Path(folder), int(n)))
print(f"{{time.process_time():.1f}} CPU s, {{peak():.0f}} MB")
"""


def main(folder: Path, wheels: Path | None = None) -> None:
    of_the_command(folder)
    print("\nQuestion titles, each system in a process of its own, imports included")
    # Who needs no vectors of MiniLM is not charged for loading them.
    reads_vectors = {"KeyNMF, told k", "BERTopic + MiniLM"} if wheels else set()
    alone = {"ours", "ours, static vectors", "NMF, told k", "KMeans on TF-IDF, told k", "LDA, told k"}
    for n in (400, 2000):
        for name in sorted(alone | reads_vectors):
            told = [str(folder), str(wheels) if name in reads_vectors else "", name, str(n)]
            done = subprocess.run(
                [sys.executable, "-c", ONE_SYSTEM, *told], capture_output=True, text=True, check=True
            )
            print(f"{n:7,} titles, {name}: {done.stdout.strip()}", flush=True)


def titles(folder: Path, n: int) -> list[Row]:
    """Question titles: a draw of n, or all of them."""
    rows = read(folder / PUBLIC[1])
    return rows if n >= len(rows) else next(draws(rows, n, 1))


def of_the_command(folder: Path) -> None:
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
