"""The demo plays a whole programme in a folder of its own, and leaves nothing but the findings."""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext

import pytest

from rmfeedback import serving
from rmfeedback.demo import playing
from rmfeedback.demo.playing import DemoStuck
from rmfeedback.insights.taxonomy import Taxonomy
from rmfeedback.reports.models import KINDS
from tests.factories import surroundings

LONGEST_S = 40
FILES = {"findings.json", "findings.csv", "findings.xlsx", "findings.pdf", "summary.txt"}


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Play the demo once, in a process of its own, from an empty folder."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "rmfeedback.cli", "demo", "--once", str(folder / "out")]
    (folder / "tmp").mkdir()
    (folder / "here").mkdir()
    env = surroundings(folder / "elsewhere") | {"TMPDIR": str(folder / "tmp"), "TEMP": str(folder / "tmp")}
    for name in ("REHEARSAL", "TODAY"):
        env.pop(f"RMFEEDBACK_{name}")
    began = time.monotonic()
    done = subprocess.run(command, cwd=folder / "here", env=env, capture_output=True, text=True)
    return folder, done, time.monotonic() - began


@pytest.fixture(scope="module")
def findings(played):
    return json.loads((played[0] / "out" / "findings.json").read_text("utf-8"))


def test_it_ends_well_and_in_time(played):
    _, done, took_s = played

    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert took_s < LONGEST_S


def test_it_leaves_the_five_files_and_nothing_else(played):
    folder = played[0]

    assert {file.name for file in (folder / "out").iterdir()} == FILES
    assert all(file.stat().st_size > 200 for file in (folder / "out").iterdir())
    assert os.listdir(folder / "tmp") == os.listdir(folder / "here") == []
    assert not (folder / "elsewhere").exists()


def test_it_prints_the_summary_that_it_writes(played):
    folder, done, _ = played

    assert done.stdout == (folder / "out" / "summary.txt").read_text("utf-8") + "\n"


def test_all_but_one_of_each_role_answered_over_http(played, findings):
    assert (findings["invited"], findings["responses"]) == (22, 20)
    assert findings["by_role"] == {"mentor": 10, "leader": 10}
    assert "20 answered. The box is opened." in played[1].stderr


def test_at_least_four_themes_each_have_a_name_and_a_kind_of_the_taxonomy(played, findings):
    summary = (played[0] / "out" / "summary.txt").read_text("utf-8")
    kinds = {*Taxonomy.load().kinds, "other"}

    assert len(findings["themes"]) >= 4
    assert kinds == set(KINDS)
    for theme in findings["themes"]:
        assert theme["kind"] in kinds
        assert 2 <= len(theme["name"].split()) <= 8
        assert theme["name"] in summary


def test_there_are_gaps_to_see_and_at_least_one_stands_out_from_chance(findings):
    shown = [gap for gap in findings["gaps"] if isinstance(gap["gap"], float)]

    assert len(shown) >= 5
    assert any(gap["is_notable"] for gap in findings["construct_gaps"])


def test_a_demo_whose_mails_are_not_written_says_so_and_cleans_up(monkeypatch, tmp_path):
    monkeypatch.setattr(playing, "LONGEST_MAILING_S", 0.1)
    monkeypatch.setattr(serving, "in_background", lambda app: nullcontext(0))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(DemoStuck, match="Look for an error above"):
        playing.play(tmp_path / "out", 8000)
    assert list(tmp_path.iterdir()) == []


def test_no_name_and_no_address_of_the_roster_stands_in_a_file(played):
    for file in (played[0] / "out").iterdir():
        assert b"@example.com" not in file.read_bytes()
        assert b"Okonjo" not in file.read_bytes()
