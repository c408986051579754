"""Send the mails that go to everybody, over one line: while a batch goes out, the next is written.

No mail goes out twice but the one in flight at a crash, as `rmfeedback.journal` says. A batch is small at
first and grows with the speed of the server, so that other jobs, above all fresh links, never wait long.
"""

import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from flask import Flask, current_app

from rmfeedback import config, jobs, journal, mail
from rmfeedback.errors import Refused
from rmfeedback.waves import batches, settling
from rmfeedback.waves.batches import KINDS, Batch, Mail
from rmfeedback.waves.desk import Desk

FEWEST, MOST = 8, 512
# A batch shall be sent in about so long.
TURN_S = 2.0
LONG_S = 10.0
# So many in a row: a server may put strangers off (greylisting), but what it loses may arrive, and go again.
MOST_LATER, MOST_LOST = 20, 3

log = logging.getLogger(__name__)
T = TypeVar("T")


def run(until: float = math.inf) -> int:
    """Send what is due until nothing is, the server lets nothing through, another job waits, or it is time.

    `until`: a moment of `time.monotonic`. Return how many jobs were done.
    """
    try:
        with mail.opened(config.current()) as post:
            return _run(post, until)
    except Exception as reason:
        # What was sent stands in the journal. The class alone: words may name an address.
        log.warning("mails wait: %s", type(reason).__name__)
        return 0
    finally:
        batches.live.clear()


def _run(post: mail.Post, until: float) -> int:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    desk, size, took, done = Desk(), FEWEST, 0.0, 0
    with ThreadPoolExecutor(1, "mails") as aside:

        def aside_do(work: Callable[..., T], *given: object) -> Future[T]:
            return aside.submit(_in_context, app, work, *given)

        deeds: list[Future[None]] = []
        coming: Future[Batch | None] | None = aside_do(desk.prepare, size)
        while coming is not None and (batch := coming.result()) is not None:
            began = time.monotonic()
            # Where mails go slowly, a batch written ahead would wait until its claim is over.
            is_ahead = took < LONG_S and _may_go_on(until)
            coming = aside_do(desk.prepare, size) if is_ahead else None
            send(batch, post)
            if batch.is_stopped and coming is not None and (unsent := coming.result()) is not None:
                deeds.append(aside_do(settling.settle, unsent))
            deeds.append(aside_do(settling.settle, batch))
            done += sum(one.mark in journal.ENDED for one in batch.mails)
            took = time.monotonic() - began
            size = _fitting(size, took)
            if batch.is_stopped:
                break
            if coming is None and _may_go_on(until):
                coming = aside_do(desk.prepare, size)
        for deed in deeds:
            deed.result()
    return done


def send(batch: Batch, post: mail.Post) -> None:
    """Send the mails of a batch one after the other, and mark what becomes of each."""
    if batch.journal is None:
        return
    failed: list[Mail] = []
    for one in batch.letters:
        if batch.is_stopped or time.monotonic() >= batch.good_until:
            break
        if _send(one, post, batch):
            failed = []
            continue
        failed.append(one)
        # A server that takes mails and then loses the line gets no more of them than it takes to know.
        if _is_enough(failed) or (one.mark == journal.UNSURE and one is batch.letters[0]):
            batch.is_stopped = True
            _doubt(failed)
    try:
        batch.journal.close()
    except OSError:
        batch.is_stopped = True  # A full disk; what it took before is there.


def _send(one: Mail, post: mail.Post, batch: Batch) -> bool:
    """Send a mail and mark what becomes of it; tell whether the server did what it should."""
    assert one.ready is not None and batch.journal is not None
    is_well = False
    try:
        batch.journal.begin()
        post.carry(one.ready, batch.journal.wait)
        one.mark, is_well = journal.SENT, True
    except mail.AddressRefused as no:
        one.mark, is_well = journal.REFUSED, no.is_clear
    except mail.NotTaken:
        one.mark = journal.FAILED
    except mail.Unsure:
        one.mark = journal.UNSURE
    except (mail.NoLine, Refused, OSError) as reason:
        log.warning("mails wait: %s", type(reason).__name__)
        one.mark, batch.is_stopped = journal.FAILED, True
    batch.journal.note(one.mark)
    return is_well


def _is_enough(failed: list[Mail]) -> bool:
    """Tell whether so many failures in a row are no longer the fault of single addresses."""
    is_later = all(one.mark == journal.FAILED for one in failed)
    return len(failed) >= (MOST_LATER if is_later else MOST_LOST)


def _doubt(failed: list[Mail]) -> None:
    """Take refusals back that may be the whole server's, not of these addresses."""
    for one in failed:
        if one.mark == journal.REFUSED:
            one.mark = journal.FAILED


def _fitting(size: int, took: float) -> int:
    return max(1, min(MOST, 4 * size, int(size * TURN_S / max(took, 0.001))))


def _may_go_on(until: float) -> bool:
    others = set(current_app.extensions["job_functions"]) - set(KINDS)
    return time.monotonic() < until and not jobs.is_due(others)


def _in_context(app: Flask, work: Callable[..., T], *given: object) -> T:
    with app.app_context():
        return work(*given)
