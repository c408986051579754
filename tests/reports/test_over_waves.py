"""Everybody together over several waves of a cohort."""

from datetime import date

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import findings
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.models import LedgerRow, Run
from tests import factories
from tests.reports.conftest import WAVE, a_counted_wave

FIRST = "pilot-midpoint-1"


def two_waves(first=None, second=None, is_released=True):
    """A wave in September and one in November, of one cohort; the first is released, if said so."""
    wave = a_counted_wave(key=FIRST, fixed=first, programme_key="north")
    a_counted_wave(fixed=second, programme_key="north")
    with writing() as session:
        wave.opens_on, wave.closes_on = date(2026, 9, 1), date(2026, 9, 12)
        for key in (FIRST, WAVE):
            session.add(Run(wave_key=key, comments=0, substantive=0, themes=0, settings={}))
    if is_released:
        findings.release(FIRST)
    return findings.release(WAVE)


def row_of(found, key):
    return next(row for row in found["over_waves_items"] if row["key"] == key)


def test_two_waves_are_told_together_beside_each_ones_own_number(app):
    low = {"m_time_kept": [2] * 10, "l_time_kept": [2] * 9}
    high = {"m_time_kept": [3] * 10, "l_time_kept": [4] * 9}

    found = two_waves(low, high)

    row = row_of(found, "time_kept")
    # (19 × 2 + 10 × 3 + 9 × 4) / 38
    assert (row["mean"], row["n"], row["role"]) == (2.7, 19, "all")
    assert found["waves"] == [FIRST, WAVE]


def test_a_wave_whose_own_number_is_hidden_hides_it_over_waves(app):
    found = two_waves({"m_time_kept": [2] * 2, "l_time_kept": [3] * 2})

    assert row_of(found, "time_kept")["mean"] == TOO_FEW
    assert {"what": "time_kept, over waves"} in found["suppressed"]


def test_a_banded_mean_of_one_wave_enters_no_mean_over_waves(app):
    found = two_waves({"m_time_kept": [5] * 10, "l_time_kept": [5] * 9})

    assert row_of(found, "time_kept")["mean"] == TOO_FEW


def test_a_wave_that_is_not_released_is_not_taken_in(app):
    found = two_waves(is_released=False)

    assert (found["waves"], found["over_waves"]) == ([WAVE], [])


def test_what_follows_from_both_waves_needs_no_row_of_its_own(app):
    two_waves()

    with writing() as session:
        atoms = [row.atoms for row in session.query(LedgerRow)]
    assert all(len({wave for wave, _, _ in its}) == 1 for its in atoms)


@pytest.mark.parametrize("page", ["", "/gaps"])
def test_both_waves_together_stand_on_the_pages(client, page):
    lin = factories.signed_in(client, "lin")
    two_waves()

    text = lin.get(f"/reports/{WAVE}{page}").get_data(as_text=True)

    assert "Two waves together" in text
    assert "Different people may have answered" in text


def test_a_wave_whose_number_was_hidden_for_a_banded_role_does_not_follow_over_waves(app):
    # Everybody's mean in the first wave is 3.6, but the mentors' is told as a band.
    first = {"m_time_kept": [5] * 10, "l_time_kept": [2] * 9}
    second = {"m_time_kept": [3] * 10, "l_time_kept": [3] * 9}

    assert row_of(two_waves(first, second), "time_kept")["mean"] == TOO_FEW
