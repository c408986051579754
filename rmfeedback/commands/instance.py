"""schema, staff: what an instance needs before anybody can work with it."""

import click

from rmfeedback import config, migrations
from rmfeedback.commands.answering import Answer, command, password
from rmfeedback.staff import accounts
from rmfeedback.staff.models import ROLES

schema = click.Group("schema", help="The tables of both rooms.")
staff = click.Group("staff", help="Accounts of staff.")


@command(schema, "upgrade")
def schema_upgrade() -> Answer:
    """Make or upgrade both rooms, and prepare the instance."""
    config.prepare(config.current())
    at = migrations.upgrade()
    return at, f"Both rooms are up to date: identity {at['identity']}, responses {at['responses']}."


@command(staff, "add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def staff_add(email: str, role: str, password_stdin: bool) -> Answer:
    """Add an account for a member of staff."""
    account = accounts.add(email, role, password(password_stdin))
    return {"account": account.email}, f"{account.email} may sign in as {account.role}."


@command(staff, "password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def staffpassword(email: str, password_stdin: bool) -> Answer:
    """Set a new password, and end the account's sessions."""
    account = accounts.set_password(email, password(password_stdin))
    return {"account": account.email}, f"{account.email} signs in with the new password."
