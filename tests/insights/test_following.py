"""The same theme over waves, and changes only where chance would not make them."""

import numpy as np
import pytest

from rmfeedback.insights import ThemeModel, follow
from rmfeedback.insights.following import Kept, _holm, continued
from rmfeedback.insights.refusals import SettingUnknown

TIME = [
    f"{start} to meet each other {end}"
    for start in ("No time", "Too little time", "Never any time")
    for end in ("this month", "between shifts", "at all", "before the holidays")
]
TOOLS = [
    f"The {tool} {trouble}"
    for tool in ("VPN", "laptop", "software", "printer")
    for trouble in ("is slow", "breaks down every day", "is too old")
]
BOATS = [f"The rowing boats {what}" for what in ("leak", "need new paint", "lie in the harbour", "were sold")]
BOATS += [f"Nobody {does} the rowing boats" for does in ("repairs", "cleans", "counts", "paints")]


def fitted(comments):
    return ThemeModel(vectors="static").fit(comments, questions=["what_gets_in_the_way"] * len(comments))


def test_a_theme_that_only_the_later_wave_has_is_new():
    followed = follow(fitted(TIME + TOOLS), fitted(TIME + TOOLS + BOATS * 3))

    changes = {each.later.key: each.change for each in followed if each.later}
    assert changes == {"prog_time": "steady", "tech_tools": "steady", "found_1": "new"}


def test_a_theme_is_followed_from_wave_to_wave_and_grows_and_fades():
    followed = follow(fitted(TIME + TOOLS[:3]), fitted(TIME[:3] + TOOLS * 2))

    assert {each.later.key: each.change for each in followed} == {
        "tech_tools": "growing",
        "prog_time": "fading",
    }
    assert all(each.earlier.key == each.later.key for each in followed)


def test_what_a_wave_lacks_altogether_is_fading_and_told_last():
    followed = follow(fitted(TIME + TOOLS + BOATS * 3), fitted(TIME + TOOLS))

    assert (followed[-1].later, followed[-1].change) == (None, "fading")
    assert followed[-1].share_after == 0


def test_discovered_themes_are_known_by_what_they_say_and_not_by_their_number():
    followed = follow(fitted(TIME + BOATS), fitted(BOATS + TOOLS))

    assert [(each.earlier.key, each.later.key) for each in followed if each.earlier and each.later] == [
        ("found_1", "found_1")
    ]


def test_halves_of_the_same_comments_are_steady():
    chance = np.random.default_rng(0)
    comments = np.array((TIME + TOOLS + BOATS) * 2)
    for _ in range(4):
        order = chance.permutation(len(comments))
        one, other = fitted(comments[order[:32]].tolist()), fitted(comments[order[32:]].tolist())
        assert all(each.change == "steady" for each in follow(one, other))


def test_waves_read_in_different_ways_are_not_compared():
    with pytest.raises(SettingUnknown, match="Fit both with the same"):
        follow(fitted(TIME), ThemeModel(vectors="semantic").fit(TIME))


def test_one_difference_among_many_must_be_the_clearer():
    assert _holm([0.04]) == [True]
    assert _holm([0.04, 0.5]) == [False, False]
    assert _holm([0.02, 0.01, 0.9]) == [True, True, False]


def test_themes_that_people_merged_and_split_are_followed_by_what_stands_in_them():
    before = [Kept("prog_time", TIME), Kept("found_1", BOATS[:6]), Kept("tech_tools", TOOLS)]

    found = continued(before, [Kept("prog_time-2", TIME[3:]), Kept("found_7", BOATS[6:]), Kept("tech_tools")])

    assert found == {"prog_time-2": "prog_time", "found_7": "found_1", "tech_tools": "tech_tools"}


def test_a_theme_on_something_else_or_without_comments_continues_none():
    assert continued([Kept("found_1", BOATS)], [Kept("found_1", TOOLS), Kept("found_2", [])]) == {}
    assert continued([], [Kept("found_1", BOATS)]) == {}
    assert continued([Kept("prog_time", TIME)], []) == {}
