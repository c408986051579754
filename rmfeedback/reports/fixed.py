"""Files without a clock: who exports twice gets the same file twice, whenever and wherever."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

# What every file bears as the time it was made.
FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_ENTRY_TIME = (2000, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files in their order, without times, owners or the system it was made on."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _ENTRY_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            made.writestr(entry, content)
    return written.getvalue()


def without_clock(document: bytes) -> bytes:
    """Return an office document whose times are fixed, those of the workbooks inside its charts too."""
    with zipfile.ZipFile(io.BytesIO(document)) as made:
        files = {entry.filename: made.read(entry) for entry in made.infolist()}
    return archive({name: _fixed(name, content) for name, content in files.items()})


def _fixed(name: str, content: bytes) -> bytes:
    if name.endswith(".xlsx"):
        return without_clock(content)
    if name == "docProps/core.xml":
        return _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
    return content
