"""What became of a theme follows from what both waves tell, and only where chance would not do it."""

import math

from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from rmfeedback.reports import chance, disclosure
from rmfeedback.reports.chance import Told
from rmfeedback.reports.disclosure import TOO_FEW, Groups


def told(size, written, is_hidden=False):
    """A theme of so many comments of so many, as findings tell it."""
    counts = {"mentor": {"what_works": size}}
    shown = disclosure.theme_count(counts, Groups())
    share = disclosure.theme_share(counts, written, Groups())
    return Told(shown, share, TOO_FEW if is_hidden else written)


waves = st.integers(3, 80).flatmap(lambda size: st.tuples(st.just(size), st.integers(size, 200)))


@given(waves, waves)
def test_the_chance_is_that_of_fishers_exact_test(before, now):
    (count, n), (counted, m) = before, now

    expected = fisher_exact([[count, n - count], [counted, m - counted]]).pvalue

    assert math.isclose(chance.fisher(*before, *now), expected, rel_tol=1e-6)


@given(waves, waves, st.integers(1, 9), st.booleans(), st.booleans())
def test_growing_and_fading_are_told_only_of_what_chance_would_not_do(before, now, among, hides, hides_too):
    """Whatever is hidden: the word is that of the true counts, or none."""
    (count, n), (counted, m) = before, now

    found = chance.trend(told(*before, hides), told(*now, hides_too), among)

    p = fisher_exact([[count, n - count], [counted, m - counted]]).pvalue
    if found in (chance.GROWING, chance.FADING) and not (hides or hides_too):
        assert p <= 0.05 / among * (1 + 1e-6)
        assert (found == chance.GROWING) == (counted / m > count / n)
    if isinstance(told(*before).comments, int) and isinstance(told(*now).comments, int) and found == "steady":
        assert hides or hides_too or p >= 0.05 / among * (1 - 1e-6)


def test_a_count_of_three_or_four_is_not_told_by_the_trend():
    # Of 100 comments, 9 after 3 may be chance, 9 after 4 as well: the word is the same for both.
    assert chance.trend(Told("3 to 4", 0.0, 100), Told(9, 0.1, 100)) == chance.STEADY
    # 12 after 3 would be growing, after 4 perhaps not: neither is told.
    assert {chance.trend(Told(size, 0.0, 100), Told(12, 0.1, 100)) for size in (3, 4)} == {
        "growing",
        "steady",
    }
    assert chance.trend(Told("3 to 4", 0.0, 100), Told(12, 0.1, 100)) == TOO_FEW


def test_where_a_share_leaves_the_word_open_none_is_told():
    assert chance.trend(Told(5, 0.2, TOO_FEW), Told(30, 0.7, TOO_FEW)) == chance.GROWING
    assert chance.trend(Told(5, TOO_FEW, TOO_FEW), Told(30, 0.7, 43)) == TOO_FEW
    assert chance.trend(Told(TOO_FEW, TOO_FEW, 30), Told(30, 0.7, 43)) == TOO_FEW
    # Nearly no share: all comments could be any number.
    assert chance.trend(Told(5, 0.0, TOO_FEW), Told(30, 0.7, 43)) == TOO_FEW
