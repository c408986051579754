"""What a report is made of: paragraphs, tables, bars and plots, all in finished words."""

from collections.abc import Mapping, Sequence
from typing import Any

from rmfeedback.reports import charts, drawing
from rmfeedback.reports.speech import Speech

Row = Mapping[str, Any]
Block = dict[str, Any]


def text(words: str, *, is_dim: bool = False) -> Block:
    """Return a paragraph."""
    return {"kind": "text", "text": words, "dim": is_dim}


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """Return a table whose first column is a row's name."""
    return {"kind": "table", "columns": list(columns), "rows": [list(row) for row in rows]}


def bars(row: Row, speech: Speech) -> Block:
    """Return a statement's answers as bars, with words and counts beside them."""
    buckets = [
        (speech.say("cells", "or_option").join(each["options"]), int(each["answers"]))
        for each in row["distribution"]
    ]
    total = sum(count for _, count in buckets)
    return {
        "kind": "bars",
        "title": f"{row['text']} ({speech.wording.ROLE_NAMES[row['role']]})",
        "bars": [
            {"name": name, "count": str(count), "svg": drawing.bar(count / total), "alt": f"{name}: {count}"}
            for name, count in buckets
        ],
    }


def lane_of(
    lane: charts.Lane, says: Mapping[str, str], lines: Sequence[str], alt: str, speech: Speech
) -> Block:
    """Return a row of a plot; `says`: what stands beside its marks, `lines`: what stands at its end."""
    hint = speech.say("cells", "one_question") if lane.questions == 1 else ""
    return {
        "name": lane.name,
        "hint": hint,
        "svg": drawing.lane(lane, says),
        "alt": alt,
        "lines": list(lines),
    }


def change_table(rows: Sequence[Row], speech: Speech) -> Block:
    """Return changes as a table; one that may be chance says so."""
    columns = [speech.say("columns", name) for name in ("statement", "role", "change", "interval")]
    return table(columns, [_change(row, speech) for row in rows])


def _change(row: Row, speech: Speech) -> Sequence[str]:
    role = speech.wording.ROLE_NAMES[row["role"]]
    if not isinstance(row["change"], float):
        return (row["text"], role, speech.cell(row["change"]), speech.cell(row["interval_90"]))
    low, high = row["interval_90"]
    chance = f", {speech.say('changes', 'chance')}" if low <= 0 <= high else ""
    return (
        row["text"],
        role,
        speech.wording.signed(row["change"]) + chance,
        speech.between(row["interval_90"]),
    )


def scores(constructs: Sequence[Row], speech: Speech) -> Block:
    """Return the constructs of everybody as means with their intervals, the highest first."""
    by_name = {row["name"]: row for row in constructs if row["role"] == "all"}
    lanes = []
    for lane in charts.scores(constructs):
        row = by_name[lane.name]
        mean = speech.mean(row)
        says, alt = mean, speech.say("sure", "lane_band", name=lane.name, mean=mean)
        if isinstance(row["interval_90"], list):
            low, high = (speech.decimal(end) for end in charts.outwards(row["interval_90"]))
            says = f"{mean} ({speech.say('cells', 'to', low=low, high=high)})"
            alt = speech.say("sure", "lane", name=lane.name, mean=mean, low=low, high=high)
        lanes.append(lane_of(lane, {"all": mean}, [says], alt, speech))
    return {
        "kind": "plot",
        "axis": drawing.axis(),
        "note": speech.say("sure", "axis"),
        "key": [],
        "lanes": lanes,
    }


def course(theme: Row, speech: Speech) -> str:
    """Return a theme's share in each wave that asked the same, in words; nothing before there are two."""
    told = [row for row in theme.get("over_waves") or [] if row["share"] is not None]
    if len(told) < 2:
        return ""
    names = speech.wording.WAVE_NAMES
    return ", ".join(f"{names[row['kind']]} {speech.share(row['share'])}" for row in told)
