"""Key files: the only private half of a wave's key pair, the pin, the epoch, and the key of the links."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rmfeedback.errors import N_, Refused
from rmfeedback.surveys import key_files
from rmfeedback.surveys.models import Wave

_PRIVATE, _PIN, _EPOCH, _LINKS = "{}.key", "{}.pin", "{}.epoch", "links.key"
# A trustee's key: wrapped by six words; offered until the trustee has shown that the words are written down.
WRAPPED, OFFERED = "{}.wrapped", "{}.offered"


class BoxUntrusted(Refused):
    status = 503
    message = N_(
        "Your answers were not kept: this wave's record is not the one it was launched with. "
        "Please tell the programme team; nothing you sent before can be read."
    )


class KeysGone(BoxUntrusted):
    message = N_(
        "Your answers were not kept: the keys of this wave are gone. Either the wave has been closed and "
        "this is an older copy of its record, or the server's folder keys/ is not where it was. Please tell "
        "the programme team; nothing you sent before can be read."
    )


class KeyLost(Refused):
    status = 500
    message = N_(
        "The key of wave “%(wave)s” is not in the instance's folder keys/. Put the folder back where it was; "
        "without the key its answers cannot be opened."
    )


class LinksKeyLost(Refused):
    status = 500
    message = N_(
        "The file links.key in the instance's folder keys/ is gone, or is another one. Put the folder back "
        "as it was; without it no link of an open wave can be trusted."
    )


@dataclass(frozen=True)
class Pin:
    """What was fixed at launch: the key to seal with, and the hash of the wave's frozen row."""

    public: bytes
    frozen: str


def store_private(wave_key: str, private: bytes) -> None:
    """Put the private key on the disk, and be sure it is there."""
    key_files.write(_PRIVATE.format(wave_key), private, 0o600)


def private(wave_key: str) -> bytes:
    """Return the private key.

    Raises: KeyLost.
    """
    found = key_files.read_if_there(_PRIVATE.format(wave_key))
    if found is None:
        raise KeyLost(wave=wave_key)
    return found


def has_private(wave_key: str) -> bool:
    """Tell whether the server holds a wave's private key."""
    return key_files.exists(_PRIVATE.format(wave_key))


def store_pin(wave: Wave) -> None:
    """Fix the wave's public key and frozen row as they are now."""
    assert wave.public_key is not None
    public = base64.b64encode(wave.public_key).decode()
    columns = {name: _digest(value) for name, value in _row(wave).items()}
    columns["links.key"] = _digest(links_key().hex())
    kept = {"public_key": public, "frozen": frozen(wave), "dates": [_dates(wave)], "columns": columns}
    key_files.write(_PIN.format(wave.key), json.dumps(kept).encode(), 0o400)


def allow_dates(wave: Wave, *, extended_to: date | None = None, shortened_to: date | None = None) -> None:
    """Let a wave's row take another closing day; called before the row is changed: a crash does no harm.

    Whoever can write the database alone cannot move the day: the pin knows which days were decided on.
    """
    changed = _dates(wave, extended_to=extended_to, shortened_to=shortened_to)
    kept = _pinned(wave)
    if changed not in kept["dates"]:
        kept["dates"].append(changed)
        key_files.write(_PIN.format(wave.key), json.dumps(kept).encode(), 0o400)


def pin(wave: Wave) -> Pin:
    """Return the wave's pin, if the wave's row is still the one that was launched.

    Raises: BoxUntrusted, KeysGone.
    """
    return trusted(wave, pin_file(wave.key))


def pin_file(wave_key: str) -> bytes:
    """Return the file of a wave's pin as it is on the disk.

    Raises: KeysGone.
    """
    found = key_files.read_if_there(_PIN.format(wave_key))
    if found is None:
        raise KeysGone()
    return found


def trusted(wave: Wave, file: bytes) -> Pin:
    """Return the pin that a file holds, if the wave's row is still the one that was launched.

    Raises: BoxUntrusted.
    """
    kept = _parsed(wave, file)
    found = Pin(base64.b64decode(kept["public_key"]), kept["frozen"])
    if found.public != wave.public_key or found.frozen != frozen(wave) or not _has_its_day(wave, kept):
        raise BoxUntrusted()
    return found


def changed_columns(wave: Wave) -> list[str]:
    """Return which frozen columns of a wave's row are not as at launch; none where no pin is there."""
    if not key_files.exists(_PIN.format(wave.key)):
        return []
    try:
        kept = _pinned(wave)
    except BoxUntrusted:
        return ["the pin itself, which is damaged"]
    its = kept.get("columns", {})
    changed = [name for name, value in _row(wave).items() if its.get(name) not in (None, _digest(value))]
    return changed if _has_its_day(wave, kept) else [*changed, "is_extended, extended_to or shortened_to"]


def _pinned(wave: Wave) -> dict[str, Any]:
    return _parsed(wave, pin_file(wave.key))


def _parsed(wave: Wave, file: bytes) -> dict[str, Any]:
    try:
        # A wave that an older version launched knows of no days to choose from.
        kept: dict[str, Any] = {"dates": [_dates(wave)]} | json.loads(file)
    except (ValueError, TypeError):
        kept = {}
    if not {"public_key", "frozen"} <= kept.keys():
        raise BoxUntrusted()  # The file is damaged.
    return kept


def _has_its_day(wave: Wave, kept: Mapping[str, Any]) -> bool:
    return _dates(wave) in kept["dates"] and wave.is_extended == (wave.extended_to is not None)


def frozen(wave: Wave) -> str:
    """Return the hash of everything that launching freezes."""
    return _digest(_row(wave))


def _row(wave: Wave) -> dict[str, Any]:
    return {
        "key": wave.key,
        "kind": wave.kind,
        "cohort_key": wave.cohort_key,
        "questionnaires": wave.questionnaires,
        "public_key": wave.public_key.hex() if isinstance(wave.public_key, bytes) else wave.public_key,
        "keyholder": wave.keyholder,
        "opens_on": wave.opens_on.isoformat(),
        "closes_on": wave.closes_on.isoformat(),
        "choices": wave.choices,
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _dates(
    wave: Wave, *, extended_to: date | None = None, shortened_to: date | None = None
) -> list[str | None]:
    """Return what the pin says of the closing days, with a change where one is given."""
    days = (extended_to or wave.extended_to, shortened_to or wave.shortened_to)
    return [day.isoformat() if day else None for day in days]


def store_epoch(wave_key: str, text: str) -> None:
    """Put a wave's epoch on the disk, beside the keys: this folder is in no backup."""
    key_files.write(_EPOCH.format(wave_key), text.encode(), 0o600)


def epoch(wave_key: str) -> str:
    """Return a wave's epoch as it was stored; empty where none is."""
    return (key_files.read_if_there(_EPOCH.format(wave_key)) or b"").decode()


def make_links_key() -> None:
    """Make the key that tags links and invitations, where there is none; of two who do, the first wins.

    Raises: LinksKeyLost, where a wave was launched with one that is gone.
    """
    if not key_files.exists(_LINKS):
        if any(key_files.folder().glob(_PIN.format("*"))):
            raise LinksKeyLost()
        key_files.write_once(_LINKS, secrets.token_bytes(32), 0o600)


def links_key() -> bytes:
    """Return the key that tags links and invitations.

    Raises: LinksKeyLost.
    """
    found = key_files.read_if_there(_LINKS)
    if found is None:
        raise LinksKeyLost()
    return found


def destroy(wave_key: str) -> None:
    """Overwrite and unlink a wave's key files."""
    for name in (_PRIVATE, WRAPPED, OFFERED, _PIN, _EPOCH):
        key_files.remove(name.format(wave_key))


def check_links_key(wave: Wave) -> None:
    """Refuse where the key of the links is not the one that a wave was launched with.

    Raises: LinksKeyLost, KeysGone.
    """
    if _pinned(wave).get("columns", {}).get("links.key") not in (None, _digest(links_key().hex())):
        raise LinksKeyLost()
