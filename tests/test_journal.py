"""Whatever a crash leaves of a journal, at most one mail is in doubt, and none that was sent goes again."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmfeedback import journal
from rmfeedback.journal import FAILED, IN_FLIGHT, NOTHING, REFUSED, SENT, UNSURE, Entry, Journal

ENTRIES = [Entry(f"{number:032x}", 1, number) for number in range(1, 5)]


@pytest.fixture
def file(tmp_path):
    return tmp_path / journal.FOLDER / "a.journal"


def marks(file):
    return [mark for _, mark in journal.read(file)]


def test_a_journal_says_which_jobs_it_is_about(file):
    Journal(file, ENTRIES)

    assert [entry for entry, _ in journal.read(file)] == ENTRIES
    assert marks(file) == ["", "", "", ""]


def test_only_we_can_read_it(file):
    Journal(file, ENTRIES)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_mail_that_is_begun_is_in_flight_before_it_goes_out(file):
    book = Journal(file, ENTRIES)
    book.begin()
    book.wait()
    assert marks(file) == [IN_FLIGHT, "", "", ""]

    book.note(SENT)
    book.begin()
    book.wait()
    assert marks(file) == [SENT, IN_FLIGHT, "", ""]
    book.note(REFUSED)
    book.close()
    assert marks(file) == [SENT, REFUSED, "", ""]


@settings(deadline=None)  # The disk's time is not ours.
@given(
    outcomes=st.lists(st.sampled_from([SENT, NOTHING, REFUSED, FAILED, UNSURE]), max_size=4),
    cut=st.integers(0, 8),
)
def test_wherever_a_journal_is_cut_off_what_it_says_is_true(tmp_path_factory, outcomes, cut):
    file = tmp_path_factory.mktemp("cut") / "a.journal"
    book = Journal(file, ENTRIES)
    for outcome in outcomes:
        book.begin()
        book.wait()
        book.note(outcome)
    book.close()
    written = file.read_bytes().rstrip(b" ")
    file.write_bytes(written[: len(written) - min(cut, 2 * len(outcomes))] + b" " * 8)
    told = marks(file)

    assert sum(mark == IN_FLIGHT for mark in told) <= 1
    for mark, outcome in zip(told, outcomes, strict=False):
        assert mark in (outcome, IN_FLIGHT, "")
    assert sorted(told, key=lambda mark: {IN_FLIGHT: 1, "": 2}.get(mark, 0)) == told


def test_journals_that_are_left_are_found_and_removed(tmp_path):
    assert journal.left(tmp_path) == []
    Journal(tmp_path / journal.FOLDER / "a.journal", ENTRIES)
    [file] = journal.left(tmp_path)
    for _ in range(2):
        journal.remove(file)

    assert journal.left(tmp_path) == []


def test_what_was_half_written_at_a_kill_goes_some_time_later(tmp_path):
    Journal(tmp_path / journal.FOLDER / "a.journal", ENTRIES)
    half = tmp_path / journal.FOLDER / ".b.journal.0123"
    half.write_text("half")
    assert len(journal.left(tmp_path)) == 1 and half.exists()
    os.utime(half, (0, 0))

    assert len(journal.left(tmp_path)) == 1 and not half.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_disk_that_takes_no_mark_is_told_before_the_mail_goes_out(file):
    book = Journal(file, ENTRIES)
    file.unlink()
    file.symlink_to("/dev/full")
    book.begin()

    with pytest.raises(OSError, match="No space"):
        book.wait()
    with pytest.raises(OSError, match="No space"):
        book.close()


def test_a_journal_that_is_gone_is_told_too(file):
    book = Journal(file, ENTRIES)
    file.unlink()

    with pytest.raises(FileNotFoundError):
        book.begin()
