"""HR prints links on paper, for people without mail."""

from datetime import date

import flask
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from rmfeedback import config
from rmfeedback.htmx import page
from rmfeedback.staff.access import role_required
from rmfeedback.waves import overview, sheets

bp = Blueprint("sheets", __name__)


@bp.get("/waves/<wave_key>/sheets")
@role_required("hr")
def choose(wave_key: str) -> ResponseReturnValue:
    """Show whom a sheet can be printed for."""
    return page(
        "waves/sheets.html", shown=overview.of_wave(wave_key, _today()), readers=sheets.readers(wave_key)
    )


@bp.post("/waves/<wave_key>/sheets")
@role_required("hr")
def make(wave_key: str) -> ResponseReturnValue:
    """Print: the codes stand in this one reply, and on paper."""
    made = sheets.pdf(wave_key, {int(n) for n in request.form.getlist("for") if n.isdecimal()}, _today())
    return flask.Response(made, mimetype="application/pdf")


def _today() -> date:
    return config.today(config.current())
