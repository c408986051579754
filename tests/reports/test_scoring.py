"""Recoding, rounding, constructs, intervals and gaps."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rmfeedback.reports import disclosure, scoring
from rmfeedback.reports.disclosure import HIDDEN, TOO_FEW, Groups, Shown
from rmfeedback.reports.scoring import FIXED_SPREAD, Score
from rmfeedback.surveys.questionnaire import shipped

GROUPS = Groups()
five_point = st.lists(st.integers(1, 5), min_size=5, max_size=40)


def of(*means: float, n: int = 10) -> list[Shown]:
    """Items that are shown with these means."""
    return [Shown(n, mean, None, "most") for mean in means]


def score(mean: float, n: int) -> Score:
    return scoring.construct(of(mean, n=n), [FIXED_SPREAD])


@given(st.integers(1, 5))
def test_recoding_twice_gives_the_answer_back(value):
    item = shipped()["mentor"].item("m_safe_hold_back")

    assert item.reverse
    assert item.recoded(item.recoded(value)) == value
    assert item.recoded(value) + value == 6


@given(five_point)
def test_a_rounded_mean_is_a_decimal_within_half_a_tenth(scores):
    exact = Fraction(sum(scores), len(scores))

    shown = disclosure.rounded(sum(scores), len(scores))

    assert abs(Fraction(str(shown)) - exact) <= Fraction(1, 20)


def test_a_half_is_rounded_up_as_people_expect():
    assert disclosure.rounded(9, 4) == 2.3
    assert disclosure.rounded(13, 4) == 3.3


def test_a_construct_is_the_mean_of_its_shown_items():
    found = scoring.construct(of(3.0, 4.0), [FIXED_SPREAD] * 2)

    assert found.shown.mean == 3.5
    assert found.items == 2


def test_a_construct_has_the_n_of_its_least_answered_item():
    found = scoring.construct([*of(3.0, n=10), *of(4.0, n=6)], [FIXED_SPREAD] * 2)

    assert found.shown.n == 6


def test_a_construct_of_which_half_is_hidden_rests_on_the_other_half():
    assert scoring.construct([HIDDEN, *of(3.2)], [FIXED_SPREAD] * 2).shown.mean == 3.2


def test_a_construct_of_which_more_than_half_is_hidden_is_too_few():
    found = scoring.construct([HIDDEN, HIDDEN, *of(3.2)], [FIXED_SPREAD] * 3)

    assert found.shown == HIDDEN
    assert found.interval_90 == TOO_FEW


def test_a_banded_item_does_not_enter_its_construct():
    banded = Shown(10, None, "4.5 or more", "most")

    assert scoring.construct([banded, *of(3.0)], [FIXED_SPREAD] * 2).shown.mean == 3.0


def test_a_construct_of_banded_items_alone_has_their_band_and_no_interval():
    banded = Shown(10, None, "4.5 or more", "most")

    found = scoring.construct([banded, banded], [FIXED_SPREAD] * 2)

    assert (found.shown.mean, found.shown.band, found.interval_90) == (None, "4.5 or more", None)


def test_items_in_opposite_bands_make_no_construct():
    ends = [Shown(10, None, "4.5 or more", "most"), Shown(10, None, "1.5 or less", "few")]

    assert scoring.construct(ends, [FIXED_SPREAD] * 2).shown == HIDDEN


@given(five_point)
def test_below_thirty_answers_the_spread_is_fixed(scores):
    found = scoring.spread(scores)

    assert found == FIXED_SPREAD if len(scores) < 30 else found >= scoring.SMALLEST_SPREAD


@given(five_point, five_point)
def test_an_interval_below_thirty_answers_tells_nothing_but_n_and_mean(some, others):
    if len(some) == len(others) < 30 and sum(some) == sum(others):
        one, other = (
            scoring.construct([disclosure.score(s, (1, 5), GROUPS)], [scoring.spread(s)])
            for s in (some, others)
        )
        assert one.interval_90 == other.interval_90


@given(st.integers(16, 44), st.integers(5, 60))
def test_an_interval_holds_its_mean_and_stays_on_the_scale(tenths, n):
    found = score(tenths / 10, n)

    assert isinstance(found.interval_90, tuple)
    low, high = found.interval_90
    assert 1.0 <= low <= tenths / 10 <= high <= 5.0


def test_the_interval_of_ten_answers_comes_from_a_spread_of_one_point_two():
    # 1.833 × 1.2 / √10 = 0.70, outwards to a tenth.
    assert score(3.0, 10).interval_90 == (2.3, 3.7)


@pytest.mark.parametrize("freedom", [4, 5, 8, 9, 20, 58, 1000])
def test_the_quantile_of_student_is_the_one_of_the_tables(freedom):
    assert scoring.student_90(freedom) == pytest.approx(stats.t.ppf(0.95, freedom), abs=1e-3)


def test_thirty_equal_answers_still_have_an_interval():
    assert scoring.spread([3] * 30) == scoring.SMALLEST_SPREAD


def test_a_gap_is_leaders_minus_mentors():
    assert scoring.gap(score(4.1, 9), score(2.9, 10), FIXED_SPREAD, FIXED_SPREAD).gap == 1.2


@pytest.mark.parametrize(
    ("leaders", "mentors", "is_notable"), [(4.1, 2.9, True), (3.5, 3.0, False), (2.9, 4.1, True)]
)
def test_a_gap_is_notable_only_outside_its_interval(leaders, mentors, is_notable):
    found = scoring.gap(score(leaders, 9), score(mentors, 10), FIXED_SPREAD, FIXED_SPREAD)

    assert found.is_notable is is_notable


def test_a_gap_of_less_than_half_a_point_is_never_notable():
    found = scoring.gap(score(3.4, 5000), score(3.0, 5000), 0.6, 0.6)

    assert found.interval_90[0] > 0
    assert not found.is_notable


@given(st.integers(16, 44), st.integers(16, 44), st.integers(5, 200), st.integers(5, 200))
def test_a_notable_gap_leaves_no_room_for_zero(leaders, mentors, n_leaders, n_mentors):
    pair = score(leaders / 10, n_leaders), score(mentors / 10, n_mentors)

    found = scoring.gap(*pair, FIXED_SPREAD, FIXED_SPREAD)

    low, high = found.interval_90
    assert low <= found.gap <= high
    assert not found.is_notable or low > 0 or high < 0


@pytest.mark.parametrize("hidden", [HIDDEN, Shown(10, None, "4.5 or more", "most")])
def test_a_gap_needs_a_number_on_both_sides(hidden):
    one_sided = scoring.construct([hidden], [FIXED_SPREAD])

    assert scoring.gap(one_sided, score(3.0, 10), FIXED_SPREAD, FIXED_SPREAD) == scoring.NO_GAP
    assert scoring.gap(score(3.0, 10), one_sided, FIXED_SPREAD, FIXED_SPREAD) == scoring.NO_GAP
