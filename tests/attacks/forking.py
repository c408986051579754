"""Children forked from the loaded process, killed at a named point: before or after a function."""

import importlib
import os
import signal
from collections.abc import Callable
from unittest.mock import patch

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
