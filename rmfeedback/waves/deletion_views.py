"""HR deletes the people of a programme by hand, with a second look."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rmfeedback.config import this_day
from rmfeedback.errors import Refused
from rmfeedback.htmx import page
from rmfeedback.staff import access
from rmfeedback.staff.access import role_required
from rmfeedback.staff.accounts import SignInRefused
from rmfeedback.staff.brake import TooManyTries
from rmfeedback.waves import retention
from rmfeedback.waves.plan_forms import DeleteForm

bp = Blueprint("deletions", __name__)


@bp.get("/programmes/<programme_key>/delete")
@role_required("hr")
def look(programme_key: str) -> ResponseReturnValue:
    """Show what would be deleted, and what stays."""
    return _page(programme_key)


@bp.post("/programmes/<programme_key>/delete")
@role_required("hr")
def delete(programme_key: str) -> ResponseReturnValue:
    """Delete the people, for good."""
    form = DeleteForm()
    if not form.validate():
        return _page(programme_key, 422, form=form)
    access.sign_in_again(form.password.data or "")
    done = retention.delete(programme_key, this_day())
    flash(f"{done.people} people, {done.pairs} pairs and {done.invitations} invitations are deleted.")
    return redirect(url_for("plans.show", programme_key=programme_key), 303)


@bp.errorhandler(SignInRefused)
@bp.errorhandler(TooManyTries)
def password_refused(no: Refused) -> ResponseReturnValue:
    """Say beside the field that the password does not fit."""
    return _page((request.view_args or {})["programme_key"], no.status, problem=no)


def _page(
    programme_key: str, status: int = 200, form: DeleteForm | None = None, problem: Refused | None = None
) -> ResponseReturnValue:
    shown = retention.of(programme_key)
    form = form or DeleteForm(formdata=None)
    return page("waves/delete.html", status=status, kept=shown, form=form, problem=problem)
