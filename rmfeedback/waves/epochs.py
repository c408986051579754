"""Whether both rooms know what was last done with a wave: one that was put back from an older copy does not.

Each deed of the hall (launch, each mailing) gives the wave a fresh random mark, in three places: keys/, which
is in no backup, then the identity room, then the response room. A crash in between leaves the next mark noted
in keys/, and the next deed goes on from there. Answers and renewals never touch it.
"""

import json
import secrets

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import inviting
from rmfeedback.surveys import keys, results

_NONE = ""


class RoomRestored(Refused):
    status = 409
    message = N_(
        "The %(room)s room was put back from an older copy: it does not know what was last done with wave "
        "“%(wave)s”. No link is made and no box is opened. Put the newest copy of this room back."
    )


def check(wave_key: str) -> None:
    """Refuse where a room is older than what was last done.

    Raises: RoomRestored.
    """
    allowed = _kept(wave_key)
    if allowed is None:
        return
    if inviting.epoch(wave_key) not in allowed:
        raise RoomRestored(room="identity", wave=wave_key)
    if results.epoch(wave_key) not in allowed or results.wave(wave_key).state == "planned":
        raise RoomRestored(room="response", wave=wave_key)


def has_begun(wave_key: str) -> bool:
    """Tell whether a launched wave has its first mark."""
    return _kept(wave_key) is not None


def advance(wave_key: str) -> None:
    """Give a launched wave a fresh mark, before the next deed is done.

    Raises: RoomRestored.
    """
    check(wave_key)
    now, fresh = results.epoch(wave_key), secrets.token_hex(16)
    keys.store_epoch(wave_key, json.dumps([now, inviting.epoch(wave_key), fresh]))
    with writing():
        inviting.set_epoch(wave_key, fresh)
    with writing():
        results.set_epoch(wave_key, fresh)
    keys.store_epoch(wave_key, json.dumps([fresh]))


def _kept(wave_key: str) -> list[str] | None:
    text = keys.epoch(wave_key)
    return json.loads(text) if text else None
