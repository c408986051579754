"""Which findings of a wave leadership can read, and what is done about them: the reading room knows.

It lies beside the hall: `app.py` hands its functions over, this module only calls them.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

IsReleased = Callable[[str], bool]
Told = Callable[[str], dict[str, Any]]
AskedBy = Callable[[str], str]


def init(app: Flask, is_released: IsReleased, told: Told, asked_by: AskedBy) -> None:
    """Keep what tells of a wave whether it is released, what leadership reads of it, and who asks for it."""
    app.extensions["is_released"], app.extensions["told"] = is_released, told
    app.extensions["release_asked_by"] = asked_by


def asked_by(wave_key: str) -> str:
    """Return the address of who asks for a release that another has to agree to; empty where nobody does."""
    found: str = current_app.extensions["release_asked_by"](wave_key)
    return found


def is_released(wave_key: str) -> bool:
    """Tell whether leadership can read the findings of a wave."""
    found: bool = current_app.extensions["is_released"](wave_key)
    return found


def told(wave_key: str) -> dict[str, Any]:
    """Return the released findings of a wave, with what is done about them.

    Raises: what the reading room refuses, where nothing is released.
    """
    found: dict[str, Any] = current_app.extensions["told"](wave_key)
    return found
