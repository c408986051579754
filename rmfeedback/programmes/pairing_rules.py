"""Who may not be paired with whom, and what the constraints of a roster say about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rmfeedback.programmes.roster_cells import LEADING_TITLES

ONE_LINE = re.compile(
    r"(nicht|keine?)\s+(die\s+)?(gleiche|selbe)\s+berichtslinie|not?\s+(the\s+|in\s+the\s+)?same\s+reporting\s+line"
    r"|kein\s+tandem\s+mit\s+(de[rm]\s+)?(direkte[rmn]?\s+)?vorgesetzte[rmn]?|(no\s+pair|not)\s+with\s+(my\s+|the\s+)?"
    r"((direct|line)\s+)?manager",
    re.IGNORECASE,
)
OTHER_UNIT = re.compile(
    r"(nicht|kein)\s+(im\s+|der\s+)?(gleichen?r?|selbe[rn]?)\s+bereich|not?\s+(in\s+)?(the\s+)?same\s+(unit|department)",
    re.IGNORECASE,
)
NOT_WITH = re.compile(r"(?:(?:kein\s+tandem|nicht)\s+mit|(?:no\s+pair|not)\s+with)\s+([^;,]+)", re.IGNORECASE)

SAME_PERSON = "the same person"
SAME_LINE = "one reporting line"
NAMED = "excluded by name"
SAME_UNIT = "the same unit"


@dataclass(frozen=True)
class Member:
    """What pairing knows of a person in one role."""

    email: str
    name: str
    unit: str = ""
    language: str = ""
    manager_email: str = ""
    topics: tuple[str, ...] = ()
    constraints: str = ""


@dataclass(frozen=True)
class Rules:
    """A constraints cell as rules: another unit only, these addresses never; `rest` is for whoever pairs."""

    is_other_unit: bool = False
    excluded: frozenset[str] = frozenset()
    rest: str = ""


def read_rules(constraints: str, members: Iterable[Member]) -> Rules:
    """Turn the known phrases of a cell into rules; what is unknown, or names no one person, stays in `rest`.

    The reporting line is ruled out for everybody, so a phrase about it adds nothing and is taken out.
    """
    text, unit_rules = OTHER_UNIT.subn("", ONE_LINE.sub("", constraints))
    by_name: dict[str, set[str]] = {}
    for member in members:
        by_name.setdefault(_plain(member.name), set()).add(member.email)
    excluded = set()

    def exclude(match: re.Match[str]) -> str:
        named = by_name.get(_plain(match.group(1)), set())
        if len(named) != 1:
            return match.group()
        excluded.update(named)
        return ""

    rest = NOT_WITH.sub(exclude, text)
    parts = [" ".join(part.split()) for part in re.split(r"[;,]", rest)]
    return Rules(unit_rules > 0, frozenset(excluded), "; ".join(part for part in parts if part))


def why_not(mentor: Member, leader: Member, mentor_rules: Rules, leader_rules: Rules) -> str:
    """Return what forbids a pair, or nothing where it is allowed."""
    if mentor.email == leader.email:
        return SAME_PERSON
    if is_one_line(mentor, leader):
        return SAME_LINE
    if leader.email in mentor_rules.excluded or mentor.email in leader_rules.excluded:
        return NAMED
    wants_other_unit = mentor_rules.is_other_unit or leader_rules.is_other_unit
    if wants_other_unit and mentor.unit and mentor.unit.casefold() == leader.unit.casefold():
        return SAME_UNIT
    return ""


def is_one_line(one: Member, other: Member) -> bool:
    """Tell whether one manages the other, or both have the same manager."""
    is_managed = one.manager_email == other.email or other.manager_email == one.email
    return is_managed or bool(one.manager_email and one.manager_email == other.manager_email)


def _plain(name: str) -> str:
    return LEADING_TITLES.sub("", " ".join(name.split()) + " ").strip(" .").casefold()
