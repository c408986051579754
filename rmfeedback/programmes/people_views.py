"""HR: one person of a cohort."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rmfeedback.htmx import page
from rmfeedback.programmes import cohorts, correcting, enrolled, enrolling
from rmfeedback.programmes.change_form import ChangeForm
from rmfeedback.programmes.people_forms import NewPersonForm
from rmfeedback.staff.access import role_required

bp = Blueprint("people", __name__, url_prefix="/cohorts/<cohort_key>/people")

SAID = {
    "active": "{name} takes part as {role}.",
    "paused": "{name} pauses as {role} from the next wave on. An open one goes on as it was launched.",
    "left": "{name} has left as {role}, from the next wave on. An open one goes on as it was launched.",
}


@bp.get("/new")
@role_required("hr")
def new(cohort_key: str) -> ResponseReturnValue:
    """Ask for one more person."""
    return _new_page(cohort_key, NewPersonForm(formdata=None, language=_language(cohort_key)))


@bp.post("/new")
@role_required("hr")
def add(cohort_key: str) -> ResponseReturnValue:
    """Add a person."""
    form = NewPersonForm()
    person = form.add(cohort_key)
    if person is None:
        return _new_page(cohort_key, form, 422)
    flash(f"{person.name} takes part as {form.role.data}, and is asked from the next wave on.")
    return redirect(url_for("programmes.people", cohort_key=cohort_key), 303)


@bp.get("/<int:person_id>")
@role_required("hr")
def show(cohort_key: str, person_id: int) -> ResponseReturnValue:
    """Show a person, to be corrected."""
    found = enrolled.find(cohort_key, person_id)
    return page("programmes/person.html", found=found, form=ChangeForm.of(found))


@bp.post("/<int:person_id>")
@role_required("hr")
def correct(cohort_key: str, person_id: int) -> ResponseReturnValue:
    """Store what was corrected."""
    found = enrolled.find(cohort_key, person_id)
    form = ChangeForm.of(found)
    if not form.correct(found):
        found = enrolled.find(cohort_key, person_id)
        return page("programmes/person.html", status=409 if form.refused else 422, found=found, form=form)
    flash("Saved.")
    return redirect(url_for("people.show", cohort_key=cohort_key, person_id=person_id), 303)


@bp.post("/<int:person_id>/state")
@role_required("hr")
def move(cohort_key: str, person_id: int) -> ResponseReturnValue:
    """Let somebody pause, leave or take part again."""
    sent = request.form
    states = sent.get("was", ""), sent.get("state", "")
    part = enrolling.move(cohort_key, person_id, sent.get("role", ""), states)
    flash(SAID[part.state].format(name=part.person.name, role=part.role))
    return redirect(url_for("people.show", cohort_key=cohort_key, person_id=person_id), 303)


@bp.post("/<int:person_id>/role")
@role_required("hr")
def add_role(cohort_key: str, person_id: int) -> ResponseReturnValue:
    """Let somebody take part in the other role too."""
    part = enrolling.add_role(cohort_key, person_id)
    flash(f"{part.person.name} takes part as {part.role} too. A wave asks once: say below in which role.")
    return redirect(url_for("people.show", cohort_key=cohort_key, person_id=person_id), 303)


@bp.post("/<int:person_id>/mail-note")
@role_required("hr")
def forget_note(cohort_key: str, person_id: int) -> ResponseReturnValue:
    """Forget what a mail server said of an address."""
    correcting.forget_note(cohort_key, person_id)
    flash("The note is taken away; the next mail goes to this address again.")
    return redirect(url_for("people.show", cohort_key=cohort_key, person_id=person_id), 303)


@bp.post("/<int:person_id>/delete")
@role_required("hr")
def remove(cohort_key: str, person_id: int) -> ResponseReturnValue:
    """Delete somebody who was never asked."""
    flash(f"{enrolling.remove(cohort_key, person_id)} is deleted, with the pairs and goals.")
    return redirect(url_for("programmes.people", cohort_key=cohort_key), 303)


def _new_page(cohort_key: str, form: NewPersonForm, status: int = 200) -> ResponseReturnValue:
    cohort = cohorts.find_cohort(cohort_key)
    return page("programmes/new_person.html", status=status, cohort=cohort, form=form)


def _language(cohort_key: str) -> str:
    return cohorts.find_cohort(cohort_key).programme.language
