"""What is to be done later: one row each, claimed, done, deleted. Huey only rings the bell.

The queue file holds no argument at all: a row's argument is an id, never a code, an address or a comment.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, LargeBinary, and_, case, delete, func, not_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from rmfeedback.db import IdentityModel, db, random_key, writing

# A worker killed between claim and done gives the job back after this time; sending one mail takes less.
LEASE_S = 120.0
# Waits of 1, 2, 4 … minutes between tries, at most this long.
LONGEST_WAIT_S = 3600.0
# A job that was put off when it was queued, over a night or some holidays, waits at most this long.
LONGEST_DELAY_S = 14 * 86_400.0
# Longer than anybody waits for a turn to write.
LONGEST_TURN_S = 60.0

log = logging.getLogger(__name__)

# What a job does; it may return what must be written together with the job's end.
Function = Callable[["Task"], Callable[[], None] | None]


class Job(IdentityModel):
    """A row of work; random ids, so that the order of work says nothing about people."""

    __tablename__ = "job"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    kind: Mapped[str]
    argument: Mapped[str]
    about: Mapped[str] = mapped_column(default="", index=True)
    not_before: Mapped[float] = mapped_column(default=0.0)
    claimed_until: Mapped[float] = mapped_column(default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class Task:
    """A claimed job as its function sees it; `key` is stable over repeats."""

    key: str
    kind: str
    argument: str
    about: str


def enqueue(kind: str, argument: str, about: str = "", *, not_before: float = 0.0) -> None:
    """Add a job to the running transaction; `not_before`: seconds since 1970, two weeks away at most."""
    db.session.add(Job(kind=kind, argument=argument, about=about, not_before=not_before))


def waiting(about: str, kinds: tuple[str, ...] = ()) -> int:
    """Count the jobs that are still to be done for something."""
    query = select(func.count()).select_from(Job).where(Job.about == about)
    return db.session.scalar(query.where(Job.kind.in_(kinds)) if kinds else query) or 0


def arguments(about: str, kind: str) -> set[str]:
    """Return the arguments of the jobs of one kind still to be done."""
    return set(db.session.scalars(select(Job.argument).where(Job.about == about, Job.kind == kind)))


def drop(about: str) -> None:
    """Delete what is still to be done for something, in the running transaction."""
    db.session.execute(delete(Job).where(Job.about == about))


def run_due(functions: Mapping[str, Function], *, lease_s: float = LEASE_S) -> int:
    """Do every job that is due; return how many were done."""
    done = 0
    while (task := claim(lease_s)) is not None:
        done += perform(functions[task.kind], task)
    return done


def run_until_idle(
    functions: Mapping[str, Function], *, lease_s: float = LEASE_S, pause_s: float = 0.2
) -> int:
    """Do jobs until none is due and none is claimed by anybody; return how many were done."""
    done = run_due(functions, lease_s=lease_s)
    while _is_busy():
        time.sleep(pause_s)
        done += run_due(functions, lease_s=lease_s)
    return done


def claim(lease_s: float = LEASE_S) -> Task | None:
    """Take one due job for `lease_s` seconds, so that no other worker does it too."""
    now = time.time()
    chosen = (
        select(Job.id)
        .where(_is_due(now, lease_s))
        .order_by(Job.not_before, Job.id)
        .limit(1)
        .scalar_subquery()
    )
    taken = update(Job).where(Job.id == chosen).values(claimed_until=now + lease_s, attempts=Job.attempts + 1)
    with writing() as session:
        row = session.execute(taken.returning(Job.id, Job.kind, Job.argument, Job.about)).first()
    return None if row is None else Task(row.id.hex(), row.kind, row.argument, row.about)


def perform(function: Function, task: Task) -> bool:
    """Do a claimed job and delete its row, or give it back for a later try; other jobs go on either way."""
    try:
        finish = function(task)
        with writing() as session:
            if finish is not None:
                finish()
            session.execute(delete(Job).where(Job.id == bytes.fromhex(task.key)))
    except Exception as reason:
        # The class alone: a mail server's words may name an address.
        log.warning("job %s will be tried again: %s", task.kind, type(reason).__name__)
        _give_back(task)
        return False
    return True


def _is_due(now: float, lease_s: float) -> ColumnElement[bool]:
    """Due is what waits no longer; a wait longer than any we ask for comes from a clock that was set back."""
    # `now` is of before the write lock was had: whoever had it meanwhile has counted from a later moment.
    latest = now + LONGEST_TURN_S
    longest = case((Job.attempts > 0, LONGEST_WAIT_S), else_=LONGEST_DELAY_S)
    waits = and_(Job.not_before > now, Job.not_before <= latest + longest)
    is_claimed = and_(Job.claimed_until > now, Job.claimed_until <= latest + max(lease_s, LEASE_S))
    return not_(or_(waits, is_claimed))


def _give_back(task: Task) -> None:
    with writing() as session:
        job = session.get(Job, bytes.fromhex(task.key))
        if job is not None:
            wait = min(60.0 * 2 ** (job.attempts - 1), LONGEST_WAIT_S)
            job.claimed_until, job.not_before = 0.0, time.time() + wait


def _is_busy() -> bool:
    now = time.time()
    unfinished = or_(Job.claimed_until > now, Job.not_before <= now)
    return bool(db.session.scalar(select(func.count()).select_from(Job).where(unfinished)))
