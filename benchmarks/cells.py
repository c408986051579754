"""How long all cells of a large wave take, beside one bare aggregate of the database in the same run.

`python -m benchmarks.cells [--responses N]`: the ratio of both (2 at most is wanted), and how long the ledger
takes for 90 cells of one item.
"""

import argparse
import itertools
import random
import statistics
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import insert, text

from rmfeedback import config, migrations
from rmfeedback.app import create_app
from rmfeedback.db import by_id, db, random_key, writing
from rmfeedback.reports import findings
from rmfeedback.reports.ledger import Ledger
from rmfeedback.reports.models import Run
from rmfeedback.surveys import asking
from rmfeedback.surveys.models import Answer, Tally, Wave
from rmfeedback.surveys.questionnaire import shipped
from rmfeedback.terms import WaveKind

BARE = (
    "SELECT cell, item_key, score, count(*) FROM answer WHERE wave_key = :key GROUP BY cell, item_key, score"
)
UNITS = 5
ROUNDS = 5


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=100_000)
    given = parser.parse_args()
    with an_instance():
        compare(a_wave("large", given.responses), given.responses)
    ledger_of_ninety()


@contextmanager
def an_instance():
    """Make an empty rehearsal instance for a benchmark; yield its app, in whose context it is."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"INSTANCE": str(Path(folder) / "instance"), "REHEARSAL": "1"}
        settings["MAIL_FROM"] = "a@example.com"
        config.prepare(config.load(settings, {}))
        app = create_app(**settings)
        with app.app_context():
            migrations.upgrade()
            yield app


def a_wave(key, responses):
    """Write a counted wave of mentors and leaders in five units each, straight into the response room."""
    chance = random.Random(key)
    units = [f"Unit {number}" for number in range(UNITS)]
    choices = {"smallest_group": 5, "smallest_text_group": 10, "programme_key": key}
    choices["breakdown"] = {"by": "unit", "values": {"mentor": units, "leader": units}}
    asked = asking.freeze(WaveKind.MIDPOINT)
    days = {"opens_on": date(2026, 11, 13), "closes_on": date(2026, 11, 27)}
    each = responses // (2 * UNITS)
    with writing() as session:
        wave = Wave(key=key, kind="midpoint", cohort_key=key, questionnaires=asked, choices=choices, **days)
        wave.state = "done"
        session.add(wave)
        session.flush()
        session.add(Run(wave_key=key, comments=0, substantive=0, themes=0, settings={}))
        session.flush()
        for cell, role in [(f"{role}/{unit}", role) for role in asked for unit in units]:
            session.add(Tally(wave_key=key, cell=cell, responses=each))
            for item in shipped()[role].items:
                if item.kind != "comment":
                    session.execute(insert(Answer.__table__), by_id(answers(key, cell, item, each, chance)))
    return key


def answers(key, cell, item, n, chance):
    keys = [option.key for option in item.options]
    low, high = item.scale if item.is_scaled else (None, None)
    for _ in range(n):
        given = (None, chance.choice(keys)) if keys else (chance.randint(low, high), None)
        row = {"id": random_key(), "wave_key": key, "cell": cell, "item_key": item.key}
        yield row | {"score": given[0], "option": given[1]}


def timed(deed):
    before = time.perf_counter()
    deed()
    return time.perf_counter() - before


def aggregate(key):
    with db.engines["responses"].connect() as connection:
        return connection.execute(text(BARE), {"key": key}).all()


def compare(key, responses):
    """Take turns, so that a busy machine slows both alike; the medians are compared."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(timed(lambda: aggregate(key)))
        ours.append(timed(lambda: findings.show(key)))
    found = statistics.median(bare), statistics.median(ours)
    print(f"cells of {responses:,} responses: {found[1]:.2f} s, a bare aggregate {found[0]:.2f} s, ", end="")
    print(f"ratio {found[1] / found[0]:.2f}")


def ledger_of_ninety():
    """Decide everybody, both roles and 90 cells of one item; also with 45 units over both roles besides."""
    chance = random.Random(90)
    names = [f"{role}/{unit:02d}" for role in ("mentor", "leader") for unit in range(45)]
    sizes = {"every third cell small": (3, 5, 6), "all cells of one to four people": (1, 2, 3, 4)}
    for (size, choices), is_crossed in itertools.product(sizes.items(), (False, True)):
        people = {("wave", name): chance.choice(choices) for name in names}
        scores = {atom: chance.choices(range(1, 6), (1, 1, 2, 3, 6), k=n) for atom, n in people.items()}
        took, told = decide(people, {atom: sum(its) for atom, its in scores.items()}, is_crossed)
        how = "units over both roles besides" if is_crossed else "role by unit"
        print(f"ledger, 90 cells, {size}, {how}: {1000 * took:.0f} ms, {told[True]} told, {told[False]} not")


def decide(people, totals, is_crossed):
    before = time.perf_counter()
    problem = Ledger("programme", 5).problem("item", people, totals)
    groups = [list(people)]
    groups += [[atom for atom in people if atom[1].startswith(role)] for role in ("mentor", "leader")]
    if is_crossed:
        groups += [[atom for atom in people if atom[1].endswith(f"/{unit:02d}")] for unit in range(45)]
    groups += [[atom] for atom in people]
    told = Counter(problem.publish(group) for group in groups)
    return time.perf_counter() - before, told


if __name__ == "__main__":
    main()
