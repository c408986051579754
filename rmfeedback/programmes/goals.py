"""The goals of a pair: up to three, written by the two themselves, and read by nobody else."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import goals_links
from rmfeedback.programmes.models import Goal, Pair
from rmfeedback.programmes.pairing_topics import topic_names

MOST = 3
LONGEST_TEXT, LONGEST_TOPIC = 200, 60
PLANNED = "planned"
STATES = {PLANNED: N_("planned"), "reached": N_("reached"), "dropped": N_("dropped")}
TOO_LONG = N_("At most %(most)d characters, please; there are %(count)d.")
NO_TEXT = N_("Write the goal too, or leave all of it empty.")
NO_STATE = N_("Choose planned, reached or dropped.")


class GoalsChanged(Refused):
    status = 409
    message = N_(
        "Your partner has changed these goals since you opened the page. Nothing is lost: theirs are kept, "
        "and yours still stand in the form. Bring the two together, then send again."
    )


class GoalsUnclear(Refused):
    status = 422
    message = N_("Nothing is kept yet. Please mend what is marked, then send again.")

    def __init__(self, problems: Mapping[str, "Problem"]) -> None:
        super().__init__()
        self.problems = problems


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field: a sentence to be translated, and what fills its places."""

    sentence: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A goal as somebody writes it; empty where none is written."""

    text: str = ""
    topic: str = ""
    state: str = PLANNED


def kept(pair: Pair) -> list[Written]:
    """Return the goals of a pair, in their order."""
    return [Written(goal.text, goal.topic, goal.state) for goal in _rows(pair.id)]


def mark(goals: Sequence[Written]) -> str:
    """Return what changes whenever a goal does."""
    said = "\n".join(f"{goal.text}\t{goal.topic}\t{goal.state}" for goal in goals)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def keep(code: str, written: Sequence[Written], seen: str) -> Pair:
    """Replace the goals of the pair whom a code belongs to; `seen` is the mark of those that were shown.

    Raises: GoalsCodeUnknown, GoalsUnclear (each wrong field by its name), GoalsChanged.
    """
    tidied = [Written(_line(goal.text), key_of(_line(goal.topic)), goal.state) for goal in written]
    if problems := _problems(tidied):
        raise GoalsUnclear(problems)
    with writing() as session:
        pair = goals_links.find(code)
        wanted = [goal for goal in tidied if goal.text]
        now = kept(pair)
        # Sent twice, it is there already.
        if seen != mark(now) and wanted != now:
            raise GoalsChanged()
        session.execute(delete(Goal).where(Goal.pair_id == pair.id))
        for goal in wanted:
            session.add(Goal(pair_id=pair.id, text=goal.text, topic=goal.topic, state=goal.state))
    return pair


def key_of(topic: str) -> str:
    """Return the key of a topic of the list, in whatever language it is named; else the topic as written."""
    named = {name.casefold(): key for lang in ("en", "de") for key, name in topic_names(lang).items()}
    return named.get(topic.casefold(), topic)


def name_of(topic: str, language: str) -> str:
    """Return how a topic is called: by its name in the list, else as it was written."""
    return topic_names(language).get(key_of(topic), topic)


def _rows(pair_id: int) -> list[Goal]:
    return list(db.session.scalars(select(Goal).where(Goal.pair_id == pair_id).order_by(Goal.id)))


def _problems(goals: Sequence[Written]) -> dict[str, Problem]:
    found = {}
    for number, goal in enumerate(goals, start=1):
        for name, text, most in (("text", goal.text, LONGEST_TEXT), ("topic", goal.topic, LONGEST_TOPIC)):
            if len(text) > most:
                found[f"{name}-{number}"] = Problem(TOO_LONG, {"most": most, "count": len(text)})
        if goal.topic and not goal.text:
            found[f"text-{number}"] = Problem(NO_TEXT)
        if goal.state not in STATES:
            found[f"state-{number}"] = Problem(NO_STATE)
    return found


def _line(text: str) -> str:
    """Return a text on one line, without control characters."""
    plain = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    return " ".join(plain.split())
