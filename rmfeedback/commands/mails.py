"""mail: try out whether mails arrive."""

import click

from rmfeedback.commands.answering import Answer, command
from rmfeedback.waves import trial

mails = click.Group("mail", help="Whether mails arrive.")


@command(mails, "test")
@click.argument("email", metavar="EMAIL")
@click.option(
    "--wave", "wave_key", default="", metavar="KEY", help="Its invitation (the last planned wave's)."
)
def mail_test(email: str, wave_key: str) -> Answer:
    """Send an invitation, as each role would read it, to one address; its link opens nothing."""
    sent = trial.send(email, trial.a_wave(wave_key))
    return {"sent": sent, "to": email}, f"{sent} test mails are on their way to {email}."
