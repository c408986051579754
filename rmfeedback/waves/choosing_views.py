"""HR: which questionnaires a programme's waves ask."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rmfeedback.htmx import page
from rmfeedback.programmes import cohorts
from rmfeedback.staff.access import role_required
from rmfeedback.surveys.asking import Choice
from rmfeedback.terms import WaveKind
from rmfeedback.waves import choosing
from rmfeedback.waves.forms import KIND_WORDS

bp = Blueprint("choosing", __name__)


@bp.get("/programmes/<programme_key>/questionnaires")
@role_required("hr")
def show(programme_key: str) -> ResponseReturnValue:
    """Show what each kind of wave asks, and what it could ask."""
    return page(
        "waves/choosing.html",
        programme=cohorts.find_programme(programme_key),
        offered=choosing.offered(programme_key),
        kind_words=KIND_WORDS,
    )


@bp.post("/programmes/<programme_key>/questionnaires")
@role_required("hr")
def choose(programme_key: str) -> ResponseReturnValue:
    """Let the waves that are planned from now on ask what was chosen."""
    choosing.choose(programme_key, {kind: _choice(request.form.get(kind.value, "")) for kind in WaveKind})
    flash("Waves that are planned from now on ask these. Those planned before keep theirs.")
    return redirect(url_for("choosing.show", programme_key=programme_key), 303)


def _choice(value: str) -> Choice | None:
    edition, _, number = value.rpartition("/")
    return Choice(edition, int(number) if number.isdecimal() else 0) if value else None
