"""Children forked from the loaded process, killed at a named point: before or after a function."""

import importlib
import itertools
import os
import signal
from collections.abc import Callable
from unittest.mock import patch

from sqlalchemy import Engine, event

from rmfeedback.db import ROOMS, db


def killed_at(point: str, deed: Callable[[], object]) -> bool:
    """Do a deed in a child that is killed at "before module:function" or "after …"; tell whether it was."""
    db.session.remove()
    for room in ROOMS:
        db.engines[room].dispose()  # A connection may not cross a fork.
    child = os.fork()
    if child == 0:
        _die_at(point, deed)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


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

    try:
        with patch.object(home, attribute, dying):
            deed()
    finally:
        os._exit(3)


def killed_at_step(step: int, deed: Callable[[], object]) -> bool:
    """Do a deed in a child that is killed at its n-th statement, commit or write to the disk.

    Return whether it was killed; a deed that ended before was done whole.
    """
    db.session.remove()
    for room in ROOMS:
        db.engines[room].dispose()
    child = os.fork()
    if child == 0:
        _die_at_step(step, deed)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the deed failed"
    return False


def _die_at_step(step: int, deed: Callable[[], object]) -> None:
    steps = itertools.count(1)

    def count(*_given: object, **_named: object) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    for name in ("fsync", "replace", "link", "unlink"):
        real = getattr(os, name)
        setattr(os, name, lambda *given, real=real, **named: (count(), real(*given, **named))[1])
    try:
        deed()
        os._exit(0)
    finally:
        os._exit(3)
