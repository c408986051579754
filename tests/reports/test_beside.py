"""A roll-out beside its pilot: only what both releases tell, and no difference where either hides."""

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import beside, findings, running
from rmfeedback.reports.disclosure import TOO_FEW
from tests.factories import signed_in
from tests.reports.conftest import a_counted_wave

PILOT, ROLL_OUT = "first-midpoint", "second-midpoint"
LOW, HIGH = [2] * 10, [4] * 10


@pytest.fixture(autouse=True)
def _app(app):
    return app


def a_pair(pilot=None, roll_out=None, **of_pilot):
    """Two released waves of two cohorts; the second names the first as its pilot."""
    for key, fixed, more in (
        (PILOT, pilot, {"cohort": "First group"} | of_pilot),
        (ROLL_OUT, roll_out, {"cohort": "Second group", "pilot_key": "first"}),
    ):
        sizes = more.pop("sizes", (10, 9))
        wave = a_counted_wave(*sizes, key=key, fixed=fixed, **more)
        with writing():
            wave.cohort_key = key.partition("-")[0]
        release(key)


def release(key):
    running.run(key)
    findings.release(key)


def row_of(key, role="mentor"):
    return next(row for row in beside.of(ROLL_OUT).rows if (row.key, row.role) == (key, role))


def test_equal_items_stand_side_by_side_with_their_difference():
    a_pair(pilot={"m_pair_goals": LOW}, roll_out={"m_pair_goals": HIGH})
    row = row_of("m_pair_goals")

    assert (row.pilot["mean"], row.roll_out["mean"], row.difference) == (2.0, 4.0, 2.0)
    assert row.is_notable
    assert beside.of(ROLL_OUT).notable[0].key == "m_pair_goals"


def test_every_number_stands_in_one_of_the_releases():
    a_pair()
    told = {
        (key, row["key"], row["role"]): row["mean"]
        for key in (PILOT, ROLL_OUT)
        for row in findings.released(key)["items"]
    }
    for row in beside.of(ROLL_OUT).rows:
        assert row.pilot["mean"] == told[PILOT, row.key, row.role]
        assert row.roll_out["mean"] == told[ROLL_OUT, row.key, row.role]


def test_a_banded_mean_enters_no_difference():
    a_pair(pilot={"m_pair_goals": [5] * 10}, roll_out={"m_pair_goals": HIGH})
    row = row_of("m_pair_goals")

    assert (row.pilot["band"] is not None, row.difference, row.is_notable) == (True, None, False)


def test_where_either_side_is_too_few_there_is_no_difference():
    a_pair(sizes=(4, 9))
    rows = beside.of(ROLL_OUT).rows

    assert rows
    for row in rows:
        if TOO_FEW in (row.pilot["mean"], row.roll_out["mean"]):
            assert (row.difference, row.is_notable) == (TOO_FEW, False)
    assert {row.role for row in rows if row.difference != TOO_FEW} <= {"all"}


def test_what_is_not_released_is_not_compared():
    a_counted_wave(key=PILOT)
    wave = a_counted_wave(key=ROLL_OUT, pilot_key="pilot")
    with writing():
        wave.cohort_key = "second"
    release(ROLL_OUT)

    assert beside.pilot_of(ROLL_OUT) is None
    with pytest.raises(beside.NoPilot):
        beside.of(ROLL_OUT)
    release(PILOT)
    assert beside.pilot_of(ROLL_OUT) == PILOT


def test_a_wave_without_a_pilot_has_none_beside_it():
    a_counted_wave()
    release("pilot-midpoint")

    with pytest.raises(beside.NoPilot):
        beside.of("pilot-midpoint")
    with pytest.raises(findings.NotReleased):
        beside.of(a_counted_wave(key="another").key)


def test_the_page_says_that_different_people_answered(client):
    a_pair(pilot={"m_pair_goals": LOW}, roll_out={"m_pair_goals": HIGH})
    lin = signed_in(client, "lin")
    page = lin.get(f"/reports/{ROLL_OUT}/pilot").text

    assert "Different people answered" in page
    assert "+2.0" in page
    assert f'href="/reports/{ROLL_OUT}/pilot"' in lin.get(f"/reports/{ROLL_OUT}").text
    assert "Beside its pilot" not in lin.get(f"/reports/{PILOT}").text
