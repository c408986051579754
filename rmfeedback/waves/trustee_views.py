"""The trustee: see the waves, confirm who is invited, write the words down, open the box."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from rmfeedback.config import this_day
from rmfeedback.errors import Refused
from rmfeedback.htmx import page
from rmfeedback.staff.access import role_required
from rmfeedback.surveys.trustee_key import WordsWrong
from rmfeedback.surveys.words import WordsMissing, WordUnknown
from rmfeedback.waves import lifecycle, overview, trusteeship
from rmfeedback.waves.forms import HolderForm, OpenForm, WordsForm

bp = Blueprint("trustee", __name__)


@bp.get("/trustee")
@role_required("trustee")
def home() -> ResponseReturnValue:
    """Show every wave that a trustee holds the key of, and what it waits for."""
    return page("waves/trustee.html", waves=trusteeship.everything(this_day()), kinds=overview.KIND_NAMES)


@bp.get("/trustee/<wave_key>")
@role_required("trustee")
def show(wave_key: str) -> ResponseReturnValue:
    """Show a wave: before launch those invited, later what is to be done with the words."""
    return _wave_page(wave_key)


@bp.post("/trustee/<wave_key>/words")
@role_required("trustee")
def offer(wave_key: str) -> ResponseReturnValue:
    """Make the key; its words stand in this one reply."""
    form = HolderForm()
    if not form.validate():
        return _wave_page(wave_key, 422, holder_form=form)
    held_by = (form.holder.data.strip(), current_user.email)
    seen = request.form.get("list_digest", "")
    slip = trusteeship.offer(wave_key, held_by, seen, form.language.data, this_day())
    return page("waves/slip.html", slip=slip, form=WordsForm(formdata=None), kinds=overview.KIND_NAMES)


@bp.post("/trustee/<wave_key>/confirm")
@role_required("trustee")
def confirm(wave_key: str) -> ResponseReturnValue:
    """Let the key count, once the words were typed from the slip."""
    trusteeship.confirm(wave_key, current_user.email, WordsForm().words.data or "")
    flash("You hold the key of this wave. The programme team can launch it now.")
    return redirect(url_for("trustee.show", wave_key=wave_key), 303)


@bp.post("/trustee/<wave_key>/open")
@role_required("trustee")
def open_box(wave_key: str) -> ResponseReturnValue:
    """Open the box with the words."""
    form = OpenForm()
    if not form.validate():
        return _wave_page(wave_key, 422, open_form=form)
    outcome = trusteeship.open_box(wave_key, current_user.email, form.words.data, this_day())
    flash(lifecycle.in_words(wave_key, outcome))
    return redirect(url_for("trustee.show", wave_key=wave_key), 303)


@bp.errorhandler(WordsMissing)
@bp.errorhandler(WordUnknown)
@bp.errorhandler(WordsWrong)
def words_refused(no: Refused) -> ResponseReturnValue:
    """Say what is wrong with the words beside the field; what was typed does not come back."""
    wave_key = (request.view_args or {})["wave_key"]
    return _wave_page(wave_key, no.status, problem=no)


def _wave_page(
    wave_key: str, status: int = 200, problem: Refused | None = None, **forms: FlaskForm
) -> ResponseReturnValue:
    kept = trusteeship.of_wave(wave_key, this_day())
    fresh: dict[str, Any] = {
        "holder_form": HolderForm(formdata=None, language=_language()),
        "words_form": WordsForm(formdata=None),
        "open_form": OpenForm(formdata=None),
    }
    context: dict[str, Any] = {
        "kept": kept,
        "people": trusteeship.invited(wave_key) if kept.wave.state == "planned" else [],
        "offered": trusteeship.is_offered(wave_key),
        "kinds": overview.KIND_NAMES,
        "problem": problem,
    }
    return page("waves/trustee_wave.html", status=status, **context, **{**fresh, **forms})


def _language() -> str:
    """Return which of both lists of words the trustee's browser asks for."""
    return request.accept_languages.best_match(("en", "de")) or "en"
