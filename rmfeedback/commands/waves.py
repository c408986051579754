"""wave: plan, launch, remind, show, close."""

from typing import Any

import click

from rmfeedback.commands.answering import Answer, command, today
from rmfeedback.programmes import inviting
from rmfeedback.surveys import results
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning

wave = click.Group("wave", help="Waves: plan, launch, remind, close.")


@command(wave, "plan")
@click.argument("cohort_key", metavar="COHORT")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in WaveKind]))
@click.option("--opens", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--closes", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--keyholder", default="server", type=click.Choice(["server", "trustee"]))
def wave_plan(cohort_key: str, kind: str, opens: Any, closes: Any, keyholder: str) -> Answer:
    """Plan a wave for a cohort."""
    dates, wishes = (opens.date(), closes.date()), planning.Wishes(keyholder)
    planned = planning.plan(cohort_key, WaveKind(kind), dates, today(), wishes)
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


def _mailed(wave_key: str, progress: lifecycle.Mailed) -> Answer:
    answer = {"wave": wave_key, "mailed": progress.mailed, "waiting": progress.waiting}
    return answer, f"Wave {wave_key}: {progress.mailed} mails sent, {progress.waiting} waiting to be sent."
