"""The lock files: what `sh run` installs, to the byte, from wherever the user's own configuration points."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = {name: (ROOT / f"requirements/{name}.txt").read_text("utf-8") for name in ("run", "test")}


def pins(lock: str) -> list[str]:
    """`name==version` with its marker, as locked."""
    return re.findall(r"^([a-z0-9][^\\\n]*?) *\\$", lock, re.M)


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[a-z0-9-]+", requirement).group() for requirement in requirements}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_option(name):
    assert "://" not in LOCKS[name]
    assert not re.findall(r"^-.*", LOCKS[name], re.M)


@pytest.mark.parametrize("name", LOCKS)
def test_each_pin_is_exact_and_hashed(name):
    blocks = re.split(r"\n(?=\S)", LOCKS[name].strip())

    assert all(re.match(r"[a-z0-9-]+==[^ ]+ ", block) and "--hash=sha256:" in block for block in blocks)
    assert len(blocks) == len(pins(LOCKS[name]))


def test_the_tests_run_on_the_very_libraries_that_users_get():
    assert set(pins(LOCKS["run"])) <= set(pins(LOCKS["test"]))


def test_every_library_asked_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert names(project["project"]["dependencies"]) <= names(pins(LOCKS["run"]))
    assert names(project["dependency-groups"]["test"]) <= names(pins(LOCKS["test"]))
