"""How well a mentor and a leader fit who may be paired, and in which words to say so."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rmfeedback.programmes.pairing_levels import rank
from rmfeedback.programmes.pairing_rules import Conditions, Member
from rmfeedback.programmes.pairing_topics import Likeness

# Of 100: a pair that is allowed, topics wanted and offered, the leader's goals, one language, another unit.
# Where a leader wrote no goal, the topics count for it.
ALLOWED, TOPICS, GOALS, LANGUAGE, UNIT = 40, 35, 10, 10, 5
HIGHEST = ALLOWED + TOPICS + GOALS + LANGUAGE + UNIT
LANGUAGE_NAMES = {"en": "English", "de": "German"}
NO_TOPIC = "no shared topic"
NO_LANGUAGE = "no shared language"
NO_LINE = "reporting line not known"
NO_UNIT = "unit not known"
NO_SITE = "site not known"
NO_LEVEL = "level not known"
_DRAWBACKS = (NO_TOPIC, NO_LANGUAGE, NO_LINE, NO_UNIT, NO_SITE, NO_LEVEL)


class Fit:
    """The scores of all pairs of two sides, shape (leaders, mentors), 40 to 100, and why they are so."""

    def __init__(self, mentors: Sequence[Member], leaders: Sequence[Member]) -> None:
        self._mentors, self._leaders = mentors, leaders
        wanted = [text for leader in leaders for text in (*leader.topics, *_written(leader))]
        offered = [text for mentor in mentors for text in (*mentor.topics, *_written(mentor))]
        self._likeness = Likeness(wanted, offered)
        offers, topics = [m.topics for m in mentors], [leader.topics for leader in leaders]
        self._goals = self._likeness.best(
            [_written(leader) for leader in leaders], [(*m.topics, *_written(m)) for m in mentors]
        )
        has_goal = np.array([bool(leader.goals) for leader in leaders], dtype=bool)[:, None]
        of_topics = self._likeness.best(topics, offers)
        self.scores: NDArray[Any] = np.round(
            ALLOWED
            + of_topics * np.where(has_goal, TOPICS, TOPICS + GOALS)
            + self._goals * GOALS
            + LANGUAGE * _equal(leaders, mentors, "language")
            + UNIT * _other(leaders, mentors, "unit"),
            1,
        )

    def reasons(self, leader: int, mentor: int, conditions: Conditions) -> list[str]:
        """Return the score of one pair in words, and what could not be checked."""
        one, other = self._leaders[leader], self._mentors[mentor]
        shared = [_shared(t, near) for t in one.topics if (near := self._likeness.nearest(t, other.topics))]
        meets_goal = bool(one.goals and self._goals[leader, mentor] >= 0.5)
        return [
            *(shared or [NO_TOPIC]),
            *(["the mentor’s topics or goals meet the leader’s goal"] if meets_goal else []),
            f"both in {LANGUAGE_NAMES.get(other.language, other.language)}"
            if one.language == other.language
            else NO_LANGUAGE,
            *(["different units"] if one.unit and other.unit and not _is_same(one.unit, other.unit) else []),
            *_unknown(one, other, conditions),
        ]


def is_drawback(reason: str) -> bool:
    """Tell whether a reason speaks against a pair."""
    return reason in _DRAWBACKS


def _written(member: Member) -> tuple[str, ...]:
    return (member.goals,) if member.goals else ()


def _shared(wanted: str, offered: str) -> str:
    words = "" if _is_same(wanted, offered) else f" (“{offered}”)"
    return f"wanted and offered: {wanted}{words}"


def _unknown(leader: Member, mentor: Member, conditions: Conditions) -> list[str]:
    """Return which rules could not be checked, because a roster says nothing about one of the two."""
    both = (leader, mentor)
    return [
        *([] if mentor.manager_email else [NO_LINE]),
        *([NO_UNIT] if conditions.other_unit and not all(m.unit for m in both) else []),
        *([NO_SITE] if conditions.other_site and not all(m.location for m in both) else []),
        *([NO_LEVEL] if conditions.junior_mentor and None in [rank(m.level) for m in both] else []),
    ]


def _equal(leaders: Sequence[Member], mentors: Sequence[Member], column: str) -> NDArray[Any]:
    rows, columns = _values(leaders, column), _values(mentors, column)
    return np.asarray((rows[:, None] == columns[None, :]) & (rows != "")[:, None])


def _other(leaders: Sequence[Member], mentors: Sequence[Member], column: str) -> NDArray[Any]:
    rows, columns = _values(leaders, column), _values(mentors, column)
    return np.asarray((rows[:, None] != columns[None, :]) & np.outer(rows != "", columns != ""))


def _values(members: Sequence[Member], column: str) -> NDArray[Any]:
    return np.array([getattr(member, column).casefold() for member in members], dtype=object)


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
