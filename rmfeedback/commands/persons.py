"""people: who takes part, and one person of a cohort at a time, who is known by the address."""

import click

from rmfeedback.commands.answering import Answer, command
from rmfeedback.programmes import enrolling
from rmfeedback.programmes import people as lists
from rmfeedback.programmes.models import ACTIVE, LEFT, PAUSED

persons = click.Group("people", help="Who takes part.")
MOVES = {"pause": PAUSED, "leave": LEFT, "return": ACTIVE}


@command(persons, "list")
@click.argument("cohort_key", metavar="COHORT")
def people_list(cohort_key: str) -> Answer:
    """List who takes part, with role and state."""
    told = lists.as_json(cohort_key)
    words = [f"{p['email']}, {p['name']}: {p['role']}, {p['state']}" for p in told]
    return {"people": told}, "\n".join(words)


@command(persons, "move")
@click.argument("cohort_key", metavar="COHORT")
@click.argument("email")
@click.argument("deed", type=click.Choice(sorted(MOVES)))
@click.option("--role", type=click.Choice(["mentor", "leader"]), help="Needed of somebody with two roles.")
def people_move(cohort_key: str, email: str, deed: str, role: str | None) -> Answer:
    """Let somebody pause, leave or return, from the next launch on."""
    part = enrolling.move_by_address(cohort_key, email, role, MOVES[deed])
    answer = {"email": part.person.email, "role": part.role, "state": part.state}
    return answer, f"{part.person.name} is {part.state} as {part.role}, from the next wave on."
