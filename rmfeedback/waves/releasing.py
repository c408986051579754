"""Which findings of a wave leadership can read, and what is done about them: the reading room knows.

It lies beside the hall: `app.py` hands its functions over, this module only calls them.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

IsReleased = Callable[[str], bool]
Told = Callable[[str], dict[str, Any]]


def init(app: Flask, is_released: IsReleased, told: Told) -> None:
    """Keep what tells of a wave whether it is released, and what leadership reads of it."""
    app.extensions["is_released"], app.extensions["told"] = is_released, told


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
