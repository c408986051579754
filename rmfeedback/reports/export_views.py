"""HR: released findings as files, after signing in once more."""

from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from rmfeedback.errors import Refused
from rmfeedback.htmx import page
from rmfeedback.reports import around, exporting, findings, wording
from rmfeedback.reports.forms import ExportForm
from rmfeedback.staff import access
from rmfeedback.staff.access import role_required
from rmfeedback.staff.accounts import SignInRefused
from rmfeedback.staff.brake import TooManyTries
from rmfeedback.surveys import results

bp = Blueprint("exports", __name__)


@bp.get("/reports/<wave_key>/export")
@role_required("hr")
def show(wave_key: str) -> ResponseReturnValue:
    """Offer the released findings as files."""
    return _page(wave_key)


@bp.post("/reports/<wave_key>/export")
@role_required("hr")
def choose(wave_key: str) -> ResponseReturnValue:
    """Sign in again, and go to the file."""
    form = ExportForm()
    access.prove(form.password.data or "")
    suffix, language = form.suffix.data or "csv", form.language.data or None
    return redirect(url_for(".file", wave_key=wave_key, suffix=suffix, language=language), 303)


@bp.get("/reports/<wave_key>/export/<suffix>")
@role_required("hr")
def file(wave_key: str, suffix: str) -> ResponseReturnValue:
    """Give the released findings as a file to whoever signed in a moment ago; others sign in again first."""
    if not access.is_proved():
        return redirect(url_for(".show", wave_key=wave_key, suffix=suffix, _anchor="again"), 303)
    made = exporting.export(wave_key, suffix, request.args.get("language", ""))
    return send_file(BytesIO(made.content), download_name=made.name, as_attachment=True, etag=False)


@bp.errorhandler(SignInRefused)
@bp.errorhandler(TooManyTries)
def password_refused(no: Refused) -> ResponseReturnValue:
    """Say beside the field that the password does not fit."""
    return _page((request.view_args or {})["wave_key"], no.status, no)


def _page(wave_key: str, status: int = 200, problem: Refused | None = None) -> ResponseReturnValue:
    wave, context = results.wave(wave_key), dict[str, Any](words=wording, is_hr=True)
    if not findings.is_released(wave_key):
        return around.unreleased(wave, is_hr=True)
    report = findings.released(wave_key)
    form = ExportForm()
    suffix = request.args.get("suffix", form.suffix.data or "csv")
    context |= {"formats": exporting.FORMATS, "form": form, "suffix": suffix, "problem": problem}
    language = form.language.data or report["language"]
    return page(
        "reports/export.html",
        status=status,
        wave=wave,
        report=report,
        language=language,
        **context,
        is_proved=access.is_proved(),
        kept=exporting.amounts(report),
    )
