"""Whether leadership can read a wave's findings: the reading room knows, and lies beside the hall.

`app.py` hands the function over, this module only calls it.
"""

from collections.abc import Callable

from flask import Flask, current_app

IsReleased = Callable[[str], bool]


def init(app: Flask, is_released: IsReleased) -> None:
    """Keep the function that tells of a wave whether it is released."""
    app.extensions["is_released"] = is_released


def is_released(wave_key: str) -> bool:
    """Tell whether leadership can read the findings of a wave."""
    found: bool = current_app.extensions["is_released"](wave_key)
    return found
