"""The audit log as an administrator reads it: in words, by the day, with its state."""

from dataclasses import dataclass
from datetime import date

from rmfeedback.staff import audit
from rmfeedback.staff.models import AuditEntry

MOST = 50


@dataclass(frozen=True)
class Line:
    """An entry in words. Its day and not its time, so that nothing can be laid beside the waves."""

    day: date
    who: str
    what: str
    mark: str


@dataclass(frozen=True)
class Shown:
    """What the page shows; `broken`: what is wrong with the log; `older`: before which number it goes on."""

    lines: list[Line]
    found: int
    held: int
    broken: str
    head: str
    begun_on: date | None
    who: list[str]
    deeds: list[str]
    older: int | None
    place: int | None


def of(*, who: str = "", deed: str = "", head: str = "", before: int | None = None) -> Shown:
    """Return the newest entries of somebody or of a deed, and whether the whole log holds.

    `head`: one that was mailed; `place` is then the entry it belongs to. Every hash is computed anew.
    """
    lines, found = audit.some(who=who, deed=deed, before=before, most=MOST)
    every = audit.entries()
    broken = ""
    try:
        audit.check()
    except audit.AuditBroken as no:
        broken = str(no)
    everybody, deeds = audit.known()
    return Shown(
        lines=[_line(entry) for entry in lines],
        found=found,
        held=len(every),
        broken=broken,
        head=audit.told(audit.head()),
        begun_on=_day(every[0]) if every else None,
        who=everybody,
        deeds=deeds,
        older=lines[-1].id if len(lines) == MOST and lines[-1].id > every[0].id else None,
        place=audit.place_of(head) if head else None,
    )


def _line(entry: AuditEntry) -> Line:
    details = ", ".join(f"{name.replace('_', ' ')} {_short(value)}" for name, value in entry.details.items())
    what = f"{entry.deed} {entry.about}".strip()
    return Line(_day(entry), entry.who, f"{what}, {details}" if details else what, audit.told(entry.hash)[:9])


def _short(value: object) -> str:
    """Return a detail as it is read: of a digest its beginning."""
    text = str(value)
    return text if len(text) < 64 else f"{text[:8]}…"


def _day(entry: AuditEntry) -> date:
    return date.fromisoformat(entry.at[:10])
