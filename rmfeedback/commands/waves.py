"""wave: plan, launch, remind, show, close."""

import sys
from typing import Any

import click

from rmfeedback.commands.answering import Answer, command, password
from rmfeedback.config import this_day
from rmfeedback.programmes import breakdown, inviting
from rmfeedback.staff import accounts
from rmfeedback.surveys import results
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning, plans, shortening

DATE = click.DateTime(["%Y-%m-%d"])
wave = click.Group("wave", help="Waves: plan, launch, remind, close.")


@command(wave, "plan")
@click.argument("cohort_key", metavar="COHORT")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in WaveKind]))
@click.option("--opens", required=True, type=DATE)
@click.option("--closes", required=True, type=DATE)
@click.option("--keyholder", default="server", type=click.Choice(planning.KEYHOLDERS))
@click.option("--band/--no-band", "has_band", default=True, help="From 30 invited: a daily rough share.")
@click.option("--names", "shows_names", is_flag=True, help="The form lists who is invited.")
@click.option("--by-itself", is_flag=True, help="Launch, remind twice and close on these days.")
@click.option("--breakdown", default="", type=click.Choice(["", *breakdown.BY]))
@click.option("--report-by", type=DATE, help="By this day people hear what came of it; printed on the form.")
def wave_plan(cohort_key: str, kind: str, opens: Any, closes: Any, by_itself: bool, **wished: Any) -> Answer:
    """Plan a wave for a cohort."""
    wished["report_by"] = wished["report_by"] and wished["report_by"].date()
    dates, wishes = (opens.date(), closes.date()), planning.Wishes(**wished)
    plan_it = plans.single if by_itself else planning.plan
    planned = plan_it(cohort_key, WaveKind(kind), dates, this_day(), wishes)
    invited = sum(planned.choices["invited"].values())
    answer = {"wave": planned.key, "invited": invited, "odds": planning.odds(planned)}
    return answer, f"Wave {planned.key} is planned for {invited} people."


@command(wave, "launch")
@click.argument("wave_key", metavar="KEY")
@click.option("--namesakes", is_flag=True, help="People of the same name are different people.")
@click.option(
    "--without-report", default="", metavar="BECAUSE", help="Why, though a promised report is missing."
)
def wave_launch(wave_key: str, namesakes: bool, without_report: str) -> Answer:
    """Freeze a wave and mail everybody a personal link."""
    progress = lifecycle.launch(wave_key, this_day(), are_namesakes=namesakes, without_report=without_report)
    return _mailed(wave_key, progress)


@command(wave, "remind")
@click.argument("wave_key", metavar="KEY")
@click.option("--note", default="", help="A sentence of your own, the same for everyone.")
def wave_remind(wave_key: str, note: str) -> Answer:
    """Mail everybody a reminder, whoever has answered."""
    return _mailed(wave_key, lifecycle.remind(wave_key, this_day(), note))


@command(wave, "show")
@click.argument("wave_key", metavar="KEY")
def wave_show(wave_key: str) -> Answer:
    """Show a wave's state; before it has closed, at most the band of the day's count."""
    shown = results.wave(wave_key)
    opened = results.opening(wave_key) if shown.state == "done" else None
    invited = inviting.count(wave_key)[0] or sum(shown.choices["invited"].values())
    counted = results.band(wave_key) if shown.state == "open" else None
    answered: int | str | None = opened.responses if opened else counted.band if counted else None
    answer = {"wave": wave_key, "state": shown.state, "invited": invited, "answered": answered}
    if opened:
        told = f"{answered} of {invited} answered"
    elif counted:
        told = f"{invited} invited; {answered} had answered at the day's count"
    elif shown.state == "open" and shown.choices.get("has_band"):
        told = f"{invited} invited; not counted yet"
    else:
        told = f"{invited} invited; nobody is counted before it closes"
    return answer, f"Wave {wave_key} is {shown.state}: {told}."


@command(wave, "close")
@click.argument("wave_key", metavar="KEY")
@click.option("--words-stdin", is_flag=True, help="Read a trustee's six words from standard input.")
@click.option("--older-copy", "is_older_copy", is_flag=True, help="Though a room is not the newest.")
@click.option("--early", is_flag=True, help="Announce to everybody that it closes in three days.")
@click.option("--by", metavar="EMAIL", help="Who asks for it; the password is read first.")
@click.option("--confirmed-by", metavar="EMAIL", help="Who agrees; the password is read second.")
def wave_close(
    wave_key: str,
    words_stdin: bool,
    is_older_copy: bool,
    early: bool,
    by: str | None,
    confirmed_by: str | None,
) -> Answer:
    """Open the box, once, on its day or later."""
    if early:
        return _close_early(wave_key, by or "", confirmed_by or "")
    words = sys.stdin.read() if words_stdin else ""
    outcome = lifecycle.close(wave_key, this_day(), words, is_older_copy=is_older_copy)
    answer = {
        "wave": wave_key,
        "state": outcome.state,
        "responses": outcome.responses,
        "dropped": outcome.dropped,
        "damaged": outcome.damaged,
    }
    return answer, lifecycle.in_words(wave_key, outcome)


def _close_early(wave_key: str, by: str, confirmed_by: str) -> Answer:
    if not by or not confirmed_by or accounts.normalise(by) == accounts.normalise(confirmed_by):
        raise shortening.SecondPersonNeeded(email=by or confirmed_by or "nobody")
    first = accounts.check(by, password(from_stdin=True))
    second = accounts.check(confirmed_by, password(from_stdin=True))
    shortening.ask(wave_key, first, this_day())
    day = shortening.agree(wave_key, second, this_day())
    answer = {"wave": wave_key, "state": "open", "responses": None, "dropped": 0, "damaged": 0}
    return answer, f"Wave {wave_key} closes on {day}; everybody is told so by mail."


def _mailed(wave_key: str, progress: lifecycle.Mailed) -> Answer:
    answer = {"wave": wave_key, "mailed": progress.mailed, "waiting": progress.waiting}
    return answer, f"Wave {wave_key}: {progress.mailed} mails sent, {progress.waiting} waiting to be sent."
