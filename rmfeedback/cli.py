"""Commands; each is one call into the function that a view also calls."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app

from rmfeedback import bell, config, doctor, jobs, migrations, serving
from rmfeedback.app import create_app
from rmfeedback.demo import playing
from rmfeedback.errors import Refused
from rmfeedback.programmes import cohorts, inviting, pairing, roster
from rmfeedback.reports import exporting, findings, running
from rmfeedback.staff import accounts
from rmfeedback.staff.models import ROLES
from rmfeedback.surveys import results
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning

# What a command came to: an object for programs, a sentence for people.
Answer = tuple[Mapping[str, Any], str]


@click.group()
def main() -> None:
    """Honest feedback in reverse mentoring."""


def command(group: click.Group, name: str) -> Callable[[Callable[..., Answer]], click.Command]:
    """Make a command that answers in words or, with --json, in an object; a refusal exits with 1."""

    def make(function: Callable[..., Answer]) -> click.Command:
        @wraps(function)
        def run(as_json: bool, **given: Any) -> None:
            try:
                with create_app().app_context():
                    answer, say = function(**given)
            except Refused as no:
                print(no, file=sys.stderr)
                raise SystemExit(1) from None
            print(json.dumps(answer, ensure_ascii=False) if as_json else say)

        option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
        return group.command(name, help=function.__doc__)(option(run))

    return make


def group(name: str, words: str) -> click.Group:
    """Make a group of commands."""
    made = click.Group(name, help=words)
    main.add_command(made)
    return made


def today() -> date:
    return config.today(config.current())


schema = group("schema", "The tables of both rooms.")
staff = group("staff", "Accounts of staff.")
programme = group("programme", "Programmes.")
cohort = group("cohort", "Rosters.")
pairs = group("pairs", "Mentors and leaders.")
wave = group("wave", "Waves: plan, launch, remind, close.")
insights = group("insights", "Themes of a closed wave.")
found = group("findings", "What may be read.")
job = group("jobs", "Mail and other work in the background.")


@command(schema, "upgrade")
def schema_upgrade() -> Answer:
    """Make or upgrade both rooms, and prepare the instance."""
    config.prepare(config.current())
    at = migrations.upgrade()
    return at, f"Both rooms are up to date: identity {at['identity']}, responses {at['responses']}."


@command(staff, "add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def staff_add(email: str, role: str, password_stdin: bool) -> Answer:
    """Add an account for a member of staff."""
    password = _password(password_stdin)
    account = accounts.add(email, role, password)
    return {"account": account.email}, f"{account.email} may sign in as {account.role}."


@command(staff, "password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def staff_password(email: str, password_stdin: bool) -> Answer:
    """Set a new password, and end the account's sessions."""
    account = accounts.set_password(email, _password(password_stdin))
    return {"account": account.email}, f"{account.email} signs in with the new password."


@command(programme, "add")
@click.argument("name")
@click.option("--language", default="en", type=click.Choice(["en", "de"]))
def programme_add(name: str, language: str) -> Answer:
    """Add a programme."""
    added = cohorts.add_programme(name, language)
    return {"programme": added.key}, f"Programme “{added.name}” has the key {added.key}."


@command(cohort, "load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", "programme_key", required=True)
@click.option("--name", required=True)
@click.option("--check", is_flag=True, help="Look only; write nothing.")
def cohort_load(file: Path, programme_key: str, name: str, check: bool) -> Answer:
    """Read a roster into a cohort."""
    report = roster.load(file.read_bytes(), file.name, programme_key, name, check=check)
    return report.as_json(), report.in_words()


@command(pairs, "propose")
@click.argument("cohort_key", metavar="COHORT")
@click.option("--accept", is_flag=True, help="Keep the proposal as the cohort's pairs.")
def pairs_propose(cohort_key: str, accept: bool) -> Answer:
    """Propose a mentor for each leader, with reasons."""
    proposal = pairing.propose(cohort_key)
    if accept:
        pairing.accept(cohort_key, proposal)
    return proposal.as_json(), proposal.in_words()


@command(wave, "plan")
@click.argument("cohort_key", metavar="COHORT")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in WaveKind]))
@click.option("--opens", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--closes", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--keyholder", default="server", type=click.Choice(["server", "trustee"]))
def wave_plan(cohort_key: str, kind: str, opens: Any, closes: Any, keyholder: str) -> Answer:
    """Plan a wave for a cohort."""
    planned = planning.plan(cohort_key, WaveKind(kind), (opens.date(), closes.date()), keyholder, today())
    invited = sum(planned.choices["invited"].values())
    answer = {"wave": planned.key, "invited": invited, "odds": planning.odds(planned)}
    return answer, f"Wave {planned.key} is planned for {invited} people."


@command(wave, "launch")
@click.argument("wave_key", metavar="KEY")
def wave_launch(wave_key: str) -> Answer:
    """Freeze a wave and mail everybody a personal link."""
    return _mailed(wave_key, lifecycle.launch(wave_key, today()))


@command(wave, "remind")
@click.argument("wave_key", metavar="KEY")
@click.option("--note", default="", help="A sentence of your own, the same for everyone.")
def wave_remind(wave_key: str, note: str) -> Answer:
    """Mail everybody a reminder, whoever has answered."""
    return _mailed(wave_key, lifecycle.remind(wave_key, today(), note))


@command(wave, "show")
@click.argument("wave_key", metavar="KEY")
def wave_show(wave_key: str) -> Answer:
    """Show a wave's state; nothing is counted before it has closed."""
    shown = results.wave(wave_key)
    opened = results.opening(wave_key) if shown.state == "done" else None
    invited = inviting.count(wave_key)[0] or sum(shown.choices["invited"].values())
    answered = opened.responses if opened else None
    answer = {"wave": wave_key, "state": shown.state, "invited": invited, "answered": answered}
    told = (
        f"{answered} of {invited} answered"
        if opened
        else f"{invited} invited; nobody is counted before it closes"
    )
    return answer, f"Wave {wave_key} is {shown.state}: {told}."


@command(wave, "close")
@click.argument("wave_key", metavar="KEY")
def wave_close(wave_key: str) -> Answer:
    """Open the box, once, on its day or later."""
    outcome = lifecycle.close(wave_key, today())
    answer = {
        "wave": wave_key,
        "state": outcome.state,
        "responses": outcome.responses,
        "dropped": outcome.dropped,
        "damaged": outcome.damaged,
    }
    return answer, lifecycle.in_words(wave_key, outcome)


@command(insights, "run")
@click.argument("wave_key", metavar="KEY")
def insights_run(wave_key: str) -> Answer:
    """Find the themes in a closed wave's comments."""
    made = running.run(wave_key)
    answer = {"wave": wave_key, "themes": made.themes, "comments": made.comments}
    return (
        answer,
        f"{made.themes} themes in {made.comments} comments. Review them, then release the findings.",
    )


@command(found, "show")
@click.argument("wave_key", metavar="KEY")
def findings_show(wave_key: str) -> Answer:
    """Show what a release would hold."""
    shown = findings.show(wave_key)
    return shown, exporting.summary(shown)


@command(found, "release")
@click.argument("wave_key", metavar="KEY")
def findings_release(wave_key: str) -> Answer:
    """Freeze the findings and let leadership read them."""
    released = findings.release(wave_key)
    return released, exporting.summary(released)


@command(found, "export")
@click.argument("wave_key", metavar="KEY")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def findings_export(wave_key: str, file: Path) -> Answer:
    """Write the released findings to a file: .json, .csv, .xlsx or .pdf."""
    written = exporting.write(wave_key, file)
    return {"file": str(written)}, f"The findings are in {written}."


@command(job, "run")
@click.option("--until-idle", is_flag=True, help="Stop when nothing is left to do.")
def jobs_run(until_idle: bool) -> Answer:
    """Do the jobs without the web."""
    functions = current_app.extensions["job_functions"]
    if until_idle:
        done = jobs.run_until_idle(functions)
        return {"done": done}, f"{done} jobs done, none is left."
    bell.run_forever(current_app._get_current_object())  # type: ignore[attr-defined]
    return {}, "Stopped."


@main.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor_command(as_json: bool) -> None:
    """Read settings and promises back from the running parts; exit 1 if one is not as it must be."""
    with create_app().app_context():
        checks = doctor.examine()
    shown = json.dumps({"checks": [check.as_json() for check in checks]}, ensure_ascii=False)
    print(shown if as_json else "\n".join(check.in_words() for check in checks))
    raise SystemExit(0 if all(check.ok for check in checks) else 1)


@main.command("serve")
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=int)
def serve(host: str, port: int) -> None:
    """Serve the web and, embedded, the jobs."""
    try:
        serving.serve(create_app(), host, port)
    except Refused as no:
        print(no, file=sys.stderr)
        raise SystemExit(1) from None


@main.command("demo")
@click.option(
    "--once",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the findings here, and serve nothing.",
)
@click.option("--port", default=8000, type=int)
def demo(once: Path | None, port: int) -> None:
    """Play a whole programme through the real parts."""
    playing.play(once, port)


def _password(from_stdin: bool) -> str:
    """Read a password from standard input, or ask for it without showing it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, err=True))


def _mailed(wave_key: str, progress: lifecycle.Mailed) -> Answer:
    answer = {"wave": wave_key, "mailed": progress.mailed, "waiting": progress.waiting}
    return answer, f"Wave {wave_key}: {progress.mailed} mails sent, {progress.waiting} waiting to be sent."


if __name__ == "__main__":
    main()
