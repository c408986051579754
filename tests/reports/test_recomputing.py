"""Every number of the findings, made again from the opened answers by plain Python."""

import json
import math
import random
from statistics import mean, stdev

import pytest
from scipy import stats

from rmfeedback.db import db
from rmfeedback.reports import exporting, findings
from rmfeedback.surveys.models import Answer, Tally
from rmfeedback.surveys.questionnaire import shipped
from tests.reports.conftest import WAVE, a_counted_wave, a_theme

TOO_FEW = "too few"


def half_up(value):
    return math.floor(value * 10 + 0.5 + 1e-9) / 10


def opened(role, key):
    """The raw answers to a question, read by SQL and turned round where the question is."""
    rows = db.session.query(Answer).filter_by(wave_key=WAVE, item_key=key).all()
    reverse = shipped()[role].item(key).reverse
    return [6 - row.score if reverse else row.score for row in rows if row.cell.split("/")[0] == role]


def answers_to(row):
    """The answers behind a row of items."""
    if row["role"] != "all":
        return opened(row["role"], row["key"])
    return opened("mentor", f"m_{row['key']}") + opened("leader", f"l_{row['key']}")


def spread(values):
    return 1.2 if len(values) < 30 else max(stdev(values), 0.6)


def scaled(report):
    return [row for row in report["items"] if "distribution" not in row]


def a_random_wave(seed, mentors, leaders):
    """A wave in which some answers are missing and some questions lie near an end of the scale."""
    chance, fixed = random.Random(seed), {}
    for role, people in (("mentor", mentors), ("leader", leaders)):
        for item in shipped()[role].items:
            if item.is_scaled:
                low, high = item.scale
                middle, n = chance.uniform(low, high), people - chance.choice([0, 0, 1, 3, people - 4])
                fixed[item.key] = [
                    min(high, max(low, round(chance.gauss(middle, high / 5)))) for _ in range(n)
                ]
    a_counted_wave(mentors, leaders, fixed=fixed)
    a_theme()
    findings.release(WAVE)
    return json.loads(exporting.as_bytes(WAVE, "json"))


WAVES = pytest.mark.parametrize(
    ("seed", "mentors", "leaders"), [(1, 11, 9), (2, 8, 14), (3, 34, 31), (4, 60, 22)]
)


@WAVES
def test_every_number_is_made_again_from_the_answers(app, seed, mentors, leaders):
    report = a_random_wave(seed, mentors, leaders)

    assert report["by_role"] == {"mentor": mentors, "leader": leaders}
    assert report["responses"] == sum(row.responses for row in db.session.query(Tally).all())
    shown = [row for row in scaled(report) if row["n"] != TOO_FEW]
    assert len(shown) > 15
    for row in shown:
        values = answers_to(row)
        assert row["n"] == len(values) >= 5
        if row["mean"] is not None:
            assert row["mean"] == half_up(mean(values))
        else:
            low, high = (1, 5) if row["favourable"] is not None else (0, 10)
            eighth = (high - low) / 8
            assert half_up(mean(values)) <= low + eighth or half_up(mean(values)) >= high - eighth
        if isinstance(row["favourable"], float):
            share = sum(value >= 4 for value in values) / len(values)
            assert abs(row["favourable"] - share) <= 0.05 + 1e-9


@WAVES
def test_every_construct_and_its_interval_is_made_again(app, seed, mentors, leaders):
    report = a_random_wave(seed, mentors, leaders)

    for row in report["constructs"]:
        its = [i for i in scaled(report) if (i["construct"], i["role"]) == (row["key"], row["role"])]
        numbers = [item for item in its if isinstance(item["mean"], float)]
        if not isinstance(row["mean"], float):
            continue
        assert 2 * len(numbers) >= len(its)
        assert row["mean"] == half_up(mean(item["mean"] for item in numbers))
        assert row["n"] == min(item["n"] for item in numbers)
        spreads = mean(spread(answers_to(item)) for item in numbers)
        half = stats.t.ppf(0.95, row["n"] - 1) * spreads / math.sqrt(row["n"])
        low, high = row["interval_90"]
        assert low == pytest.approx(max(1, row["mean"] - half), abs=0.11)
        assert high == pytest.approx(min(5, row["mean"] + half), abs=0.11)
        assert low <= max(1, row["mean"] - half) + 2e-3 and high >= min(5, row["mean"] + half) - 2e-3


@WAVES
def test_every_gap_is_made_again(app, seed, mentors, leaders):
    report = a_random_wave(seed, mentors, leaders)
    means = {(row["key"], row["role"]): row for row in scaled(report)}
    told = [row for row in report["gaps"] if row["gap"] != TOO_FEW]

    assert told
    for row in told:
        leader, mentor = means[row["leader_item"], "leader"], means[row["mentor_item"], "mentor"]
        gap = round(leader["mean"] - mentor["mean"], 1)
        low, high = row["interval_90"]
        assert (row["gap"], row["n_leader"], row["n_mentor"]) == (gap, leader["n"], mentor["n"])
        assert low <= gap <= high
        assert row["is_notable"] == (abs(gap) >= 0.5 and not low <= 0 <= high)
    for row in report["construct_gaps"]:
        pairs = [g for g in told if g["construct"] == row["construct"]]
        if row["gap"] != TOO_FEW:
            sides = [
                mean(means[g[f"{role}_item"], role]["mean"] for g in pairs) for role in ("leader", "mentor")
            ]
            assert [row["leader_mean"], row["mentor_mean"]] == [half_up(side) for side in sides]
            assert row["gap"] == round(row["leader_mean"] - row["mentor_mean"], 1)
            assert row["questions"] == len(pairs)
