"""The names of those invited, where a wave was planned to show them on its form.

They lie in the other room: `app.py` hands the function over, this module only calls it.
"""

from collections.abc import Callable, Mapping, Sequence

from flask import Flask, current_app

from rmfeedback.surveys.models import Wave

FindNames = Callable[[str], Mapping[str, Sequence[str]]]


def init(app: Flask, find_names: FindNames) -> None:
    """Keep the function that finds the names of a wave's invited, by role."""
    app.extensions["find_names"] = find_names


def names(wave: Wave) -> Mapping[str, Sequence[str]]:
    """Return the names by role; nothing where the wave shows numbers only."""
    if not wave.choices.get("shows_names"):
        return {}
    found: Mapping[str, Sequence[str]] = current_app.extensions["find_names"](wave.key)
    return found
