"""The administrator reads what staff did, and compares a head that was mailed."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from rmfeedback.htmx import page
from rmfeedback.staff import auditing
from rmfeedback.staff.access import role_required

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@role_required("admin")
def show() -> ResponseReturnValue:
    """Show the audit log; for htmx the entries alone."""
    asked = {name: request.args.get(name, "").strip() for name in ("who", "deed", "head")}
    shown = auditing.of(**asked, before=request.args.get("before", type=int))
    return page("staff/audit.html", "entries", 200, shown=shown, **asked)
