"""attack, audit: the anonymity attacks and the log of what staff did, for auditors."""

import json

import click

from rmfeedback.attacks import running
from rmfeedback.commands.answering import Answer, command
from rmfeedback.staff import audit as log

audit = click.Group("audit", help="What staff did, each entry bound to all before it.")


@command(audit, "check")
def audit_check() -> Answer:
    """Recompute every entry's mark; exit 1 if one was changed or taken out."""
    held = log.check()
    head = log.told(log.head())
    return {"entries": held, "head": head}, f"Every entry holds, {held} of them. The head is {head}."


@command(audit, "show")
@click.option("--who", default="", help="Only what this account did.")
@click.option("--deed", default="", help="Only this kind of deed.")
@click.option("--last", default=50, type=click.IntRange(1), help="How many, the newest.")
def audit_show(who: str, deed: str, last: int) -> Answer:
    """Show what staff did, the newest first."""
    found, count = log.some(who=who, deed=deed, most=last)
    shown = [
        {name: getattr(entry, name) for name in ("at", "who", "deed", "about", "details")}
        | {"hash": entry.hash.hex()}
        for entry in found
    ]
    words = (f"{e.at[:10]}  {e.who}: {e.deed} {e.about}".rstrip() for e in found)
    return {"entries": shown, "count": count}, "\n".join(words) or "Nothing was entered."


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
