"""What the page shows of a file before anything is stored, also where it cannot be read as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rmfeedback.errors import Refused
from rmfeedback.programmes import roster, roster_file, roster_text, roster_waiting
from rmfeedback.programmes.roster import Preview
from rmfeedback.programmes.roster_columns import FIELDS
from rmfeedback.programmes.roster_entries import Problem
from rmfeedback.programmes.roster_file import RosterFile
from rmfeedback.programmes.roster_upload import Upload, reread
from rmfeedback.programmes.roster_waiting import MOST_SHOWN, WaitingRow

LONGEST_ROW = 70


@dataclass(frozen=True)
class Shown:
    """A preview: the file as far as it could be taken apart, and what keeps it from being read.

    `looked` is None where `refused` says why; then `file` may be None too.
    """

    upload: Upload
    file: RosterFile | None = None
    looked: Preview | None = None
    refused: str = ""
    waiting: list[WaitingRow] = field(default_factory=list)

    @property
    def fields(self) -> tuple[str, ...]:
        """What a column can be read as."""
        return FIELDS

    @property
    def encodings(self) -> dict[str, str]:
        """The encodings to choose from, with their names."""
        return roster_text.ENCODINGS

    @property
    def separators(self) -> dict[str, str]:
        """The separators to choose from, with their names."""
        return roster_text.SEPARATOR_NAMES

    @property
    def header_lines(self) -> list[tuple[int, str]]:
        """The rows of which one is the header, each with its line and its beginning."""
        top = self.file.top if self.file else []
        return [(r.line, _beginning(f"{r.line}: {' | '.join(r.cells)}")) for r in top if r.text]

    @property
    def way(self) -> str:
        """Say how the file was read, in words."""
        if self.file is None:
            return "It could not be read."
        if self.file.sheet:
            how = f"{self.file.encoding}, sheet “{self.file.sheet}”"
        else:
            encoding, separator = self.encodings[self.file.encoding], self.separators[self.file.separator]
            how = f"{encoding}, parted by {separator}"
        return f"{how}, header in line {self.file.header_line}."

    @property
    def notes(self) -> list[Problem]:
        """The first things to know beside the rows that wait."""
        return self._notes()[:MOST_SHOWN]

    @property
    def notes_left_off(self) -> int:
        """How many more there are."""
        return max(0, len(self._notes()) - MOST_SHOWN)

    def _notes(self) -> list[Problem]:
        problems = self.looked.report.problems if self.looked else []
        return [problem for problem in problems if problem.outcome != "waiting"]


def show(upload: Upload) -> Shown:
    """Look at an upload; what it cannot be read for is told, not raised.

    Raises: NotFound (programme).
    """
    file = None
    try:
        file = roster_file.take_apart(upload.content, upload.filename, upload.reading)
        looked = roster.look(upload)
    except Refused as no:
        if no.status != roster_file.HeaderUnknown.status:
            raise
        return Shown(upload, file, refused=str(no))
    return Shown(upload, looked.sent, looked, waiting=roster_waiting.rows(looked))


def change(upload: Upload, form: Mapping[str, str]) -> Upload:
    """Return an upload as the form of its preview wants it read and corrected."""
    try:
        file = roster_file.take_apart(upload.content, upload.filename, upload.reading)
    except Refused:
        file = None
    return reread(upload, form, file)


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_ROW else f"{words[: LONGEST_ROW - 1]}…"
