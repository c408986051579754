"""Leadership: released findings. HR: review and release."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rmfeedback import bell
from rmfeedback.errors import NotFound
from rmfeedback.htmx import is_fragment, page
from rmfeedback.reports import (
    actions,
    agreeing,
    around,
    beside,
    charts,
    findings,
    holes,
    over_time,
    reviewing,
    running,
    seven_lines,
    shelf,
    urgent,
    volumes,
    wording,
)
from rmfeedback.reports.findings import Findings
from rmfeedback.reports.forms import QuoteForm, ThemeForm
from rmfeedback.reports.models import Theme
from rmfeedback.staff import access
from rmfeedback.staff.access import role_required
from rmfeedback.surveys import results

bp = Blueprint("reports", __name__)


@bp.get("/reports")
@role_required("hr", "leadership")
def home() -> ResponseReturnValue:
    """Show what can be read; HR sees besides what waits for a release."""
    read = volumes.volumes()
    waiting = [each.wave for each in shelf.waves() if not each.is_released] if _is_hr() else []
    told: dict[str, Any] = {"volumes": read, "latest": volumes.latest_findings(read), "waiting": waiting}
    return page("reports/home.html", is_hr=_is_hr(), words=wording, **told)


@bp.get("/reports/<wave_key>")
@role_required("hr", "leadership")
def themes(wave_key: str) -> ResponseReturnValue:
    """Show what people told us; where neither a role nor a theme may be told, everybody together."""
    return _report("reports/themes.html", wave_key, pooled="reports/pooled.html")


@bp.get("/reports/<wave_key>/themes/<theme_key>")
@role_required("hr", "leadership")
def theme(wave_key: str, theme_key: str) -> ResponseReturnValue:
    """Show one theme."""
    if not findings.is_released(wave_key):
        return around.unreleased(results.wave(wave_key), is_hr=_is_hr())
    found = next((t for t in findings.released(wave_key)["themes"] if t["key"] == theme_key), None)
    if found is None:
        raise NotFound(what="theme", key=theme_key)
    return _report("reports/theme.html", wave_key, theme=found)


@bp.get("/reports/<wave_key>/gaps")
@role_required("hr", "leadership")
def gaps(wave_key: str) -> ResponseReturnValue:
    """Show where leaders and mentors differ."""
    return _report("reports/gaps.html", wave_key)


@bp.get("/reports/<wave_key>/changes")
@role_required("hr", "leadership")
def changes(wave_key: str) -> ResponseReturnValue:
    """Show what has changed since an earlier wave of the cohort."""
    return _report("reports/changes.html", wave_key)


@bp.get("/reports/<wave_key>/pilot")
@role_required("hr", "leadership")
def pilot(wave_key: str) -> ResponseReturnValue:
    """Show a roll-out beside its pilot."""
    return _report("reports/beside.html", wave_key, beside=beside.of(wave_key))


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
    return _back_to_review(wave_key)


@bp.post("/waves/<wave_key>/review/themes/<theme_key>")
@role_required("hr")
def describe(wave_key: str, theme_key: str) -> ResponseReturnValue:
    """Name a theme."""
    form = ThemeForm()
    given = {"name": form.name.data or "", "kind": form.kind.data or "", "summary": form.summary.data or ""}
    described = reviewing.describe(wave_key, theme_key, **given)
    if is_fragment():
        return _theme_row(wave_key, described, 200, saved=True)
    flash(f"Saved: “{described.name}”.")
    return _back_to_review(wave_key, f"theme-{theme_key}")


@bp.post("/waves/<wave_key>/review/quotes/<quote_key>")
@role_required("hr")
def quote(wave_key: str, quote_key: str) -> ResponseReturnValue:
    """Let a quote go out with the release, or keep it back."""
    form = QuoteForm()
    if form.state.data == "withheld":
        reviewing.withhold_quote(wave_key, quote_key)
    else:
        reviewing.release_quote(wave_key, quote_key, form.wording.data or "", form.state.data or "reworded")
    return _back_to_review(wave_key, f"quote-{quote_key}")


@bp.errorhandler(reviewing.ReviewRefused)
def mend(no: reviewing.ReviewRefused) -> ResponseReturnValue:
    """Show the review page again, with what is to be mended beside what was typed."""
    given = request.view_args or {}
    at: dict[str, Any] = {"theme": given.get("theme_key"), "quote": given.get("quote_key")}
    problem: dict[str, Any] = {"at": at, "says": no.message % no.details, "typed": request.form}
    if is_fragment() and at["theme"]:
        found = reviewing.find_theme(given["wave_key"], at["theme"])
        return _theme_row(given["wave_key"], found, no.status, problem=problem)
    return _review_page(given["wave_key"], no.status, problem)


def _report(template: str, wave_key: str, pooled: str = "", **context: Any) -> ResponseReturnValue:
    wave = results.wave(wave_key)
    if not findings.is_released(wave_key):
        return around.unreleased(wave, is_hr=_is_hr())
    report = findings.told(wave_key)
    context = around.ways(wave) | _told(report) | context
    tools: dict[str, Any] = {"words": wording, "charts": charts, "holes": holes, "over_time": over_time}
    is_small = not report["themes"] and not holes.tells_roles(report)
    template = pooled if pooled and is_small else template
    return page(template, report=report, wave=wave, is_hr=_is_hr(), **tools, **context)


def _told(report: Findings) -> dict[str, Any]:
    done = actions.rows(report["wave"])
    note = over_time.note(report, wording.number(report["rules"]["smallest_group"]))
    return {"actions": done, "lines": seven_lines.of(report, done), "note": note}


def _review_page(wave_key: str, status: int = 200, problem: Any = None) -> ResponseReturnValue:
    context: dict[str, Any] = {"desk": shelf.desk(wave_key), "problem": problem, "words": wording}
    context |= {"standing": agreeing.standing(wave_key) if context["desk"].may_release else None}
    context |= {"urgent": urgent.of(wave_key), "is_proved": access.is_proved()}
    return page("reports/review.html", "main", status, **context)


def _theme_row(wave_key: str, described: Theme, status: int, **context: Any) -> ResponseReturnValue:
    context |= {"theme": described, "wave_key": wave_key, "sizes": shelf.sizes(wave_key), "words": wording}
    return page("reports/_theme_row.html", "row", status, **context)


def _back_to_review(wave_key: str, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("reports.review", wave_key=wave_key, _anchor=anchor), 303)


def _is_hr() -> bool:
    return bool(current_user.role == "hr")
