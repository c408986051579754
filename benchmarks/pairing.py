"""What pairing costs: python benchmarks/pairing.py [--people 1000] [--free-text].

Invented mentors and leaders, in English and German, with units, sites, managers, topics and goals, are paired
as HR's page does it: rules, likeness of topics, reasons, and what to relax for whoever is left. Beside it, in
the same run, the assignment problem alone is solved by the bare scipy function from the same scores, so that
whatever else the machine does falls on both. The middle one of three times is told, without imports and
without the first reading of the list of topics. `--free-text` gives everybody topics that nobody else has.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import linear_sum_assignment

from rmfeedback.insights import known_topics
from rmfeedback.programmes.pairing_fit import Fit
from rmfeedback.programmes.pairing_match import match
from rmfeedback.programmes.pairing_rules import Conditions, Member, names_of, objections

LONGEST_S = 5.0
ROUNDS = 3
ASKED = Conditions(other_unit=True, junior_mentor=True)
LEVELS = {"mentor": ("Trainee", "Analyst", "Fachkraft"), "leader": ("Director", "Bereichsleitung", "Manager")}
GOALS = (
    "Use AI tools myself instead of talking about them",
    "Verstehen, was im Werk wirklich ankommt",
    "Run meetings in which quiet people speak",
    "Jüngere länger halten",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--people", type=int, default=1000, help="mentors, and as many leaders (1000)")
    parser.add_argument("--free-text", action="store_true", help="topics that nobody else has")
    given = parser.parse_args()
    mentors, leaders = (people(side, given.people, given.free_text) for side in ("mentor", "leader"))
    match(mentors[:20], leaders[:20], ASKED)
    whole, bare, pairs = measure(mentors, leaders)
    print(f"{given.people} mentors and {given.people} leaders: {pairs} pairs")
    print(f"a whole proposal, s              {whole:8.2f}   <= {LONGEST_S}")
    print(f"the bare assignment by scipy, s  {bare:8.2f}")
    print(f"ratio                            {whole / bare:8.1f}")
    raise SystemExit(0 if whole <= LONGEST_S else 1)


def measure(mentors: list[Member], leaders: list[Member]) -> tuple[float, float, int]:
    """Return the seconds of a whole proposal and of scipy alone, and how many pairs there are."""
    allowed = objections(mentors, leaders, ASKED, names_of([*mentors, *leaders])) == 0
    scores = np.where(allowed, Fit(mentors, leaders).scores, -1e6)
    whole, bare = [], []
    for _ in range(ROUNDS):
        whole.append(seconds(lambda: match(mentors, leaders, ASKED)))
        bare.append(seconds(lambda: linear_sum_assignment(scores, maximize=True)))
    rows, columns = linear_sum_assignment(scores, maximize=True)
    found = match(mentors, leaders, ASKED).pairs
    assert len(found) == int(allowed[rows, columns].sum())
    ours = sum(pair.score for pair in found)
    assert abs(ours - scores[rows, columns][allowed[rows, columns]].sum()) < 1e-6 * len(found) + 1e-6
    return statistics.median(whole), statistics.median(bare), len(found)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def people(side: str, count: int, is_free: bool) -> list[Member]:
    """Return invented people, always the same."""
    draw = random.Random(f"{side} {count}")
    listed = [name for topic in known_topics().values() for name in topic.names.values()]
    return [
        Member(
            f"{side}{n}@example.com",
            f"{side.title()} {n}",
            unit=f"Unit {draw.randrange(25)}",
            language=draw.choice(["en", "de"]),
            manager_email=f"leader{draw.randrange(count)}@example.com",
            topics=tuple(
                f"{topic} {draw.getrandbits(40):x}" if is_free else topic for topic in draw.sample(listed, 2)
            ),
            location=f"Site {draw.randrange(8)}",
            level=draw.choice(LEVELS[side]),
            goals=draw.choice(GOALS),
        )
        for n in range(count)
    ]


if __name__ == "__main__":
    main()
