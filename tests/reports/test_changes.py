"""What has changed since the last wave that asked the same."""

from datetime import date

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import findings
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.models import Run
from tests import factories
from tests.reports.conftest import WAVE, a_counted_wave

FIRST = "pilot-midpoint-1"


def two_waves(first=None, second=None, comparable=(FIRST,)):
    wave = a_counted_wave(key=FIRST, fixed=first)
    a_counted_wave(fixed=second, comparable_with=list(comparable))
    with writing() as session:
        wave.opens_on, wave.closes_on = date(2026, 9, 1), date(2026, 9, 12)
        for key in (FIRST, WAVE):
            session.add(Run(wave_key=key, comments=0, substantive=0, themes=0, settings={}))
    findings.release(FIRST)
    return findings.release(WAVE)


def row_of(found, key, role):
    return next(row for row in found["changes"] if (row["key"], row["role"]) == (key, role))


LOW, HIGH = {"m_time_kept": [2] * 10}, {"m_time_kept": [4] * 10}


def test_a_change_is_the_difference_of_both_released_means(app):
    row = row_of(two_waves(LOW, HIGH), "m_time_kept", "mentor")

    assert (row["change"], row["since"], row["is_notable"]) == (2.0, FIRST, True)
    low, high = row["interval_90"]
    # 1.734 × 1.2 × √(1/10 + 1/10) = 0.93, outwards to a tenth.
    assert (low, high) == (1.0, 3.0)


def test_where_few_joined_or_left_no_change_is_told(app):
    found = two_waves(LOW, HIGH, comparable=())

    assert {row["change"] for row in found["changes"]} == {TOO_FEW}
    assert {"what": "change, m_time_kept, mentor"} in found["suppressed"]


@pytest.mark.parametrize("first", [{"m_time_kept": [5] * 10}, {"m_time_kept": [3] * 4}])
def test_a_banded_or_hidden_side_tells_no_change(app, first):
    row = row_of(two_waves(first, HIGH), "m_time_kept", "mentor")

    assert (row["change"], row["interval_90"], row["is_notable"]) == (TOO_FEW, TOO_FEW, False)


def test_the_first_wave_of_a_cohort_has_no_changes(app):
    two_waves()

    assert findings.released(FIRST)["changes"] == []


@pytest.mark.parametrize(
    ("comparable", "says"),
    [((FIRST,), "+2.0 (+1.0 to +3.0)"), ((), "at least five people, joined or left in between")],
)
def test_changes_stand_on_a_page_of_their_own_and_not_without_saying_who_was_compared(
    client, comparable, says
):
    lin = factories.signed_in(client, "lin")
    two_waves(LOW, HIGH, comparable)

    text = lin.get(f"/reports/{WAVE}/changes").get_data(as_text=True)
    assert says in text
    assert "Different people may have answered" in text
