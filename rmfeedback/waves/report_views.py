"""HR: the mail to everybody that says what came of a wave, and which promises the next one asks about."""

import flask
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rmfeedback.config import this_day
from rmfeedback.htmx import page
from rmfeedback.staff.access import role_required
from rmfeedback.waves import overview, previewing, promising, reporting
from rmfeedback.waves.preview_views import MAIL_POLICY

bp = Blueprint("reporting", __name__)


@bp.get("/waves/<wave_key>/report")
@role_required("hr")
def show(wave_key: str) -> ResponseReturnValue:
    """Show the mail in both languages, and to how many it goes."""
    return page(
        "waves/report.html",
        shown=overview.of_wave(wave_key, this_day()),
        telling=reporting.of(wave_key),
        mails={key: reporting.preview(wave_key, key) for key in previewing.LANGUAGES},
        languages=previewing.LANGUAGES,
    )


@bp.get("/waves/<wave_key>/report/<language>/html")
@role_required("hr")
def mail_html(wave_key: str, language: str) -> ResponseReturnValue:
    """Show the mail as most programs show it."""
    body = reporting.preview(wave_key, language).html
    return flask.Response(body, mimetype="text/html", headers={"Content-Security-Policy": MAIL_POLICY})


@bp.post("/waves/<wave_key>/report")
@role_required("hr")
def send(wave_key: str) -> ResponseReturnValue:
    """Tell everybody who was invited, once."""
    telling = reporting.send(wave_key, this_day())
    flash(f"{telling.people} mails are on their way.")
    return redirect(url_for("reporting.show", wave_key=wave_key), 303)


@bp.post("/waves/<wave_key>/report/test")
@role_required("hr")
def try_out(wave_key: str) -> ResponseReturnValue:
    """Send the mail to whoever asks, in both languages."""
    sent = reporting.try_out(current_user.email, wave_key)
    flash(f"{sent} test mails are on their way to {current_user.email}, one in each language.")
    return redirect(url_for("reporting.show", wave_key=wave_key), 303)


@bp.post("/waves/<wave_key>/promises")
@role_required("hr")
def leave_out(wave_key: str) -> ResponseReturnValue:
    """Keep which promises a planned wave asks about."""
    asked = set(request.form.getlist("ask"))
    could = {promise.name for promise in promising.of(overview.of_wave(wave_key, this_day()).wave).could}
    promising.leave_out(wave_key, frozenset(could - asked))
    flash("Kept. It is frozen at launch.")
    return redirect(url_for("waves.show", wave_key=wave_key, _anchor="promises"), 303)
