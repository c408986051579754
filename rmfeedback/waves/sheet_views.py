"""HR prints links on paper, for people without mail."""

import flask
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from rmfeedback.config import this_day
from rmfeedback.htmx import page
from rmfeedback.staff.access import role_required
from rmfeedback.waves import overview, sheets

bp = Blueprint("sheets", __name__)


@bp.get("/waves/<wave_key>/sheets")
@role_required("hr")
def choose(wave_key: str) -> ResponseReturnValue:
    """Show whom a sheet can be printed for."""
    return page(
        "waves/sheets.html",
        shown=overview.of_wave(wave_key, this_day()),
        readers=sheets.readers(wave_key),
    )


@bp.post("/waves/<wave_key>/sheets")
@role_required("hr")
def make(wave_key: str) -> ResponseReturnValue:
    """Print: the codes stand in this one reply, and on paper."""
    made = sheets.pdf(wave_key, {int(n) for n in request.form.getlist("for") if n.isdecimal()}, this_day())
    return flask.Response(made, mimetype="application/pdf")
