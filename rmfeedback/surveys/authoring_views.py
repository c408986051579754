"""HR: the questionnaires there are, their versions, what differs, the form as each role sees it."""

from typing import Any

import flask
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from rmfeedback import config
from rmfeedback.config import this_day
from rmfeedback.errors import NotFound, Refused
from rmfeedback.htmx import page
from rmfeedback.staff.access import role_required
from rmfeedback.surveys import authoring, differences, editions, importing, previewing
from rmfeedback.surveys.asking import Choice
from rmfeedback.surveys.authoring import DraftMoved, EditionNameWrong, NotReady, ShippedStays
from rmfeedback.surveys.authoring_forms import CopyForm, FileForm
from rmfeedback.surveys.drafting import Shown
from rmfeedback.surveys.forms import form_class
from rmfeedback.surveys.importing import DraftThere, NotTheNext
from rmfeedback.surveys.questionnaire_file import QuestionnaireBroken
from rmfeedback.terms import Role

LANGUAGES = ("en", "de")
TOML = "application/toml"

bp = Blueprint("questionnaires", __name__)


@bp.get("/questionnaires")
@role_required("hr")
def home() -> ResponseReturnValue:
    """Show every questionnaire with its versions, and the ways to one's own."""
    return _home_page()


@bp.post("/questionnaires")
@role_required("hr")
def copy() -> ResponseReturnValue:
    """Begin a questionnaire of one's own."""
    form = CopyForm()
    if not form.validate():
        return _home_page(422, form=form)
    draft = authoring.copy(_choice(form.source.data), form.name.data)
    flash(f"“{draft.name}” is there as a draft. It asks what you copied until you change it.")
    return redirect(url_for("drafts.show", edition=draft.edition), 303)


@bp.post("/questionnaires/import")
@role_required("hr")
def take_in() -> ResponseReturnValue:
    """Take a questionnaire from a file into its draft."""
    form = FileForm()
    if not form.validate():
        return _home_page(422, file_form=form)
    sent = form.file.data
    version = importing.import_file(sent.filename, sent.read(), replaces=form.replaces.data)
    if not version.is_draft:
        flash(f"Nothing changed: the file is version {version.number} of “{version.name}”, word for word.")
    else:
        flash(f"The file stands in the draft of version {version.number} of “{version.name}”.")
    return redirect(_address(version), 303)


@bp.get("/questionnaires/<edition>/versions/<int:number>")
@role_required("hr")
def version(edition: str, number: int) -> ResponseReturnValue:
    """Show what a version asks, side by side."""
    shown = Shown(editions.find(edition, number), _language())
    return page("questionnaires/version.html", shown=shown, form=CopyForm(formdata=None))


@bp.get("/questionnaires/<edition>/versions/<int:number>/differences")
@role_required("hr")
def difference(edition: str, number: int) -> ResponseReturnValue:
    """Show what differs from the version before."""
    shown = Shown(editions.find(edition, number))
    if shown.before is None:
        raise NotFound(what="version before", key=f"{shown.version.name}, {number}")
    roles = [role for role in shown.version.files if role in shown.before.files]
    found = {
        role: differences.between(shown.before.tables(role), shown.version.tables(role)) for role in roles
    }
    return page("questionnaires/differences.html", shown=shown, found=found)


@bp.get("/questionnaires/<edition>/versions/<int:number>/preview/<role>")
@role_required("hr")
def preview(edition: str, number: int, role: str) -> ResponseReturnValue:
    """Show the form as a role sees it. Nothing can be sent from here: there is no wave and no code."""
    version, language = editions.find(edition, number), _language()
    wave, ballot = previewing.ballot(version, _role(role), this_day())
    with force_locale(language):
        return page(
            "questionnaires/preview.html",
            wave=wave,
            ballot=ballot,
            version=version,
            form=form_class(ballot.questionnaire)(),
            language=language,
            organisation=config.current()["ORGANISATION"] or "rmfeedback",
            code="",
            is_preview=True,
        )


@bp.get("/questionnaires/<edition>/versions/<int:number>/<role>.toml")
@role_required("hr")
def file(edition: str, number: int, role: str) -> flask.Response:
    """Hand out a version as a file."""
    body = importing.export(edition, number, _role(role))
    name = f"{editions.key_of(edition, _role(role))}.toml"
    disposition = f'attachment; filename="{name}"'
    return flask.Response(body, mimetype=TOML, headers={"Content-Disposition": disposition})


@bp.post("/questionnaires/<edition>/draft")
@role_required("hr")
def begin(edition: str) -> ResponseReturnValue:
    """Begin the next version."""
    draft = authoring.begin_draft(edition)
    flash(f"Version {draft.number} is a draft. It begins as version {draft.number - 1}.")
    return redirect(url_for("drafts.show", edition=edition), 303)


@bp.post("/questionnaires/<edition>/draft/publish")
@role_required("hr")
def publish(edition: str) -> ResponseReturnValue:
    """Make the draft a version that never changes again."""
    published = authoring.publish(edition, request.form.get("seen", ""))
    flash(f"Version {published.number} is published. Choose it in a programme, and its next waves ask it.")
    return redirect(_address(published), 303)


@bp.post("/questionnaires/<edition>/draft/discard")
@role_required("hr")
def discard(edition: str) -> ResponseReturnValue:
    """Throw the draft away."""
    authoring.discard(edition, request.form.get("seen", ""))
    flash("The draft is thrown away. What was published stays.")
    return redirect(url_for("questionnaires.home"), 303)


@bp.errorhandler(EditionNameWrong)
def name_refused(no: EditionNameWrong) -> ResponseReturnValue:
    """Say beside the field why a name cannot be taken."""
    form = CopyForm()
    form.name.errors = [str(no)]
    return _home_page(no.status, form=form)


@bp.errorhandler(QuestionnaireBroken)
@bp.errorhandler(ShippedStays)
@bp.errorhandler(NotTheNext)
@bp.errorhandler(DraftThere)
def file_refused(no: Refused) -> ResponseReturnValue:
    """Say beside the field what is wrong with a file."""
    form = FileForm()
    form.file.errors = [str(no)]
    return _home_page(no.status, file_form=form)


@bp.errorhandler(DraftMoved)
@bp.errorhandler(NotReady)
def deed_refused(no: DraftMoved | NotReady) -> ResponseReturnValue:
    """Show the draft as it is now, with the reason above it."""
    shown = Shown(editions.draft((request.view_args or {})["edition"]))
    return page("questionnaires/draft.html", status=no.status, shown=shown, problem=no, edit="")


def _home_page(status: int = 200, **forms: Any) -> ResponseReturnValue:
    fresh: dict[str, Any] = {"form": CopyForm(formdata=None), "file_form": FileForm(formdata=None)}
    shown = [Shown(each) for each in editions.versions()]
    return page("questionnaires/home.html", status=status, shown=shown, **(fresh | forms))


def _address(version: editions.Version) -> str:
    if version.is_draft:
        return url_for("drafts.show", edition=version.edition)
    return url_for("questionnaires.version", edition=version.edition, number=version.number)


def _choice(source: str | None) -> Choice:
    edition, _, number = (source or "").rpartition("/")
    return Choice(edition, int(number) if number.isdecimal() else 0)


def _role(name: str) -> Role:
    if name not in list(Role):
        raise NotFound(what="role", key=name)
    return Role(name)


def _language() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]
