"""programme, cohort: who takes part."""

from pathlib import Path
from typing import Any

import click

from rmfeedback.commands.answering import Answer, command
from rmfeedback.config import this_day
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, roster
from rmfeedback.waves import plans, retention, urgent
from rmfeedback.waves import programme as wave_programme

programme = click.Group("programme", help="Programmes.")
cohort = click.Group("cohort", help="Rosters.")


class NotSure(Refused):
    status = 422
    message = N_("Nobody was deleted. It cannot be undone: say --yes if you are sure.")


@command(programme, "add")
@click.argument("name")
@click.option("--language", default="en", type=click.Choice(["en", "de"]))
def programme_add(name: str, language: str) -> Answer:
    """Add a programme."""
    added = cohorts.add_programme(name, language)
    return {"programme": added.key}, f"Programme “{added.name}” has the key {added.key}."


@command(programme, "set")
@click.argument("programme_key", metavar="PROGRAMME")
@click.option("--holidays", help="A country, DE, or a region with holidays of its own, DE-BY.")
@click.option("--time-zone", help="Like Europe/Berlin.")
@click.option("--ends", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the programme.")
@click.option("--keep-days", type=int, help="So many days later its people are deleted.")
def programme_set(
    programme_key: str, holidays: str | None, time_zone: str | None, ends: Any, keep_days: int | None
) -> Answer:
    """Say whose holidays and hours hold, when a programme ends, and how long its people are kept."""
    there = cohorts.find_programme(programme_key)
    last = ends.date() if ends else there.ends_on
    kept = there.keep_days if keep_days is None else keep_days
    retention.set_end(programme_key, last, kept, this_day())
    region = there.holidays if holidays is None else holidays
    there = wave_programme.set_days(
        programme_key, region, there.time_zone if time_zone is None else time_zone
    )
    day = retention.due_on(there)
    answer = {"programme": programme_key, "deleted_on": day.isoformat() if day else None}
    return answer, f"Its people are deleted on {day}." if day else "No end is set: its people are kept."


@command(programme, "urgent")
@click.argument("programme_key", metavar="PROGRAMME")
@click.option("--email", default="", help="Where it is mailed that a comment may speak of harm.")
@click.option("--name", default="", help="The office, as the form says it: no person.")
def programme_urgent(programme_key: str, email: str, name: str) -> Answer:
    """Name the office that is told that a comment may speak of harm; without both, HR alone reads."""
    kept = urgent.set_office(programme_key, email, name)
    answer = {"programme": programme_key, "email": kept.urgent_email, "name": kept.urgent_name}
    return answer, f"{kept.urgent_name or 'HR alone'} is told."


@command(programme, "delete-people")
@click.argument("programme_key", metavar="PROGRAMME")
@click.option("--yes", is_flag=True, help="It cannot be undone.")
def programme_delete_people(programme_key: str, yes: bool) -> Answer:
    """Delete the people, pairs and invitations of a programme now; findings stay."""
    if not yes:
        raise NotSure()
    done = retention.delete(programme_key, this_day())
    counts = {"people": done.people, "pairs": done.pairs, "invitations": done.invitations}
    return {"programme": programme_key} | counts, f"{done.people} people are deleted."


@command(cohort, "pilot")
@click.argument("cohort_key", metavar="COHORT")
@click.argument("pilot_key", metavar="PILOT", default="")
def cohort_pilot(cohort_key: str, pilot_key: str) -> Answer:
    """Say which earlier cohort was the pilot of this one; without PILOT, none."""
    kept = plans.compare_with(cohort_key, pilot_key).pilot_key
    return {"cohort": cohort_key, "pilot": kept}, f"Compared with {kept}." if kept else "Compared with none."


@command(cohort, "load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", "programme_key", required=True)
@click.option("--name", required=True)
@click.option("--check", is_flag=True, help="Look only; write nothing.")
def cohort_load(file: Path, programme_key: str, name: str, check: bool) -> Answer:
    """Read a roster into a cohort."""
    report = roster.load(file, file.name, programme_key, name, check=check)
    return report.as_json(), report.in_words()
