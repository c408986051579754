"""The one instance that all browser tests share: waves released, pooled, open, too late and planned.

A trustee has one to confirm and one to open; one of HR asks to close the open one early.
"""

import csv
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from rmfeedback import config
from rmfeedback.db import db, writing
from rmfeedback.demo import answering
from rmfeedback.programmes import cohorts, goals_links, pairing, roster
from rmfeedback.programmes.models import Cohort, Goal, GoalsLink
from rmfeedback.reports import actions, findings, running
from rmfeedback.reports.action_rules import Answer
from rmfeedback.staff import accounts
from rmfeedback.surveys import authoring, ballot_box
from rmfeedback.surveys.asking import Choice
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning, plans, shortening
from tests import factories
from tests.conftest import make_app

RELEASED, POOLED = "pilot-midpoint", "small-midpoint"
OPEN, LATE, PLANNED = "pilot-closing", "small-pulse", "pilot-follow-up"
TO_CONFIRM, TO_OPEN = "small-closing", "small-kickoff"
DRAFT = "northwind"
ROSTER = answering.HERE / "pilot_11_leaders.csv"
BEFORE = factories.TODAY - timedelta(days=28)
SPEAKS_FOR = {"ORGANISATION": "Northwind Airways", "CONTACT": "mentoring@example.com"}
LONGEST_START_S = 30.0


@dataclass
class Stage:
    """Where the instance is served, and the codes that lie in its outbox."""

    base: str
    late_code: str
    theme_keys: list[str]
    codes: dict[str, list[str]] = field(default_factory=dict)
    goals_code: str = ""

    def a_code(self, role: str = "mentor") -> str:
        """Return a code that has not been used for long; its form comes back empty all the same."""
        its = self.codes[role]
        # In turn: the first one is for pages that are only looked at.
        its.append(its.pop(1))
        return its[-1]


@contextmanager
def served(instance: Path) -> Iterator[Stage]:
    """Play everything up to today, then serve it as `rmfeedback serve` does.

    In a process of its own: threads in this one would be alive when tests/attacks forks it.
    """
    stage = play(instance)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stage.base = f"http://127.0.0.1:{port}"
    log = (instance / "serve.log").open("wb")
    command = [sys.executable, "-m", "rmfeedback.cli", "serve", "--port", str(port)]
    surroundings = factories.surroundings(instance, **SPEAKS_FOR)
    server = subprocess.Popen(command, env=surroundings, stdout=log, stderr=log)
    try:
        _wait_until_ready(stage.base, server)
        yield stage
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def play(instance: Path) -> Stage:
    """Make the instance: two cohorts, five waves, the staff."""
    with make_app(instance).app_context():
        for email, role in factories.STAFF.values():
            accounts.add(email, role, factories.PASSWORD)
        pilot = _pilot()
        small = factories.a_cohort(6, 6, name="Small")
        pairing.accept(pilot.key, pairing.propose(pilot.key))
        plans.compare_with(pilot.key, small.key)
        for cohort, key, silent in ((pilot, RELEASED, 1), (small, POOLED, 2)):
            wave = _launched(cohort, WaveKind.MIDPOINT, BEFORE)
            assert wave.key == key
            _answer(wave, silent)
            lifecycle.close(key, wave.closes_on)
            running.run(key)
            findings.release(key)
        late = _launched(small, WaveKind.PULSE, factories.TODAY - timedelta(days=14))
        is_open = _launched(pilot, WaveKind.CLOSING, factories.TODAY)
        factories.a_planned_wave(pilot, WaveKind.FOLLOW_UP)
        _trustees(small)
        authoring.copy(Choice("standard", 1), DRAFT)
        mia = accounts.add("mia@example.com", "hr", factories.PASSWORD)
        shortening.ask(is_open.key, mia, factories.TODAY)
        themes = [theme["key"] for theme in findings.released(RELEASED)["themes"]]
        done = Answer("Plans are open for comment for ten days.", "Ground Operations", state="done")
        due = factories.TODAY - timedelta(days=3)
        late_one = Answer("Part-time is possible in every role.", "People", due)
        for theme, answer in zip(themes, (done, late_one), strict=False):
            actions.add(RELEASED, theme, answer)
        stage = Stage("", _codes(late)["mentor"][0], themes, _codes(is_open), _goals(pilot))
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    return stage


def _goals(cohort: Cohort) -> str:
    """Let most pairs note a goal; return a code that opens those of the last, who have noted none."""
    *busy, last = pairing.pairs_of(cohort)
    code = goals_links.mint()
    with writing() as session:
        session.add(GoalsLink(pair_id=last.id, digest=goals_links.digest(code)))
        for number, pair in enumerate(busy):
            topic = "ai" if number < 6 else "hybrid"
            session.add(Goal(pair_id=pair.id, text="Use AI tools ourselves", topic=topic))
    return code


def _pilot() -> Cohort:
    """The demo's roster, so that people have units, topics and languages."""
    programme = cohorts.add_programme("Reverse mentoring", "en")
    roster.load(ROSTER.read_bytes(), ROSTER.name, programme.key, "Pilot", check=False)
    return cohorts.find_cohort("pilot")


def _launched(cohort: Cohort, kind: WaveKind, opens_on: date) -> Wave:
    dates = (opens_on, opens_on + timedelta(days=14))
    wave = planning.plan(cohort.key, kind, dates, opens_on)
    lifecycle.launch(wave.key, opens_on)
    # Mail that comes too late for its wave is not sent: the jobs have to believe in that day too.
    with patch.dict(config.current(), TODAY=opens_on.isoformat()):
        factories.do_jobs()
    return wave


def _trustees(cohort: Cohort) -> None:
    """Let Tom hold the key of a wave whose day has come; another waits for him to confirm its list."""
    wishes, day = planning.Wishes(keyholder="trustee"), factories.TODAY
    due = (day - timedelta(days=14), day)
    wave = planning.plan(cohort.key, WaveKind.KICKOFF, due, due[0], wishes)
    factories.the_words(wave)
    lifecycle.launch(wave.key, due[0])
    dates = (day + timedelta(days=1), day + timedelta(days=15))
    planning.plan(cohort.key, WaveKind.CLOSING, dates, day, wishes)


def _codes(wave: Wave) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for _, (code, *_more) in sorted(factories.codes_of(wave).items()):
        found[ballot_box.look_up(code, wave.opens_on).role.value].append(code)
    return found


def _answer(wave: Wave, silent: int) -> None:
    """Let all but `silent` of each role answer, in the words of the demo."""
    comments = _comments()
    for role, codes in _codes(wave).items():
        for seed, code in enumerate(codes[:-silent]):
            asked = ballot_box.look_up(code, wave.opens_on).questionnaire
            answers = factories.answers_to(asked, seed=seed)
            for item in asked.items:
                if item.kind == "comment":
                    answers[item.key] = comments[role, item.asks or ""].pop()
            ballot_box.submit(code, answers, language="en", today=wave.opens_on)


def _comments() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    with (answering.HERE / "comments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["role"], row["question"]].append(row["comment"])
    return found


def _wait_until_ready(base: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=5).close()
            return
        except urllib.error.URLError:
            time.sleep(0.05)
    raise AssertionError("The program did not start: see serve.log beside the databases.")
