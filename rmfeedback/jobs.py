"""What is to be done later: one row each, claimed, done, deleted. Huey only rings the bell.

The queue file holds no argument at all: a row's argument is an id, never a code, an address or a comment.
"""

import logging
import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import ColumnElement, LargeBinary, and_, case, delete, func, not_, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from rmfeedback.db import IdentityModel, db, random_key, writing
from rmfeedback.errors import Hopeless

# A worker killed between claim and done gives the job back after this time; sending one mail takes less.
LEASE_S = 120.0
# Waits of 1, 2, 4 … minutes between tries, at most this long.
LONGEST_WAIT_S = 3600.0
# A job that was put off when it was queued, over a night or some holidays, waits at most this long.
LONGEST_DELAY_S = 14 * 86_400.0
# Longer than anybody waits for a turn to write.
LONGEST_TURN_S = 60.0

# What is written here was not read as objects before.
_BY_STATEMENT = {"synchronize_session": False}

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
    attempts: int = 1


@dataclass(frozen=True)
class Together:
    """What does the due jobs of some kinds many at a time.

    `run`: does them until none is due, another job waits, or the moment given (`time.monotonic`) has come;
    returns how many were done. It claims them with `claim_many`.
    """

    run: Callable[[float], int]


Functions = Mapping[str, Function | Together]


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


def run_due(functions: Functions, *, lease_s: float = LEASE_S, for_s: float = math.inf) -> int:
    """Do every job that is due, single ones first, for about so many seconds; return how many were done."""
    single = {kind: function for kind, function in functions.items() if not isinstance(function, Together)}
    together = {function for function in functions.values() if isinstance(function, Together)}
    until, done = time.monotonic() + for_s, 0
    while time.monotonic() < until:
        if (task := claim(lease_s, single)) is not None:
            done += perform(single[task.kind], task)
        elif more := sum(each.run(until) for each in together):
            done += more
        elif not is_due(single):
            break
    return done


def run_until_idle(functions: Functions, *, lease_s: float = LEASE_S, pause_s: float = 0.2) -> int:
    """Do jobs until none is due and none is claimed by anybody; return how many were done."""
    done = run_due(functions, lease_s=lease_s)
    while _is_busy():
        time.sleep(pause_s)
        done += run_due(functions, lease_s=lease_s)
    return done


def claim(lease_s: float = LEASE_S, kinds: Iterable[str] | None = None) -> Task | None:
    """Take one due job, of any kind or of these, for `lease_s` seconds: no other worker does it too."""
    return next(iter(claim_many(kinds, 1, lease_s)), None)


def claim_many(kinds: Iterable[str] | None, most: int, lease_s: float = LEASE_S) -> list[Task]:
    """Take up to so many due jobs, in random order of those that have waited as long."""
    now = time.time()
    chosen = select(Job.id).where(_is_due(now, lease_s), *_of_kinds(kinds))
    chosen = chosen.order_by(Job.not_before, Job.id).limit(most)
    taken = (
        update(Job).where(Job.id.in_(chosen)).values(claimed_until=now + lease_s, attempts=Job.attempts + 1)
    )
    columns = (Job.id, Job.kind, Job.argument, Job.about, Job.attempts)
    with writing() as session:
        rows = session.execute(taken.returning(*columns), execution_options=_BY_STATEMENT).all()
    return [Task(row.id.hex(), *row[1:]) for row in sorted(rows, key=attrgetter("id"))]


def is_due(kinds: Iterable[str]) -> bool:
    """Tell whether a job of these kinds is due."""
    query = select(Job.id).where(_is_due(time.time(), LEASE_S), *_of_kinds(kinds)).limit(1)
    return db.session.scalar(query) is not None


def is_claimed(tasks: Iterable[Task]) -> bool:
    """Tell whether somebody still holds one of these claims."""
    claims = {task.key: task.attempts for task in tasks}
    rows = db.session.execute(
        select(Job.id, Job.attempts).where(Job.id.in_(_ids(claims)), Job.claimed_until > time.time())
    )
    return any(claims[row.id.hex()] == row.attempts for row in rows)


def held(claims: Mapping[str, int]) -> list[Task]:
    """Return the jobs, by key and how often they were tried, that nobody has done or claimed since."""
    columns = (Job.id, Job.kind, Job.argument, Job.about, Job.attempts)
    rows = db.session.execute(select(*columns).where(Job.id.in_(_ids(claims))))
    return [Task(row.id.hex(), *row[1:]) for row in rows if claims[row.id.hex()] == row.attempts]


def done(keys: Iterable[str]) -> None:
    """Delete the rows of jobs that are done, in the running transaction."""
    db.session.execute(delete(Job).where(Job.id.in_(_ids(keys))), execution_options=_BY_STATEMENT)


def try_later(tasks: Iterable[Task]) -> None:
    """Give jobs that failed back for a later try, in the running transaction."""
    for task in tasks:
        # A moment after those that were put off meanwhile: what fails again keeps no other waiting.
        _free([task.key], time.time() + wait_after(task.attempts) + 1.0)


def at_once(tasks: Iterable[Task]) -> None:
    """Give jobs back that may be claimed at once, in the running transaction."""
    _free([task.key for task in tasks], 0.0)


def put_off(kinds: Iterable[str], attempts: int) -> None:
    """Let all jobs of these kinds wait that are not claimed, as after so many tries that failed."""
    now = time.time()
    later = now + wait_after(attempts)
    early = (*_of_kinds(kinds), Job.not_before < later, Job.claimed_until <= now)
    # Never fewer: by its claim's number a job is known.
    tries = case((Job.attempts < attempts, attempts), else_=Job.attempts)
    put = update(Job).where(*early).values(not_before=later, attempts=tries)
    db.session.execute(put, execution_options=_BY_STATEMENT)


def wait_after(attempts: int) -> float:
    """Return for how many seconds a job waits that failed so often."""
    return float(min(60.0 * 2 ** min(attempts - 1, 10), LONGEST_WAIT_S))


def perform(function: Function, task: Task) -> bool:
    """Do a claimed job and delete its row, or give it back for a later try; other jobs go on either way."""
    try:
        finish = _outcome(function, task)
        with writing():
            if finish is not None:
                finish()
            done([task.key])
    except Exception as reason:
        # The class alone: a mail server's words may name an address.
        log.warning("job %s will be tried again: %s", task.kind, type(reason).__name__)
        _give_back(task)
        return False
    return True


def _outcome(function: Function, task: Task) -> Callable[[], None] | None:
    try:
        return function(task)
    except Hopeless as reason:
        log.warning("job %s has ended: %s", task.kind, type(reason).__name__)
        return None


def _is_due(now: float, lease_s: float) -> ColumnElement[bool]:
    """Due is what waits no longer; a wait longer than any we ask for comes from a clock that was set back."""
    # `now` is of before the write lock was had: whoever had it meanwhile has counted from a later moment.
    latest = now + LONGEST_TURN_S
    longest = case((Job.attempts > 0, LONGEST_WAIT_S), else_=LONGEST_DELAY_S)
    waits = and_(Job.not_before > now, Job.not_before <= latest + longest)
    is_claimed = and_(Job.claimed_until > now, Job.claimed_until <= latest + max(lease_s, LEASE_S))
    return not_(or_(waits, is_claimed))


def _give_back(task: Task) -> None:
    with writing():
        _free([task.key], time.time() + wait_after(task.attempts))


def _free(keys: Iterable[str], not_before: float) -> None:
    freed = update(Job).where(Job.id.in_(_ids(keys))).values(claimed_until=0.0, not_before=not_before)
    db.session.execute(freed, execution_options=_BY_STATEMENT)


def _of_kinds(kinds: Iterable[str] | None) -> list[ColumnElement[bool]]:
    return [] if kinds is None else [Job.kind.in_(list(kinds))]


def _ids(keys: Iterable[str]) -> list[bytes]:
    return [bytes.fromhex(key) for key in keys]


def _is_busy() -> bool:
    now = time.time()
    unfinished = or_(Job.claimed_until > now, Job.not_before <= now)
    return bool(db.session.scalar(select(func.count()).select_from(Job).where(unfinished)))
