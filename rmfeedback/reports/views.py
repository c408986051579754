"""Leadership: released findings. HR: release."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rmfeedback.errors import NotFound
from rmfeedback.htmx import page
from rmfeedback.reports import (
    actions,
    around,
    beside,
    charts,
    findings,
    holes,
    over_time,
    seven_lines,
    shelf,
    volumes,
    wording,
)
from rmfeedback.reports.findings import Findings
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


def _is_hr() -> bool:
    return bool(current_user.role == "hr")
