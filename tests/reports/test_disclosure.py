"""Each rule of what may be shown, as a sentence."""

from collections import Counter
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.reports import disclosure
from rmfeedback.reports.disclosure import HIDDEN, TOO_FEW, Groups, Shown

FIVE = (1, 5)
GROUPS = Groups()
scores = st.lists(st.integers(1, 5), max_size=40)


@given(scores)
def test_no_shown_number_rests_on_fewer_than_five(values):
    shown = disclosure.score(values, FIVE, GROUPS)

    assert (shown == HIDDEN) == (len(values) < 5)


@given(scores)
def test_a_mean_at_an_end_of_the_scale_is_a_band(values):
    shown = disclosure.score(values, FIVE, GROUPS)

    if shown.is_number:
        assert 1.5 < shown.mean < 4.5
    elif shown.is_shown:
        assert shown.mean is None
        assert shown.band in ("1.5 or less", "4.5 or more")


def test_the_long_scale_has_bands_as_wide_in_proportion():
    assert disclosure.score([9] * 6, (0, 10), GROUPS).band == "8.75 or more"
    assert disclosure.score([5] * 6, (0, 10), GROUPS).mean == 5.0


def test_a_raised_smallest_group_holds_and_a_lowered_one_does_not():
    assert disclosure.score([3] * 5, FIVE, Groups(smallest=6)) == HIDDEN
    assert disclosure.score([3] * 4, FIVE, Groups(smallest=2)) == HIDDEN


@pytest.mark.parametrize(
    ("responses", "shown"), [({"mentor": 5, "leader": 5}, True), ({"mentor": 12, "leader": 4}, False)]
)
def test_one_small_role_hides_both(responses, shown):
    assert disclosure.roles_shown(responses, ("mentor", "leader"), GROUPS) is shown


def test_a_banded_part_enters_no_number_of_everybody():
    number, band = Shown(10, 3.0, None, "most"), Shown(9, None, "4.5 or more", "most")
    low = Shown(9, None, "1.5 or less", "few")

    assert disclosure.pooled(number, [number, HIDDEN]) == number
    assert disclosure.pooled(band, [band, band]) == band
    for parts in ([number, band], [band, HIDDEN], [band, low]):
        assert disclosure.pooled(number, parts) == HIDDEN


@pytest.mark.parametrize(
    ("agreeing", "of", "told"),
    [
        (2, 25, "10 % or less"),
        (3, 20, 0.2),
        (10, 20, 0.5),
        (17, 20, "90 % or more"),
        (20, 20, "90 % or more"),
    ],
)
def test_from_twenty_answers_a_share_is_told_to_the_nearest_tenth(agreeing, of, told):
    values = [4] * agreeing + [2] * (of - agreeing)

    assert disclosure.score(values, FIVE, GROUPS).favourable == told


def test_a_share_that_would_leave_one_way_of_answering_is_not_told():
    # Of 24 some 60 % agree, the mean is 4.3: only 9 threes and 15 fives make that.
    assert disclosure.score([3] * 9 + [5] * 15, FIVE, GROUPS).favourable == TOO_FEW
    # In a band the word says no more than the band.
    assert disclosure.score([3] * 6 + [5] * 16, FIVE, GROUPS).favourable == "most"


@pytest.mark.parametrize(
    ("agreeing", "told"), [(3, "few"), (4, "about half"), (8, "about half"), (9, "most")]
)
def test_below_twenty_answers_a_share_is_a_word(agreeing, told):
    assert disclosure.share_in_words(Fraction(agreeing, 12)) == told


@pytest.mark.parametrize("n", [5, 6, 7, 9])
def test_mean_and_word_never_leave_one_way_of_answering(n):
    ways = Counter()
    for values in combinations_with_replacement(range(1, 6), n):
        shown = disclosure.score(values, FIVE, GROUPS)
        if shown.is_number:
            ways[shown.mean, shown.favourable] += 1

    assert min(ways.values()) > 1


def test_how_answers_spread_is_told_from_twenty_and_in_buckets_of_five():
    assert disclosure.distribution([9, 5, 5], GROUPS) == TOO_FEW
    assert disclosure.distribution([2, 4, 7, 9], GROUPS) == [(0, 1, 6), (2, 2, 7), (3, 3, 9)]
    assert disclosure.distribution([10, 9, 2], GROUPS) == [(0, 0, 10), (1, 2, 11)]
    assert disclosure.distribution([30, 1], GROUPS) == TOO_FEW


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
def test_buckets_hold_all_answers_and_five_each(counts):
    found = disclosure.distribution(counts, GROUPS)

    if found != TOO_FEW:
        assert sum(answers for _, _, answers in found) == sum(counts)
        assert all(answers >= 5 for _, _, answers in found)


def test_themes_need_ten_responses():
    assert disclosure.may_show_themes(10, GROUPS)
    assert not disclosure.may_show_themes(9, GROUPS)


def test_a_theme_needs_three_comments_on_one_question():
    assert disclosure.may_show_theme({"mentor": {"what_works": 2}, "leader": {"what_works": 1}})
    assert not disclosure.may_show_theme({"mentor": {"what_works": 2, "blind_spots_or_else": 2}})


def test_a_small_theme_has_a_range_as_its_count():
    assert disclosure.theme_count({"all": {"what_works": 4}}, GROUPS) == "3 to 4"
    assert disclosure.theme_count({"all": {"what_works": 5}}, GROUPS) == 5


def test_a_share_that_would_settle_the_range_is_not_told():
    small = {"all": {"what_works": 3}}

    assert disclosure.theme_share(small, 46, GROUPS) == 0.1
    assert disclosure.theme_share(small, 23, GROUPS) == TOO_FEW


def test_roles_of_a_theme_are_told_only_where_both_have_five_on_one_question():
    roles = ("mentor", "leader")
    both = {"mentor": {"what_works": 7, "blind_spots_or_else": 1}, "leader": {"what_works": 5}}
    spread_out = {"mentor": {"what_works": 7}, "leader": {"what_works": 3, "blind_spots_or_else": 3}}

    assert disclosure.theme_by_role(both, roles, GROUPS) == {"mentor": 8, "leader": 5}
    assert set(disclosure.theme_by_role(spread_out, roles, GROUPS).values()) == {TOO_FEW}


def test_comments_that_tell_no_role_hide_the_roles_of_their_theme():
    counts = {"mentor": {"what_works": 7}, "leader": {"what_works": 5}, "all": {"what_works": 1}}

    assert set(disclosure.theme_by_role(counts, ("mentor", "leader"), GROUPS).values()) == {TOO_FEW}


@given(st.lists(st.integers(3, 12), max_size=5), st.integers(0, 12))
def test_no_count_below_five_follows_from_the_others(sizes, rest):
    written, left = disclosure.comment_counts(sum(sizes) + rest, sizes, GROUPS)

    small = [size for size in sizes if size < 5]
    assert left == TOO_FEW or left == rest and (rest == 0 or rest >= 5) and not small
    if small and written != TOO_FEW:
        hidden = written - sum(size for size in sizes if size >= 5)
        # Every small theme may still hold 3 or 4.
        assert hidden >= 4 * len(small)


def test_nobody_speaks_for_a_theme_that_is_mostly_their_own():
    assert disclosure.may_quote(20, 40)
    assert not disclosure.may_quote(21, 40)


@pytest.mark.parametrize("n", range(5, 20))
def test_in_a_band_the_word_says_nothing_that_the_band_does_not(n):
    words = {}
    for answers in combinations_with_replacement((1, 2, 3, 4, 5), n) if n < 9 else _near_the_ends(n):
        shown = disclosure.score(answers, (1, 5), GROUPS)
        if shown.band:
            words.setdefault(shown.band, set()).add(shown.favourable)

    assert words == {"4.5 or more": {"most"}, "1.5 or less": {"few"}}


def _near_the_ends(n):
    """All ways of answering with at most four people away from one end of the scale."""
    for away in combinations_with_replacement((1, 2, 3, 4, 5), 4):
        yield (1,) * (n - 4) + away
        yield (5,) * (n - 4) + away
