"""pairs, goals: who mentors whom, what pairing minds, and the links to what pairs want to reach."""

import click

from rmfeedback.commands.answering import Answer, command
from rmfeedback.programmes import (
    cohorts,
    goals_counting,
    goals_links,
    pairing,
    pairing_by_hand,
    pairing_conditions,
)

pairs = click.Group("pairs", help="Mentors and leaders.")
goals = click.Group("goals", help="What pairs want to reach.")


@command(pairs, "propose")
@click.argument("cohort_key", metavar="COHORT")
@click.option("--accept", is_flag=True, help="Keep the proposal as the cohort's pairs.")
@click.option("--anew", is_flag=True, help="Propose all pairs anew, accepted ones too.")
def pairs_propose(cohort_key: str, accept: bool, anew: bool) -> Answer:
    """Propose a mentor for each leader, with reasons; accepted pairs stay."""
    proposal = pairing.propose(cohort_key, anew=anew)
    if accept:
        pairing.accept(cohort_key, proposal)
    return proposal.as_json(), proposal.in_words()


@command(pairs, "show")
@click.argument("cohort_key", metavar="COHORT")
def pairs_show(cohort_key: str) -> Answer:
    """Show the accepted pairs, and who is without one."""
    shown = pairing.accepted(cohort_key)
    return shown.as_json(), shown.in_words()


@command(pairs, "add")
@click.argument("cohort_key", metavar="COHORT")
@click.argument("mentor")
@click.argument("leader")
def pairs_add(cohort_key: str, mentor: str, leader: str) -> Answer:
    """Make a pair by hand, of two addresses."""
    pair = pairing_by_hand.add(cohort_key, mentor, leader)
    return {"mentor": mentor, "leader": leader, "score": pair.score}, f"{mentor} and {leader} are a pair."


@command(pairs, "end")
@click.argument("cohort_key", metavar="COHORT")
@click.argument("mentor")
@click.argument("leader")
def pairs_end(cohort_key: str, mentor: str, leader: str) -> Answer:
    """End a pair; nothing of it is kept."""
    pairing_by_hand.end(cohort_key, pairing.number_of(cohort_key, mentor, leader))
    return {"mentor": mentor, "leader": leader}, f"{mentor} and {leader} are no pair any more."


@command(pairs, "swap")
@click.argument("cohort_key", metavar="COHORT")
@click.argument("mentor")
@click.argument("leader")
@click.option("--with", "instead", required=True, metavar="EMAIL", help="The mentor whom the leader gets.")
def pairs_swap(cohort_key: str, mentor: str, leader: str, instead: str) -> Answer:
    """Give a leader another mentor; one who has a pair swaps with the present one."""
    number = pairing.number_of(cohort_key, mentor, leader)
    made = pairing_by_hand.swap(cohort_key, number, pairing_by_hand.choice_of(cohort_key, instead), "")
    return {"pairs": len(made)}, f"{leader} has {instead} as a mentor."


@command(pairs, "rules")
@click.argument("cohort_key", metavar="COHORT")
@click.option("--other-unit/--any-unit", default=None, help="Mentor and leader of another unit.")
@click.option("--other-site/--any-site", default=None, help="At another site.")
@click.option("--shared-language/--any-language", default=None, help="One language.")
@click.option("--junior-mentor/--any-mentor", default=None, help="The mentor's title stands lower.")
@click.option(
    "--second", type=click.Choice(["none", "leader", "mentor"]), help="Whose second pair is allowed."
)
def pairs_rules(cohort_key: str, second: str | None, **switches: bool | None) -> Answer:
    """Show or change what pairing minds in a cohort."""
    chosen = {name: value for name, value in switches.items() if value is not None}
    if second is not None:
        chosen["second"] = "" if second == "none" else second  # type: ignore[assignment]
    asked = pairing_conditions.save(cohort_key, chosen)
    answer = {name: getattr(asked, name) for name in (*pairing_conditions.SWITCHES, "second")}
    return answer, ", ".join(f"{name}: {value or 'no'}" for name, value in answer.items())


@command(pairs, "exclude")
@click.argument("cohort_key", metavar="COHORT")
@click.argument("one")
@click.argument("other")
@click.option("--lift", is_flag=True, help="They may be a pair again.")
def pairs_exclude(cohort_key: str, one: str, other: str, lift: bool) -> Answer:
    """Never propose two people, by address, as a pair."""
    if lift:
        wanted, cohort = {one.strip().lower(), other.strip().lower()}, cohorts.find_cohort(cohort_key)
        for number, *two in pairing_conditions.exclusions(cohort):
            if {person.email for person in two} == wanted:
                pairing_conditions.lift(cohort_key, number)
    else:
        pairing_conditions.exclude(cohort_key, one, other)
    return {"excluded": not lift}, f"{one} and {other} {'may be a pair again' if lift else 'are excluded'}."


@command(goals, "send")
@click.argument("cohort_key", metavar="COHORT")
def goals_send(cohort_key: str) -> Answer:
    """Mail each member of each pair a link to their goals."""
    count = goals_links.send_all(cohort_key)
    return {"waiting": count}, f"{count} mails are on their way."


@command(goals, "show")
@click.argument("cohort_key", metavar="COHORT")
def goals_show(cohort_key: str) -> Answer:
    """Count the pairs of a cohort by the topics of their goals, in groups of five and more."""
    counted = goals_counting.count(cohort_key)
    lines = [f"{count.name}: {count.pairs}" for count in (*counted.topics, *counted.states)]
    return counted.as_json(), "\n".join(lines)
