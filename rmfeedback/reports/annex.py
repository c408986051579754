"""The end of a report on paper: every number as a table, what was held back, and the rules."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rmfeedback.reports.blocks import Block, Row, bars, change_table, table, text
from rmfeedback.reports.content import Content
from rmfeedback.reports.speech import Speech

Findings = Mapping[str, Any]


def annex(content: Content, findings: Findings, speech: Speech) -> list[Block]:
    """Return the blocks of the annex; a table that would have no row is left out."""
    parts: list[tuple[str, Sequence[Block]]] = [
        ("constructs", _constructs(findings, speech)),
        ("items", _items(findings, speech)),
        ("choices", [bars(row, speech) for row in findings["items"] if _is_told(row)]),
        ("gaps", _gaps(findings, speech)),
        ("breakdown", _groups(findings, speech)),
        ("changes", [change_table(findings["changes"], speech)] if findings["changes"] else []),
        ("suppressed", _suppressed(findings, speech)),
        ("rules", _rules(content, findings, speech)),
    ]
    return [
        block
        for name, blocks in parts
        if blocks
        for block in ({"kind": "heading", "text": speech.say("annex", name)}, *blocks)
    ]


def _is_told(row: Row) -> bool:
    return isinstance(row.get("distribution"), list)


def _constructs(findings: Findings, speech: Speech) -> list[Block]:
    columns = ("construct", "role", "answers", "mean", "interval", "favourable", "reliability")
    return _filled(
        speech,
        columns,
        findings["constructs"],
        lambda row: (
            row["name"],
            speech.wording.ROLE_NAMES[row["role"]],
            speech.cell(row["n"]),
            speech.mean(row),
            speech.interval(row["interval_90"]),
            speech.share(row["favourable"]),
            speech.cell(row.get("reliability"), 2),
        ),
    )


def _items(findings: Findings, speech: Speech) -> list[Block]:
    columns = ("statement", "role", "answers", "mean", "favourable")
    scaled = [row for row in findings["items"] if "distribution" not in row or row["mean"] is not None]
    return _filled(
        speech,
        columns,
        scaled,
        lambda row: (
            row["text"],
            speech.wording.ROLE_NAMES[row["role"]],
            speech.cell(row["n"]),
            speech.mean(row),
            speech.share(row["favourable"]),
        ),
    )


def _gaps(findings: Findings, speech: Speech) -> list[Block]:
    columns = ("statement", "leaders", "mentors", "difference", "interval")
    return _filled(
        speech,
        columns,
        findings["gaps"],
        lambda row: (
            row["text"],
            speech.cell(row["n_leader"]),
            speech.cell(row["n_mentor"]),
            speech.cell(speech.wording.gap_in_words(row)),
            speech.between(row["interval_90"]),
        ),
    )


def _groups(findings: Findings, speech: Speech) -> list[Block]:
    columns = ("construct", "group", "role", "answers", "mean", "interval")
    return _filled(
        speech,
        columns,
        findings["breakdown"],
        lambda row: (
            row["name"],
            speech.say("cells", "others") if row["group"] == "*" else row["group"],
            speech.wording.ROLE_NAMES[row["role"]],
            speech.cell(row["n"]),
            speech.mean(row),
            speech.interval(row["interval_90"]),
        ),
    )


def _filled(
    speech: Speech,
    columns: Sequence[str],
    rows: Sequence[Row],
    cells: Callable[[Row], Sequence[str]],
) -> list[Block]:
    if not rows:
        return []
    return [table([speech.say("columns", name) for name in columns], [cells(row) for row in rows])]


def _suppressed(findings: Findings, speech: Speech) -> list[Block]:
    cells = [speech.wording.cell_in_words(row["what"], findings) for row in findings["suppressed"]]
    if not cells:
        return [text(speech.say("annex", "suppressed_none"))]
    return [text(speech.say("annex", "suppressed_lead"), is_dim=True), {"kind": "list", "items": cells}]


def _rules(content: Content, findings: Findings, speech: Speech) -> list[Block]:
    made_with = findings["made_with"]
    origin = speech.say(
        "annex",
        "made_with",
        version=made_with["version"],
        questionnaires=", ".join(made_with["questionnaires"].values()),
        digest=content.digest,
    )
    columns = [speech.say("columns", "rule"), speech.say("columns", "value")]
    rows = [
        (speech.named("rules", name), "; ".join(_values(value, speech)))
        for name, value in findings["rules"].items()
    ]
    released_by = speech.wording.RELEASED_BY.get(made_with.get("released_by"))
    told = [origin, released_by] if released_by else [origin]
    return [table(columns, rows), *(text(sentence, is_dim=True) for sentence in told)]


def _values(value: Any, speech: Speech) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (f"{name}: {speech.cell(each)}" for name, each in value.items())
    else:
        yield from (speech.cell(each) for each in (value if isinstance(value, list) else [value]))
