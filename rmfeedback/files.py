"""Files that are whole or not there: written beside the one that is meant, on the disk, and named at last."""

import os
import secrets
from pathlib import Path


def write_aside(file: Path, content: bytes, mode: int = 0o600) -> Path:
    """Write what a file shall hold beside it, be sure it is on the disk, and return where; hidden by a dot.

    Raises: OSError, leaving nothing behind.
    """
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except OSError:  # On a full disk no half of it stays.
        aside.unlink()
        raise
    aside.chmod(mode)
    return aside


def sync(folder: Path) -> None:
    """Be sure that the names in a folder are on the disk."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
