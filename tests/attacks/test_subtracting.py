"""T13: all that was ever shown is added and subtracted in every way; nothing rests on fewer than five."""

import csv
import io
import json
import random
import re
from collections import Counter
from unittest.mock import patch

import pytest
from scipy.optimize import linprog

from rmfeedback.db import writing
from rmfeedback.reports import disclosure, exporting, findings, ledger, tabulating
from rmfeedback.reports.charts import outwards
from rmfeedback.reports.ledger import Problem
from rmfeedback.surveys import asking
from rmfeedback.surveys.models import Answer, Tally, Wave
from rmfeedback.terms import WaveKind
from tests import factories
from tests.attacks.cuts import a_wave, equations, leaks, problems

# Each wave is cut by some fifteen items; with forty waves of each session that makes two thousand cuts.
CUTS_PER_WAVE = 50


def rows_of(answers):
    """The rows of items and of groups that a page would show."""
    return tabulating.item_rows(answers), tabulating.group_rows(answers)[1]


def played(seed, cuts):
    chance, found = random.Random(seed), Counter()
    while found["cuts"] < cuts:
        answers = a_wave(chance)
        for problem in problems(answers, *rows_of(answers)):
            found += leaks(problem) + Counter(cuts=1)
    return found


def test_nothing_that_follows_rests_on_few_or_tells_an_extreme(seed, waves):
    found = played(seed, CUTS_PER_WAVE * waves)

    assert (found["few"], found["extreme"]) == (0, 0)


@pytest.mark.parametrize(
    ("leak", "plant"),
    [
        ("few", patch.object(Problem, "may_publish", lambda *_, **__: True)),
        ("few", patch.object(ledger.RowSpace, "would_tell_of_few", lambda *_: False)),
        ("extreme", patch.object(Problem, "_would_tell_an_extreme", lambda *_: False)),
        ("extreme", patch.object(disclosure, "band_of", lambda *_: None)),
    ],
)
def test_a_planted_leak_is_found(seed, leak, plant):
    with plant:
        assert played(seed, 300)[leak] > 0


def test_no_group_is_certain_for_who_knows_that_answers_are_one_to_five(seed):
    chance = random.Random(seed)
    for answers in (a_wave(chance) for _ in range(6)):
        for rows, totals, bounds in map(equations, problems(answers, *rows_of(answers))):
            for place, (low, high) in enumerate(bounds):
                if rows and low < high:
                    assert end_of(place, 1, rows, totals, bounds) < high
                    assert end_of(place, -1, rows, totals, bounds) > low


def end_of(place, sign, rows, totals, bounds):
    """The least an atom's total can be, or with the sign turned the most."""
    aim = [float(sign * (other == place)) for other in range(len(bounds))]
    return round(sign * linprog(aim, A_eq=rows, b_eq=totals, bounds=bounds).fun, 6)


def keep(answers, opens_on=factories.TODAY, **choices):
    """Put a wave's answers into the response room."""
    choices = {"programme_key": "programme", "smallest_group": 5, "smallest_text_group": 1000} | choices
    days = {"opens_on": opens_on, "closes_on": factories.CLOSES}
    with writing() as session:
        asked = asking.freeze(WaveKind.MIDPOINT)
        key = answers.wave_key
        wave = Wave(key=key, kind="midpoint", cohort_key="c", questionnaires=asked, choices=choices, **days)
        wave.state = "done"
        session.add(wave)
        session.flush()
        session.add_all(Tally(wave_key=key, cell=cell, responses=n) for cell, n in answers.responses.items())
        session.add_all(
            Answer(wave_key=key, cell=cell, item_key=item, score=score)
            for (cell, item), counted in answers.scores.items()
            for score in counted.elements()
        )


def test_pages_files_and_two_waves_together_tell_of_nobody(client, seed):
    chance = random.Random(seed)
    lin = factories.signed_in(client, "lin")
    for key in ("one", "two"):
        answers = a_wave(chance, key)
        keep(answers)
        findings.release(key)
        # Again: what was published before is part of what is judged.
        assert findings.release(key) == findings.show(key)
        report = json.loads(exporting.as_bytes(key, "json"))
        for problem in problems(answers, report["items"], report["breakdown_items"]):
            assert not leaks(problem).total()
        assert told_in_csv(key) == {told(row) for row in report["items"] + report["breakdown_items"]}
        on_page = set(re.findall(r"\d\.\d", visible(lin.get(f"/reports/{key}/gaps"))))
        assert on_page <= numbers_of(report)


def told(row):
    return tuple(str(row.get(name) or "") for name in ("key", "role", "group", "n", "mean", "band"))


def told_in_csv(key):
    lines = csv.DictReader(io.StringIO(exporting.as_bytes(key, "csv").decode("utf-8-sig")))
    return {told(line) for line in lines if line["table"] in ("items", "breakdown_items")}


def visible(reply):
    """The words of a page without its drawing."""
    text = re.sub(r"<svg.*?</svg>|<figcaption.*?</figcaption>", "", reply.get_data(as_text=True), flags=re.S)
    return re.sub(r"<[^>]*>", " ", text)


def numbers_of(report):
    """All decimals that findings hold; the ends of intervals also rounded outwards to half a point."""
    found = set()
    for row in report["constructs"] + report["breakdown"] + report["construct_gaps"] + report["gaps"]:
        values = [row.get(name) for name in ("mean", "leader_mean", "mentor_mean", "gap")]
        ends = row["interval_90"] if isinstance(row.get("interval_90"), list) else []
        values += ends + list(outwards(ends) if ends else ())
        bands = [row.get(name) or "" for name in ("band", "leader_band", "mentor_band")]
        found |= {f"{abs(value):.1f}" for value in values if isinstance(value, float)}
        found |= set(re.findall(r"\d\.\d", " ".join(bands)))
    return found
