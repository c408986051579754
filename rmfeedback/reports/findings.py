"""What would be released, and what was: the findings of a wave, frozen as text at the release."""

import hashlib
import json
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.reports import (
    changes,
    disclosure,
    learning,
    ledger,
    over_waves,
    running,
    scoring,
    steps,
    suppressed,
    tabulating,
    trends,
    wording,
)
from rmfeedback.reports.actions import lasting_rows
from rmfeedback.reports.cells import Answers
from rmfeedback.reports.disclosure import TOO_FEW, Groups
from rmfeedback.reports.models import Release, Run, Theme
from rmfeedback.reports.tabulating import Row
from rmfeedback.reports.theme_counts import ThemeCounts
from rmfeedback.staff import audit
from rmfeedback.surveys import asking, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role

Findings = dict[str, Any]

# Who released, where nothing else is said: outside programs release at once.
BY_COMMAND = "command line"


class NotReleased(Refused):
    status = 404
    message = N_(
        "No themes yet. Comments are read after the wave closes on %(on)s, and shown once HR releases them."
    )


class CommentsUnread(Refused):
    status = 409
    message = N_(
        "The comments of this wave have not been read. Press “Read the comments” on its review page, "
        "or run “rmfeedback insights run %(wave)s”."
    )


def show(wave_key: str, by: str = BY_COMMAND) -> Findings:
    """Return what a release by somebody would freeze now, in the shape of `findings.json`.

    Raises: NotFound, WaveNotCounted, TooFewResponses.
    """
    wave = running.counted_wave(wave_key)
    return _findings(wave, _answers(wave), by)


def preview(wave_key: str) -> Findings:
    """Return the same for reading: until the release without how many of each role wrote to a theme.

    HR regroups themes until then. Two such counts, before and after a merge, would tell by subtraction which
    role wrote the comments of a small theme.
    Raises: NotFound, WaveNotCounted, TooFewResponses.
    """
    shown = show(wave_key)
    if is_released(wave_key):
        return shown
    for row in shown["themes"]:
        row["by_role"] = dict.fromkeys(row["by_role"], TOO_FEW)
    return shown | {"suppressed": suppressed.rows(shown)}


def ready(wave_key: str, by: str) -> Findings:
    """Return the same, where it could be released.

    Raises: as `release`.
    """
    wave = running.counted_wave(wave_key)
    answers = _answers(wave)
    _check_read(wave_key, answers)
    return _findings(wave, answers, by)


def release(wave_key: str, by: str = BY_COMMAND) -> Findings:
    """Freeze the findings for leadership; a repeated release without changes gives the same bytes.

    After changes on the review page it replaces what was released. What it publishes is judged against, and
    entered in, the ledger of its programme in the same transaction: releases take turns.
    `by`: how many decided on it, or what did, as the findings say.

    Raises: NotFound, WaveNotCounted, TooFewResponses, CommentsUnread.
    """
    trends.refresh(wave_key)
    with writing() as session:
        wave = running.counted_wave(wave_key)
        answers = _answers(wave)
        _check_read(wave_key, answers)
        findings = _findings(wave, answers, by)
        ledger.record(answers.ledger)
        trends.keep(wave_key, findings["themes"])
        learning.keep(wave)
        text = as_text(findings)
        if not is_released(wave_key) or released_text(wave_key) != text:
            session.merge(Release(wave_key=wave_key, findings=text))
            steps.close(wave_key)
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            audit.enter("released", wave_key, released_by=by, findings_sha256=sha256)
    return findings


def released(wave_key: str) -> Findings:
    """Return what was released, and nothing else.

    Raises: NotFound, NotReleased.
    """
    findings: Findings = json.loads(released_text(wave_key))
    return findings


def told(wave_key: str) -> Findings:
    """Return what was released, with what is done about it as of now.

    What is late changes by itself and is left out: two exports on different days have the same bytes.
    Raises: NotFound, NotReleased.
    """
    return released(wave_key) | {"actions": lasting_rows(wave_key)}


def released_text(wave_key: str) -> str:
    """Return the released findings as they were frozen.

    Raises: NotFound, NotReleased.
    """
    wave = results.wave(wave_key)
    found = db.session.get(Release, wave_key)
    if found is None:
        raise NotReleased(on=wording.day(wave.box_opens_on))
    return found.findings


def is_released(wave_key: str) -> bool:
    """Tell whether leadership can read the findings of a wave."""
    return db.session.get(Release, wave_key) is not None


def is_changed(wave_key: str) -> bool:
    """Tell whether the review has changed what was released."""
    if not is_released(wave_key):
        return False
    by = released(wave_key)["made_with"].get("released_by", BY_COMMAND)
    return as_text(show(wave_key, by)) != released_text(wave_key)


def as_text(findings: Findings) -> str:
    """Return findings as the text of `findings.json`."""
    return json.dumps(findings, ensure_ascii=False, indent=1) + "\n"


def _check_read(wave_key: str, answers: Answers) -> None:
    if disclosure.may_show_themes(answers.total, answers.groups) and running.of(wave_key) is None:
        raise CommentsUnread(wave=wave_key)


def rules(groups: Groups) -> Row:
    """Return the rules that findings were made by, as numbers."""
    return {
        "smallest_group": groups.smallest,
        "smallest_text_group": groups.smallest_text,
        "smallest_theme": disclosure.SMALLEST_THEME,
        "interval": 0.9,
        "fixed_spread": scoring.FIXED_SPREAD,
        "own_spread_from": scoring.OWN_SPREAD_FROM,
        "bands": ["1.5 or less", "4.5 or more"],
        "share_from": disclosure.SHARE_FROM,
        "notable_gap_from": scoring.NOTABLE_FROM,
        "longest_quote_words": disclosure.LONGEST_QUOTE_WORDS,
    }


def _findings(wave: Wave, answers: Answers, by: str) -> Findings:
    if answers.total < answers.groups.smallest:
        raise running.TooFewResponses()
    run = running.of(wave.key)
    invited = wave.choices.get("invited", {})
    by_role = answers.by_role
    breakdown, breakdown_items = tabulating.group_rows(answers)
    items, waves = tabulating.item_rows(answers), over_waves.earlier(wave)
    together, items_together = tabulating.wave_rows(answers, over_waves.cells(answers, waves))
    findings: Findings = {
        "wave": wave.key,
        "kind": wave.kind,
        "cohort": wave.choices.get("cohort", wave.cohort_key),
        "programme": wave.choices.get("programme", ""),
        "language": answers.language,
        "closed_on": wave.box_opens_on.isoformat(),
        "invited": sum(invited.values()),
        "invited_by_role": {role: invited.get(role, 0) for role in answers.roles},
        "responses": answers.total,
        "by_role": {role: by_role[role] if answers.tells_roles else TOO_FEW for role in answers.roles},
        "constructs": tabulating.construct_rows(answers),
        "items": items,
        "breakdown": breakdown,
        "breakdown_items": breakdown_items,
        "waves": [each.key for each in (*waves, wave)],
        "over_waves": together,
        "over_waves_items": items_together,
        "changes": changes.rows(wave, items, waves),
        "gaps": tabulating.gap_rows(answers),
        "construct_gaps": tabulating.construct_gap_rows(answers),
        **_text(wave, run, answers),
        "actions": [],
    }
    return findings | {
        "suppressed": suppressed.rows(findings),
        "rules": rules(answers.groups),
        "made_with": _made_with(wave, run, by),
    }


def _text(wave: Wave, run: Run | None, answers: Answers) -> Row:
    """Return what is told of comments and themes."""
    if run is None or not disclosure.may_show_themes(answers.total, answers.groups):
        comments: Row = {"written": TOO_FEW, "without_theme": TOO_FEW}
        return {"comments": comments, "themes": [], "themes_since": None, "themes_gone": []}
    themes = running.themes_of(wave.key)
    told = ThemeCounts(wave.key, themes, run.substantive, answers)
    rows = [_theme_row(theme, told) for theme in themes]
    written = told.comments()["written"]
    return {"comments": told.comments(), **trends.rows(wave, themes, rows, written)}


def _answers(wave: Wave) -> Answers:
    groups = running.groups_of(wave)
    counted = results.counted(wave.key)
    return Answers(
        wave_key=wave.key,
        questionnaires={role: asking.asked(wave, Role(role)) for role in wave.questionnaires},
        responses=results.tally(wave.key, by_group=True),
        scores=counted.scores,
        options=counted.options,
        groups=groups,
        ledger=ledger.load(wave, groups.smallest),
        reliability=results.reliability(wave.key),
        language=wave.choices.get("language", "en"),
    )


def _theme_row(theme: Theme, told: ThemeCounts) -> Row:
    quotes = [quote for quote in theme.quotes if quote.state != "withheld"][:1]
    return {
        "key": theme.key,
        "name": theme.name,
        "kind": theme.kind,
        "comments": told.size(theme),
        "share": told.share(theme),
        "by_role": told.by_role(theme),
        "terms": theme.terms,
        "stability": theme.stability,
        "quotes": [quote.wording for quote in quotes],
        "quoted_as": quotes[0].state if quotes else None,
        "summary": theme.summary,
    }


def _made_with(wave: Wave, run: Run | None, by: str) -> Row:
    return {
        "version": _version(),
        "questionnaires": {
            role: f"{given['key']} {given['version']}" for role, given in wave.questionnaires.items()
        },
        "settings": {"insights": run.settings if run else {}, "keyholder": wave.keyholder},
        "released_by": by,
    }


def _version() -> str:
    """Return the version of the code that runs: a checkout's own, else the installed one."""
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if project.exists():
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
    return metadata.version("rmfeedback")
