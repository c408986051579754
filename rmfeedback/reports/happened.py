"""What people said later of an answer: did it happen? Read from released findings, so by their rules."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app

from rmfeedback.db import db
from rmfeedback.reports.cells import ALL
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.models import Release
from rmfeedback.surveys import promises, results
from rmfeedback.surveys.models import Wave

# "few", "about half" and "most", as they stand in a sentence.
SAYS = {"few": "few say yes", "about half": "about half say yes", "most": "most say yes"}


@dataclass(frozen=True)
class Heard:
    """What a later wave says of an action: the kind of the wave, and the row of everybody's answers."""

    kind: str
    row: dict[str, Any]

    @property
    def in_words(self) -> str:
        """Return "most say yes", or that too few answered."""
        return SAYS.get(self.row.get("says_yes", ""), TOO_FEW)


@dataclass(frozen=True)
class Mailed:
    """When everybody was told what came of a wave, or why they were not before the next one."""

    sent_on: date | None = None
    reason: str = ""


Report = Callable[[str], tuple[date | None, str]]


def init(app: Flask, report: Report) -> None:
    """Keep the function that tells what became of a wave's report: the hall knows, and lies beside."""
    app.extensions["report_of"] = report


def mailed(wave_key: str) -> Mailed:
    """Tell when everybody was told what came of a wave, or why not."""
    return Mailed(*current_app.extensions["report_of"](wave_key))


def heard(wave: Wave) -> dict[str, list[Heard]]:
    """Return by the key of an action what later released waves say of it."""
    found: dict[str, list[Heard]] = {}
    for later in results.waves("done", cohort_key=wave.cohort_key):
        asked = [promise for promise in promises.of(later) if promise.wave_key == wave.key]
        release = db.session.get(Release, later.key) if asked else None
        items = json.loads(release.findings)["items"] if release else []
        rows = {row["key"]: row for row in items if row["role"] == ALL}
        for promise in asked:
            if promise.key in rows:
                found.setdefault(promise.action_key, []).append(Heard(later.kind, rows[promise.key]))
    return found
