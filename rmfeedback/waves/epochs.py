"""Whether both rooms know what was last done with a wave: one that was put back from an older copy does not.

Each deed of the hall (launch, each mailing, closing) gives the wave a fresh random mark, in three places:
keys/, which is in no backup, then both rooms. A crash in between leaves the old marks and the next one noted
in keys/, and the next deed goes on from there. Answers and renewals never touch it.
"""

import json
import secrets

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import inviting
from rmfeedback.surveys import freshness, keys, results


class RoomRestored(Refused):
    status = 409
    message = N_(
        "The %(room)s room was put back from an older copy: it does not know what was last done with wave "
        "“%(wave)s”. No link is made and no box is opened. Put the newest copy of this room back. Where "
        "there is none: wave close --older-copy opens the box on its day; what that copy lacks is lost."
    )


class CopiesDiffer(RoomRestored):
    message = N_(
        "Both rooms, or the folder keys/, were put back from an older copy: they do not agree on what was "
        "last done with wave “%(wave)s”. No link is made and no box is opened. Put the newest of all three "
        "back. Where there is none: wave close --older-copy opens the box on its day; what it lacks is lost."
    )


def check(wave_key: str) -> None:
    """Refuse where a room is older than what was last done.

    Raises: RoomRestored, CopiesDiffer.
    """
    if not _older(wave_key):
        return
    with writing():
        # Somebody may be in the midst of a deed: look again while nobody can.
        _lock(wave_key)
        older = _older(wave_key)
    if len(older) > 1:
        raise CopiesDiffer(wave=wave_key)
    if older:
        raise RoomRestored(room=older[0], wave=wave_key)


def has_begun(wave_key: str) -> bool:
    """Tell whether the mark of a wave's launch, or of a later deed, is in all three places."""
    return len(freshness.marks(wave_key) or []) == 1


def advance(wave_key: str) -> None:
    """Give a launched wave a fresh mark, before the next deed is done; a closed one needs none.

    Raises: RoomRestored.
    """
    fresh = secrets.token_hex(16)
    with writing():
        now = _lock(wave_key)
        check(wave_key)
        if results.wave(wave_key).state not in ("open", "closing"):
            return
        keys.store_epoch(wave_key, json.dumps([*now, fresh]))
        inviting.set_epoch(wave_key, fresh)
        results.set_epoch(wave_key, fresh)
    with writing():
        _lock(wave_key)
        if (freshness.marks(wave_key) or [""])[-1] == fresh:
            keys.store_epoch(wave_key, json.dumps([fresh]))


def _lock(wave_key: str) -> list[str]:
    """Return what each room knows; inside `writing()` the first reading of a room takes its lock."""
    return [inviting.epoch(wave_key), results.epoch(wave_key)]


def _older(wave_key: str) -> list[str]:
    """Return which rooms are older than what was last done with a wave that is not closed."""
    wave, allowed = results.wave(wave_key), freshness.marks(wave_key)
    if wave.state not in ("planned", "open", "closing"):
        return []
    known, forgotten = inviting.envelopes_known(wave_key)
    if allowed is None and forgotten and not known:
        return ["response"]  # The wave was closed since, and its keys are destroyed.
    is_planned = wave.state == "planned"
    found = []
    # Our own backup of the identity room leaves the envelopes of an open wave out.
    if not is_planned and (forgotten or not known) or allowed and inviting.epoch(wave_key) not in allowed:
        found.append("identity")
    if allowed and (is_planned or results.epoch(wave_key) not in allowed):
        found.append("response")
    return found
