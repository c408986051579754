"""plan, and what of a wave happens before its launch: days, rehearsal."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import click

from rmfeedback.commands.answering import Answer, command
from rmfeedback.commands.waves import DATE, wave
from rmfeedback.config import this_day
from rmfeedback.programmes import schedules
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import next_steps, overview, planning, plans, rehearsing, timetables
from rmfeedback.waves.planning import Wishes
from rmfeedback.waves.plans import Days

# A group of one word: `plan COHORT`.
alone = click.Group("alone")


@command(alone, "plan")
@click.argument("cohort_key", metavar="COHORT")
@click.option("--template", type=click.Choice(list(timetables.templates())), help="Plan these waves.")
@click.option("--starts", type=DATE, help="The day of the first session.")
@click.option("--keyholder", default="server", type=click.Choice(planning.KEYHOLDERS))
@click.option(
    "--report-weeks", default=3, type=click.IntRange(0, 26), help="People hear so long after; 0: no promise."
)
@click.option("--check", is_flag=True, help="Look only; plan nothing.")
def plan(
    cohort_key: str, template: str | None, starts: Any, keyholder: str, report_weeks: int, check: bool
) -> Answer:
    """Plan all waves of a cohort from a template; without one, show its plan and what to do next."""
    if template is None or starts is None:
        if template or starts:
            raise click.UsageError("--template and --starts belong together.")
        return _shown(cohort_key)
    day = starts.date()
    if check:
        drafts = plans.propose(cohort_key, template, day, this_day()).waves
        waves = [_days(None, each.kind.value, each) for each in drafts]
        return {"cohort": cohort_key, "waves": waves}, _in_words(waves)
    after = timedelta(weeks=report_weeks) or None
    plans.make(cohort_key, template, day, this_day(), Wishes(keyholder=keyholder), after)
    return _shown(cohort_key)


@command(wave, "days")
@click.argument("wave_key", metavar="KEY")
@click.option("--opens", required=True, type=DATE)
@click.option("--closes", required=True, type=DATE)
@click.option("--remind", multiple=True, type=DATE, help="A day of a reminder; up to six times.")
@click.option("--report-by", type=DATE, help="By this day people hear what came of it.")
@click.option("--launch-by-hand", is_flag=True)
@click.option("--close-by-hand", is_flag=True)
def wave_days(
    wave_key: str, opens: Any, closes: Any, remind: Sequence[Any], report_by: Any, **by_hand: bool
) -> Answer:
    """Give a planned wave other days; a promised report stays as many days after the closing."""
    days = Days(
        opens.date(),
        closes.date(),
        sorted(each.date() for each in remind),
        launches_itself=not by_hand["launch_by_hand"],
        closes_itself=not by_hand["close_by_hand"],
        report_by=report_by.date() if report_by else plans.AS_BEFORE,
    )
    changed = plans.change(wave_key, days, this_day())
    told = _of_wave(changed)
    return told, _in_words([told])


@command(wave, "rehearse")
@click.argument("wave_key", metavar="KEY")
def wave_rehearse(wave_key: str) -> Answer:
    """Play a planned wave with invented people in an instance that is thrown away."""
    came = rehearsing.run(wave_key)
    answer = {"wave": wave_key, "invited": came.invited, "answered": came.answered, "summary": came.summary}
    return answer, f"Invented, from beginning to end.\n\n{came.summary}"


def _shown(cohort_key: str) -> Answer:
    shown = overview.of_cohort(cohort_key, this_day())
    waves = [_of_wave(each.wave) for each in shown.waves]
    steps = [next_steps.in_words(step) for step in next_steps.of_cohort(shown)]
    said = f"Next: {steps[0]}" if steps else "Nothing waits for you."
    return {"cohort": cohort_key, "waves": waves, "next": steps}, f"{_in_words(waves)}\n{said}".strip()


def _of_wave(planned: Wave) -> dict[str, Any]:
    return _days(planned.key, planned.kind, plans.days_of(planned)) | {
        "state": planned.state,
        "by_itself": schedules.of(planned.key) is not None,
    }


def _days(key: str | None, kind: str, days: Any) -> dict[str, Any]:
    return {
        "wave": key,
        "kind": kind,
        "opens": days.opens_on.isoformat(),
        "closes": days.closes_on.isoformat(),
        "reminders": [day.isoformat() for day in days.remind_on],
    }


def _in_words(waves: Sequence[dict[str, Any]]) -> str:
    return "\n".join(
        f"{each['kind']}: {each['opens']} to {each['closes']}"
        + (f", reminders {', '.join(each['reminders'])}" if each["reminders"] else "")
        for each in waves
    )
