"""A wave in seven lines: what leadership asks of it, and the answer in words, from the findings alone.

No line claims more than the counts and the intervals allow; what they leave open is said to be open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmfeedback.reports import wording
from rmfeedback.reports.chance import FADING, GROWING, NEW
from rmfeedback.reports.disclosure import TOO_FEW

Findings = Mapping[str, Any]
Row = Mapping[str, Any]
# The middle of a scale from 1 to 5: an interval on one side of it says to which side people lean.
MIDDLE = 3.0
# From this width on a reader should look at the order of scores only.
WIDE = 0.8
MET, KEPT, SAFE = "sessions_held", "time_kept", "psychological_safety"


@dataclass(frozen=True)
class Line:
    """A question, what the wave answers, and the page that says more, by the end of its address."""

    asks: str
    says: str
    page: str = ""


def of(findings: Findings, actions: Sequence[Row]) -> list[Line]:
    """Return the seven lines of a wave; `actions`: rows with `theme_key` and `state`."""
    has_changes = findings["changes"] or findings.get("themes_since")
    return [
        Line("Did it take place?", took_place(findings)),
        Line("Is it safe?", safe(findings)),
        Line("What do we not see?", unseen(findings), "gaps"),
        Line("What do people tell us?", said(findings)),
        Line("What has changed?", changed(findings), "changes" if has_changes else ""),
        Line("What do we do?", done(findings, actions), "actions"),
        Line("How sure are we?", sure(findings)),
    ]


def took_place(findings: Findings) -> str:
    """Return how often pairs met, where that may be told, and whether the time was kept."""
    if findings["kind"] == "kickoff":
        return "The programme begins: nothing has taken place yet."
    asked = [row for row in findings["items"] if row["key"][2:] == MET]
    told = " ".join(_met(row) for row in asked if is_told(row))
    hidden = "How often pairs met: too few to tell." if asked else "It was not asked how often pairs met."
    how_often = told or hidden
    kept = next((row for row in findings["items"] if (row["key"], row["role"]) == (KEPT, "all")), None)
    if kept is None or kept["n"] == TOO_FEW:
        return how_often
    return f"{how_often} That sessions have their time: {_score(kept)}."


def safe(findings: Findings) -> str:
    """Return how safe people feel, and to which side of the middle they lean, where the interval says so."""
    row = construct(findings, SAFE)
    if row is None:
        return "This wave did not ask."
    if row["n"] == TOO_FEW:
        return "Too few to tell."
    return f"{row['name']} is at {_score(row)}{leaning(row)}."


def leaning(row: Row) -> str:
    """Return to which side of the middle a group leans; nothing more than its interval or band leaves."""
    if row["band"]:
        return ""
    low, high = row["interval_90"]
    if low > MIDDLE:
        return ": on the safe side of the middle"
    if high < MIDDLE:
        return ": on the unsafe side of the middle"
    return ", which may be either side of the middle"


def unseen(findings: Findings) -> str:
    """Return the widest gap in words, and the themes that are blind spots."""
    spots = [theme["name"] for theme in findings["themes"] if theme["kind"] == "blind_spot"]
    if not spots:
        return wording.gaps_headline(findings)
    are = "is a blind spot" if len(spots) == 1 else "are blind spots"
    return f"{wording.gaps_headline(findings)} {_quoted(spots)} {are}."


def said(findings: Findings) -> str:
    """Return what themes say, or why there are none."""
    if not findings["themes"]:
        return wording.themes_lede(findings)
    return f"{wording.themes_headline(findings)} {wording.themes_lede(findings)}"


def changed(findings: Findings) -> str:
    """Return what has grown, faded, come or moved since the wave before, and who was compared."""
    since, changes = findings.get("themes_since"), findings["changes"]
    if since is None and not changes:
        return "No earlier wave asked the same, so nothing can be compared yet."
    moved = [row for row in changes if row["is_notable"]]
    says = [*_trends(findings), *_moves(moved)]
    if says:
        return f"{' '.join(says)} Different people may have answered."
    known = any(row["change"] != TOO_FEW for row in changes) or is_compared(findings)
    return (
        "Nothing that stands out from chance. Different people may have answered."
        if known
        else "Too few to tell: that takes the same people, or five at least who joined or left."
    )


def done(findings: Findings, actions: Sequence[Row]) -> str:
    """Return how many themes have an answer, and how far the answers are."""
    keys = [theme["key"] for theme in findings["themes"]]
    answered = {action["theme_key"] for action in actions}
    if not actions:
        return "No answer yet. What should change, or stay as it is?"
    states = {"planned": "planned", "in_progress": "in progress", "done": "done", "declined": "declined"}
    counts = [(sum(a["state"] == state for a in actions), word) for state, word in states.items()]
    told = ", ".join(f"{wording.number(n)} {word}" for n, word in counts if n)
    with_answer = wording.number(sum(key in answered for key in keys))
    themes = wording.counted(len(keys), "theme has", "themes have")
    return f"{with_answer.capitalize()} of {themes} an answer: {told}."


def sure(findings: Findings) -> str:
    """Return who answered, how wide the intervals are at most, and how many cells are hidden."""
    invited, answers = findings["invited"], findings["responses"]
    answered = f"{answers} of {invited} answered." if invited else f"{answers} answered."
    ends = [row["interval_90"] for row in findings["constructs"] if isinstance(row["interval_90"], list)]
    widest = max((round(high - low, 1) for low, high in ends), default=0.0)
    wide = f" An interval is up to {widest:.1f} points wide" if ends else ""
    wide += (": read the order, not the decimals." if widest >= WIDE else ".") if ends else ""
    cells = wording.counted(len(findings["suppressed"]), "cell reads", "cells read")
    return f"{answered}{wide} {wording.first_up(cells)} “too few”."


def _trends(findings: Findings) -> list[str]:
    if not is_compared(findings):
        return []
    since = wording.WAVE_NAMES[findings["themes_since"]["kind"]].lower()
    told = []
    for trend, words in ((GROWING, "growing"), (FADING, "fading"), (NEW, "new")):
        names = [theme["name"] for theme in findings["themes"] if theme["trend"] == trend]
        told += [f"{_quoted(names)} {'is' if len(names) == 1 else 'are'} {words}"] if names else []
    return [f"Since the {since} {', '.join(told)}."] if told else []


def _moves(moved: Sequence[Row]) -> list[str]:
    if not moved:
        return []
    widest = max(moved, key=lambda row: abs(row["change"]))
    who = wording.ROLE_NAMES[widest["role"]] if widest["role"] != "all" else "Everybody"
    return [f"{who}: “{widest['text'].rstrip('.')}” moved by {wording.signed(widest['change'])}."]


def is_compared(findings: Findings) -> bool:
    """Tell whether themes may be compared with those of an earlier wave."""
    since = findings.get("themes_since")
    return bool(since and since["may_compare"] and findings["themes"])


def _met(row: Row) -> str:
    largest = max(row["distribution"], key=lambda bucket: bucket["answers"])
    first, last = largest["options"][0], largest["options"][-1]
    span = f"“{first}”" if first == last else f"“{first}” to “{last}”"
    return f"{largest['answers']} of {row['n']} {wording.ROLE_NAMES[row['role']].lower()} say {span}."


def is_told(row: Row) -> bool:
    """Tell whether a choice shows how often each answer was given."""
    return row["n"] != TOO_FEW and isinstance(row.get("distribution"), list)


def construct(findings: Findings, key: str) -> Row | None:
    """Return a construct of everybody together, where the wave asked for it."""
    rows = [row for row in findings["constructs"] if row["key"] == key and row["role"] == "all"]
    return rows[0] if rows else None


def _score(row: Row) -> str:
    if row["band"]:
        return f"{row['band']} of 5"
    ends = row.get("interval_90")
    between = f" ({ends[0]:.1f} to {ends[1]:.1f})" if isinstance(ends, list) else ""
    return f"{row['mean']:.1f} of 5{between}"


def _quoted(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
