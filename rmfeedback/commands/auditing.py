"""attack: the anonymity attacks, for auditors."""

import json

import click

from rmfeedback.attacks import running


@click.command("attack")
@click.option(
    "--waves", default=running.USUAL_WAVES, type=click.IntRange(1), help="How many waves are simulated."
)
@click.option("--seed", default="", help="Who comes when and says what; today's where none is given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def attack_command(waves: int, seed: str, as_json: bool) -> None:
    """Attack simulated waves on an instance of their own; exit 1 if one attack succeeds.

    Each attack is also run on leaks that are planted for it: one that does not find them proves nothing.
    """
    used, outcomes = running.run(waves, seed=seed)
    shown = {"seed": used, "waves": waves, "attacks": [outcome.as_json() for outcome in outcomes]}
    print(json.dumps(shown) if as_json else "\n".join(outcome.in_words() for outcome in outcomes))
    raise SystemExit(0 if all(outcome.holds for outcome in outcomes) else 1)
