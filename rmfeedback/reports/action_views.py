"""You said, we did: leadership reads what is done about the themes, HR writes it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rmfeedback.htmx import page
from rmfeedback.reports import actions, around, findings, happened, wording
from rmfeedback.reports.action_rules import STATE_NAMES, ActionRefused
from rmfeedback.reports.actions import ActionChanged
from rmfeedback.reports.forms import ActionForm
from rmfeedback.reports.views import bp
from rmfeedback.staff.access import role_required
from rmfeedback.surveys import results


@bp.get("/reports/<wave_key>/actions", endpoint="actions")
@role_required("hr", "leadership")
def show(wave_key: str) -> ResponseReturnValue:
    """Show what is done about the themes."""
    return _actions_page(wave_key)


@bp.post("/reports/<wave_key>/actions")
@role_required("hr")
def add_action(wave_key: str) -> ResponseReturnValue:
    """Answer a theme."""
    form = ActionForm()
    made = actions.add(wave_key, form.theme_key.data or "", form.answer())
    flash("Kept. It is in the report from now on, and in every export.")
    return _back(wave_key, made.key)


@bp.post("/reports/<wave_key>/actions/<action_key>")
@role_required("hr")
def change_action(wave_key: str, action_key: str) -> ResponseReturnValue:
    """Change an answer, unless somebody else has since it was read."""
    form = ActionForm()
    theme_key = form.theme_key.data or ""
    actions.change(wave_key, action_key, form.answer(), form.seen.data or "", theme_key)
    flash("Changed.")
    return _back(wave_key, action_key)


@bp.post("/reports/<wave_key>/actions/<action_key>/delete")
@role_required("hr")
def delete_action(wave_key: str, action_key: str) -> ResponseReturnValue:
    """Delete an answer that was written by mistake."""
    actions.take_away(wave_key, action_key, ActionForm().seen.data or "")
    flash("Deleted. If it was in a mail to everybody, it stays there.")
    return _back(wave_key)


@bp.errorhandler(ActionRefused)
@bp.errorhandler(ActionChanged)
def mend_action(no: ActionRefused | ActionChanged) -> ResponseReturnValue:
    """Show the page again, with what is to be mended beside what was typed."""
    given = request.view_args or {}
    at = given.get("action_key") or f"new-{request.form.get('theme_key', '')}"
    typed = request.form.to_dict()
    if isinstance(no, ActionChanged):  # Told now, so what was typed may be sent again.
        typed["seen"] = no.mark
    problem = {"at": at, "says": no.message % no.details, "typed": typed}
    return _actions_page(given["wave_key"], no.status, problem)


def _actions_page(wave_key: str, status: int = 200, problem: Any = None) -> ResponseReturnValue:
    wave, is_hr = results.wave(wave_key), current_user.role == "hr"
    if not findings.is_released(wave_key):
        return around.unreleased(wave, is_hr=is_hr)
    context: dict[str, Any] = around.ways(wave) | {
        "report": findings.released(wave_key),
        "board": actions.board(wave_key),
        "heard": happened.heard(wave),
        "mailed": happened.mailed(wave_key),
        "states": STATE_NAMES,
    }
    context |= {"wave": wave, "is_hr": is_hr, "words": wording, "problem": problem}
    return page("reports/actions.html", "main", status, **context)


def _back(wave_key: str, action_key: str | None = None) -> ResponseReturnValue:
    anchor = f"a-{action_key}" if action_key else None
    return redirect(url_for("reports.actions", wave_key=wave_key, _anchor=anchor), 303)
