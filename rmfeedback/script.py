"""The one script of the staff pages, htmx: from the CDN with its hash, or from a verified copy of our own."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from rmfeedback import config, files
from rmfeedback.errors import N_, Refused

FILE = "htmx.min.js"
TIMEOUT_S = 30
LARGEST_BYTES = 1_000_000


class ScriptUnreachable(Refused):
    status = 502
    message = N_("%(url)s cannot be fetched: %(reason)s. Check the address and the network, then try again.")


class ScriptUnknown(Refused):
    status = 502
    message = N_(
        "What %(url)s gives is not the htmx this program was made with: its hash is %(found)s, and "
        "%(wanted)s is wanted. Nothing was kept."
    )


def fetch(settings: Mapping[str, Any]) -> Path:
    """Fetch the script, verify its hash, and keep it in the instance; from then on it is served from there.

    Raises: ScriptUnreachable, ScriptUnknown.
    """
    url = settings["HTMX_URL"]
    try:
        with urlopen(url, timeout=TIMEOUT_S) as reply:
            content = reply.read(LARGEST_BYTES)
    except (URLError, OSError, ValueError) as error:
        raise ScriptUnreachable(url=url, reason=error) from None
    if integrity(content) != config.HTMX_INTEGRITY:
        raise ScriptUnknown(url=url, found=integrity(content), wanted=config.HTMX_INTEGRITY)
    file: Path = settings["INSTANCE"] / FILE
    files.write_aside(file, content).replace(file)
    return file


def is_kept(settings: Mapping[str, Any]) -> bool:
    """Tell whether a copy is there; one that was changed is not served."""
    file: Path = settings["INSTANCE"] / FILE
    return file.exists() and integrity(file.read_bytes()) == config.HTMX_INTEGRITY


def integrity(content: bytes) -> str:
    """Return the hash that pages name, as browsers check it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")
