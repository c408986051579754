"""What stands around each page of a report: the ways to other waves, and the page before a release."""

from typing import Any

from flask.typing import ResponseReturnValue

from rmfeedback.htmx import page
from rmfeedback.reports import beside, findings, holes, running, volumes, wording
from rmfeedback.surveys.models import Wave


def ways(wave: Wave) -> dict[str, Any]:
    """Return what a page needs to lead to the other waves, other cohorts and a pilot."""
    volume, has_others = volumes.of(wave)
    return {"volume": volume, "has_others": has_others, "has_pilot": beside.pilot_of(wave.key) is not None}


def unreleased(wave: Wave, *, is_hr: bool) -> ResponseReturnValue:
    """Say what will be visible, and when; for leadership there is no such report yet."""
    groups = running.groups_of(wave)
    told: dict[str, Any] = ways(wave) | {"words": wording, "smallest": groups.smallest}
    told |= {"thresholds": holes.thresholds(groups.smallest, groups.smallest_text)}
    status = 200 if is_hr else findings.NotReleased.status
    return page("reports/unreleased.html", "", status, wave=wave, is_hr=is_hr, **told)
