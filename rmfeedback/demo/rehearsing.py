"""Play one wave with invented people, and say what its findings would look like; then all of it is gone.

`python -m rmfeedback.demo.rehearsing` reads a brief (JSON, from `waves.rehearsing`) and writes sentences, at
last one line of JSON. It knows nothing of the instance that asks.
"""

import csv
import io
import json
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

from flask import Flask

from rmfeedback import config, migrations, serving
from rmfeedback.app import create_app
from rmfeedback.demo import answering, playing
from rmfeedback.demo.answering import Mailed
from rmfeedback.programmes import cohorts, roster
from rmfeedback.reports import exporting, findings, running
from rmfeedback.surveys import asking
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import choosing, lifecycle, planning
from rmfeedback.waves.planning import Wishes

# The share that usually answers.
RATE = planning.RATES[1]
FIRST = (
    "Annika Bashir Cosima Dmitri Esther Fergus Gunhild Horatio Ingrid Jemima Kasimir Leokadia Malte Ngozi "
    "Ottilie Parveen Quirin Roswitha Severin Tadeo"
)
LAST = "Abernathy Breitenbach Czerwinski Dankworth Eberlein Falkenrath Grimaldi Hasselhof"


def play(brief: Mapping[str, Any]) -> dict[str, Any]:
    """Play the wave of a brief; return its invented findings as text.

    Raises: Refused, where a part says no.
    """
    app = _fresh_app(brief)
    with app.app_context():
        _say("Inventing people.")
        cohort_key = _cohort(brief)
        kind, last = WaveKind(brief["kind"]), date.today()
        first = last - timedelta(days=brief["days"])
        playing.believe(app, first)
        wishes = Wishes(breakdown=brief["breakdown"])
        wave = planning.plan(cohort_key, kind, (first, last), first, wishes)
        with serving.in_background(app) as port:
            _say("Launching, and writing the mails.")
            playing.launch(wave.key, first, are_namesakes=True)
            _say("Invented people answer, over HTTP.")
            asked = {role: asking.asked(wave, role) for role in Role}
            kept = answering.everybody_answers(_those_who_answer(wave.key, cohort_key), asked, port, silent=0)
        _say("Opening the box, and reading the comments.")
        playing.believe(app, last)
        outcome = lifecycle.close(wave.key, last)
        if outcome.state == "void" or outcome.state == "open":
            return {
                "summary": lifecycle.in_words(wave.key, outcome),
                "answered": kept,
                "invited": _size(brief),
            }
        running.run(wave.key)
        return {
            "summary": exporting.summary(findings.show(wave.key)),
            "answered": kept,
            "invited": _size(brief),
        }


def main() -> None:
    """Read a brief, play it, write what came of it."""
    print(json.dumps(play(json.load(sys.stdin))), flush=True)


def _fresh_app(brief: Mapping[str, Any]) -> Flask:
    given = brief["settings"] | {
        "INSTANCE": brief["instance"],
        "REHEARSAL": "1",
        "BASE_URL": "http://127.0.0.1",
        "MAIL_FROM": "Rehearsal <rehearsal@example.invalid>",
        "SMTP_URL": "",
        "IDENTITY_URL": "",
        "RESPONSES_URL": "",
        "JOBS": "embedded",
    }
    config.prepare(config.load(given, {}))
    app = create_app(**given)
    with app.app_context():
        migrations.upgrade()
    return app


def _cohort(brief: Mapping[str, Any]) -> str:
    """Load as many invented people as are really in each role and group; return the key of their cohort."""
    programme = cohorts.add_programme(brief["programme"], brief["language"])
    choosing.choose(programme.key, {WaveKind(brief["kind"]): asking.bring(brief["asked"])})
    names = (f"{first} {last}" for _ in range(1000) for last, first in product(LAST.split(), FIRST.split()))
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["name", "email", "role", "language", "unit", "location"])
    number = 0
    for role, group, size in brief["groups"]:
        for _ in range(size):
            number += 1
            language = ("en", "de")[number % 2]
            table.writerow([next(names), f"invented.{number}@example.com", role, language, group, group])
    loaded = roster.load(out.getvalue().encode(), "invented.csv", programme.key, "Rehearsal")
    return loaded.cohort or ""  # Null only where a roster is looked at, not loaded.


def _those_who_answer(wave_key: str, cohort_key: str) -> list[Mailed]:
    """Return the usual share of each role."""
    mailed = playing.mailed(wave_key, cohort_key)
    its = {role: [one for one in mailed if one.role is role] for role in Role}
    return [one for people in its.values() for one in people[: round(RATE * len(people))]]


def _size(brief: Mapping[str, Any]) -> int:
    return sum(size for _, _, size in brief["groups"])


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    main()
