"""The plugin that makes a skipped test a failed run in CI."""

import subprocess
import sys
from pathlib import Path

import pytest

PASSES = "def test_passes():\n    pass\n"
SKIPS = "import pytest\n\ndef test_skips():\n    pytest.skip('no browser')\n"
SKIPS_WHOLE = "import pytest\n\npytest.importorskip('a_module_that_is_not_there')\n"


def play(folder: Path, text: str, *args: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_one.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no_skips", *args]
    env = {"PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "with a worker"])
@pytest.mark.parametrize(("text", "name"), [(SKIPS, "test_one.py::test_skips"), (SKIPS_WHOLE, "test_one.py")])
def test_a_skip_fails_the_run_and_is_named(tmp_path, text, name, workers):
    done = play(tmp_path, PASSES + text, *workers)

    assert done.returncode == 1
    assert f"No test may be skipped here, but these were: {name}." in done.stdout


def test_a_run_without_a_skip_passes(tmp_path):
    assert play(tmp_path, PASSES).returncode == 0
