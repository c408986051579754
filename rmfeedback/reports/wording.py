"""The words findings are told in: names of kinds, roles and waves, days, numbers, and the headline of a page.

A headline is a finding: it says no more than the counts and the intervals below it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rmfeedback.reports.disclosure import TOO_FEW

Findings = Mapping[str, Any]

KIND_NAMES = {
    "blind_spot": "Blind spot",
    "inclusion_concern": "Inclusion concern",
    "technology_gap": "Technology gap",
    "psychological_safety": "Psychological safety and culture",
    "programme_support": "Programme support",
    "strength": "Strength",
    "other": "Other",
}
# What a theme of the kind is about, where HR has not said it in a sentence of its own.
KIND_MEANINGS = {
    "blind_spot": "About what leaders do not see, or see too late.",
    "inclusion_concern": "About who is heard, who gets a chance, and who belongs.",
    "technology_gap": "About tools, digital skill and the handling of new technology.",
    "psychological_safety": "About what may be said, and how hierarchy works on people and on work.",
    "programme_support": "About time, pairing, goals and structure of the programme itself.",
    "strength": "About what works and should be kept.",
    "other": "About something else than the usual kinds.",
}
# What to try in the next session about a theme of the kind.
SESSIONS = {
    "blind_spot": "Bring one decision that is still open. Ask what you would get wrong if you decided today.",
    "inclusion_concern": "Ask whose voice was missing in your last meeting, and what it would have said.",
    "technology_gap": "Ask to be shown one thing that your mentor does faster than you would.",
    "psychological_safety": "Ask when they last held something back in a meeting, and what had helped.",
    "programme_support": "Put the next three sessions into both calendars before you part.",
    "strength": "Say what you want to keep, and agree on one more place to try it.",
    "other": "",
}
RELEASED_BY = {
    "two people": "Two people of HR released these findings: one asked, another agreed.",
    "one person": "One person released these findings: nobody else had to agree.",
    "command line": "These findings were released on the command line of the server.",
}
ROLE_NAMES = {"mentor": "Mentors", "leader": "Leaders", "all": "All"}
CELL_WORDS = {
    "mentor": "mentors",
    "leader": "leaders",
    "all": "everybody",
    "*": "others",
    "favourable": "how many agree",
    "distribution": "how often each answer",
    "written": "how many in all",
    "without_theme": "how many fit no theme",
}
WAVE_NAMES = {
    "kickoff": "Kickoff",
    "pulse": "Pulse",
    "midpoint": "Midpoint",
    "closing": "Closing",
    "follow-up": "Follow-up",
}
_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def day(value: date | str, *, with_year: bool = False) -> str:
    """Return a day in words: 27 November, or 27 November 2026."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{value.day} {value:%B}{f' {value.year}' if with_year else ''}"


def number(n: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def counted(n: int, one: str, many: str) -> str:
    """Return a number with its noun: one theme, four themes."""
    return f"{number(n)} {one if n == 1 else many}"


def signed(value: float) -> str:
    """Return a difference with its sign: +0.5, −1.0, 0.0; the minus is the real one, not a hyphen."""
    return f"{value:+.1f}".replace("-", "−") if value else "0.0"


def themes_headline(findings: Findings) -> str:
    """Return what the themes say first, or what can be said without any."""
    themes = findings["themes"]
    if not themes:
        return _headline_without_themes(findings)
    counts = [theme["comments"] for theme in themes]
    largest = themes[0]
    if counts.count(counts[0]) > 1 or not isinstance(counts[0], int):
        return f"{first_up(counted(len(themes), 'theme', 'themes'))}, and none stands out by its size."
    if all(isinstance(n, int) for n in largest["by_role"].values()):
        return f"{largest['name']}. Mentors and leaders both say so."
    return f"“{largest['name']}” comes up most." if len(themes) > 1 else f"“{largest['name']}” came up."


def themes_lede(findings: Findings) -> str:
    """Return how many themes from how many comments, and how many of them are good news."""
    themes, written = findings["themes"], findings["comments"]["written"]
    if not themes:
        return "No theme is shown: it needs ten responses, and three comments on one question."
    source = f" from {written} comments" if isinstance(written, int) else ""
    growing = sum(theme["trend"] == "growing" for theme in themes)
    good = sum(theme["kind"] == "strength" for theme in themes)
    news = [
        f"{number(n)} {'is' if n == 1 else 'are'} {word}"
        for n, word in ((growing, "growing"), (good, "good news"))
        if n
    ]
    told = f" {first_up(', '.join(news))}." if news else ""
    return f"{first_up(counted(len(themes), 'theme', 'themes'))}{source}.{told}"


def gaps_headline(findings: Findings) -> str:
    """Return the widest notable gap in words, or that none stands out; no more than the intervals allow."""
    gaps = shown_gaps(findings)
    if not gaps:
        return "Leaders and mentors cannot be compared in this wave."
    notable = [gap for gap in gaps if gap["is_notable"]]
    if notable:
        rosier, other = ("leaders", "mentors") if notable[0]["gap"] > 0 else ("mentors", "leaders")
        return f"{notable[0]['name']}: {rosier} see it rosier than {other}."
    if any(is_beyond_chance(gap) for gap in gaps):
        return "Leaders and mentors differ by less than half a point wherever it is more than chance."
    return "No difference between leaders and mentors stands out from chance."


def is_beyond_chance(gap: Mapping[str, Any]) -> bool:
    """Tell whether a shown gap's interval leaves no room for zero."""
    low, high = gap["interval_90"]
    return bool(low > 0 or high < 0)


def gaps_lede(findings: Findings) -> str:
    """Return who rated whom."""
    roles = findings["by_role"]
    if TOO_FEW in roles.values() or len(roles) < 2:
        return "A comparison needs five people on each side. Until then, no number of either side is shown."
    leaders = first_up(counted(roles["leader"], "leader rated themselves", "leaders rated themselves"))
    mentors = first_up(counted(roles["mentor"], "mentor", "mentors"))
    return f"{leaders}. {mentors} rated leaders as a group, never one person."


def shown_gaps(findings: Findings) -> Sequence[Mapping[str, Any]]:
    """Return the constructs' gaps that are numbers, the widest first."""
    return [gap for gap in widest_first(findings["construct_gaps"]) if isinstance(gap["gap"], float)]


def widest_first(gaps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return gaps by their width, those that are no number last."""
    return sorted(gaps, key=lambda gap: -abs(gap["gap"]) if isinstance(gap["gap"], float) else 1.0)


def gap_in_words(gap: Mapping[str, Any]) -> str:
    """Return a gap as a reader says it; one that may be chance says so."""
    if not isinstance(gap["gap"], float):
        return TOO_FEW
    size = f"{abs(gap['gap']):.1f}"
    if not is_beyond_chance(gap):
        return f"{size}, may be chance"
    return f"Leaders {size} higher" if gap["gap"] > 0 else f"Mentors {size} higher"


def size_in_words(comments: int | str) -> str:
    """Return a theme's size: 12 comments, 3 to 4 comments."""
    return f"{comments} comments"


def about(theme: Mapping[str, Any]) -> str:
    """Return HR's sentence on a theme, else its words, else what its kind is about."""
    if theme["summary"]:
        return str(theme["summary"])
    if theme["terms"]:
        return f"Words that hold it together: {', '.join(theme['terms'])}."
    return KIND_MEANINGS[theme["kind"]]


def sentences(text: str) -> list[str]:
    """Return the sentences of a short text."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]


def action_chip(action: Mapping[str, Any]) -> tuple[str, str]:
    """Return the shape and the words of an action's state: in progress, due 15 January."""
    if action["state"] == "declined":
        return "plan", "Not now"
    if action["state"] == "done":
        return "done", "Done"
    shape, words = ("now", "In progress") if action["state"] == "in_progress" else ("plan", "Planned")
    shape, words = ("bad", "Late") if action["is_late"] else (shape, words)
    due = action["moved_to"] or action["due_on"]
    return shape, f"{words}, due {day(due)}" if due else words


def by_role_in_words(by_role: Mapping[str, int | str]) -> str:
    """Return how many comments of a theme came from each role, or that this is too few to tell."""
    if TOO_FEW in by_role.values() or not by_role:
        return "By role: too few"
    return "From " + ", ".join(f"{ROLE_NAMES[role].lower()} {n}" for role, n in by_role.items())


def summary(findings: Findings) -> str:
    """Return findings as a page of plain text: headline, themes, widest gap, scores, rules."""
    lines = [
        f"{findings['cohort']}: {WAVE_NAMES[findings['kind']].lower()}, closed {day(findings['closed_on'])}",
        themes_headline(findings),
        f"{findings['responses']} of {findings['invited']} answered. {themes_lede(findings)}",
        "",
    ]
    for theme in findings["themes"]:
        kind, size = KIND_NAMES[theme["kind"]], size_in_words(theme["comments"])
        lines.append(f"  {theme['name']} ({kind}, {size}; {by_role_in_words(theme['by_role']).lower()})")
        lines.append(f"    {about(theme)}")
        lines += [f"    “{quote}”" for quote in theme["quotes"]]
    return "\n".join([*lines, "", *_numbers_in_words(findings), "", _rules_in_words(findings)]) + "\n"


def _numbers_in_words(findings: Findings) -> list[str]:
    gaps = shown_gaps(findings)
    if not gaps:
        return [gaps_headline(findings)]
    low, high = (signed(end) for end in gaps[0]["interval_90"])
    widest = f"Widest gap: {gaps[0]['name']}, {gap_in_words(gaps[0])} (90 % interval {low} to {high})."
    return [gaps_headline(findings), widest]


def _rules_in_words(findings: Findings) -> str:
    rules = findings["rules"]
    return (
        f"Numbers are shown from {rules['smallest_group']} people, "
        f"themes from {rules['smallest_text_group']} responses "
        f"and {rules['smallest_theme']} comments on one question; "
        f"{len(findings['suppressed'])} cells read “too few”."
    )


def _headline_without_themes(findings: Findings) -> str:
    answers = first_up(counted(findings["responses"], "answer", "answers"))
    if TOO_FEW in findings["by_role"].values():
        return f"{answers} tell us about the group, and about nothing smaller."
    return f"{answers}, and no theme that three people share."


def first_up(text: str) -> str:
    """Return a sentence that begins with a capital."""
    return text[:1].upper() + text[1:]


def cell_in_words(what: str, findings: Findings) -> str:
    """Return the name of a suppressed cell with statements and constructs in words instead of keys."""
    told = CELL_WORDS | {row["key"]: row["text"].rstrip(".") for row in findings["items"]}
    told |= {row["key"]: row["name"] for row in findings["constructs"]}
    parts = (part.split(" and ") for part in what.split(", "))
    return ", ".join(" and ".join(told.get(word, word) for word in part) for part in parts)
