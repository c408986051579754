"""The command over Dask on generated rows: does it end, with every row, within two gigabytes a worker?

Dask itself ends a worker that takes more than it may, so that a run that comes to its end has kept the limit;
the most that each has taken is printed beside it.
"""

import tempfile
import time
from pathlib import Path

from data import Own
from memory import peak
from speed import write

from rmfeedback.insights.__main__ import main as command

N_ROWS = 5_000_000
LIMIT = "2 GB"


def main(folder: Path, n_rows: int = N_ROWS, n_workers: int = 2) -> None:
    from distributed import Client, LocalCluster

    with tempfile.TemporaryDirectory() as scratch:
        comments, out = Path(scratch, "comments.csv"), Path(scratch, "themes.json")
        write(Own.read(folder), n_rows, comments)
        limits = {"n_workers": n_workers, "threads_per_worker": 1, "memory_limit": LIMIT}
        with (
            LocalCluster(**limits, dashboard_address=None, local_directory=scratch) as cluster,
            Client(cluster) as client,
        ):
            start = time.monotonic()
            address = cluster.scheduler_address
            code = command([str(comments), "--engine", "dask", "--cluster", address, "--out", str(out)])
            minutes = (time.monotonic() - start) / 60
            taken = list(client.run(peak).values())
        with out.open(encoding="utf-8") as file:
            n_labelled = sum(line.startswith('{"id"') for line in file)
        print(f"{n_labelled:,} of {n_rows:,} rows labelled in {minutes:.1f} min, exit code {code}")
        workers = ", ".join(f"{one:.0f}" for one in taken)
        print(f"workers of at most {LIMIT}: {workers} MB; the process over them: {peak():.0f} MB")
