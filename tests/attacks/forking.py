"""Children forked from the loaded process: killed somewhere, short of disk, or telling what they came to."""

import importlib
import itertools
import json
import os
import signal
import time
import traceback
from collections.abc import Callable
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, event

from rmfeedback import prepared
from rmfeedback.db import ROOMS
from tests.conftest import leave

# What a module that forks puts among its marks.
FORKING = (
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
)
FAILED = 250


def in_a_child(deed: Callable[[], object]) -> int:
    """Do a deed in a child; return the number it comes to (0 for nothing), FAILED, or minus its signal."""
    leave(ROOMS)  # A connection may not cross a fork.
    child = os.fork()
    if child == 0:
        try:
            os._exit(int(deed() or 0))  # type: ignore[call-overload]
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(FAILED)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fill_the_disk(limit: int = 1024) -> None:
    """Let no file of this process grow beyond so many bytes."""
    import resource  # Not there on Windows, where these tests are skipped.

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def killed_at(point: str, deed: Callable[[], object]) -> bool:
    """Do a deed in a child that is killed at "before module:function" or "after …"; tell whether it was."""
    return in_a_child(lambda: _die_at(point, deed)) == -signal.SIGKILL


def killed_at_step(step: int, deed: Callable[[], object]) -> bool:
    """Do a deed in a child that is killed at its n-th statement, commit or write to the disk.

    Return whether it was killed; a deed that ended before was done whole.
    """
    came_to = in_a_child(lambda: _die_at_step(step, deed))
    assert came_to in (0, -signal.SIGKILL), "the deed failed"
    return came_to != 0


class Server:
    """A process of its own that waits for a moment, does one deed, and tells what it came to."""

    def __init__(self, deed: Callable[[], object], moment: float = 0.0):
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reading)
            _work(deed, moment, writing)
        os.close(writing)
        self.answer = reading

    def said(self) -> object:
        """Wait for its end; return what it told, None where it was killed."""
        with os.fdopen(self.answer) as answer:
            told = answer.read()
        os.waitpid(self.process, 0)
        return json.loads(told) if told else None


def _work(deed: Callable[[], object], moment: float, writing: int) -> None:
    try:
        time.sleep(max(0.0, moment - time.monotonic()))
        try:
            told = deed()
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writing, json.dumps(told).encode())
    finally:
        os._exit(0)


def _die_at(point: str, deed: Callable[[], object]) -> None:
    when, _, name = point.partition(" ")
    module, _, attribute = name.partition(":")
    home = importlib.import_module(module)
    if "." in attribute:
        owner, attribute = attribute.split(".")
        home = getattr(home, owner)
    real = getattr(home, attribute)

    def dying(*given: object, **named: object) -> object:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    with patch.object(home, attribute, dying):
        deed()


def _die_at_step(step: int, deed: Callable[[], object]) -> None:
    steps = itertools.count(1)

    def count(*_given: object, **_named: object) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    by_driver = prepared.by_driver
    prepared.by_driver = lambda *given: (count(), by_driver(*given))[1]
    for name in ("fsync", "fdatasync", "replace", "link", "unlink"):
        real = getattr(os, name)
        setattr(os, name, lambda *given, real=real, **named: (count(), real(*given, **named))[1])
    deed()
