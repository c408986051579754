"""A whole programme's dates from a template, in the order of time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.terms import WaveKind
from rmfeedback.waves import timetables, workdays

STARTS = date(2026, 12, 7)


def weeks(drafts):
    return [(draft.kind.value, round((draft.opens_on - STARTS).days / 7)) for draft in drafts]


def test_six_months_ask_before_the_first_session_and_after_6_12_18_24_and_36_weeks():
    assert weeks(timetables.drafts("six-months", STARTS)) == [
        ("kickoff", -2), ("pulse", 6), ("midpoint", 12), ("pulse", 18), ("closing", 24), ("follow-up", 36),
    ]  # fmt: skip


def test_a_pilot_takes_twelve_weeks():
    assert weeks(timetables.drafts("twelve-week-pilot", STARTS)) == [
        ("kickoff", -2), ("pulse", 6), ("closing", 12),
    ]  # fmt: skip


def test_the_kickoff_is_over_before_the_first_session():
    assert timetables.drafts("six-months", STARTS)[0].closes_on == date(2026, 12, 4)


def test_a_moved_day_says_why():
    moved = timetables.drafts("six-months", date(2026, 11, 25), "DE-BY")

    assert moved[1].opens_on == date(2027, 1, 7)
    assert moved[1].moved[0] == "not opened on 6 January, Epiphany"


def test_a_template_that_is_not_there_is_refused():
    with pytest.raises(timetables.TemplateUnknown, match="six-months, twelve-week-pilot"):
        timetables.drafts("a-decade", STARTS)


@given(
    st.dates(date(2024, 1, 1), date(2034, 1, 1)),
    st.sampled_from(["", "DE-BY", "US", "JP"]),
    st.sampled_from(sorted(timetables.templates())),
)
def test_whatever_the_start_all_days_are_good_and_no_two_waves_overlap(starts_on, region, key):
    made = timetables.drafts(key, starts_on, region)

    for draft in made:
        assert draft.opens_on < draft.closes_on
        assert 1 <= len(draft.remind_on) <= 2
        assert all(draft.opens_on < day < draft.closes_on for day in draft.remind_on)
        assert all(workdays.is_working(day, region) for day in (draft.opens_on, *draft.remind_on))
    assert all(one.closes_on < next_.opens_on for one, next_ in zip(made, made[1:], strict=False))


@given(st.integers(1, 60), st.integers(0, 5))
def test_reminders_have_days_of_their_own_between_opening_and_closing(length, count):
    opens_on = date(2026, 3, 2)
    closes_on = opens_on + timedelta(days=length)
    days = timetables.usual_reminders(opens_on, closes_on, count)

    assert len(set(days)) == len(days) <= count
    assert list(days) == sorted(days)
    assert all(opens_on < day < closes_on for day in days)


def test_the_templates_name_every_kind_once_at_least():
    kinds = {step.kind for template in timetables.templates().values() for step in template.steps}
    assert kinds == set(WaveKind)
