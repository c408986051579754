"""What a small wave keeps hidden, why, and what would show more: in words, from the counts that are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rmfeedback.reports.disclosure import SHARE_FROM, TOO_FEW
from rmfeedback.reports.wording import counted, number

Findings = Mapping[str, Any]
# Up to so many pairs everybody together comes first, and the sides after it.
POOLED_FIRST_PAIRS = 15


@dataclass(frozen=True)
class Hole:
    """Something hidden, and why: a reason is given only where plain arithmetic says it already."""

    what: str
    why: str


@dataclass(frozen=True)
class Step:
    """What would show more, and what then."""

    what: str
    then: str


def tells_roles(findings: Findings) -> bool:
    """Tell whether each role has a number of its own."""
    return TOO_FEW not in findings["by_role"].values()


def is_pooled_first(findings: Findings) -> bool:
    """Tell whether everybody together is the first view: of few pairs, or where no role may be told."""
    pairs = min(findings["invited_by_role"].values(), default=0)
    return pairs <= POOLED_FIRST_PAIRS or not tells_roles(findings)


def shown_cells(findings: Findings) -> int:
    """Return how many cells of scores are told."""
    return sum(row["n"] != TOO_FEW for name in ("constructs", "items") for row in findings[name])


def holes(findings: Findings) -> list[Hole]:
    """Return what stays hidden."""
    found = []
    if not tells_roles(findings):
        why = _why_no_role(findings)
        found += [Hole("Mentors", why), Hole("Leaders", why), Hole("Perception gaps", "They need both roles")]
    if not findings["themes"]:
        found.append(Hole("Themes and quotes", _why_no_theme(findings)))
    changes = findings.get("changes") or []
    if changes and all(row["change"] == TOO_FEW for row in changes):
        few = number(findings["rules"]["smallest_group"])
        why = f"It needs a number in both waves, and nobody or at least {few} who joined or left"
        found.append(Hole("Change since an earlier wave", why))
    return found


def thresholds(smallest: int, text: int) -> list[Step]:
    """Return what a wave will show, from how many answers on."""
    return [
        Step(f"From {number(smallest)} answers", "scores of everybody together."),
        Step(f"From {number(smallest)} on each side", "mentors and leaders, and where they differ."),
        Step(f"From {number(text)} answers", "themes: each needs three comments on one question."),
        Step(
            f"From {SHARE_FROM} answers of a group", "how many agree, in tens of per cent; before, in words."
        ),
    ]


def steps(findings: Findings) -> list[Step]:
    """Return what would show more, the nearest first."""
    found = []
    smallest, text = findings["rules"]["smallest_group"], findings["rules"]["smallest_text_group"]
    if (missing := text - findings["responses"]) > 0:
        more = f"{number(missing).capitalize()} more {'answer' if missing == 1 else 'answers'}"
        found.append(Step(more, "and themes can be read."))
    if not tells_roles(findings):
        what = f"{number(smallest).capitalize()} from each role"
        roles = len(findings["by_role"]) or 2
        of = f"That takes {roles * smallest} of {findings['invited']} at least."
        found.append(Step(what, f"and the gaps appear. {of}"))
        found.append(
            Step(
                "Two small programmes in one cohort",
                "is the surest way. Decide it before the next launch.",
            )
        )
    return found


def invited_in_words(findings: Findings) -> str:
    """Return how many were invited, in pairs where both roles are as many."""
    sides = list(findings["invited_by_role"].values())
    if len(sides) == 2 and len(set(sides)) == 1:
        pairs = counted(sides[0], "pair was", "pairs were").capitalize()
        return f"{pairs} invited, {number(sum(sides))} people."
    return f"{number(findings['invited']).capitalize()} people were invited."


def _why_no_role(findings: Findings) -> str:
    smallest, responses = findings["rules"]["smallest_group"], findings["responses"]
    if responses < 2 * smallest:
        answers = f"{number(responses).capitalize()} answers"
        return f"{answers} cannot hold {number(smallest)} of each role, so neither is shown"
    return f"A role with fewer than {number(smallest)} answers hides both"


def _why_no_theme(findings: Findings) -> str:
    text = findings["rules"]["smallest_text_group"]
    if findings["responses"] < text:
        return f"Text needs {number(text)} responses in the wave"
    return f"A theme needs {number(findings['rules']['smallest_theme'])} comments on one question"
