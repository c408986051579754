"""Findings as a report on paper, in English or German: typst reads the data as JSON, never as markup."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rmfeedback import typesetting
from rmfeedback.reports.annex import annex
from rmfeedback.reports.chapters import chapters
from rmfeedback.reports.content import Content
from rmfeedback.reports.fixed import FIXED_TIME
from rmfeedback.reports.speech import Speech

TEMPLATE = Path(__file__).with_name("report.typ")
# Lists whose names are those of constructs; a theme's is HR's.
_OF_QUESTIONS = (
    *("items", "constructs", "gaps", "construct_gaps", "changes"),
    *("breakdown", "breakdown_items", "over_waves", "over_waves_items"),
)


def pdf(content: Content) -> bytes:
    """Return a tagged PDF of some findings."""
    return typesetting.pdf(TEMPLATE, data(content), FIXED_TIME)


def data(content: Content) -> dict[str, Any]:
    """Return all that the report prints, as finished words, in the content's language."""
    findings, speech = in_language(content), Speech(content.language)
    wave, day = findings["kind"], speech.wording.day(findings["closed_on"], with_year=True)
    told = chapters(findings, speech)
    return {
        "language": speech.language,
        "title": speech.say("page", "title", cohort=findings["cohort"]),
        "eyebrow": speech.say(
            "page",
            "eyebrow",
            programme=findings["programme"],
            wave=speech.wording.WAVE_NAMES[wave],
            day=day,
        ),
        "contents": speech.say("page", "contents"),
        "footer": speech.say("page", "footer", smallest=findings["rules"]["smallest_group"]),
        "few": speech.too_few,
        "chapters": [
            {"heading": each.heading, "line": each.line, "blocks": list(each.blocks)} for each in told
        ],
        "annex": {"heading": speech.say("annex", "heading"), "blocks": annex(content, findings, speech)},
    }


def in_language(content: Content) -> Mapping[str, Any]:
    """Return findings with what was asked in the words of the content's language."""
    words, findings = _translations(content), dict(content.findings)
    for name in _OF_QUESTIONS:
        findings[name] = [_row(row, words) for row in findings.get(name) or []]
    return findings


def _row(row: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    told = dict(row)
    for name in ("text", "name"):
        if name in told:
            told[name] = words.get(told[name], told[name])
    if isinstance(told.get("distribution"), list):
        told["distribution"] = [
            {**each, "options": [words.get(option, option) for option in each["options"]]}
            for each in told["distribution"]
        ]
    return told


def _translations(content: Content) -> dict[str, str]:
    """Return what was asked, from the language of the findings to the one they are told in."""
    source, target = content.findings["language"], content.language
    told: dict[str, str] = {}
    for asked in content.questionnaires:
        texts = [each.name for each in asked.constructs]
        texts += [item.text for item in asked.items]
        texts += [option.text for item in asked.items for option in item.options]
        told |= {text.in_(source): text.in_(target) for text in texts}
    return told
