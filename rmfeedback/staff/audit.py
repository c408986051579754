"""The audit log of staff actions: who did what to what, each entry bound to all before it by its hash.

A respondent's deed is never entered, and no entry is made by a request under /a.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from sqlalchemy import func, select

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


def by_itself(deed: Callable[[], None]) -> Callable[[], None]:
    """Let what a function enters be the program's own deed."""

    @wraps(deed)
    def alone() -> None:
        with acting(BY_ITSELF):
            deed()

    return alone


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


def was_entered(deed: str, about: str) -> bool:
    """Tell whether something was ever done to something."""
    query = select(AuditEntry.id).where(AuditEntry.deed == deed, AuditEntry.about == about)
    return db.session.scalar(query.limit(1)) is not None


def head() -> bytes:
    """Return the hash of the last entry, 32 bytes: who keeps it can tell later if some is missing."""
    last = select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    found: bytes | None = db.session.scalar(last)
    return found or _START


def some(
    *, who: str = "", deed: str = "", before: int | None = None, most: int = 50
) -> tuple[list[AuditEntry], int]:
    """Return entries of somebody or of a deed, the newest first, and how many there are of them in all.

    `before`: only those with a lower number, for the older ones.
    """
    query = select(AuditEntry)
    for column, wanted in ((AuditEntry.who, who), (AuditEntry.deed, deed)):
        query = query.where(column == wanted) if wanted else query
    count = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query if before is None else query.where(AuditEntry.id < before)
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(most))), count


def known() -> tuple[list[str], list[str]]:
    """Return everybody who did something, and every kind of deed, by name."""
    columns = (AuditEntry.who, AuditEntry.deed)
    who, deeds = (list(db.session.scalars(select(c).distinct().order_by(c))) for c in columns)
    return who, deeds


def told(mark: bytes) -> str:
    """Return a hash as people compare it: its first eight bytes as 9C1D E07B 5A33 C0F6."""
    signs = mark[:8].hex().upper()
    return " ".join(signs[place : place + 4] for place in range(0, 16, 4))


def place_of(typed: str) -> int | None:
    """Return which entry, from 1, a head that was mailed belongs to; None where none has that mark."""
    wanted = "".join(typed.split()).upper()
    marks = ("".join(told(entry.hash).split()) for entry in entries())
    return next((number for number, mark in enumerate(marks, start=1) if mark == wanted), None)


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
