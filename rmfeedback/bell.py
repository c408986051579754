"""Huey rings: after a commit, at start, every minute. The job table alone says what is to be done."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey, crontab
from huey.consumer import Consumer

from rmfeedback import config, jobs, mail
from rmfeedback.db import db

# The longest time that jobs are done in one go.
TURN_S = 20.0

log = logging.getLogger(__name__)


class QuietConsumer(Consumer):
    """Runs in a thread of `serve`, where signals belong to the server."""

    def _set_signal_handlers(self) -> None:
        return


def init(app: Flask) -> None:
    """Give the app its bell; nothing is opened before the first ring."""
    app.extensions["bell"] = None


def ring() -> None:
    """Say that there is something to do; call it after the commit."""
    bell = _bell(current_app._get_current_object())  # type: ignore[attr-defined]
    bell["ring"]()


def look_at_the_clock() -> None:
    """Do what is due by the clock, each whatever becomes of the others; what it is, the app says."""
    for due in current_app.extensions["every_minute"]:
        try:
            due()
        except Exception as reason:
            # The mails must go out all the same. The class alone: its words may hold what no log may.
            log.error("%s.%s failed: %s", due.__module__, due.__name__, type(reason).__name__)
            db.session.rollback()


def start(app: Flask) -> Consumer:
    """Run the jobs in threads of this process until `stop`."""
    bell = _bell(app)
    consumer = QuietConsumer(bell["huey"], workers=1, periodic=True, worker_type="thread", max_delay=1.0)
    consumer.start()
    bell["ring"]()
    return consumer


def run_forever(app: Flask) -> None:
    """Run the jobs in this process until it is told to end."""
    _bell(app)["ring"]()
    Consumer(_bell(app)["huey"], workers=1, periodic=True, worker_type="thread", max_delay=1.0).run()


def stop(consumer: Consumer) -> None:
    """Let the job in hand end, then stop."""
    consumer.stop(graceful=True)
    for _, worker in consumer.worker_threads:
        worker.join(timeout=30)


def _bell(app: Flask) -> dict[str, Any]:
    with _making:
        if app.extensions["bell"] is None:
            app.extensions["bell"] = _make(app)
    made: dict[str, Any] = app.extensions["bell"]
    return made


def _take_a_turn(ring_again: Callable[[], object]) -> None:
    """Do jobs for a while: a long mailing keeps neither the clock nor a process that shall end waiting."""
    functions = current_app.extensions["job_functions"]
    with mail.opened(config.current()):
        jobs.run_due(functions, for_s=TURN_S)
    if jobs.is_due(functions):
        ring_again()


_making = threading.Lock()


def _make(app: Flask) -> dict[str, Any]:
    file = app.config["RM"]["INSTANCE"] / "jobs.sqlite"
    huey = SqliteHuey("rmfeedback", filename=str(file), journal_mode="delete", results=False)

    def work() -> None:
        with app.app_context():
            _take_a_turn(rung)

    def every_minute() -> None:
        with app.app_context():
            look_at_the_clock()
            _take_a_turn(rung)

    rung = huey.task()(work)
    huey.periodic_task(crontab(minute="*"))(every_minute)
    return {"huey": huey, "ring": rung}
