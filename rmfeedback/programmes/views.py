"""HR: programmes, cohorts, people, pairs."""

import flask
from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rmfeedback.htmx import page
from rmfeedback.programmes import carrying, cohorts, pairing, people, roster, roster_preview, roster_waiting
from rmfeedback.programmes.forms import ProgrammeForm, RosterForm
from rmfeedback.programmes.pair_views import pairs_page
from rmfeedback.programmes.roster import Preview
from rmfeedback.programmes.roster_upload import Upload
from rmfeedback.staff.access import role_required

bp = Blueprint("programmes", __name__)


@bp.get("/programmes")
@role_required("hr")
def home() -> ResponseReturnValue:
    """Show all programmes with their cohorts, or the way to the first."""
    return page("programmes/home.html", programmes=cohorts.overview(), form=ProgrammeForm(formdata=None))


@bp.post("/programmes")
@role_required("hr")
def add_programme() -> ResponseReturnValue:
    """Make a programme."""
    form = ProgrammeForm()
    if not form.validate():
        return page("programmes/home.html", status=422, programmes=cohorts.overview(), form=form)
    programme = cohorts.add_programme(form.name.data, form.language.data)
    flash(f"The programme “{programme.name}” is there. Next come its people.")
    return redirect(url_for("programmes.new_cohort", programme_key=programme.key), 303)


@bp.get("/programmes/<programme_key>/cohorts/new")
@role_required("hr")
def new_cohort(programme_key: str) -> ResponseReturnValue:
    """Ask for a file of people, for a new cohort or the one that the address names."""
    form = RosterForm(formdata=None, name=request.args.get("name", ""))
    return page("programmes/roster.html", programme=cohorts.find_programme(programme_key), form=form)


@bp.post("/programmes/<programme_key>/cohorts/new")
@role_required("hr")
def look(programme_key: str) -> ResponseReturnValue:
    """Show what a file would bring; nothing is stored."""
    programme, form = cohorts.find_programme(programme_key), RosterForm()
    if not form.validate():
        return page("programmes/roster.html", status=422, programme=programme, form=form)
    return _preview(form.upload(programme_key))


@bp.post("/cohorts/look")
@role_required("hr")
def look_again() -> ResponseReturnValue:
    """Show the same file, read and corrected as the page was changed; nothing is stored."""
    return _preview(roster_preview.change(_carried_upload(), request.form))


@bp.post("/cohorts")
@role_required("hr")
def import_roster() -> ResponseReturnValue:
    """Store exactly what the preview showed; what was changed on the page since is shown first."""
    upload = _carried_upload()
    changed = roster_preview.change(upload, request.form)
    if changed != upload:
        return _preview(changed, is_changed=True)
    report = roster.store(upload)
    if report.waiting:
        return _preview(upload, stored=report)
    flash(f"{report.imported} of {report.read} rows are imported, none waits for a correction.")
    return redirect(url_for("programmes.people", cohort_key=report.cohort), 303)


@bp.post("/cohorts/waiting-rows")
@role_required("hr")
def waiting_rows() -> ResponseReturnValue:
    """Hand out the rows that wait, to correct and send again."""
    return _download(roster_waiting.as_csv(_looked()), "waiting-rows.csv")


@bp.post("/cohorts/roster-notes")
@role_required("hr")
def roster_notes() -> ResponseReturnValue:
    """Hand out all that there is to know about the lines of a file."""
    return _download(roster_waiting.notes_as_csv(_looked()), "notes.csv")


@bp.get("/cohorts/<cohort_key>/people", endpoint="people")
@role_required("hr")
def show_people(cohort_key: str) -> ResponseReturnValue:
    """Show who takes part, all or those looked for."""
    find, role = request.args.get("find", ""), request.args.get("role", "")
    shown = people.people(cohort_key, find, role)
    return page("programmes/people.html", "list", shown=shown, find=find, role=role)


@bp.get("/cohorts/<cohort_key>/pairs")
@role_required("hr")
def pairs(cohort_key: str) -> ResponseReturnValue:
    """Show the pairs that were accepted."""
    return pairs_page(cohort_key, pairing.accepted(cohort_key))


@bp.get("/cohorts/<cohort_key>/pairs/proposal")
@role_required("hr")
def proposal(cohort_key: str) -> ResponseReturnValue:
    """Propose pairs, all anew or with new partners for one pair; nothing is stored."""
    anew, part = "anew" in request.args, request.args.get("part", type=int)
    proposed = pairing.propose(cohort_key, anew=anew, part=part)
    return pairs_page(cohort_key, proposed, carrying.pack_proposal(_secret(), cohort_key, proposed))


@bp.post("/cohorts/<cohort_key>/pairs")
@role_required("hr")
def accept(cohort_key: str) -> ResponseReturnValue:
    """Keep exactly the pairs that were shown."""
    proposed = carrying.unpack_proposal(_secret(), cohort_key, request.form.get("carried", ""))
    count = pairing.accept(cohort_key, proposed)
    flash(f"{count} pairs are kept.")
    return redirect(url_for("programmes.pairs", cohort_key=cohort_key), 303)


def _preview(
    upload: Upload, *, is_changed: bool = False, stored: roster.RosterReport | None = None
) -> ResponseReturnValue:
    shown = roster_preview.show(upload)
    return page(
        "programmes/preview.html",
        status=422 if shown.refused or is_changed else 200,
        programme=cohorts.find_programme(upload.programme_key),
        shown=shown,
        carried=carrying.pack_upload(_secret(), upload),
        is_changed=is_changed,
        stored=stored,
    )


def _looked() -> Preview:
    upload = _carried_upload()
    return roster.look(roster_preview.change(upload, request.form))


def _download(body: bytes, filename: str) -> ResponseReturnValue:
    disposition = f'attachment; filename="{filename}"'
    return flask.Response(body, mimetype="text/csv", headers={"Content-Disposition": disposition})


def _carried_upload() -> Upload:
    return carrying.unpack_upload(_secret(), request.form.get("carried", ""))


def _secret() -> str:
    return str(current_app.secret_key)
