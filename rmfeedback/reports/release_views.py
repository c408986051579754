"""HR: the release of a wave's findings, between the two who decide on it."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rmfeedback.errors import Refused
from rmfeedback.htmx import page
from rmfeedback.reports import agreeing, exporting, findings, shelf, wording
from rmfeedback.reports.forms import ReleaseForm
from rmfeedback.staff import access
from rmfeedback.staff.access import role_required
from rmfeedback.staff.accounts import SignInRefused
from rmfeedback.staff.brake import TooManyTries

bp = Blueprint("releases", __name__)


@bp.get("/waves/<wave_key>/release")
@role_required("hr")
def show(wave_key: str) -> ResponseReturnValue:
    """Show who asks for the release, and what it takes."""
    return _page(wave_key)


@bp.post("/waves/<wave_key>/release")
@role_required("hr")
def release(wave_key: str) -> ResponseReturnValue:
    """Give the findings to leadership, where one person may."""
    _prove()
    was_released = findings.is_released(wave_key)
    agreeing.alone(wave_key, current_user)
    return _released(wave_key, was_released)


@bp.post("/waves/<wave_key>/release/ask")
@role_required("hr")
def ask(wave_key: str) -> ResponseReturnValue:
    """Ask for the release; a second person has to agree."""
    _prove()
    agreeing.ask(wave_key, current_user)
    flash("Asked. Nothing is released until somebody else of HR agrees; they were told by mail.")
    return redirect(url_for(".show", wave_key=wave_key), 303)


@bp.post("/waves/<wave_key>/release/agree")
@role_required("hr")
def agree(wave_key: str) -> ResponseReturnValue:
    """Release what somebody else asked for."""
    _prove()
    was_released = findings.is_released(wave_key)
    agreeing.agree(wave_key, current_user)
    return _released(wave_key, was_released)


@bp.post("/waves/<wave_key>/release/withdraw")
@role_required("hr")
def withdraw(wave_key: str) -> ResponseReturnValue:
    """Take back that somebody asked."""
    agreeing.withdraw(wave_key, current_user)
    flash("Withdrawn. Nothing was released.")
    return redirect(url_for("reports.review", wave_key=wave_key), 303)


@bp.errorhandler(SignInRefused)
@bp.errorhandler(TooManyTries)
@bp.errorhandler(agreeing.SecondNeeded)
@bp.errorhandler(agreeing.NobodyElse)
@bp.errorhandler(agreeing.AskedBefore)
@bp.errorhandler(agreeing.NothingAsked)
@bp.errorhandler(agreeing.AskedYourself)
@bp.errorhandler(agreeing.FindingsChanged)
@bp.errorhandler(agreeing.NothingNew)
def mend(no: Refused) -> ResponseReturnValue:
    """Show how far the release is, with what stands in its way."""
    return _page((request.view_args or {})["wave_key"], no)


def _prove() -> None:
    access.prove(ReleaseForm().password.data or "")


def _released(wave_key: str, was_released: bool) -> ResponseReturnValue:
    flash("Released again: this replaces what leadership read before." if was_released else "Released.")
    return redirect(url_for("reports.themes", wave_key=wave_key), 303)


def _page(wave_key: str, problem: Refused | None = None) -> ResponseReturnValue:
    told: dict[str, Any] = {
        "desk": shelf.desk(wave_key),
        "standing": agreeing.standing(wave_key),
        "words": wording,
    }
    told |= {
        "problem": problem,
        "is_proved": access.is_proved(),
        "amounts": exporting.amounts(findings.show(wave_key)),
    }
    return page("reports/release.html", status=problem.status if problem else 200, **told)
