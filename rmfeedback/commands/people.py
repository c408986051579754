"""programme, cohort, pairs: who takes part."""

from pathlib import Path

import click

from rmfeedback.commands.answering import Answer, command
from rmfeedback.programmes import cohorts, pairing, roster

programme = click.Group("programme", help="Programmes.")
cohort = click.Group("cohort", help="Rosters.")
pairs = click.Group("pairs", help="Mentors and leaders.")


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
    report = roster.load(file, file.name, programme_key, name, check=check)
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
