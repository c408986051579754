"""A year of a programme in days: a worker that is killed again and again, a real mail server, a real web.

Each of the three is a process of its own, forked from the one that plays; the day is what a rehearsal
believes in. Only the worker is killed, at random moments, and started again until nothing is left to do.
"""

import asyncio
import json
import os
import random
import signal
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import waitress
from aiosmtpd.smtp import SMTP
from flask import Flask

from rmfeedback import bell, jobs
from rmfeedback.db import ROOMS
from rmfeedback.demo import answering
from rmfeedback.demo.answering import Mailed
from rmfeedback.programmes import inviting
from rmfeedback.surveys import asking, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import lifecycle, planning, plans, workdays
from rmfeedback.waves.plans import Days
from tests import factories
from tests.conftest import leave

REGION = "DE-BY"
# Nine waves: those of the longer template, and three pulses more, in weeks from the first session.
MORE_PULSES = (9, 15, 30)
PULSE_DAYS = 8
SILENT = 2  # of each role, in every wave
OFTEN, SOON_S = 0.6, 0.25


@dataclass
class Year:
    """What a year came to; `mails`: by day and address how often each mail arrived, by its Message-ID."""

    kills: int = 0
    answered: int = 0
    seconds: float = 0.0
    mails: dict[date, dict[str, Counter[str]]] = field(default_factory=dict)

    @property
    def repeats(self) -> int:
        """How many mails arrived a second time."""
        return sum(n - 1 for its in self.mails.values() for ids in its.values() for n in ids.values())

    @property
    def arrived(self) -> int:
        """How many mails arrived, each of them counted once."""
        return sum(len(ids) for its in self.mails.values() for ids in its.values())


def plan(cohort_key: str, starts_on: date, today: date) -> list[Wave]:
    """Plan nine waves with as many reminders as a wave may have."""
    plans.make(cohort_key, "six-months", starts_on, today, report_after=None)
    for week in MORE_PULSES:
        opens_on = workdays.next_working(starts_on + timedelta(weeks=week), REGION)
        dates = (opens_on, opens_on + timedelta(days=PULSE_DAYS))
        plans.single(cohort_key, WaveKind.PULSE, dates, today, planning.AS_USUAL)
    made = results.waves("planned", cohort_key=cohort_key)
    for wave in made:
        # A pulse is too short for six reminders as it is.
        *remind_on, last = _working_days_after(wave.opens_on, lifecycle.MOST_REMINDERS + 1)
        plans.change(wave.key, Days(wave.opens_on, max(last, wave.closes_on), remind_on), today)
    return made


def play(app: Flask, cohort_key: str, folder: Path, chance: random.Random) -> Year:
    """Let the year go by, day after day; the waves launch, remind and close themselves."""
    year, began = Year(), time.monotonic()
    with mail_server(folder / "mails") as smtp:
        app.config["RM"]["SMTP_URL"] = f"smtp://127.0.0.1:{smtp}"
        inbox = Inbox(folder / "mails")
        roles = {p.person.email: Role(p.role) for p in inviting.to_invite(cohort_key)}
        opened = {wave.opens_on: wave.key for wave in results.waves(cohort_key=cohort_key)}
        for day in _days(cohort_key):
            app.config["RM"]["TODAY"] = day.isoformat()
            year.kills += _work(app, chance)
            arrived = inbox.new()
            if arrived:
                year.mails[day] = {to: Counter(id_ for id_, _ in its) for to, its in arrived.items()}
            if day in opened:
                year.answered += _answer(app, opened[day], arrived, roles)
    year.seconds = time.monotonic() - began
    return year


class Inbox:
    """Reads what the mail server has taken since the last look."""

    def __init__(self, file: Path) -> None:
        self._file, self._at = file, 0

    def new(self) -> dict[str, list[tuple[str, str]]]:
        """Return by address Message-ID and code of each mail."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        with self._file.open() as lines:
            lines.seek(self._at)
            for line in lines:
                to, message_id, code = json.loads(line)
                found[to].append((message_id, code))
            self._at = lines.tell()
        return dict(found)


@contextmanager
def mail_server(file: Path) -> Iterator[int]:
    """Take mail by SMTP, and write down a line for each that was taken."""
    file.touch()
    listening = socket.create_server(("127.0.0.1", 0))

    class Handler:
        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  (aiosmtpd's name)
            message = message_from_bytes(envelope.content, policy=policy.default)
            text = message.get_body(("plain",)).get_content()
            line = [envelope.rcpt_tos[0], message["Message-ID"], factories.CODE.findall(text)[0]]
            with file.open("a") as lines:
                lines.write(json.dumps(line) + "\n")
            return "250 taken"

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Handler(), loop=loop), sock=listening)
        await server.serve_forever()

    with _child(lambda: asyncio.run(serve())):
        yield listening.getsockname()[1]
    listening.close()


@contextmanager
def _web(app: Flask) -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    with _child(lambda: waitress.serve(app, sockets=[listening], threads=4, _quiet=True)):
        yield listening.getsockname()[1]
    listening.close()


@contextmanager
def _child(deed: Callable[[], object]) -> Iterator[int]:
    """Do a deed in a child until it is stopped."""
    process = _fork(deed)
    try:
        yield process
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _fork(deed: Callable[[], object]) -> int:
    leave(ROOMS)  # A connection may not cross a fork.
    process = os.fork()
    if process == 0:
        try:
            deed()
            os._exit(0)
        finally:
            os._exit(1)
    return process


def _work(app: Flask, chance: random.Random) -> int:
    """Let a worker do what the day wants; return how often it was killed before it could end."""

    def deed() -> None:
        bell.look_at_the_clock()
        jobs.run_until_idle(app.extensions["job_functions"])

    kills = 0
    while True:
        worker = _fork(deed)
        if chance.random() >= OFTEN:
            ended = os.waitpid(worker, 0)[1]
            assert os.waitstatus_to_exitcode(ended) == 0, "the worker failed by itself"
            return kills
        until = time.monotonic() + chance.uniform(0, SOON_S)
        ended = 0
        while not ended and time.monotonic() < until:
            ended = os.waitpid(worker, os.WNOHANG)[0]
            time.sleep(0.005)
        if ended:
            return kills
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        factories.release_claims()
        kills += 1


def _answer(
    app: Flask, wave_key: str, arrived: dict[str, list[tuple[str, str]]], roles: dict[str, Role]
) -> int:
    """Let most of those invited answer over HTTP, with the link that came last."""
    mailed = [Mailed(roles[to], its[-1][1]) for to, its in sorted(arrived.items())]
    asked = {role: asking.asked(results.wave(wave_key), role) for role in Role}
    with _web(app) as port:
        return answering.everybody_answers(mailed, asked, port, silent=SILENT)


def _days(cohort_key: str) -> list[date]:
    """Return every day on which something is due, and the day after it."""
    due = {
        day
        for wave in results.waves(cohort_key=cohort_key)
        for day in (
            wave.opens_on,
            wave.closes_on,
            *_working_days_after(wave.opens_on, lifecycle.MOST_REMINDERS),
        )
    }
    return sorted(due | {day + timedelta(days=1) for day in due})


def _working_days_after(day: date, number: int) -> list[date]:
    found: list[date] = []
    while len(found) < number:
        day = workdays.next_working(day + timedelta(days=1), REGION)
        found.append(day)
    return found
