"""Play a programme from its roster to leadership's summary, through the parts that a real one uses."""

import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from flask import Flask

from rmfeedback import config, mail, migrations, serving
from rmfeedback.app import create_app
from rmfeedback.demo import answering, reviewing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, inviting, pairing, roster
from rmfeedback.reports import exporting, findings, running
from rmfeedback.staff import accounts
from rmfeedback.surveys import asking, results
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import lifecycle, planning, reporting
from rmfeedback.waves.planning import Wishes

ROSTER = answering.HERE / "pilot_11_leaders.csv"
STAFF = {"hal@example.com": "hr", "dan@example.com": "hr", "lin@example.com": "leadership"}
FORMATS = ("json", "csv", "xlsx", "pdf")
LONGEST_MAILING_S = 60.0


class DemoStuck(Refused):
    status = 500
    message = N_(
        "The demo's mails were not written in a minute. Look for an error above, then start the demo again."
    )


def play(once: Path | None, port: int) -> None:
    """Play the programme; then write the findings to a folder, or serve what was played.

    Raises: Refused, where a part says no.
    """
    if once is None:
        _play_and_serve(port)
        return
    with tempfile.TemporaryDirectory(prefix="rmfeedback-demo-", ignore_cleanup_errors=True) as folder:
        app = _fresh_app(Path(folder), port)
        with app.app_context():
            wave_key = _programme(app)
            _write(wave_key, once)


def _play_and_serve(port: int) -> None:
    folder = config.load()["INSTANCE"] / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    app = _fresh_app(folder, port)
    with app.app_context():
        wave_key = _programme(app)
        words = {email: secrets.token_urlsafe(9) for email in STAFF}
        for email, role in STAFF.items():
            accounts.add(email, role, words[email])
        print(exporting.summary(findings.released(wave_key)))
        _tell(app, port, words)
    serving.serve(app, "127.0.0.1", port)


def _fresh_app(folder: Path, port: int) -> Flask:
    given = {
        "INSTANCE": str(folder),
        "REHEARSAL": "1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "MAIL_FROM": "Northwind Airways <mentoring@northwind.example>",
        "ORGANISATION": "Northwind Airways",
        "CONTACT": "mentoring@northwind.example",
        "IDENTITY_URL": "",
        "RESPONSES_URL": "",
        "SMTP_URL": "",
        "JOBS": "embedded",
    }
    config.prepare(config.load(given))
    app = create_app(**given)
    with app.app_context():
        migrations.upgrade()
    return app


def _programme(app: Flask) -> str:
    """Play everything up to a released wave and an open one; return the released wave's key."""
    last = date.today()
    _say("Loading the roster: 11 leaders, 11 mentors.")
    programme = cohorts.add_programme("Reverse mentoring pilot", "en")
    loaded = roster.load(ROSTER.read_bytes(), ROSTER.name, programme.key, "Pilot", check=False)
    cohort_key = loaded.cohort or ""  # Null only where a roster is looked at, not loaded.
    pairing.accept(cohort_key, pairing.propose(cohort_key))
    with serving.in_background(app) as port:
        closed = _wave(app, cohort_key, WaveKind.MIDPOINT, last - timedelta(days=28))
        _say("Mails are written. People answer over HTTP, several at once.")
        asked = {role: asking.asked(results.wave(closed), role) for role in Role}
        kept = answering.everybody_answers(mailed(closed, cohort_key), asked, port)
        _say(f"{kept} answered. The box is opened.")
        believe(app, last - timedelta(days=14))
        lifecycle.close(closed, config.today(app.config["RM"]))
        _say("Reading the comments.")
        running.run(closed)
        reviewing.review(closed)
        findings.release(closed)
        _say("Themes are answered, and everybody is told what came of it.")
        reviewing.answer(closed, last)
        reporting.send(closed, config.today(app.config["RM"]))
        _wait_for(lambda: reporting.of(closed).waiting)
        _wave(app, cohort_key, WaveKind.CLOSING, last)
        believe(app, None)
    return closed


def _wave(app: Flask, cohort_key: str, kind: WaveKind, opens_on: date) -> str:
    believe(app, opens_on)
    dates = (opens_on, opens_on + timedelta(days=14))
    wishes = Wishes(report_by=dates[1] + timedelta(days=7))
    wave = planning.plan(cohort_key, kind, dates, opens_on, wishes)
    launch(wave.key, opens_on)
    return wave.key


def launch(wave_key: str, day: date, *, are_namesakes: bool = False) -> None:
    """Launch a wave, and wait until its mails are written.

    Raises: DemoStuck, and what launching does.
    """
    lifecycle.launch(wave_key, day, are_namesakes=are_namesakes)
    _wait_for(lambda: lifecycle.progress(wave_key).waiting)


def _wait_for(waiting: Callable[[], int]) -> None:
    until = time.monotonic() + LONGEST_MAILING_S
    while waiting():
        if time.monotonic() > until:
            raise DemoStuck()
        time.sleep(0.05)


def mailed(wave_key: str, cohort_key: str) -> list[answering.Mailed]:
    """Return what everybody has in hand."""
    roles = {p.person.email: Role(p.role) for p in inviting.to_invite(cohort_key)}
    return [answering.read_mail(file, roles) for file in mail.written(config.current(), wave_key)]


def believe(app: Flask, day: date | None) -> None:
    """Let an instance that rehearses believe in a day."""
    app.config["RM"]["TODAY"] = day.isoformat() if day else ""


def _write(wave_key: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in FORMATS:
        exporting.write(wave_key, folder / f"findings.{suffix}")
    summary = exporting.summary(findings.released(wave_key))
    (folder / "summary.txt").write_text(summary, encoding="utf-8")
    print(summary)
    _say(f"The findings are in {folder}.")


def _tell(app: Flask, port: int, words: dict[str, str]) -> None:
    address = f"http://127.0.0.1:{port}"
    outbox = app.config["RM"]["INSTANCE"] / "outbox"
    hal, dan, lin = (f"{email}, password {word}" for email, word in words.items())
    print(
        f"\nHR signs in at {address}/sign-in as {hal}\n"
        f"Who agrees when HR asks for a release signs in there as {dan}\n"
        f"Leadership signs in there as {lin}\n"
        f"The closing wave is open: its mails lie in {outbox}.\n"
        "Open one, follow its link, and answer as the person it was sent to."
    )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
