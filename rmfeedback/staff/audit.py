"""The audit log of staff actions: who did what to what, each entry bound to all before it by its hash.

A respondent's deed is never entered, and no entry is made by a request under /a.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.staff.models import AuditEntry

COMMAND_LINE = "command line"
BY_ITSELF = "by itself"
_START = bytes(32)

_who: ContextVar[str] = ContextVar("who", default=COMMAND_LINE)


class AuditBroken(Refused):
    status = 409
    message = N_(
        "Entry %(number)d of the audit log was changed, or one before it is missing. Compare the log with "
        "the head that the trustee was mailed, and with a backup."
    )


def act_as(who: str) -> None:
    """Let what is entered from now on, in this thread, be somebody's deed."""
    _who.set(who)


@contextmanager
def acting(who: str) -> Iterator[None]:
    """Let what is entered in here be somebody's deed: an account's address, or BY_ITSELF."""
    token = _who.set(who)
    try:
        yield
    finally:
        _who.reset(token)


def enter(deed: str, about: str = "", **details: Any) -> AuditEntry:
    """Enter a deed, in the running transaction if there is one, so that deed and entry are kept together."""
    with writing() as session:
        entry = AuditEntry(
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            who=_who.get(),
            deed=deed,
            about=about,
            details=details,
        )
        entry.hash = _hash(head(), entry)
        session.add(entry)
        session.flush()
    return entry


def entries() -> list[AuditEntry]:
    """Return all entries, the oldest first."""
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def head() -> bytes:
    """Return the hash of the last entry, 32 bytes: who keeps it can tell later if some is missing."""
    last = select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    found: bytes | None = db.session.scalar(last)
    return found or _START


def check() -> int:
    """Recompute every hash; return how many entries hold.

    Raises: AuditBroken.
    """
    before, held = _START, entries()
    for number, entry in enumerate(held, start=1):
        if entry.hash != _hash(before, entry):
            raise AuditBroken(number=number)
        before = entry.hash
    return len(held)


def _hash(before: bytes, entry: AuditEntry) -> bytes:
    row = [entry.at, entry.who, entry.deed, entry.about, entry.details]
    return hashlib.sha256(before + json.dumps(row, sort_keys=True, ensure_ascii=False).encode()).digest()
