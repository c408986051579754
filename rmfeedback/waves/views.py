"""HR: plan, launch, watch, remind, close."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from rmfeedback.config import this_day
from rmfeedback.errors import Refused
from rmfeedback.htmx import page
from rmfeedback.staff import access
from rmfeedback.staff.access import role_required
from rmfeedback.staff.accounts import SignInRefused
from rmfeedback.staff.brake import TooManyTries
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, next_steps, overview, planning, plans, shortening, trial
from rmfeedback.waves.forms import AgainForm, PlanForm, RemindForm, SureForm, WithdrawForm

bp = Blueprint("waves", __name__)


@bp.get("/cohorts/<cohort_key>/waves")
@role_required("hr")
def cohort(cohort_key: str) -> ResponseReturnValue:
    """Show the cohort's waves in time, and what to do next."""
    shown = overview.of_cohort(cohort_key, this_day())
    steps = next_steps.of_cohort(shown)
    others = overview.others(cohort_key)
    return page("waves/cohort.html", shown=shown, steps=steps, others=others)


@bp.get("/cohorts/<cohort_key>/waves/new")
@role_required("hr")
def plan(cohort_key: str) -> ResponseReturnValue:
    """Ask for the kind and the dates of a new wave."""
    return page(
        "waves/plan.html",
        form=_suggested(this_day()),
        shown=overview.of_cohort(cohort_key, this_day()),
    )


@bp.post("/cohorts/<cohort_key>/waves/new")
@role_required("hr")
def add(cohort_key: str) -> ResponseReturnValue:
    """Add a planned wave."""
    form = PlanForm()
    if not form.validate():
        return page(
            "waves/plan.html",
            status=422,
            form=form,
            shown=overview.of_cohort(cohort_key, this_day()),
        )
    dates = (form.opens_on.data, form.closes_on.data)
    plan_it = plans.single if form.by_itself.data else planning.plan
    wave = plan_it(cohort_key, WaveKind(form.kind.data), dates, this_day(), form.wishes())
    return redirect(url_for("waves.show", wave_key=wave.key), 303)


@bp.get("/waves/<wave_key>")
@role_required("hr")
def show(wave_key: str) -> ResponseReturnValue:
    """Show a wave: before launch what it will tell, while open how to remind, then what came of it."""
    return _wave_page(wave_key)


@bp.get("/waves/<wave_key>/status")
@role_required("hr")
def status(wave_key: str) -> ResponseReturnValue:
    """Show how far the mailing is."""
    return page("waves/wave.html", "status", **_context(wave_key))


@bp.post("/waves/<wave_key>/launch")
@role_required("hr")
def launch(wave_key: str) -> ResponseReturnValue:
    """Freeze the wave and queue its mails."""
    mailed = lifecycle.launch(
        wave_key,
        this_day(),
        are_namesakes="are_namesakes" in request.form,
        without_report=request.form.get("without_report", ""),
    )
    flash(f"The wave is open. {mailed.waiting} mails are on their way.")
    return redirect(url_for("waves.show", wave_key=wave_key), 303)


@bp.post("/waves/<wave_key>/remind")
@role_required("hr")
def remind(wave_key: str) -> ResponseReturnValue:
    """Queue a reminder for everybody."""
    form = RemindForm()
    if not form.validate():
        return _wave_page(wave_key, 422, remind_form=form)
    mailed = lifecycle.remind(wave_key, this_day(), form.note.data or "")
    flash(f"A reminder goes to everybody, in the same words. {mailed.waiting} mails are on their way.")
    return redirect(url_for("waves.show", wave_key=wave_key), 303)


@bp.post("/waves/<wave_key>/test-mail")
@role_required("hr")
def try_mail(wave_key: str) -> ResponseReturnValue:
    """Send the invitation, with a link that opens nothing, to whoever asks."""
    sent = trial.send(current_user.email, trial.a_wave(wave_key))
    flash(f"{sent} test mails are on their way to {current_user.email}: as mentors and as leaders read them.")
    return redirect(url_for("waves.show", wave_key=wave_key), 303)


@bp.post("/waves/<wave_key>/close")
@role_required("hr")
def close(wave_key: str) -> ResponseReturnValue:
    """Open the box."""
    form = SureForm()
    if not form.validate():
        return _wave_page(wave_key, 422, close_form=form)
    outcome = lifecycle.close(wave_key, this_day())
    flash(lifecycle.in_words(wave_key, outcome), "warn" if outcome.state == "open" else "message")
    return redirect(url_for("waves.show", wave_key=wave_key), 303)


@bp.get("/waves/<wave_key>/early")
@role_required(*shortening.SECONDS)
def early(wave_key: str) -> ResponseReturnValue:
    """Show who asks to close early, to whoever may agree: HR, an administrator, a trustee."""
    return _early_page(wave_key)


@bp.post("/waves/<wave_key>/early")
@role_required("hr")
def ask_early(wave_key: str) -> ResponseReturnValue:
    """Ask for an early closing; a second person has to agree."""
    shortening.ask(wave_key, access.sign_in_again(AgainForm().password.data or ""), this_day())
    flash("Somebody else with an account has to agree now; nothing has changed until then.")
    return _decided(wave_key)


@bp.post("/waves/<wave_key>/early/agree")
@role_required(*shortening.SECONDS)
def agree_early(wave_key: str) -> ResponseReturnValue:
    """Agree to an early closing that somebody else asked for."""
    day = shortening.agree(wave_key, access.sign_in_again(AgainForm().password.data or ""), this_day())
    flash(f"The box is opened on {day.day} {day:%B}. Everybody is told so by mail, with a fresh link.")
    return _decided(wave_key)


@bp.post("/waves/<wave_key>/early/withdraw")
@role_required(*shortening.SECONDS)
def withdraw_early(wave_key: str) -> ResponseReturnValue:
    """Leave the wave as it was planned."""
    shortening.withdraw(wave_key)
    flash("Withdrawn. The wave stays open as it was planned.")
    return _decided(wave_key)


@bp.errorhandler(SignInRefused)
@bp.errorhandler(TooManyTries)
def password_refused(no: Refused) -> ResponseReturnValue:
    """Say beside the field that the password does not fit."""
    return _early_page((request.view_args or {})["wave_key"], no.status, no)


@bp.post("/waves/<wave_key>/delete")
@role_required("hr")
def delete(wave_key: str) -> ResponseReturnValue:
    """Take a planned wave away again."""
    form = WithdrawForm()
    if not form.validate():
        return _wave_page(wave_key, 422, withdraw_form=form)
    cohort_key = planning.withdraw(wave_key)
    flash("The planned wave is gone. Nothing had been sent.")
    return redirect(url_for("waves.cohort", cohort_key=cohort_key), 303)


def _suggested(today: date) -> PlanForm:
    """Return a form filled with the next weekday and two weeks to answer."""
    opens_on = today + timedelta(days=1)
    while opens_on.weekday() >= 5:
        opens_on += timedelta(days=1)
    days = {"opens_on": opens_on, "closes_on": opens_on + timedelta(days=14)}
    days["report_by"] = days["closes_on"] + plans.REPORT_AFTER
    return PlanForm(formdata=None, by_itself=True, **days)


def _wave_page(wave_key: str, status: int = 200, **more: FlaskForm | Refused) -> ResponseReturnValue:
    return page("waves/wave.html", status=status, **_context(wave_key, **more))


def _early_page(wave_key: str, status: int = 200, problem: Refused | None = None) -> ResponseReturnValue:
    shown = overview.of_wave(wave_key, this_day())
    return page("waves/early.html", status=status, shown=shown, problem=problem)


def _decided(wave_key: str) -> ResponseReturnValue:
    """Go back to the page that whoever decided may see."""
    back = "waves.show" if current_user.role == "hr" else "waves.early"
    return redirect(url_for(back, wave_key=wave_key), 303)


def _context(wave_key: str, **more: FlaskForm | Refused) -> dict[str, Any]:
    shown = overview.of_wave(wave_key, this_day())
    fresh = {
        "remind_form": RemindForm(formdata=None),
        "close_form": SureForm(formdata=None),
        "withdraw_form": WithdrawForm(formdata=None),
    }
    words = {"odds_word": planning.odds_word, "odds_number": planning.odds_number}
    return {"shown": shown, **words, "problem": None, **fresh, **more}
