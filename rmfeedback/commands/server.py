"""jobs, doctor, serve, demo: what runs, and whether it runs as promised."""

import json
import sys
from pathlib import Path

import click
from flask import current_app

from rmfeedback import bell, doctor, jobs, serving
from rmfeedback.app import create_app
from rmfeedback.commands.answering import Answer, command
from rmfeedback.demo import playing
from rmfeedback.errors import Refused

job = click.Group("jobs", help="Mail and other work in the background.")


@command(job, "run")
@click.option("--until-idle", is_flag=True, help="Stop when nothing is left to do.")
def jobs_run(until_idle: bool) -> Answer:
    """Do the jobs without the web."""
    functions = current_app.extensions["job_functions"]
    if until_idle:
        bell.look_at_the_clock()
        done = jobs.run_until_idle(functions)
        return {"done": done}, f"{done} jobs done, none is left."
    bell.run_forever(current_app._get_current_object())  # type: ignore[attr-defined]
    return {}, "Stopped."


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor_command(as_json: bool) -> None:
    """Read settings and promises back from the running parts; exit 1 if one is not as it must be."""
    with create_app().app_context():
        checks = doctor.examine()
    shown = json.dumps({"checks": [check.as_json() for check in checks]}, ensure_ascii=False)
    print(shown if as_json else "\n".join(check.in_words() for check in checks))
    raise SystemExit(0 if all(check.ok for check in checks) else 1)


@click.command("serve")
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=int)
def serve(host: str, port: int) -> None:
    """Serve the web and, embedded, the jobs."""
    try:
        serving.serve(create_app(), host, port)
    except Refused as no:
        print(no, file=sys.stderr)
        raise SystemExit(1) from None


@click.command("demo")
@click.option(
    "--once",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the findings here, and serve nothing.",
)
@click.option("--port", default=8000, type=int)
def demo(once: Path | None, port: int) -> None:
    """Play a whole programme through the real parts."""
    playing.play(once, port)
