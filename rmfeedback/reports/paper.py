"""Findings as a report on paper: typst reads the data as JSON, never as markup."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rmfeedback import typesetting
from rmfeedback.reports import wording

TEMPLATE = Path(__file__).with_name("report.typ")


def pdf(findings: Mapping[str, Any], time: datetime) -> bytes:
    """Return a tagged PDF of some findings, with the time its file shall bear."""
    return typesetting.pdf(TEMPLATE, _data(findings), time)


def _data(findings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the report prints: the findings with the sentences that stand above and beside them."""
    gaps = wording.widest_first(findings["construct_gaps"])
    return {
        "findings": findings,
        "title": f"{findings['cohort']}: what people told us",
        "eyebrow": (
            f"{findings['programme']} / {wording.WAVE_NAMES[findings['kind']]}, "
            f"closed {wording.day(findings['closed_on'], with_year=True)}"
        ),
        "headline": wording.themes_headline(findings),
        "lede": wording.themes_lede(findings),
        "gaps_headline": wording.gaps_headline(findings),
        "gaps_lede": wording.gaps_lede(findings),
        "kinds": wording.KIND_NAMES,
        "roles": wording.ROLE_NAMES,
        "about": [wording.about(theme) for theme in findings["themes"]],
        "by_role": [wording.by_role_in_words(theme["by_role"]) for theme in findings["themes"]],
        "gaps": gaps,
        "gap_words": [wording.gap_in_words(gap) for gap in gaps],
    }
