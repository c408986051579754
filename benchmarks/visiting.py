"""Servers in processes of their own, and those who send to them, for the benchmarks of the ballot box."""

import http.client
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import waitress
from bare_view import make_bare

from rmfeedback import config, serving
from rmfeedback.app import create_app

CHECKOUT = Path(__file__).resolve().parents[1]
POST = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Sec-Fetch-Site": "same-origin",
    "Accept-Encoding": "gzip",
}


class Worker:
    """One process that serves, and what it has cost."""

    def __init__(self, name: str, settings: dict[str, str]) -> None:
        self.port = _free_port()
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_work, args=(name, settings, self.port, theirs))
        self.process.start()
        _wait_for(self.port)

    def cpu_seconds(self) -> float:
        """Return the seconds of all its threads on a processor so far."""
        self._line.send("?")
        return float(self._line.recv())


@contextmanager
def a_worker(name: str, settings: dict[str, str]) -> Iterator[Worker]:
    worker = Worker(name, settings)
    try:
        yield worker
    finally:
        worker.process.terminate()
        worker.process.join(timeout=30)


def _work(name: str, settings: dict[str, str], port: int, line: Connection) -> None:
    app = make_bare(settings) if name == "bare" else create_app(**settings)
    threading.Thread(target=_tell_cpu_seconds, args=(line,), daemon=True).start()
    waitress.serve(
        app,
        host="127.0.0.1",
        port=port,
        threads=serving.THREADS,
        inbuf_overflow=serving.IN_MEMORY,
        _quiet=True,
    )


def _tell_cpu_seconds(line: Connection) -> None:
    while True:
        line.recv()
        line.send(time.process_time())


@contextmanager
def a_server(settings: dict[str, str]) -> Iterator[int]:
    port = _free_port()
    given = {f"{config.PREFIX}{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "rmfeedback.cli", "serve", "--port", str(port)]
    surroundings = {**os.environ, "PYTHONPATH": str(CHECKOUT), **given}
    server = subprocess.Popen(command, env=surroundings, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


def post_together(port: int, sheets: Sequence[bytes], visitors: int) -> list[int]:
    """Send by so many at the same moment; return how each was answered."""
    shares = [sheets[number::visitors] for number in range(visitors)]
    with ThreadPoolExecutor(visitors) as hands:
        return sum(hands.map(lambda share: _post_all(port, share), shares), [])


def _post_all(port: int, sheets: Sequence[bytes]) -> list[int]:
    statuses = []
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        for sheet in sheets:
            line.request("POST", "/a/answers", sheet, POST)
            reply = line.getresponse()
            reply.read()
            statuses.append(reply.status)
    return statuses
