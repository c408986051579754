"""Who may not be paired with whom, and what the constraints of a roster say about it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rmfeedback.programmes.pairing_levels import rank
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

Names = Mapping[str, set[str]]


class Rule(IntFlag):
    """What may forbid a pair. The first three always hold, the others where HR or a roster asks for them."""

    PERSON = 1
    LINE = 2
    NAMED = 4
    UNIT = 8
    SITE = 16
    LANGUAGE = 32
    LEVEL = 64

    @property
    def words(self) -> str:
        """Return the first rule that forbids, in words; empty where nothing does."""
        return next((words for rule, words in _WORDS.items() if rule in self), "")


_WORDS = {
    Rule.PERSON: "the same person",
    Rule.LINE: "one reporting line",
    Rule.NAMED: "excluded by name",
    Rule.UNIT: "the same unit",
    Rule.SITE: "the same site",
    Rule.LANGUAGE: "no shared language",
    Rule.LEVEL: "the mentor is not the junior",
}


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
    location: str = ""
    level: str = ""
    goals: str = ""


@dataclass(frozen=True)
class Conditions:
    """What HR asks of the pairs of a cohort beside what always holds.

    `second`: "leader" lets a mentor take a second leader, "mentor" gives a leader a second mentor.
    `excluded`: two addresses each that HR never wants paired.
    """

    other_unit: bool = False
    other_site: bool = False
    shared_language: bool = False
    junior_mentor: bool = False
    second: str = ""
    excluded: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Rules:
    """A constraints cell as rules: another unit only, these addresses never; `rest` is for whoever pairs."""

    is_other_unit: bool = False
    excluded: frozenset[str] = frozenset()
    rest: str = ""


def names_of(members: Iterable[Member]) -> Names:
    """Return the addresses that go by a name, by the name as a constraint may write it."""
    by_name: dict[str, set[str]] = {}
    for member in members:
        by_name.setdefault(_plain(member.name), set()).add(member.email)
    return by_name


def read_rules(constraints: str, names: Names) -> Rules:
    """Turn the known phrases of a cell into rules; what is unknown, or names no one person, stays in `rest`.

    The reporting line is ruled out for everybody, so a phrase about it adds nothing and is taken out.
    """
    text, unit_rules = OTHER_UNIT.subn("", ONE_LINE.sub("", constraints))
    excluded = set()

    def exclude(match: re.Match[str]) -> str:
        named = names.get(_plain(match.group(1)), set())
        if len(named) != 1:
            return match.group()
        excluded.update(named)
        return ""

    rest = NOT_WITH.sub(exclude, text)
    parts = [" ".join(part.split()) for part in re.split(r"[;,]", rest)]
    return Rules(unit_rules > 0, frozenset(excluded), "; ".join(part for part in parts if part))


def objections(
    mentors: Sequence[Member], leaders: Sequence[Member], conditions: Conditions, names: Names
) -> NDArray[Any]:
    """Return every rule against each pair, shape (leaders, mentors): sums of `Rule`, 0 where allowed.

    What is not known of somebody forbids nothing.
    """
    against = np.zeros((len(leaders), len(mentors)), dtype=np.int16)
    rules = [[read_rules(member.constraints, names) for member in side] for side in (leaders, mentors)]
    of = {"email": [[m.email for m in side] for side in (leaders, mentors)]}
    for column in ("manager_email", "unit", "location", "language"):
        of[column] = [[getattr(m, column).casefold() for m in side] for side in (leaders, mentors)]
    against[_same(*of["email"])] |= Rule.PERSON
    against[_one_line(of)] |= Rule.LINE
    against[_named(of["email"], rules, conditions)] |= Rule.NAMED
    wants = [np.array([conditions.other_unit or r.is_other_unit for r in side], dtype=bool) for side in rules]
    against[_same(*of["unit"]) & (wants[0][:, None] | wants[1][None, :])] |= Rule.UNIT
    if conditions.other_site:
        against[_same(*of["location"])] |= Rule.SITE
    if conditions.shared_language:
        against[~_same(*of["language"]) & _both_known(*of["language"])] |= Rule.LANGUAGE
    if conditions.junior_mentor:
        levels = [[-1 if (n := rank(m.level)) is None else n for m in side] for side in (leaders, mentors)]
        of_leaders, of_mentors = (np.array(side, dtype=int) for side in levels)
        is_known = (of_leaders >= 0)[:, None] & (of_mentors >= 0)[None, :]
        against[is_known & (of_mentors[None, :] >= of_leaders[:, None])] |= Rule.LEVEL
    return against


def _one_line(of: Mapping[str, Sequence[Sequence[str]]]) -> NDArray[Any]:
    """One manages the other, or both have the same manager."""
    (leaders, mentors), (over_leaders, over_mentors) = of["email"], of["manager_email"]
    manages = _same(over_leaders, mentors) | _same(leaders, over_mentors)
    return np.asarray(manages | _same(over_leaders, over_mentors))


def _named(
    emails: Sequence[Sequence[str]], rules: Sequence[Sequence[Rules]], conditions: Conditions
) -> NDArray[Any]:
    leaders, mentors = ({email: n for n, email in enumerate(side)} for side in emails)
    named = np.zeros((len(leaders), len(mentors)), dtype=bool)
    for number, its in enumerate(rules[0]):
        named[number, [mentors[email] for email in its.excluded if email in mentors]] = True
    for number, its in enumerate(rules[1]):
        named[[leaders[email] for email in its.excluded if email in leaders], number] = True
    for two in conditions.excluded:
        for one in two:
            for other in two - {one}:
                if one in leaders and other in mentors:
                    named[leaders[one], mentors[other]] = True
    return named


def _same(rows: Sequence[str], columns: Sequence[str]) -> NDArray[Any]:
    """Tell which two are equal, shape (rows, columns); blanks are equal to nothing."""
    numbers: dict[str, int] = {}
    of_rows = [numbers.setdefault(value, len(numbers)) if value else -1 for value in rows]
    of_columns = [numbers.setdefault(value, len(numbers)) if value else -2 for value in columns]
    return np.equal.outer(of_rows, of_columns)


def _both_known(rows: Sequence[str], columns: Sequence[str]) -> NDArray[Any]:
    return np.asarray(np.outer([bool(value) for value in rows], [bool(value) for value in columns]))


def _plain(name: str) -> str:
    return LEADING_TITLES.sub("", " ".join(name.split()) + " ").strip(" .").casefold()
