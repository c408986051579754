"""HR's review desk: themes, doubtful words and quotes before leadership sees anything."""

from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rmfeedback import bell
from rmfeedback.htmx import is_fragment, page
from rmfeedback.reports import (
    agreeing,
    doubts,
    members,
    quoting,
    recutting,
    reviewing,
    running,
    shelf,
    steps,
    urgent,
    wording,
)
from rmfeedback.reports.forms import QuoteForm, SplitForm, StepForm, ThemeForm
from rmfeedback.reports.models import Theme
from rmfeedback.reports.steps import ReviewRefused
from rmfeedback.reports.views import bp
from rmfeedback.staff import access
from rmfeedback.staff.access import role_required

COMMENTS_A_PAGE = 100


@bp.get("/waves/<wave_key>/review")
@role_required("hr")
def review(wave_key: str) -> ResponseReturnValue:
    """Show themes and quotes to HR before leadership sees them."""
    return _review_page(wave_key)


@bp.post("/waves/<wave_key>/review/read")
@role_required("hr")
def read(wave_key: str) -> ResponseReturnValue:
    """Have the comments read."""
    running.ask(wave_key)
    bell.ring()
    return _back(wave_key)


@bp.post("/waves/<wave_key>/review/undo")
@role_required("hr")
def undo(wave_key: str) -> ResponseReturnValue:
    """Undo the last step."""
    form = StepForm()
    flash(f"Undone: {recutting.undo(wave_key, form.step.data)}")
    return _back(wave_key)


@bp.post("/waves/<wave_key>/review/themes/<theme_key>")
@role_required("hr")
def describe(wave_key: str, theme_key: str) -> ResponseReturnValue:
    """Name a theme."""
    form = ThemeForm()
    given = {"name": form.name.data or "", "kind": form.kind.data or "", "summary": form.summary.data or ""}
    described = reviewing.describe(wave_key, theme_key, **given, seen=form.seen.data)
    return _row_or_page(described, "Saved.")


@bp.post("/waves/<wave_key>/review/themes/<theme_key>/pin")
@role_required("hr")
def pin(wave_key: str, theme_key: str) -> ResponseReturnValue:
    """Keep a theme when the comments are read again, or let it go."""
    form = StepForm()
    pinned = recutting.pin(wave_key, theme_key, form.wanted.data == "yes", seen=form.seen.data)
    return _row_or_page(pinned, "Pinned." if pinned.is_pinned else "No longer pinned.")


@bp.post("/waves/<wave_key>/review/themes/<theme_key>/merge")
@role_required("hr")
def merge(wave_key: str, theme_key: str) -> ResponseReturnValue:
    """Let a theme's comments stand in another one."""
    form = StepForm()
    into = recutting.merge(wave_key, theme_key, form.wanted.data or "", seen=form.seen.data)
    _offer_undo(wave_key)
    return _back(wave_key, f"theme-{into.key}")


@bp.get("/waves/<wave_key>/review/themes/<theme_key>/split")
@role_required("hr")
def split(wave_key: str, theme_key: str) -> ResponseReturnValue:
    """Show how a theme would be split in two."""
    return _split_page(wave_key, theme_key)


@bp.post("/waves/<wave_key>/review/themes/<theme_key>/split", endpoint="split_theme")
@role_required("hr")
def split_as_shown(wave_key: str, theme_key: str) -> ResponseReturnValue:
    """Split a theme in two."""
    form = SplitForm()
    names = [form.first.data or "", form.second.data or ""]
    recutting.split(wave_key, theme_key, names, seen=form.seen.data)
    _offer_undo(wave_key)
    return _back(wave_key, f"theme-{theme_key}")


@bp.get("/waves/<wave_key>/review/themes/<theme_key>/comments")
@role_required("hr")
def comments(wave_key: str, theme_key: str) -> ResponseReturnValue:
    """Show what was written in a theme: texts alone, sorted by their words."""
    theme = reviewing.find_theme(wave_key, theme_key)
    texts, after = members.texts(theme), max(0, request.args.get("after", 0, type=int))
    shown = texts[after : after + COMMENTS_A_PAGE]
    more = after + COMMENTS_A_PAGE if len(texts) > after + COMMENTS_A_PAGE else None
    context: dict[str, Any] = {"theme": theme, "texts": shown, "after": more}
    context |= {"size": shelf.sizes(wave_key)[theme_key]}
    return _desk_page("comments", wave_key, marked=doubts.readable(wave_key, shown), **context)


@bp.post("/waves/<wave_key>/review/doubts/<doubt_key>")
@role_required("hr")
def decide(wave_key: str, doubt_key: str) -> ResponseReturnValue:
    """Say whether a word is a name."""
    if StepForm().wanted.data == "hide":
        doubts.hide(wave_key, doubt_key)
        flash("Hidden for good, in the comment and in every quote of it.")
    else:
        doubts.keep(wave_key, doubt_key)
        _offer_undo(wave_key)
    return _back(wave_key, "ask")


@bp.post("/waves/<wave_key>/review/quotes/<quote_key>")
@role_required("hr")
def quote(wave_key: str, quote_key: str) -> ResponseReturnValue:
    """Let a quote go out with the release, or keep it back."""
    form = QuoteForm()
    if form.state.data == "withheld":
        quoting.withhold_quote(wave_key, quote_key, seen=form.seen.data)
    else:
        given = {"wording": form.wording.data or "", "state": form.state.data or "reworded"}
        is_sure = form.sure.data == "yes"
        quoting.release_quote(wave_key, quote_key, **given, is_sure=is_sure, seen=form.seen.data)
    _offer_undo(wave_key)
    return _back(wave_key, f"quote-{quote_key}")


@bp.post("/waves/<wave_key>/review/quotes/<quote_key>/hints")
@role_required("hr")
def hints(wave_key: str, quote_key: str) -> ResponseReturnValue:
    """Say how a wording stands while it is written; nothing is kept."""
    found = quoting.find_quote(wave_key, quote_key)
    told = quoting.hints(found.text, QuoteForm().wording.data or "")
    return page("reports/_hints.html", "hints", hints=told, id=f"quote-{quote_key}")


@bp.errorhandler(ReviewRefused)
def mend(no: ReviewRefused) -> ResponseReturnValue:
    """Show the page again, with what is to be mended beside what was typed."""
    given = request.view_args or {}
    at: dict[str, Any] = {"theme": given.get("theme_key"), "quote": given.get("quote_key")}
    problem: dict[str, Any] = {"at": at, "says": no.message % no.details, "typed": request.form}
    problem |= {"may_be_sure": isinstance(no, quoting.QuoteMayPoint)}
    is_of_row = is_fragment() and request.endpoint in ("reports.describe", "reports.pin")
    if is_of_row and not isinstance(no, steps.ThemeGone):
        found = reviewing.find_theme(given["wave_key"], at["theme"])
        return _theme_row(found, no.status, problem=problem)
    if request.endpoint == "reports.split_theme" and isinstance(no, reviewing.NAME_WRONG):
        return _split_page(given["wave_key"], given["theme_key"], no.status, problem)
    reply = make_response(_review_page(given["wave_key"], no.status, problem))
    if is_fragment():
        reply.headers["HX-Retarget"], reply.headers["HX-Reswap"] = "#main", "outerHTML"
    return reply


def _review_page(wave_key: str, status: int = 200, problem: Any = None) -> ResponseReturnValue:
    context: dict[str, Any] = {"problem": problem, "hints_of": quoting.hints, "is_proved": access.is_proved()}
    harm = urgent.of(wave_key)
    context |= {"urgent": harm, "marked_urgent": doubts.readable(wave_key, harm)}
    return _desk_page("review", wave_key, status, **context)


def _split_page(wave_key: str, theme_key: str, status: int = 200, problem: Any = None) -> ResponseReturnValue:
    proposal = recutting.propose(wave_key, theme_key)
    marked = doubts.readable(wave_key, [text for half in proposal.texts for text in half])
    context: dict[str, Any] = {"proposal": proposal, "marked": marked, "problem": problem}
    return _desk_page("split", wave_key, status, **context)


def _desk_page(name: str, wave_key: str, status: int = 200, **context: Any) -> ResponseReturnValue:
    context |= {"desk": shelf.desk(wave_key), "words": wording}
    context |= {"standing": agreeing.standing(wave_key) if context["desk"].may_release else None}
    return page(f"reports/{name}.html", "main", status, **context)


def _row_or_page(theme: Theme, says: str) -> ResponseReturnValue:
    if is_fragment():
        return _theme_row(theme, 200, saved=says)
    _offer_undo(theme.wave_key)
    return _back(theme.wave_key, f"theme-{theme.key}")


def _theme_row(theme: Theme, status: int, **context: Any) -> ResponseReturnValue:
    context |= {"theme": theme, "desk": shelf.desk(theme.wave_key), "words": wording}
    return page("reports/_theme_row.html", "row", status, **context)


def _offer_undo(wave_key: str) -> None:
    done = next(iter(steps.trail(wave_key)), None)
    if done is not None:
        undo = {"to": url_for("reports.undo", wave_key=wave_key), "step": done.position}
        flash({"says": done.deed, "undo": undo if done.may_undo else None})  # type: ignore[arg-type]


def _back(wave_key: str, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("reports.review", wave_key=wave_key, _anchor=anchor), 303)
