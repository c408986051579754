"""What sealing costs: python benchmarks/ballot_box.py [--invited 1000] [--postgresql URL URL] [--folder F].

First the ballot box beside a bare Flask view that overwrites one row as long as a sealed envelope, durably,
under the same pragmas on the same disk. Each is served by one worker, a process with the threads of `serve`.
A few visits go here and a few there in turn, so that whatever else the machine does falls on both; first one
visitor at a time, then as many as keep the worker busy. The share depends on the disk: what sealing costs
weighs less where writing takes long.

Three waves are launched and closed, and the middle one of three times is told. All files lie in a folder of
their own below F (the checkout): not in memory, for durability is the point. With the addresses of two empty
PostgreSQL databases, for people and for answers, all is written there instead.
"""

import argparse
import csv
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from operator import truediv
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from visiting import CHECKOUT, POST, a_server, a_worker, post_together

from rmfeedback import config, migrations
from rmfeedback.app import create_app
from rmfeedback.db import ROOMS, db, writing
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Cohort, Participation, Person, Programme
from rmfeedback.surveys import codes, links, sealing
from rmfeedback.surveys.questionnaire import for_wave
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import lifecycle, planning

TODAY = date(2026, 3, 2)
CLOSES = TODAY + timedelta(days=10)
SENT_BYTES = 20_480
ROUNDS, VISITS_A_ROUND, WRITERS, SHARE = 30, 40, 8, 0.7
COHORT = "benchmark"
SYLLABLES = ("ba", "den", "ki", "lor", "mei", "nat", "o", "pas", "ri", "sen", "tu", "vel")


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, and what it has to be."""

    name: str
    value: float
    goal: str = ""
    is_reached: bool = True


def main() -> None:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix=".ballot-box-", dir=given.folder) as folder:
        settings = _settings(Path(folder), given.postgresql)
        with _an_application(settings) as app:
            _invite(given.invited)
            figures = [_most("sealing, ms", _sealing_ms(), 0.3), *_three_waves(app, settings)]
    for figure in figures:
        mark = "ok" if figure.is_reached else "NO"
        print(f"{figure.name:<44}{figure.value:9.2f}   {figure.goal:<10}{mark if figure.goal else ''}")
    raise SystemExit(0 if all(figure.is_reached for figure in figures) else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--invited", type=int, default=1000, help="how many are invited, 20 or more (1000)")
    parser.add_argument("--folder", type=Path, default=CHECKOUT, help="on the disk to measure (checkout)")
    parser.add_argument("--postgresql", nargs=2, metavar="URL", default=("", ""), help="people, answers")
    return parser.parse_args()


def _least(name: str, value: float, goal: float) -> Figure:
    return Figure(name, value, f">= {goal}", value >= goal)


def _most(name: str, value: float, goal: float) -> Figure:
    return Figure(name, value, f"<= {goal}", value <= goal)


def _settings(folder: Path, urls: Sequence[str]) -> dict[str, str]:
    return {
        "INSTANCE": str(folder / "instance"),
        "REHEARSAL": "1",
        "TODAY": TODAY.isoformat(),
        "BASE_URL": "http://feedback.example",
        "MAIL_FROM": "Benchmark <mentoring@example.com>",
        "JOBS": "sqlite",  # No mail is sent: nobody does the jobs.
        "IDENTITY_URL": urls[0],
        "RESPONSES_URL": urls[1],
    }


@contextmanager
def _an_application(settings: dict[str, str]) -> Iterator[Flask]:
    config.prepare(config.load(settings))
    app = create_app(**settings)
    with app.app_context():
        migrations.upgrade()
        try:
            yield app
        finally:
            db.session.remove()
            for room in ROOMS:
                db.engines[room].dispose()


def _invite(number: int) -> None:
    with writing() as session:
        session.add(Programme(key=COHORT, name="Benchmark", language="en"))
        session.add(Cohort(key=COHORT, name="Benchmark", programme_key=COHORT))
        for n in range(number):
            name, role = f"{_name(2000 + secrets.randbelow(500))} {_name(n)}", tuple(Role)[n % 2]
            person = Person(email=f"{n}@example.com", name=name, language="en")
            session.add(Participation(cohort_key=COHORT, person=person, role=role.value))


def _name(number: int) -> str:
    """Return a name that nobody else has."""
    digits = (number // len(SYLLABLES) ** place % len(SYLLABLES) for place in range(4))
    return "".join(SYLLABLES[digit] for digit in digits).title()


def _sealing_ms() -> float:
    public, bound_to = sealing.make_key_pair().public, sealing.info("wave", bytes(16), "mentor")
    payload = {"language": "en", "answers": {"m_what_works": "A sentence or two. " * 20}}
    times = [_seconds(lambda: sealing.seal(payload, public, bound_to)) for _ in range(500)]
    return 1000 * statistics.median(times)


def _seconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def _three_waves(app: Flask, settings: dict[str, str]) -> Iterator[Figure]:
    launches, closings = [], []
    kinds = (WaveKind.KICKOFF, WaveKind.MIDPOINT, WaveKind.CLOSING)
    for kind, visit in zip(kinds, (_one_worker, _at_once, _in_turn), strict=True):
        key = planning.plan(COHORT, kind, (TODAY, CLOSES), TODAY).key
        launches.append(_seconds(lambda key=key: lifecycle.launch(key, TODAY)))  # type: ignore[misc]
        yield from visit(app, settings, _hand_out(key, kind))
        closings.append(_seconds(lambda key=key: lifecycle.close(key, CLOSES)))  # type: ignore[misc]
    invited = len(inviting.to_invite(COHORT))
    yield _most(f"launch of {invited} without mail, s", statistics.median(launches), 1.0)
    yield _most(f"closing of {invited}, s", statistics.median(closings), 2.0)
    yield _most(f"closing of {invited} after {WRITERS} writers, s", closings[1], 2.0)


def _hand_out(wave_key: str, kind: WaveKind) -> list[bytes]:
    """Give everybody a code as a mail would; return what each sends, in random order."""
    with (CHECKOUT / "rmfeedback" / "demo" / "comments.csv").open(encoding="utf-8", newline="") as file:
        sentences = [row["comment"] for row in csv.DictReader(file)]
    sheets = []
    with writing():
        for envelope_id, participation in inviting.envelopes(wave_key).items():
            code = codes.mint()
            links.put(envelope_id, code)
            sheets.append(_body(code, kind, Role(participation.role), sentences))
    secrets.SystemRandom().shuffle(sheets)
    return sheets


def _body(code: str, kind: WaveKind, role: Role, sentences: Sequence[str]) -> bytes:
    fields = {"code": code, "anyway": "1"}
    for item in for_wave(kind, role).items:
        fields[item.key] = secrets.choice(sentences if item.kind == "comment" else item.values)
    return (urlencode(fields) + "&pad=").encode().ljust(SENT_BYTES, b"0")


def _one_worker(app: Flask, settings: dict[str, str], sheets: list[bytes]) -> Iterator[Figure]:
    """Send by turns to the ballot box and to the bare view, each served by one process."""
    with ExitStack() as around:
        workers = [around.enter_context(a_worker(name, settings)) for name in ("bare", "sealed")]
        for visitors, goal in ((1, ""), (WRITERS, f">= {SHARE}")):
            before = [worker.cpu_seconds() for worker in workers]
            bare, sealed = _by_turns([worker.port for worker in workers], sheets, visitors)
            spent = [worker.cpu_seconds() - at for worker, at in zip(workers, before, strict=True)]
            share = statistics.median(map(truediv, bare, sealed))
            who = f"{visitors} at a time" if visitors > 1 else "one at a time"
            for name, times, cpu in zip(("bare view", "sealed submit"), (bare, sealed), spent, strict=True):
                yield Figure(f"{who}: {name}, visits a second", VISITS_A_ROUND / statistics.median(times))
                yield Figure(f"{who}: {name}, CPU ms a visit", 1000 * cpu / (ROUNDS * VISITS_A_ROUND))
            yield Figure(f"{who}: sealed to bare", share, goal, not goal or share >= SHARE)
    _send_all(app.test_client(), sheets)


def _by_turns(ports: Sequence[int], sheets: list[bytes], visitors: int) -> tuple[list[float], list[float]]:
    """Return the seconds that each round of visits took at the two ports."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        chosen = [secrets.choice(sheets) for _ in range(VISITS_A_ROUND)]
        for port, its in zip(ports, times, strict=True):
            start = time.perf_counter()
            if statuses := set(post_together(port, chosen, visitors)) - {200}:
                raise RuntimeError(f"a visit was answered {statuses}")
            its.append(time.perf_counter() - start)
    return times


def _in_turn(app: Flask, _settings: dict[str, str], sheets: list[bytes]) -> Iterator[Figure]:
    _send_all(app.test_client(), sheets)
    yield from ()


def _send_all(client: FlaskClient, sheets: Sequence[bytes]) -> None:
    for sheet in sheets:
        status = client.post("/a/answers", data=sheet, headers=POST).status_code
        if status != 200:
            raise RuntimeError(f"a visit was answered {status}")


def _at_once(app: Flask, settings: dict[str, str], sheets: list[bytes]) -> Iterator[Figure]:
    """Let so many people send at the same moment, over HTTP to a `serve` of its own."""
    with a_server(settings) as port:
        start = time.perf_counter()
        statuses = post_together(port, sheets, WRITERS)
        seconds = time.perf_counter() - start
    yield _least(f"{WRITERS} writers: durable submits a second", len(sheets) / seconds, 50.0)
    yield _most(f"{WRITERS} writers: failures", float(sum(status != 200 for status in statuses)), 0.0)


if __name__ == "__main__":
    main()
