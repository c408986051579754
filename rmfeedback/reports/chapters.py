"""A report as it is read: seven questions, each with its answer in one line and what it rests on.

A chapter is made of blocks that paper draws: text, figures, plot, bars, table, themes. They hold finished
words alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rmfeedback.reports import charts, drawing, wording
from rmfeedback.reports.blocks import Block, Row, bars, change_table, lane_of, scores, table, text
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
    return [make(findings, speech) for make in makers]


def _place(findings: Findings, speech: Speech) -> Chapter:
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
    blocks += _spreads(findings, speech)
    line = speech.say("place", "line", responses=findings["responses"], invited=findings["invited"])
    return Chapter(speech.say("place", "heading"), line, blocks)


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


def _safe(findings: Findings, speech: Speech) -> Chapter:
    heading = speech.say("safe", "heading")
    by_role = {row["role"]: row for row in findings["constructs"] if row["key"] == SAFETY}
    if not by_role:
        return Chapter(heading, speech.say("safe", "not_asked"))
    shown = {role: speech.mean(row) for role, row in by_role.items() if row["n"] != TOO_FEW}
    if {"mentor", "leader"} <= set(shown):
        line = speech.say("safe", "line_roles", **shown)
    elif "all" in shown:
        line = speech.say("safe", "line", mean=shown["all"])
    else:
        line = speech.say("safe", "line_hidden")
    rows = [
        (row["text"], speech.wording.ROLE_NAMES[row["role"]], speech.cell(row["n"]), speech.mean(row))
        for row in findings["items"]
        if row["construct"] == SAFETY
    ]
    columns = [speech.say("columns", name) for name in ("statement", "role", "answers", "mean")]
    return Chapter(heading, line, [text(speech.say("safe", "lead"), is_dim=True), table(columns, rows)])


def _gaps(findings: Findings, speech: Speech) -> Chapter:
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
    blind = [theme["name"] for theme in findings["themes"] if theme["kind"] == "blind_spot"]
    if blind:
        blocks.append(text(speech.say("gaps", "blind", names="; ".join(blind))))
    return Chapter(speech.say("gaps", "heading"), words.gaps_headline(findings), blocks)


def _gap_lane(gap: Row, lane: charts.Lane, speech: Speech) -> Block:
    means = {role: speech.mean(gap, f"{role}_") for role in ("leader", "mentor")}
    lines = [speech.cell(speech.wording.gap_in_words(gap))]
    if isinstance(gap["gap"], float):
        lines.append(speech.between(charts.outwards(gap["interval_90"])))
    return lane_of(lane, means, lines, speech.say("gaps", "lane", name=gap["name"], **means), speech)


def _themes(findings: Findings, speech: Speech) -> Chapter:
    words, rules = speech.wording, findings["rules"]
    themes = [_theme(theme, speech) for theme in findings["themes"]]
    if not themes:
        none = speech.say("themes", "none", text=rules["smallest_text_group"], theme=rules["smallest_theme"])
        return Chapter(speech.say("themes", "heading"), words.themes_headline(findings), [text(none)])
    blocks: list[Block] = [text(words.themes_lede(findings)), {"kind": "themes", "themes": themes}]
    if speech.language != findings["language"]:
        blocks.append(text(speech.say("themes", "as_written"), is_dim=True))
    return Chapter(speech.say("themes", "heading"), words.themes_headline(findings), blocks)


def _theme(theme: Row, speech: Speech) -> Block:
    words, bar = speech.wording, charts.split(theme["by_role"])
    facts = [words.size_in_words(speech.cell(theme["comments"]))]
    if isinstance(theme["share"], float):
        facts.append(speech.say("themes", "share", share=speech.share(theme["share"])))
    if theme.get("trend"):
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
        "words": speech.say("themes", "words", terms=", ".join(theme["terms"])) if is_worded else "",
        "quotes": [{"words": speech.quoted(quote), "as": quoted} for quote in theme["quotes"]],
    }


def _changes(findings: Findings, speech: Speech) -> Chapter:
    heading, blocks = speech.say("changes", "heading"), []
    told = [row for row in findings["changes"] if isinstance(row["change"], float)]
    notable = [row for row in told if row["is_notable"]]
    if told:
        line = speech.say("changes", "line", n=len(notable), told=len(told))
        blocks += [text(speech.say("changes", "different")), change_table(notable or told, speech)]
    elif findings["changes"]:
        smallest = findings["rules"]["smallest_group"]
        line = speech.say("changes", "line_hidden", smallest=smallest)
    else:
        line = speech.say("changes", "line_first")
    moved = [(theme["name"], theme["trend"]) for theme in findings["themes"] if theme.get("trend")]
    # In a first wave every theme is new, which says nothing.
    if any(trend != "new" for _, trend in moved):
        columns = [speech.say("columns", "theme"), speech.say("columns", "trend")]
        blocks.append(table(columns, [(name, speech.named("trends", trend)) for name, trend in moved]))
    if findings["over_waves"]:
        title = speech.say("changes", "together", waves=len(findings["waves"]))
        blocks += [{"kind": "heading", "text": title}, scores(findings["over_waves"], speech)]
        if not told:
            blocks.append(text(speech.say("changes", "different"), is_dim=True))
    return Chapter(heading, line, blocks)


def _actions(findings: Findings, speech: Speech) -> Chapter:
    heading, actions = speech.say("actions", "heading"), findings.get("actions") or []
    if not actions:
        return Chapter(heading, speech.say("actions", "none"))
    names = {theme["key"]: theme["name"] for theme in findings["themes"]}
    done = sum(action.get("state") == "done" for action in actions)
    columns = [speech.say("columns", name) for name in ("theme", "action", "owner", "due", "state")]
    rows = [_action(action, names, speech) for action in actions]
    line = speech.say("actions", "line", n=len(actions), done=done)
    return Chapter(heading, line, [table(columns, rows)])


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


def _sure(findings: Findings, speech: Speech) -> Chapter:
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
    line = speech.say("sure", "line", hidden=len(findings["suppressed"]))
    return Chapter(speech.say("sure", "heading"), line, [*blocks, text(said)])
