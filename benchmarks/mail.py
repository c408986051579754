"""What a mailing costs: python benchmarks/mail.py [--invited 10000] [--folder F].

A wave's invitations, given codes, rendered and sent, into an SMTP server on this machine (aiosmtpd, in a
process of its own); beside it a bare loop of smtplib over one connection, which sends one such mail, made
before, again and again to the same server. Both in one run, some seconds here and some there in turn, so that
whatever else the machine does falls on both. All files lie below F (the checkout): not in memory, for what a
crash repeats depends on the disk. The least ratio asked for is 0.8.
"""

import argparse
import re
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from flask import current_app

from rmfeedback import config, jobs, mail, migrations
from rmfeedback.app import create_app
from rmfeedback.db import ROOMS, db, writing
from rmfeedback.programmes.models import Cohort, Participation, Person, Programme
from rmfeedback.surveys import codes, results
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import lifecycle, mailing, planning

CHECKOUT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 3, 2)
CLOSES = TODAY + timedelta(days=10)
SENDER, BARE, LEAST = "mentoring@example.com", "bare@example.com", 0.8
TURN_S = 3.0
CODE = re.compile(r"/a#([A-Z2-7]{32})\s")

# Keeps every mail with its address until it is asked for them, then writes them to its output.
SERVER = """
import sys
from aiosmtpd.controller import Controller

class Sink:
    mails = []
    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"

server = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
server.start()
print("ready", flush=True)
for line in sys.stdin:
    for address, content in Sink.mails:
        sys.stdout.buffer.write(f"{address} {len(content)}\\n".encode() + content)
    sys.stdout.buffer.write(b".\\n")
    sys.stdout.buffer.flush()
    Sink.mails.clear()
"""


class Sink:
    """The server in its process."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-c", SERVER, str(self.port)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin is not None and self.process.stdout is not None
        self._asking, self._telling = self.process.stdin, self.process.stdout
        self._telling.readline()

    def take_out(self) -> list[tuple[str, bytes]]:
        """Return the mails that have arrived, by address."""
        self._asking.write(b"\n")
        self._asking.flush()
        found = []
        while (line := self._telling.readline()) != b".\n":
            address, length = line.decode().split()
            found.append((address, self._telling.read(int(length))))
        return found

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def main() -> None:
    given = _arguments()
    sink = Sink()
    try:
        with tempfile.TemporaryDirectory(prefix=".mail-", dir=given.folder) as folder:
            raise SystemExit(_measure(sink, Path(folder), given.invited))
    finally:
        sink.end()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--invited", type=int, default=10_000, help="how many are invited (10000)")
    parser.add_argument("--folder", type=Path, default=CHECKOUT, help="on the disk to measure (checkout)")
    return parser.parse_args()


def _measure(sink: Sink, folder: Path, invited: int) -> int:
    with _an_application(folder, sink.port):
        key = _plan(invited)
        launched = _seconds(lambda: lifecycle.launch(key, TODAY))
        bare, ours = _in_turn(sink, key)
        mails = [(to, content) for to, content in sink.take_out() if to != BARE]
        assert lifecycle.progress(key) == lifecycle.Mailed(invited, 0)
    _check(mails, invited)
    print(f"launch, s                      {launched:9.2f}")
    print(f"bytes of a mail                {sum(len(its) for _, its in mails) / invited:9.0f}")
    print(f"a bare loop, mails a second    {bare:9.0f}")
    print(f"a mailing, mails a second      {ours:9.0f}")
    print(f"ratio                          {ours / bare:9.2f}   >= {LEAST}")
    return 0 if ours / bare >= LEAST else 1


def _in_turn(sink: Sink, wave_key: str) -> tuple[float, float]:
    """Send by a bare loop and as a mailing, some seconds each; return how many mails a second."""
    functions, a_mail = current_app.extensions["job_functions"], _a_mail(wave_key)
    sent, took, bare_took = 0, 0.0, 0.0
    with smtplib.SMTP("127.0.0.1", sink.port) as server:
        server.ehlo()
        while lifecycle.progress(wave_key).waiting:
            began = time.perf_counter()
            done = jobs.run_due(functions, for_s=TURN_S)
            took += time.perf_counter() - began
            bare_took += _bare(server, a_mail, done)
            sent += done
    return sent / bare_took, sent / took


def _seconds(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def _bare(server: smtplib.SMTP, content: bytes, mails: int) -> float:
    """Send one mail so often, with nothing around it; return for how many seconds."""
    began = time.perf_counter()
    for _ in range(mails):
        server.sendmail(SENDER, [BARE], content)
    return time.perf_counter() - began


def _a_mail(wave_key: str) -> bytes:
    """Return an invitation as it would go out."""
    facts = mailing.facts(results.wave(wave_key), Role.MENTOR, "")
    message = mail.compose("invitation", "", "en", code=mail.CODE_PLACE, **facts)
    letter = mail.Letter(message, config.current())
    return letter.to("ana@example.com", code=codes.mint(), name="a" * 32, about=wave_key).content


def _check(mails: list[tuple[str, bytes]], invited: int) -> None:
    """Everybody has one mail, each with a code of its own."""
    codes = set()
    for _, content in mails:
        text = message_from_bytes(content, policy=policy.default).get_body(("plain",))
        assert text is not None
        codes.add(CODE.findall(text.get_content())[0])
    assert len({address for address, _ in mails}) == len(mails) == len(codes) == invited


def _plan(invited: int) -> str:
    with writing() as session:
        programme = Programme(key="benchmark", name="Benchmark", language="en")
        cohort = Cohort(key="benchmark", name="Benchmark", programme=programme)
        session.add_all((programme, cohort))
        for number in range(invited):
            role = list(Role)[number % 2]
            person = Person(
                email=f"person{number}@example.com",
                name=f"Person {number}",
                language=("en", "de")[number % 4 // 2],
            )
            session.add(Participation(cohort=cohort, role=role.value, person=person))
    return planning.plan("benchmark", WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY).key


@contextmanager
def _an_application(folder: Path, port: int) -> Iterator[None]:
    settings = {
        "INSTANCE": str(folder / "instance"),
        "REHEARSAL": "1",
        "TODAY": TODAY.isoformat(),
        "BASE_URL": "http://feedback.example",
        "MAIL_FROM": f"Benchmark <{SENDER}>",
        "JOBS": "sqlite",
        "SMTP_URL": f"smtp://127.0.0.1:{port}",
    }
    config.prepare(config.load(settings))
    app = create_app(**settings)
    with app.app_context():
        migrations.upgrade()
        try:
            yield
        finally:
            db.session.remove()
            for room in ROOMS:
                db.engines[room].dispose()


if __name__ == "__main__":
    main()
