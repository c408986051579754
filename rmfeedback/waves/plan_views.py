"""HR: a programme as a whole, a cohort's plan, the days of each wave."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rmfeedback.config import this_day
from rmfeedback.errors import Refused
from rmfeedback.htmx import page
from rmfeedback.staff.access import role_required
from rmfeedback.waves import (
    next_steps,
    overview,
    planning,
    plans,
    programme,
    retention,
    timetables,
    urgent,
    workdays,
)
from rmfeedback.waves.plan_forms import DaysForm, ProgrammeDaysForm, TemplateForm, UrgentForm
from rmfeedback.waves.planning import Wishes

bp = Blueprint("plans", __name__)


@bp.get("/programmes/<programme_key>")
@role_required("hr")
def show(programme_key: str) -> ResponseReturnValue:
    """Show a programme: its cohorts in time, what to do next, and when its people are deleted."""
    return _programme_page(programme_key)


@bp.post("/programmes/<programme_key>")
@role_required("hr")
def set_days(programme_key: str) -> ResponseReturnValue:
    """Keep a programme's holidays, time zone and end."""
    form = ProgrammeDaysForm()
    if not form.validate():
        return _programme_page(programme_key, 422, form)
    retention.set_end(programme_key, form.ends_on.data, form.keep_days.data, this_day())
    programme.set_days(programme_key, form.holidays.data, form.time_zone.data)
    flash("Kept.")
    return redirect(url_for("plans.show", programme_key=programme_key), 303)


@bp.post("/programmes/<programme_key>/urgent")
@role_required("hr")
def set_office(programme_key: str) -> ResponseReturnValue:
    """Name the office that hears that a comment may speak of harm."""
    form = UrgentForm()
    urgent.set_office(programme_key, form.urgent_email.data or "", form.urgent_name.data or "")
    flash("Kept. It stands on the form of every wave that is launched from now on.")
    return redirect(url_for("plans.show", programme_key=programme_key), 303)


@bp.errorhandler(urgent.UrgentRefused)
def mend_office(no: urgent.UrgentRefused) -> ResponseReturnValue:
    """Show the programme again, with what is to be mended about the office."""
    form = UrgentForm()
    form[no.field].errors = [str(no)]
    return _programme_page((request.view_args or {})["programme_key"], no.status, urgent_form=form)


@bp.get("/cohorts/<cohort_key>/plan")
@role_required("hr")
def draw_up(cohort_key: str) -> ResponseReturnValue:
    """Show what a plan would come to; nothing is stored."""
    return _plan_page(cohort_key)


@bp.post("/cohorts/<cohort_key>/plan")
@role_required("hr")
def make(cohort_key: str) -> ResponseReturnValue:
    """Plan every wave of it."""
    form = TemplateForm()
    if not form.validate():
        return _plan_page(cohort_key, 422, form=form)
    wishes, starts_on = Wishes(keyholder=form.keyholder.data), form.starts_on.data
    made = plans.make(cohort_key, form.template.data, starts_on, this_day(), wishes, form.report_after)
    flash(f"{len(made)} waves are planned. Each can be changed until it is launched.")
    return redirect(url_for("waves.cohort", cohort_key=cohort_key), 303)


@bp.post("/cohorts/<cohort_key>/pilot")
@role_required("hr")
def compare(cohort_key: str) -> ResponseReturnValue:
    """Say with which earlier cohort this one is compared."""
    plans.compare_with(cohort_key, request.form.get("pilot_key", ""))
    flash("Kept. It holds for waves that are launched from now on.")
    return redirect(url_for("waves.cohort", cohort_key=cohort_key), 303)


@bp.get("/waves/<wave_key>/days")
@role_required("hr")
def days(wave_key: str) -> ResponseReturnValue:
    """Show the days of a planned wave, to be changed."""
    return _days_page(wave_key)


@bp.post("/waves/<wave_key>/days")
@role_required("hr")
def change(wave_key: str) -> ResponseReturnValue:
    """Give a planned wave other days."""
    form = DaysForm()
    if not form.validate():
        return _days_page(wave_key, 422, form)
    wave = plans.change(wave_key, form.days(), this_day())
    flash("The days are changed. Nothing has been sent.")
    return redirect(url_for("waves.cohort", cohort_key=wave.cohort_key), 303)


@bp.errorhandler(planning.DatesWrong)
@bp.errorhandler(planning.ReportTooEarly)
@bp.errorhandler(plans.PlanRefused)
@bp.errorhandler(workdays.DayRefused)
@bp.errorhandler(retention.EndTooSoon)
def mend(no: Refused) -> ResponseReturnValue:
    """Show the page again, with what is to be mended and what was typed."""
    at = request.view_args or {}
    if "wave_key" in at:
        return _days_page(at["wave_key"], no.status, DaysForm(), str(no))
    if "programme_key" in at:
        return _programme_page(at["programme_key"], no.status, ProgrammeDaysForm(), str(no))
    return _plan_page(at["cohort_key"], no.status, TemplateForm(), str(no))


def _programme_page(
    programme_key: str,
    status: int = 200,
    form: ProgrammeDaysForm | None = None,
    problem: str = "",
    urgent_form: UrgentForm | None = None,
) -> ResponseReturnValue:
    shown = programme.of(programme_key, this_day())
    form = form or ProgrammeDaysForm(formdata=None, obj=shown.programme)
    forms: dict[str, Any] = {
        "form": form,
        "urgent_form": urgent_form or UrgentForm(formdata=None, obj=shown.programme),
    }
    steps = {one.cohort.key: next_steps.of_cohort(one) for one in shown.cohorts}
    return page("waves/programme.html", status=status, programme=shown, steps=steps, problem=problem, **forms)


def _plan_page(
    cohort_key: str, status: int = 200, form: TemplateForm | None = None, problem: str = ""
) -> ResponseReturnValue:
    asked = form or TemplateForm(request.args or None, meta={"csrf": False})
    proposed = None
    if asked.starts_on.data and not problem and status == 200:
        proposed = plans.propose(cohort_key, asked.template.data, asked.starts_on.data, this_day())
    elif not asked.starts_on.data:
        asked.starts_on.data = workdays.next_working(this_day() + timedelta(weeks=3), "")
    return page(
        "waves/draw_up.html",
        status=status,
        form=asked,
        proposed=proposed,
        problem=problem,
        templates=timetables.templates(),
        shown=overview.of_cohort(cohort_key, this_day()),
    )


def _days_page(
    wave_key: str, status: int = 200, form: DaysForm | None = None, problem: str = ""
) -> ResponseReturnValue:
    shown = overview.of_wave(wave_key, this_day())
    form = form or DaysForm.filled(plans.days_of(shown.wave))
    return page("waves/days.html", status=status, shown=shown, form=form, problem=problem)
