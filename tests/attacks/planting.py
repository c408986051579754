"""Plant leaks into a copy of the code, one at a time, and see that the suite finds each.

    python -m tests.attacks.planting [NAME …]      all of them take some minutes

A leak replaces text that stands in a file exactly once; `test_planting.py` sees that it still does.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.attacks.plants import PLANTS, Plant

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("rmfeedback", "tests", "pyproject.toml", "wsgi.py")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+::\S+)", re.M)


def main(names: list[str]) -> int:
    """Print a table of leaks and the test that found each; 1 if one was not found."""
    chosen = [plant for plant in PLANTS if not names or plant.name in names]
    found = {plant.name: finder(plant) for plant in chosen}
    width = max(len(name) for name in found)
    for name, test in found.items():
        print(f"{name:<{width}}  {test or 'NOT FOUND'}")
    return 0 if all(found.values()) else 1


def finder(plant: Plant) -> str:
    """Return the first test that fails on a copy with the leak; empty where none does."""
    print(f"planting: {plant.name} …", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="planted-", dir=_fast_folder()) as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        plant_into(copy, plant)
        return first_failure(copy, plant.tests)


def plant_into(checkout: Path, plant: Plant) -> None:
    """Make the replacements of a leak in a checkout."""
    for edit in plant.edits:
        file = checkout / edit.file
        text = file.read_text("utf-8")
        if text.count(edit.old) != 1:
            raise ValueError(f"{plant.name}: {edit.file} holds {edit.old!r} {text.count(edit.old)} times")
        file.write_text(text.replace(edit.old, edit.new), "utf-8")


def first_failure(checkout: Path, tests: Iterable[str]) -> str:
    """Run tests in a checkout until one fails; return its name."""
    words = ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
    surroundings = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=checkout, env=surroundings, capture_output=True, text=True, check=False
    )
    failed = FAILED.search(done.stdout)
    if done.returncode and not failed:
        raise RuntimeError(f"the planted copy does not even run: {done.stdout[-500:]}")
    return failed[1] if failed else ""


def _fast_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
