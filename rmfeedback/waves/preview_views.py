"""HR looks before launching: the odds, the mails and forms of each role, a rehearsal with invented people."""

from typing import Any

import flask
from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from rmfeedback import bell
from rmfeedback.config import this_day
from rmfeedback.htmx import page, reply
from rmfeedback.staff.access import role_required
from rmfeedback.terms import Role
from rmfeedback.waves import overview, planning, previewing, rehearsing

bp = Blueprint("previews", __name__)
# What a mail brings along of style, and nothing else: no script, no picture, no form, no way out.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)


@bp.get("/waves/<wave_key>/before")
@role_required("hr")
def show(wave_key: str) -> ResponseReturnValue:
    """Show what a wave will be able to tell, and the way to its mails and forms."""
    return page("waves/before.html", **_context(wave_key))


@bp.get("/waves/<wave_key>/before/rehearsal")
@role_required("hr")
def rehearsal(wave_key: str) -> ResponseReturnValue:
    """Show how far a rehearsal is."""
    return page("waves/before.html", "rehearsal", **_context(wave_key))


@bp.post("/waves/<wave_key>/before/rehearsal")
@role_required("hr")
def rehearse(wave_key: str) -> ResponseReturnValue:
    """Have the whole wave played with invented people."""
    rehearsing.ask(wave_key)
    bell.ring()
    flash("The rehearsal has begun. It takes about a minute, somewhere else: nobody is mailed.")
    return redirect(url_for("previews.show", wave_key=wave_key, _anchor="rehearsal"), 303)


@bp.get("/waves/<wave_key>/before/mail/<name>/<role>/<language>")
@role_required("hr")
def mail(wave_key: str, name: str, role: str, language: str) -> ResponseReturnValue:
    """Show a mail as text."""
    shown = previewing.mail_of(wave_key, name, role, language)
    asked = {"name": name, "role": role, "language": language}
    return page("waves/mail.html", mail=shown, asked=asked, **_context(wave_key))


@bp.get("/waves/<wave_key>/before/mail/<name>/<role>/<language>/html")
@role_required("hr")
def mail_html(wave_key: str, name: str, role: str, language: str) -> ResponseReturnValue:
    """Show a mail as most programs show it."""
    body = previewing.mail_of(wave_key, name, role, language).html
    return flask.Response(body, mimetype="text/html", headers={"Content-Security-Policy": MAIL_POLICY})


@bp.get("/waves/<wave_key>/before/form/<role>/<language>")
@role_required("hr")
def form(wave_key: str, role: str, language: str) -> ResponseReturnValue:
    """Show the form of a role."""
    ballot, blank = previewing.form_of(wave_key, role, language)
    choices = ballot.wave.choices
    with force_locale(language):
        body = flask.render_template(
            "surveys/answer.html",
            ballot=ballot,
            form=blank,
            code=previewing.EXAMPLE_CODE,
            invited_names=previewing.names_of(wave_key),
            wave=ballot.wave,
            language=language,
            organisation=choices["organisation"],
            contact=choices["contact"],
            is_preview=True,
        )
    return reply(body, 200)


def _context(wave_key: str) -> dict[str, Any]:
    return {
        "shown": overview.of_wave(wave_key, this_day()),
        "odds_word": planning.odds_word,
        "odds_number": planning.odds_number,
        "roles": [role.value for role in Role],
        "languages": previewing.LANGUAGES,
        "mails": previewing.MAILS,
        "rehearsal": rehearsing.of(wave_key),
    }
