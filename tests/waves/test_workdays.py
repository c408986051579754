"""No mail at weekends and on holidays; which holidays, the programme says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.waves import workdays

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)
# Epiphany: a holiday in Bavaria, none in Berlin.
EPIPHANY = date(2027, 1, 6)


def test_a_weekend_is_no_working_day():
    assert [workdays.is_working(day, "") for day in (FRIDAY, SATURDAY, MONDAY)] == [True, False, True]
    assert workdays.next_working(SATURDAY, "") == MONDAY
    assert workdays.last_working(SATURDAY, "") == FRIDAY


@pytest.mark.parametrize(
    ("region", "is_working"), [("", True), ("DE", True), ("DE-BE", True), ("DE-BY", False)]
)
def test_a_holiday_counts_where_it_is_one(region, is_working):
    assert workdays.is_working(EPIPHANY, region) is is_working


def test_a_day_without_mails_is_refused_with_the_reason_and_the_next_one():
    with pytest.raises(workdays.NoWorkingDay, match="25 December 2026 .* Christmas Day.* Monday 28 December"):
        workdays.check(date(2026, 12, 25), "DE")
    workdays.check(FRIDAY, "DE")


@pytest.mark.parametrize("region", ["Germany", "XX", "DE-ZZ", "DE-BY-M", "D"])
def test_a_region_that_nobody_knows_is_refused(region):
    with pytest.raises(workdays.HolidaysUnknown, match="DE-BY"):
        workdays.check_region(region)


def test_a_region_is_kept_in_capitals():
    assert [workdays.check_region(region) for region in (" de-by ", "FR", "")] == ["DE-BY", "FR", ""]


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(["", "DE-BY", "US", "JP", "GB-ENG"]))
def test_the_next_working_day_is_one_and_none_lies_before_it(day, region):
    found = workdays.next_working(day, region)

    assert workdays.is_working(found, region)
    between = (date.fromordinal(n) for n in range(day.toordinal(), found.toordinal()))
    assert not any(workdays.is_working(one, region) for one in between)
