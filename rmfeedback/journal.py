"""What became of a group of mails, on the disk before the next one is begun; removed when the tables know it.

A commit costs several times what a mail does. So a group's jobs are claimed, and written off, together; in
between this file says which are done, by their keys alone. It is written ahead: before a mail is handed over,
the disk knows that it may go out and that all before it have. A crash leaves one mail of which nobody knows.
"""

import contextlib
import os
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rmfeedback import files

FOLDER = "sending"
# Nobody writes on a journal's first lines for so long.
HALF_S = 3600.0
_BEGUN = ">"
# One letter for what became of a mail; ">" before it, where it was begun.
SENT, NOTHING, REFUSED, FAILED, UNSURE = "s", "o", "r", "f", "u"
# What a crash leaves of the mail that was begun.
IN_FLIGHT = "?"
ENDED = (SENT, NOTHING, REFUSED)


@dataclass(frozen=True)
class Entry:
    """A job as it was claimed: its key, how often it was tried, and which of its envelope's slots it took.

    `number`: of the link's slot; 0 where none was taken for it.
    """

    key: str
    attempts: int
    number: int


class Journal:
    """The journal of one group, for the one thread that sends it."""

    def __init__(self, file: Path, entries: list[Entry]) -> None:
        """Write down what is to be sent, in its order, and be sure that it is on the disk."""
        self.file = file
        self._marks: list[str] = []
        self._asked: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[OSError | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None
        self._waiting = 0
        file.parent.mkdir(mode=0o700, exist_ok=True)
        lines = [f"{entry.key} {entry.attempts} {entry.number}\n" for entry in entries]
        head = "".join([*lines, "\n"])
        # With room for the marks: to fill it costs the disk half of what it costs to let a file grow.
        files.write_aside(file, f"{head}{' ' * 2 * len(entries)}".encode()).replace(file)
        self._end = len(head)
        files.sync(file.parent)

    def begin(self) -> None:
        """Note that the next mail may go out from now on; returns at once, `wait` knows when it is true."""
        self._marks.append(_BEGUN)
        self._write()

    def wait(self) -> None:
        """Return when everything that was noted before the last `begin` is on the disk.

        Raises: OSError.
        """
        while self._waiting:
            self._waiting -= 1
            if (error := self._done.get()) is not None:
                raise error

    def note(self, mark: str) -> None:
        """Note what became of the mail in hand."""
        self._marks.append(mark)

    def close(self) -> None:
        """Be sure that all is on the disk, and let the file go.

        Raises: OSError.
        """
        self._write()
        try:
            self.wait()
        finally:
            self._asked.put(None)
            if self._writer is not None:
                self._writer.join()

    def _write(self) -> None:
        if self._writer is None:
            handle = os.open(self.file, os.O_WRONLY)
            os.lseek(handle, self._end, os.SEEK_SET)
            self._writer = threading.Thread(target=self._keep_writing, args=(handle,), daemon=True)
            self._writer.start()
        self._waiting += 1
        self._asked.put("".join(self._marks).encode())
        self._marks.clear()

    def _keep_writing(self, handle: int) -> None:
        # A thread of its own, so that the disk and the mail server work at the same time.
        try:
            while (marks := self._asked.get()) is not None:
                self._done.put(_append(handle, marks))
        finally:
            os.close(handle)


def left(instance: Path) -> list[Path]:
    """Return the journals that lie here: of groups being sent, and of workers that were killed.

    What was half-written at a kill goes: nothing was sent by it.
    """
    for half in (instance / FOLDER).glob(".*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - half.stat().st_mtime > HALF_S:
                half.unlink()
    return sorted((instance / FOLDER).glob("*.journal"))


def read(file: Path) -> Iterator[tuple[Entry, str]]:
    """Return each job of a journal with what became of it: "" where it was never begun.

    The one mail that was begun, and of which nothing more is known, is IN_FLIGHT.
    """
    head, _, marks = file.read_text("ascii").partition("\n\n")
    told = list(_told(marks.rstrip(" ")))
    for number, line in enumerate(head.splitlines()):
        key, attempts, slot = line.split()
        yield Entry(key, int(attempts), int(slot)), told[number] if number < len(told) else ""


def remove(file: Path) -> None:
    """Remove a journal, once the tables know all that it says; one that is gone is no trouble."""
    try:
        file.unlink(missing_ok=True)
    except PermissionError:
        return  # On Windows somebody still writes it; it will be found again.


def _told(marks: str) -> Iterator[str]:
    is_begun = False
    for mark in marks:
        if mark != _BEGUN:
            yield mark
        is_begun = mark == _BEGUN
    if is_begun:
        yield IN_FLIGHT


def _append(handle: int, marks: bytes) -> OSError | None:
    try:
        os.write(handle, marks)
        getattr(os, "fdatasync", os.fsync)(handle)
    except OSError as error:
        return error
    return None
