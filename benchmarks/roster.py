"""What an import costs: python benchmarks/roster.py [--rows 10000] [--folder F].

A roster of so many invented people, as CSV and as a workbook, is looked at and stored as the page does it,
beside a bare csv reader and executemany that put the same rows into the same two tables, durably, under the
same pragmas on the same disk. They take turns, so that whatever else the machine does falls on both, and the
middle one of three times is told. All files lie in a folder of their own below F (the checkout).
"""

import argparse
import csv
import io
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import xlsxwriter

from rmfeedback import config, migrations
from rmfeedback.app import create_app
from rmfeedback.db import PRAGMAS, ROOMS
from rmfeedback.programmes import carrying, cohorts, roster, roster_preview
from rmfeedback.programmes.roster_upload import Upload

CHECKOUT = Path(__file__).resolve().parents[1]
ROUNDS = 3
# Seconds that an import of 10,000 rows may take.
LIMIT, ROWS = 3.0, 10_000
COLUMNS = (
    "name",
    "email",
    "role",
    "unit",
    "location",
    "level",
    "language",
    "topics",
    "goals",
    "manager_email",
)
UNITS = ("Ground Operations", "Finance", "Cabin Services", "Produktion Werk Süd", "Recht & Compliance")
PLACES, LEVELS = ("Köln", "Wien", "Lodz"), ("Trainee", "Fachkraft", "Bereichsleitung")
TOPICS = ("KI im Arbeitsalltag; Nachhaltigkeit", "Social media; Inclusion", "Mobile work")


def people(count: int) -> list[tuple[str, ...]]:
    """Return invented people, every second one a leader, each in a unit of his own kind."""
    return [
        (
            f"Given{n} Family{n * 7919 % count}",
            f"person{n}@example.com",
            ("mentor", "leader")[n % 2],
            UNITS[n % len(UNITS)],
            PLACES[n % len(PLACES)],
            LEVELS[n % len(LEVELS)],
            ("de", "en")[n % 2],
            TOPICS[n % len(TOPICS)],
            "Verstehen, was im Werk wirklich ankommt",
            f"person{n // 10}@example.com",
        )
        for n in range(count)
    ]


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    """Return the people as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *rows])
    return text.getvalue().encode()


def as_workbook(rows: list[tuple[str, ...]]) -> bytes:
    """Return the people as a workbook."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate([COLUMNS, *rows]):
            sheet.write_row(number, 0, row)
    return body.getvalue()


def bare(content: bytes, database: Path) -> None:
    """Put the rows of a CSV into the tables of the identity room, and mind nothing else."""
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    with closing(sqlite3.connect(database, isolation_level=None)) as room:
        for name, value in PRAGMAS.items():
            room.execute(f"PRAGMA {name} = {value}")
        room.execute("BEGIN IMMEDIATE")
        room.executemany(
            "INSERT INTO person"
            " (email, name, language, unit, location, level, manager_email, time_zone, mail_note)"
            " VALUES (:email, :name, :language, :unit, :location, :level, :manager_email, '', '')",
            rows,
        )
        room.executemany(
            "INSERT INTO participation"
            " (cohort_key, person_id, role, topics, goals, constraints, is_invited, state)"
            " SELECT 'bare', id, :role, json_array(:topics), :goals, '', 1, 'active'"
            " FROM person WHERE email = :email",
            rows,
        )
        room.execute("COMMIT")


def seconds(deed: Callable[[], object]) -> float:
    """Return how long a deed takes."""
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def one_round(folder: Path, rows: list[tuple[str, ...]]) -> dict[str, float]:
    """Do everything once, each on an instance of its own."""
    content, workbook = as_csv(rows), as_workbook(rows)
    found = {"bare insert": seconds(lambda: bare(content, _instance(folder / "bare")))}
    for name, file in (("CSV", content), ("workbook", workbook)):
        _instance(folder / name)
        upload = Upload(file, f"people.{name}", cohorts.add_programme("Benchmark", "en").key, "Cohort")
        shown = {}
        found[f"preview of the {name}"] = seconds(
            lambda u=upload, s=shown: s.update(it=roster_preview.show(u))
        )
        found[f"carrying of the {name}"] = seconds(
            lambda u=upload: carrying.unpack_upload("secret", carrying.pack_upload("secret", u))
        )
        found[f"import of the {name}"] = seconds(lambda u=upload: roster.store(u))
        found[f"import of the {name}, again"] = seconds(lambda u=upload: roster.store(u))
    return found


def _instance(folder: Path) -> Path:
    """Make an empty instance, the one that all works on from now; return its database of people."""
    ours = {"INSTANCE": str(folder), "REHEARSAL": "1", "TODAY": "2026-03-02"}
    config.prepare(config.load(ours, {}))
    create_app(**ours).app_context().push()
    for room in ROOMS:
        migrations.move(room, "head")
    return folder / "identity.sqlite"


def main() -> int:
    """Measure and tell; 1 if an import of 10,000 rows takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--folder", type=Path, default=CHECKOUT)
    given = parser.parse_args()
    rows = people(given.rows)
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="roster-") as folder:
        rounds = [one_round(Path(folder) / str(number), rows) for number in range(ROUNDS)]
    middle = {name: statistics.median(found[name] for found in rounds) for name in rounds[0]}
    for name, took in middle.items():
        print(f"{name:32} {took:7.2f} s   {took / middle['bare insert']:6.1f} × the bare insert")
    longest = max(middle["import of the CSV"], middle["import of the workbook"])
    print(
        f"{given.rows} rows; an import takes {longest:.2f} s, and may take {LIMIT * given.rows / ROWS:.2f} s"
    )
    return int(longest > LIMIT * given.rows / ROWS)


if __name__ == "__main__":
    sys.exit(main())
