"""Waves without mails, for attacks that need many of them; and how well a guess does."""

import random
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rmfeedback.db import writing
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Cohort
from rmfeedback.surveys import ballot_box, codes, keys, links
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Questionnaire, for_wave
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import planning
from tests.factories import TODAY, a_planned_wave

# One for each of sixteen people; none is part of another, and no redaction takes one for a name.
WORDS = (
    "amber",
    "birch",
    "cedar",
    "dune",
    "elder",
    "fjord",
    "grove",
    "heath",
    "inlet",
    "juniper",
    "kelp",
    "lagoon",
)
WORDS += ("meadow", "nettle", "orchard", "pebble")


@dataclass(frozen=True)
class Visitor:
    """Somebody with a link: `number` is the place in the list of those invited."""

    number: int
    role: Role
    envelope_id: bytes
    code: str

    @property
    def questionnaire(self) -> Questionnaire:
        return for_wave(WaveKind.MIDPOINT, self.role)


def seeded(name: str) -> random.Random:
    """Return chance that changes daily, and print by which seed."""
    seed = f"{name} {date.today().isoformat()}"
    print(f"seed: {seed}")
    return random.Random(seed)


def a_box(cohort: Cohort) -> tuple[Wave, list[Visitor]]:
    """Launch a wave without mails; return it with everybody who holds a link."""
    wave = a_planned_wave(cohort)
    keys.make_links_key()
    cells = inviting.invite(wave.key, cohort.key, lambda email, id_: b"tag")
    ballot_box.build(wave.key, cells, planning.choices(cohort))
    with writing():
        return wave, [mailed(Visitor(n, Role(cells[id_]), id_, "")) for n, id_ in enumerate(cells)]


def mailed(visitor: Visitor, *, is_renewal: bool = False) -> Visitor:
    """Return the visitor with a fresh link, as a mail brings it; the old one where there is no slot left."""
    code = codes.mint()
    with writing():
        if not links.put(visitor.envelope_id, code, is_renewal=is_renewal):
            return visitor
    return Visitor(visitor.number, visitor.role, visitor.envelope_id, code)


def answer(visitor: Visitor, answers: dict[str, str]) -> None:
    ballot_box.submit(visitor.code, answers, language="en", today=TODAY)


def rows_of(file: Path) -> list[str]:
    """Return every row of a database as a line of SQL."""
    line = sqlite3.connect(file)
    rows = list(line.iterdump())
    line.close()
    return rows


def area(hits: Sequence[float], misses: Sequence[float]) -> float:
    """Return the chance that a hit scores above a miss (area under the ROC curve), ties as half."""
    ordered = sorted(misses)
    below = sum(bisect_left(ordered, hit) + bisect_right(ordered, hit) for hit in hits)
    return below / (2 * len(hits) * len(misses))
