"""A report as it is read: seven questions, each with its answer in one line and what it rests on.

A chapter is made of blocks that paper draws: text, figures, plot, bars, table, themes. They hold finished
words alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rmfeedback.reports import charts, drawing, wording
from rmfeedback.reports.blocks import Block, Row, bars, change_table, course, lane_of, scores, table, text
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.speech import Speech

Findings = Mapping[str, Any]
SAFETY = "psychological_safety"


@dataclass(frozen=True)
class Chapter:
    """A question, its answer in a line, and the blocks below it."""

    heading: str
    line: str
    blocks: Sequence[Block] = field(default_factory=tuple)


def chapters(findings: Findings, speech: Speech) -> list[Chapter]:
    """Return the seven chapters in the order they are read."""
    makers = (_place, _safe, _gaps, _themes, _changes, _actions, _sure)
    actions = [{"theme_key": row.get("theme"), **row} for row in findings.get("actions") or []]
    lines = speech.lines.of(findings, actions)
    return [
        Chapter(line.asks, line.says, make(findings, speech))
        for line, make in zip(lines, makers, strict=True)
    ]


def _place(findings: Findings, speech: Speech) -> list[Block]:
    written, roles = findings["comments"]["written"], findings["by_role"]
    is_told = isinstance(written, int)
    figures = [
        (
            speech.say("place", "answered"),
            str(findings["responses"]),
            speech.say("place", "of_invited", invited=findings["invited"]),
        ),
        (
            speech.say("place", "themes"),
            str(len(findings["themes"])),
            speech.say("place", "from_comments" if is_told else "comments_hidden", written=written),
        ),
        (
            speech.say("place", "hidden"),
            str(len(findings["suppressed"])),
            speech.say("place", "hidden_where"),
        ),
    ]
    names = ("label", "number", "base")
    blocks: list[Block] = [
        {"kind": "figures", "figures": [dict(zip(names, each, strict=True)) for each in figures]}
    ]
    if roles:
        is_hidden = TOO_FEW in roles.values() or len(roles) < 2
        says = "by_role_hidden" if is_hidden else "by_role"
        values = {} if is_hidden else {"mentors": roles["mentor"], "leaders": roles["leader"]}
        blocks.append(text(speech.say("place", says, **values)))
    return [*blocks, *_spreads(findings, speech)]


def _spreads(findings: Findings, speech: Speech) -> list[Block]:
    """Return bars of how the answers to each choice spread, or from how many answers they would be told."""
    blocks: list[Block] = []
    asked = [row for row in findings["items"] if "distribution" in row and row.get("mean") is None]
    for row in asked:
        if isinstance(row["distribution"], list):
            blocks.append(bars(row, speech))
    if asked and not blocks:
        blocks.append(
            text(
                speech.say("place", "spread_hidden", share_from=findings["rules"]["share_from"]), is_dim=True
            )
        )
    return blocks


def _safe(findings: Findings, speech: Speech) -> list[Block]:
    rows = [
        (row["text"], speech.wording.ROLE_NAMES[row["role"]], speech.cell(row["n"]), speech.mean(row))
        for row in findings["items"]
        if row["construct"] == SAFETY
    ]
    columns = [speech.say("columns", name) for name in ("statement", "role", "answers", "mean")]
    return [text(speech.say("safe", "lead"), is_dim=True), table(columns, rows)] if rows else []


def _gaps(findings: Findings, speech: Speech) -> list[Block]:
    words = speech.wording
    blocks = [text(words.gaps_lede(findings))]
    gaps = wording.widest_first(findings["construct_gaps"])
    if wording.shown_gaps(findings):
        lanes = [_gap_lane(gap, lane, speech) for gap, lane in zip(gaps, charts.dumbbells(gaps), strict=True)]
        blocks.append(
            {
                "kind": "plot",
                "axis": drawing.axis(),
                "note": speech.say("gaps", "axis"),
                "key": [speech.say("gaps", "mentors_view"), speech.say("gaps", "leaders_view")],
                "lanes": lanes,
            }
        )
        notable = speech.decimal(findings["rules"]["notable_gap_from"])
        blocks.append(text(speech.say("gaps", "note", notable=notable), is_dim=True))
    return blocks


def _gap_lane(gap: Row, lane: charts.Lane, speech: Speech) -> Block:
    means = {role: speech.mean(gap, f"{role}_") for role in ("leader", "mentor")}
    lines = [speech.cell(speech.wording.gap_in_words(gap))]
    if isinstance(gap["gap"], float):
        lines.append(speech.between(charts.outwards(gap["interval_90"])))
    return lane_of(lane, means, lines, speech.say("gaps", "lane", name=gap["name"], **means), speech)


def _themes(findings: Findings, speech: Speech) -> list[Block]:
    themes = [_theme(theme, speech) for theme in findings["themes"]]
    blocks: list[Block] = [{"kind": "themes", "themes": themes}] if themes else []
    if themes and speech.language != findings["language"]:
        blocks.append(text(speech.say("themes", "as_written"), is_dim=True))
    return blocks


def _theme(theme: Row, speech: Speech) -> Block:
    words, bar = speech.wording, charts.split(theme["by_role"])
    facts = [words.size_in_words(speech.cell(theme["comments"]))]
    if isinstance(theme["share"], float):
        facts.append(speech.say("themes", "share", share=speech.share(theme["share"])))
    if theme.get("trend") not in (None, TOO_FEW):
        facts.append(speech.named("trends", theme["trend"]))
    by_role = words.by_role_in_words(theme["by_role"])
    quoted = speech.named("themes", theme.get("quoted_as") or "")
    is_worded = bool(theme["summary"] and theme["terms"])
    return {
        "name": theme["name"],
        "kind": words.KIND_NAMES[theme["kind"]],
        "facts": facts,
        "by_role": by_role,
        "svg": drawing.split(bar),
        "alt": by_role,
        "about": words.about(theme),
        "course": course(theme, speech),
        "words": speech.say("themes", "words", terms=", ".join(theme["terms"])) if is_worded else "",
        "quotes": [{"words": speech.quoted(quote), "as": quoted} for quote in theme["quotes"]],
    }


def _changes(findings: Findings, speech: Speech) -> list[Block]:
    told = [row for row in findings["changes"] if isinstance(row["change"], float)]
    notable = [row for row in told if row["is_notable"]]
    blocks: list[Block] = []
    if told:
        blocks.append(text(speech.say("changes", "told", n=len(notable), told=len(told))))
        blocks.append(change_table(notable or told, speech))
    elif findings["changes"]:
        smallest = findings["rules"]["smallest_group"]
        blocks.append(text(speech.say("changes", "hidden", smallest=smallest)))
    blocks += _trends(findings, speech)
    if findings["over_waves"]:
        title = speech.say("changes", "together", waves=len(findings["waves"]))
        blocks += [{"kind": "heading", "text": title}, scores(findings["over_waves"], speech)]
    if blocks:
        blocks.append(text(speech.say("changes", "different"), is_dim=True))
    return blocks


def _trends(findings: Findings, speech: Speech) -> list[Block]:
    """Return what became of each theme since the wave before, once there are two."""
    themes = [theme for theme in findings["themes"] if theme.get("trend")]
    gone = [theme["name"] for theme in findings.get("themes_gone") or []]
    blocks: list[Block] = []
    if findings.get("themes_since") and themes:
        columns = [speech.say("columns", name) for name in ("theme", "trend", "shares")]
        rows = [
            (theme["name"], speech.trend(theme["trend"]), course(theme, speech) or speech.cell(None))
            for theme in themes
        ]
        blocks.append(table(columns, rows))
    if gone:
        blocks.append(text(speech.say("changes", "gone", names="; ".join(gone))))
    return blocks


def _actions(findings: Findings, speech: Speech) -> list[Block]:
    actions = findings.get("actions") or []
    names = {theme["key"]: theme["name"] for theme in findings["themes"]}
    columns = [speech.say("columns", name) for name in ("theme", "action", "owner", "due", "state")]
    rows = [_action(action, names, speech) for action in actions]
    return [table(columns, rows)] if rows else []


def _action(action: Row, names: Mapping[str, str], speech: Speech) -> Sequence[str]:
    due, moved = action.get("due_on"), action.get("moved_to")
    until = speech.wording.day(due, with_year=True) if due else speech.cell(None)
    if due and moved:
        until = speech.say("actions", "moved", due=until, moved=speech.wording.day(moved, with_year=True))
    state = speech.named("states", action.get("state"))
    if reason := action.get("reason"):
        is_declined = action.get("state") == "declined"
        because = f", {speech.say('actions', 'because', reason=reason)}"
        state += because if is_declined else f". {reason}"
    theme = action.get("theme")
    return (
        names.get(str(theme), speech.cell(theme)),
        speech.cell(action.get("text")),
        speech.cell(action.get("owner")),
        until,
        state,
    )


def _sure(findings: Findings, speech: Speech) -> list[Block]:
    blocks = []
    if any(row["role"] == "all" for row in findings["constructs"]):
        blocks = [text(speech.say("sure", "lead")), scores(findings["constructs"], speech)]
    rules = findings["rules"]
    said = speech.say(
        "sure",
        "rule",
        smallest=rules["smallest_group"],
        own_spread=rules["own_spread_from"],
        spread=speech.decimal(rules["fixed_spread"]),
        share_from=rules["share_from"],
        text=rules["smallest_text_group"],
        theme=rules["smallest_theme"],
    )
    return [*blocks, text(said)]
