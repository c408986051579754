"""Whether the response room is the newest: keys/, which is in no backup, knows the mark of the last deed."""

import json

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.surveys import keys, results


class BoxOlder(Refused):
    status = 503
    message = N_(
        "Your answers were not kept: this server was put back from an older copy, and the newest has to come "
        "back first. Please tell the programme team; what you sent before stays sealed."
    )


def marks(wave_key: str) -> list[str] | None:
    """Return the marks of which a room must have one: more than one after a crash, None before any."""
    text = keys.epoch(wave_key)
    found: list[str] | None = json.loads(text) if text else None
    return found


def check(wave_key: str, found: str) -> None:
    """Refuse to put answers into a box that does not know what was last done with its wave.

    `found`: the mark in the room that holds the box.
    Raises: BoxOlder.
    """
    if _is_newest(wave_key, found):
        return
    with writing():
        # Somebody may have been in the midst of a deed: look again while nobody can.
        is_newest = _is_newest(wave_key, results.epoch(wave_key))
    if not is_newest:
        raise BoxOlder()


def _is_newest(wave_key: str, found: str) -> bool:
    allowed = marks(wave_key)
    return allowed is None or found in allowed
