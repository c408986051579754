"""What the goals of a cohort are about, in groups: never a goal, never a pair, never fewer than five."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from rmfeedback import config
from rmfeedback.db import db
from rmfeedback.programmes import cohorts, pairing
from rmfeedback.programmes.models import Cohort, Goal
from rmfeedback.programmes.pairing_topics import topic_names

TOO_FEW = "too few"
OTHERS = "Other topics"


@dataclass(frozen=True)
class Count:
    """How many pairs have a goal about something; `TOO_FEW` where they are fewer than the smallest group."""

    name: str
    pairs: int | str


@dataclass(frozen=True)
class Counts:
    """A cohort's topics and states of goals, each by the pairs that have such a goal."""

    cohort: Cohort
    fewest: int
    topics: list[Count]
    states: list[Count]

    def as_json(self) -> dict[str, dict[str, int | str]]:
        """Return the counts by name."""
        return {
            "topics": {count.name: count.pairs for count in self.topics},
            "states": {count.name: count.pairs for count in self.states},
        }


def count(cohort_key: str) -> Counts:
    """Count the pairs of a cohort by what their goals are about, and by how far these are.

    Topics with fewer pairs than the smallest group are merged into the others, with those that stand in no
    list: no word that a pair wrote is shown. No total is given, from which one could subtract.
    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    fewest = config.current()["SMALLEST_GROUP"]
    ids = [pair.id for pair in pairing.pairs_of(cohort)]
    goals = list(db.session.scalars(select(Goal).where(Goal.pair_id.in_(ids))))
    topics = _pairs_by((goal.topic, goal.pair_id) for goal in goals)
    states = _pairs_by((goal.state, goal.pair_id) for goal in goals)
    return Counts(
        cohort,
        fewest,
        _merged(topics, fewest),
        [_counted(name, states.get(name, set()), fewest) for name in ("planned", "reached", "dropped")],
    )


def _merged(topics: Mapping[str, set[int]], fewest: int) -> list[Count]:
    names = topic_names("en")
    large = {key for key, pairs in topics.items() if key in names and len(pairs) >= fewest}
    others = set().union(*(pairs for key, pairs in topics.items() if key not in large))
    shown = sorted(large, key=lambda key: (-len(topics[key]), names[key]))
    counts = [Count(names[key], len(topics[key])) for key in shown]
    return [*counts, *([_counted(OTHERS, others, fewest)] if others else [])]


def _counted(name: str, pairs: set[int], fewest: int) -> Count:
    return Count(name, len(pairs) if len(pairs) >= fewest else TOO_FEW)


def _pairs_by(rows: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for name, pair_id in rows:
        found.setdefault(name, set()).add(pair_id)
    return found
