"""Files in keys/: written whole or not at all, and overwritten before they are unlinked."""

import contextlib
import os
import secrets
from pathlib import Path

from rmfeedback import config, files

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_AT_ONCE = 65_536


def folder() -> Path:
    """Return the folder of keys, which is in no backup."""
    found: Path = config.current()["INSTANCE"] / "keys"
    return found


def exists(name: str) -> bool:
    """Tell whether a key file is there."""
    return (folder() / name).exists()


def read(name: str) -> bytes:
    """Return what a key file holds."""
    # Every visit reads three of them: a Path, or a file object, takes longer to make than its file to read.
    file = os.open(f"{config.current()['INSTANCE']}/keys/{name}", _READ)
    try:
        found = b""
        while part := os.read(file, _AT_ONCE):
            found += part
        return found
    finally:
        os.close(file)


def read_if_there(name: str) -> bytes | None:
    """Return what a key file holds, or None."""
    # Another process may destroy the file between a look and the reading.
    try:
        return read(name)
    except FileNotFoundError:
        return None


def remove(name: str) -> None:
    """Overwrite and unlink a key file, and what a killed process left of it; what is gone is no trouble."""
    for file in (folder() / name, *folder().glob(f".{name}.*")):
        with contextlib.suppress(FileNotFoundError):  # Another process may be closing the same wave.
            _overwrite(file)
    files.sync(folder())


def rename(name: str, to: str) -> None:
    """Give a key file another name, in the place of what has it."""
    (folder() / name).replace(folder() / to)
    files.sync(folder())


def write(name: str, content: bytes, mode: int) -> None:
    """Put a key file on the disk, whole or not at all, and be sure it is there."""
    file = folder() / name
    aside = files.write_aside(file, content, mode)
    if os.name == "nt" and file.exists():
        file.chmod(0o600)  # Windows replaces no read-only file.
    aside.replace(file)
    files.sync(file.parent)


def write_once(name: str, content: bytes, mode: int) -> None:
    """Put a key file on the disk unless it is there; of two who do, the first wins."""
    file = folder() / name
    aside = files.write_aside(file, content, mode)
    with contextlib.suppress(FileExistsError):
        os.link(aside, file)
    aside.unlink()
    files.sync(file.parent)


def _overwrite(file: Path) -> None:
    file.chmod(0o600)
    with file.open("r+b") as out:
        out.write(secrets.token_bytes(file.stat().st_size))
        out.flush()
        os.fsync(out.fileno())
    file.unlink()
