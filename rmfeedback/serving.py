"""Serve the web with waitress and, embedded, the jobs, after the promises were read back."""

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore

from rmfeedback import bell, doctor, logs

THREADS = 8
# Longest body that is kept in memory; waitress would write a longer one to a temporary file.
IN_MEMORY = 2**24
# Waitress warns of every request that waits a moment for a thread; a crowd after a mailing is no news.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def serve(app: Flask, host: str, port: int) -> None:
    """Serve until the process is told to end.

    Raises: doctor.Unwell, where a promise would be untrue.
    """
    logs.install_for_crashes()
    with app.app_context():
        doctor.check()
    consumer = bell.start(app) if app.config["RM"]["JOBS"] == "embedded" else None
    signal.signal(signal.SIGTERM, _stop)
    print(f"Serving on http://{host}:{port}. Press Ctrl-C to end.", file=sys.stderr)
    try:
        # No access log: who visits is nobody's business. Bodies stay in memory: no file holds an answer.
        waitress.serve(
            app, host=host, port=port, threads=THREADS, ident="", inbuf_overflow=IN_MEMORY, _quiet=True
        )
    finally:
        if consumer is not None:
            bell.stop(consumer)


@contextmanager
def in_background(app: Flask) -> Iterator[int]:
    """Serve the web and the jobs from threads of this process, on a free loopback port; give the port."""
    consumer = bell.start(app)
    sockets: dict[int, Any] = {}
    server: Any = waitress.create_server(
        app, map=sockets, host="127.0.0.1", port=0, threads=THREADS, inbuf_overflow=IN_MEMORY
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        # In the server's own thread, which would otherwise be caught waiting for a socket that is gone.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
        bell.stop(consumer)


def _stop(*_: Any) -> None:
    raise SystemExit(0)
