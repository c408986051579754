"""HR: a draft being edited, item by item; what is being edited stands in the region `edit` of the page."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rmfeedback.errors import NotFound, Refused
from rmfeedback.htmx import is_fragment, page
from rmfeedback.staff.access import role_required
from rmfeedback.surveys import authoring, drafting, editing, editing_heads, editions
from rmfeedback.surveys.authoring import DraftMoved
from rmfeedback.surveys.authoring_forms import AddForm, ConstructForm, HeadForm, ItemForm, SeenForm, tidy
from rmfeedback.surveys.drafting import ItemShown, Shown, role_of
from rmfeedback.surveys.editing import ConstructUnknown, LastItem, NoMirror, Twin, WordingFixed
from rmfeedback.surveys.editing_heads import PartsWrong, PartWanted
from rmfeedback.surveys.questionnaire_file import Table
from rmfeedback.surveys.scales import Text
from rmfeedback.surveys.wordings import Known
from rmfeedback.terms import Role

bp = Blueprint("drafts", __name__, url_prefix="/questionnaires/<edition>/draft")


@bp.get("")
@role_required("hr")
def show(edition: str) -> ResponseReturnValue:
    """Show the draft with its checks."""
    return _page(edition, "")


@bp.get("/items/<key>")
@role_required("hr")
def item(edition: str, key: str) -> ResponseReturnValue:
    """Show an item to be edited."""
    one = ItemShown(_shown(edition), role_of(key), key)
    if one.item is None:
        raise NotFound(what="item", key=key)
    return _page(edition, "item", one=one, form=_filled(one))


@bp.post("/items/<key>")
@role_required("hr")
def save(edition: str, key: str) -> ResponseReturnValue:
    """Give an item another wording; under a key that was asked only as a new item."""
    form, role = ItemForm(), role_of(key)
    if not form.validate():
        return _page(edition, "item", 422, one=ItemShown(_shown(edition), role, key), form=form)
    as_new = "as_new" in request.form

    def do(twin: Twin, known: Known) -> str:
        before = editing.find(twin, role, key)
        wording = form.wording(form.text, _construct(form, twin, known), before.get("options", ()))
        return editing.reword(twin, role, key, _unless_same(wording, before), known, as_new=as_new)

    now = _change(edition, drafting.item_of(role, key), do)
    return _done(edition, f"“{now}” is saved{' as a new item' if now != key else ''}.", now)


@bp.post("/items/<key>/move")
@role_required("hr")
def move(edition: str, key: str) -> ResponseReturnValue:
    """Let an item stand elsewhere, its mirror too."""
    how = editing.move_both if "with_mirror" in request.form else editing.move
    after = request.form.get("after", "")
    _change(edition, drafting.order, lambda twin, _known: how(twin, role_of(key), key, after))
    return _done(edition, f"“{key}” has moved.", key)


@bp.post("/items/<key>/mirror")
@role_required("hr")
def mirror(edition: str, key: str) -> ResponseReturnValue:
    """Set the mirror of an item, or take it out."""
    role, partner = role_of(key), request.form.get("partner", "")

    def do(twin: Twin, known: Known) -> str:
        if partner:
            return editing.mirror(twin, role, key, partner, known)
        editing.unmirror(twin, role, key)
        return key

    now = _change(edition, drafting.item_of(role, key), do)
    return _done(edition, f"“{now}” {'is mirrored' if partner else 'has no mirror any more'}.", now)


@bp.post("/items/<key>/remove")
@role_required("hr")
def remove(edition: str, key: str) -> ResponseReturnValue:
    """Take an item out of the draft."""
    role = role_of(key)
    _change(edition, drafting.item_of(role, key), lambda twin, known: editing.remove(twin, role, key, known))
    return _done(
        edition, f"“{key}” is taken out. What was asked before can be brought back, below the items."
    )


@bp.post("/items/<key>/back")
@role_required("hr")
def bring_back(edition: str, key: str) -> ResponseReturnValue:
    """Put an item of the version before back."""
    role, shown = role_of(key), _shown(edition)
    before = (shown.before or shown.version).tables(role)
    seen = shown.mark(drafting.item_of(role, key))
    authoring.change(
        edition,
        drafting.item_of(role, key),
        seen,
        lambda twin, known: editing.bring_back(twin, role, key, before, known),
    )
    return _done(edition, f"“{key}” is back.", key)


@bp.get("/add")
@role_required("hr")
def new(edition: str) -> ResponseReturnValue:
    """Ask for a new item."""
    return _page(edition, "add", form=_offering(AddForm(formdata=None), edition))


@bp.post("/add")
@role_required("hr")
def add(edition: str) -> ResponseReturnValue:
    """Add an item for one role, or for both."""
    form = AddForm()
    if not form.validate():
        return _page(edition, "add", 422, form=_offering(form, edition))

    def do(twin: Twin, known: Known) -> list[str]:
        construct = _construct(form, twin, known)
        wordings = {role: form.wording(text, construct) for role, text in form.texts().items()}
        return editing.add(twin, wordings, form.after(), known)

    # Nothing that somebody else has changed is overwritten, so there is nothing to have seen.
    keys = authoring.change(edition, lambda _twin: None, authoring.mark(None), do)
    return _done(edition, f"{' and '.join(f'“{key}”' for key in keys)} added.", keys[0])


@bp.get("/around/<role>")
@role_required("hr")
def around(edition: str, role: str) -> ResponseReturnValue:
    """Show title, intro and parts of a questionnaire."""
    return _around_page(edition, _role(role))


@bp.post("/around/<role>")
@role_required("hr")
def save_head(edition: str, role: str) -> ResponseReturnValue:
    """Give a questionnaire another title and intro."""
    form, its = HeadForm(), _role(role)
    if not form.validate():
        return _around_page(edition, its, 422, form=form)

    def do(twin: Twin, _known: Known) -> None:
        editing_heads.set_head(twin, its, form.title, form.intro)

    _change(edition, drafting.head_of(its), do)
    return _done(edition, f"Title and intro for {its}s are saved.")


@bp.post("/around/<role>/parts")
@role_required("hr")
def save_parts(edition: str, role: str) -> ResponseReturnValue:
    """Divide a questionnaire into other parts."""
    its, wanted = _role(role), _parts_sent()
    _change(edition, drafting.parts_of(its), lambda twin, _known: editing_heads.set_parts(twin, its, wanted))
    return _done(edition, f"The parts for {its}s are saved.")


@bp.errorhandler(WordingFixed)
@bp.errorhandler(DraftMoved)
@bp.errorhandler(ConstructUnknown)
@bp.errorhandler(LastItem)
@bp.errorhandler(NoMirror)
@bp.errorhandler(PartsWrong)
def refused(no: Refused) -> ResponseReturnValue:
    """Show the draft as it is now, with what was typed and the reason why it was not taken."""
    given = request.view_args or {}
    edition = given["edition"]
    if "key" in given:
        one = ItemShown(_shown(edition), role_of(given["key"]), given["key"])
        form = ItemForm() if request.endpoint == "drafts.save" else _filled(one)
        if isinstance(no, WordingFixed) and form is not None:
            form.blame(no.field, str(no), one.item)
        return _page(edition, "item", no.status, one=one, form=form, problem=no)
    if "role" in given:
        form = HeadForm() if request.endpoint == "drafts.save_head" else None
        return _around_page(edition, _role(given["role"]), no.status, form=form, problem=no)
    return _page(edition, "add", no.status, form=_offering(AddForm(), edition), problem=no)


def _page(edition: str, edit: str, status: int = 200, **context: Any) -> ResponseReturnValue:
    """Render the draft; `edit`: what stands in that region, "item", "add", "around" or nothing."""
    shown = context.pop("shown", None) or _shown(edition)
    form = context.get("form")
    if isinstance(form, ConstructForm):
        form.offer(shown.constructs)
    given = {"problem": None, "one": None, "form": None} | context
    return page("questionnaires/draft.html", "edit", status, shown=shown, edit=edit, **given)


def _around_page(
    edition: str,
    role: Role,
    status: int = 200,
    *,
    form: HeadForm | None = None,
    problem: Refused | None = None,
) -> ResponseReturnValue:
    shown = _shown(edition)
    tables = shown.version.tables(role)
    return _page(
        edition,
        "around",
        status,
        shown=shown,
        role=role,
        tables=tables,
        form=form or HeadForm.of(tables),
        sent=_parts_sent() if problem and form is None else None,
        problem=problem,
        head_seen=shown.mark(drafting.head_of(role)),
        parts_seen=shown.mark(drafting.parts_of(role)),
    )


def _shown(edition: str) -> Shown:
    return Shown(editions.draft(edition), "de" if request.args.get("lang") == "de" else "en")


def _filled(one: ItemShown) -> ItemForm | None:
    return ItemForm.of(one.item, one.seen) if one.item else None


def _offering(form: AddForm, edition: str) -> AddForm:
    form.offer_places({role: its.tables["items"] for role, its in _shown(edition).version.files.items()})
    return form


def _change(edition: str, part: drafting.Part, do: Callable[[Twin, Known], Any]) -> Any:
    return authoring.change(edition, part, SeenForm().seen.data or "", do)


def _construct(form: ConstructForm, twin: Twin, known: Known) -> str:
    """Return the construct that was chosen; one that was described is put into the draft first."""
    described = form.new_construct
    return (
        editing_heads.describe_construct(twin, *described, known) if described else str(form.construct.data)
    )


def _unless_same(wording: Table, before: Table) -> Table:
    """Keep the text as it stands where only its blanks would change."""
    is_same = all(tidy(before["text"][language]) == words for language, words in wording["text"].items())
    return wording | {"text": before["text"]} if is_same else wording


def _parts_sent() -> list[PartWanted]:
    """Return the parts of the form: those without any name are meant to go."""
    sent = (request.form.getlist(f"part_{name}") for name in ("key", "en", "de", "first"))
    rows = [tuple(map(tidy, row)) for row in zip(*sent, strict=False)]
    return [PartWanted(key, Text(en, de), first) for key, en, de, first in rows if en or de]


def _role(name: str) -> Role:
    return Role.LEADER if name == Role.LEADER else Role.MENTOR


def _done(edition: str, said: str, key: str = "") -> ResponseReturnValue:
    """Go back to the whole draft, where an item stands now: the checks and the time have changed with it."""
    flash(said)
    if is_fragment():
        response = make_response("", 204)
        # Without a place: a browser that is there already would only scroll to it, and load nothing.
        response.headers["HX-Redirect"] = url_for("drafts.show", edition=edition)
        return response
    return redirect(url_for("drafts.show", edition=edition, _anchor=key or None), 303)
