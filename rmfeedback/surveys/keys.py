"""Key files: the only private half of a wave's key pair, the pin, the epoch, and the key of the links."""

import base64
import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rmfeedback import config
from rmfeedback.errors import N_, Refused
from rmfeedback.surveys.models import Wave

_PRIVATE, _WRAPPED, _PIN, _EPOCH, _LINKS = "{}.key", "{}.wrapped", "{}.pin", "{}.epoch", "links.key"


class BoxUntrusted(Refused):
    status = 503
    message = N_(
        "Your answers were not kept: this wave's record is not the one it was launched with. "
        "Please tell the programme team; nothing you sent before can be read."
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
        "The file links.key is not in the instance's folder keys/. Put the folder back where it was; without "
        "it no link of an open wave can be trusted."
    )


@dataclass(frozen=True)
class Pin:
    """What was fixed at launch: the key to seal with, and the hash of the wave's frozen row."""

    public: bytes
    frozen: str


def store_private(wave_key: str, private: bytes) -> None:
    """Put the private key on the disk, and be sure it is there."""
    write(_PRIVATE.format(wave_key), private, 0o600)


def private(wave_key: str) -> bytes:
    """Return the private key.

    Raises: KeyLost.
    """
    file = _folder() / _PRIVATE.format(wave_key)
    if not file.exists():
        raise KeyLost(wave=wave_key)
    return file.read_bytes()


def has_private(wave_key: str) -> bool:
    """Tell whether a wave's private key is where it must be."""
    return (_folder() / _PRIVATE.format(wave_key)).exists()


def store_pin(wave: Wave) -> None:
    """Fix the wave's public key and frozen row as they are now."""
    assert wave.public_key is not None
    public = base64.b64encode(wave.public_key).decode()
    kept = {"public_key": public, "frozen": frozen(wave), "dates": [_dates(wave)]}
    write(_PIN.format(wave.key), json.dumps(kept).encode(), 0o400)


def allow_dates(wave: Wave, *, extended_to: date | None = None, shortened_to: date | None = None) -> None:
    """Let a wave's row take another closing day; called before the row is changed: a crash does no harm.

    Whoever can write the database alone cannot move the day: the pin knows which days were decided on.
    """
    changed = _dates(wave, extended_to=extended_to, shortened_to=shortened_to)
    kept = json.loads(read(_PIN.format(wave.key)))
    if changed not in kept["dates"]:
        write(_PIN.format(wave.key), json.dumps(kept | {"dates": [*kept["dates"], changed]}).encode(), 0o400)


def pin(wave: Wave) -> Pin:
    """Return the wave's pin, if the wave's row is still the one that was launched.

    Raises: BoxUntrusted.
    """
    file = _folder() / _PIN.format(wave.key)
    if not file.exists():
        raise BoxUntrusted()
    kept = json.loads(file.read_text())
    found = Pin(base64.b64decode(kept["public_key"]), kept["frozen"])
    if found.public != wave.public_key or found.frozen != frozen(wave) or _dates(wave) not in kept["dates"]:
        raise BoxUntrusted()
    return found


def frozen(wave: Wave) -> str:
    """Return the hash of everything that launching freezes."""
    row = {
        "key": wave.key,
        "kind": wave.kind,
        "cohort_key": wave.cohort_key,
        "questionnaires": wave.questionnaires,
        "public_key": (wave.public_key or b"").hex(),
        "keyholder": wave.keyholder,
        "opens_on": wave.opens_on.isoformat(),
        "closes_on": wave.closes_on.isoformat(),
        "choices": wave.choices,
    }
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def _dates(
    wave: Wave, *, extended_to: date | None = None, shortened_to: date | None = None
) -> list[str | None]:
    """Return what the pin says of the closing days, with a change where one is given."""
    days = (extended_to or wave.extended_to, shortened_to or wave.shortened_to)
    return [day.isoformat() if day else None for day in days]


def store_epoch(wave_key: str, text: str) -> None:
    """Put a wave's epoch on the disk, beside the keys: this folder is in no backup."""
    write(_EPOCH.format(wave_key), text.encode(), 0o600)


def epoch(wave_key: str) -> str:
    """Return a wave's epoch as it was stored; empty where none is."""
    file = _folder() / _EPOCH.format(wave_key)
    return file.read_text() if file.exists() else ""


def make_links_key() -> None:
    """Make the key that tags links and invitations, where there is none; of two who do, the first wins."""
    file = _folder() / _LINKS
    if not file.exists():
        aside = _aside(file, secrets.token_bytes(32), 0o600)
        with contextlib.suppress(FileExistsError):
            os.link(aside, file)
        aside.unlink()
        _sync(file.parent)


def links_key() -> bytes:
    """Return the key that tags links and invitations.

    Raises: LinksKeyLost.
    """
    file = _folder() / _LINKS
    if not file.exists():
        raise LinksKeyLost()
    return file.read_bytes()


def destroy(wave_key: str) -> None:
    """Overwrite and unlink a wave's key files; what is gone already is no trouble."""
    for name in (_PRIVATE, _WRAPPED, _PIN, _EPOCH):
        # Another process may be closing the same wave.
        with contextlib.suppress(FileNotFoundError):
            _overwrite(_folder() / name.format(wave_key))
    _sync(_folder())


def _overwrite(file: Path) -> None:
    file.chmod(0o600)
    with file.open("r+b") as out:
        out.write(secrets.token_bytes(file.stat().st_size))
        out.flush()
        os.fsync(out.fileno())
    file.unlink()


def read(name: str) -> bytes:
    """Return what a key file holds."""
    return (_folder() / name).read_bytes()


def _folder() -> Path:
    folder: Path = config.current()["INSTANCE"] / "keys"
    return folder


def write(name: str, content: bytes, mode: int) -> None:
    """Put a key file on the disk, whole or not at all, and be sure it is there."""
    file = _folder() / name
    aside = _aside(file, content, mode)
    if os.name == "nt" and file.exists():
        file.chmod(0o600)  # Windows replaces no read-only file.
    aside.replace(file)
    _sync(file.parent)


def _aside(file: Path, content: bytes, mode: int) -> Path:
    """Write a file beside the one that is meant, so that nobody reads half of it."""
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    aside.chmod(mode)
    return aside


def _sync(folder: Path) -> None:
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
