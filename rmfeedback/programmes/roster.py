"""Take a file of people into a cohort: look first, then store in one transaction."""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, roster_file, roster_mending, roster_rows, roster_storing
from rmfeedback.programmes.models import Cohort
from rmfeedback.programmes.roster_entries import Entry, Problem
from rmfeedback.programmes.roster_file import RosterFile
from rmfeedback.programmes.roster_storing import Known
from rmfeedback.programmes.roster_upload import Upload
from rmfeedback.staff import audit

# How many of many lines a sentence names.
LINES_NAMED = 10


class RosterFrozen(Refused):
    status = 409
    message = N_(
        "A wave is open, so name, address, language, unit, site and level of those who are asked in it are "
        "frozen. This file would change them in line %(lines)s. Nothing was stored. Take these lines out, or "
        "put back what stood there; or load this file again when the wave has closed."
    )


class FileUnreadable(Refused):
    message = N_("%(path)s cannot be read: %(reason)s. Check the path, then try again.")


@dataclass(frozen=True)
class RosterReport:
    """What became of a file; read = imported + merged + waiting + skipped. `cohort` is None if new."""

    cohort: str | None
    read: int
    imported: int
    merged: int
    waiting: int
    skipped: int
    problems: list[Problem]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain words and numbers."""
        return asdict(self)

    def in_words(self) -> str:
        """Say the four counts, and one line for each thing to know."""
        counts = ", ".join(
            f"{getattr(self, word)} {word}" for word in ("imported", "merged", "waiting", "skipped")
        )
        told = [f"Line {p.line}, {p.column or 'whole line'}: {p.message}" for p in self.problems]
        return "\n".join([f"{self.read} read: {counts}.", *told])


@dataclass(frozen=True)
class Preview:
    """A file looked at: how it was taken apart, whom an import would store, and what it would report.

    `sent` is the file without the corrections that were made on the page; `frozen`, what keeps all of it out
    while a wave is open; `stored`, who is there already.
    """

    file: RosterFile
    sent: RosterFile
    entries: list[Entry]
    report: RosterReport
    frozen: list[Problem] = field(default_factory=list)
    stored: Known = field(default_factory=lambda: Known({}, {}))


def load(
    source: bytes | str | Path, filename: str, programme_key: str, name: str, *, check: bool = False
) -> RosterReport:
    """Store the people of a file in the cohort of this programme and name; with `check`, write nothing.

    A row that is there already counts as imported. A cell that says something new replaces what was stored,
    an empty one does not. Nobody missing from the file is deleted. Who has two roles is invited once: in the
    role that was stored first, else as a leader.

    Raises: NotFound (programme), NameMissing, FileUnreadable, RosterFrozen, and the refusals of
    `roster_file.read`.
    """
    content = source if isinstance(source, bytes) else _content(Path(source))
    upload = Upload(content, filename, programme_key, name)
    return look(upload).report if check else store(upload)


def store(upload: Upload) -> RosterReport:
    """Store the people of an upload, all or nobody.

    While a wave is open, people may join, and what is for pairing alone may change: neither reaches the wave.
    Raises: as `load`.
    """
    with writing() as session:
        looked = look(upload)
        if looked.frozen:
            raise RosterFrozen(lines=_lines(looked.frozen))
        cohort = _cohort(upload.programme_key, cohorts.tidy_name(upload.name, "cohort"))
        session.add(cohort)
        session.flush()
        roster_storing.store(looked.entries, cohort, looked.stored)
        audit.enter("people loaded", cohort.key, imported=looked.report.imported)
        return replace(looked.report, cohort=cohort.key)


def look(upload: Upload) -> Preview:
    """Read and judge a file beside what is stored; write nothing.

    Raises: as `load`.
    """
    cohorts.find_programme(upload.programme_key)
    cohort = cohorts.cohort_named(upload.programme_key, cohorts.tidy_name(upload.name, "cohort"))
    sent = roster_file.read(upload.content, upload.filename, upload.reading)
    file = roster_mending.mended(sent, upload.mends)
    judged = roster_rows.judge(file)
    found = list(judged.imported.values())
    stored = roster_storing.known(found, cohort)
    frozen = roster_storing.frozen(found, stored, file)
    problems = [
        *judged.problems,
        *roster_mending.notes(sent, upload.mends),
        *roster_storing.changes(found, stored, file, frozen),
        *roster_storing.same_names(found, stored, file),
    ]
    report = RosterReport(
        cohort=cohort.key if cohort else None,
        read=judged.read,
        imported=len(found),
        merged=judged.merged,
        waiting=judged.waiting,
        skipped=judged.skipped,
        problems=sorted(problems, key=lambda problem: problem.line),
    )
    return Preview(file, sent, found, report, frozen, stored)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > roster_file.LARGEST_FILE:  # Told before it fills the memory.
            raise roster_file.RosterTooLarge(filename=path.name)
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(path=path, reason=error.strerror) from None


def _cohort(programme_key: str, name: str) -> Cohort:
    found = cohorts.cohort_named(programme_key, name)
    return found or Cohort(key=cohorts.free_key(name, Cohort), programme_key=programme_key, name=name)


def _lines(problems: list[Problem]) -> str:
    lines = list(dict.fromkeys(problem.line for problem in problems))
    more = f" and {len(lines) - LINES_NAMED} more" if len(lines) > LINES_NAMED else ""
    return ", ".join(map(str, lines[:LINES_NAMED])) + more
