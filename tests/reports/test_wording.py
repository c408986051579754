"""What is told in words says what it is about, not the key it is stored under."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rmfeedback.reports import disclosure, scoring, wording
from rmfeedback.reports.charts import dumbbells
from rmfeedback.reports.wording import cell_in_words

FINDINGS = {
    "items": [
        {"key": "m_pair_fit", "text": "We are a good match."},
        {"key": "l_pair_fit", "text": "We fit."},
    ],
    "constructs": [{"key": "pairing", "name": "Pairing fit and goals"}],
}


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("m_pair_fit, mentor, favourable", "We are a good match, mentors, how many agree"),
        ("gap, l_pair_fit and m_pair_fit", "gap, We fit and We are a good match"),
        ("gap, pairing", "gap, Pairing fit and goals"),
        ("Leaders ask, listen and act, by role", "Leaders ask, listen and act, by role"),
        ("comments, without_theme", "comments, how many fit no theme"),
    ],
)
def test_a_suppressed_cell_is_named_in_words(what, words):
    assert cell_in_words(what, FINDINGS) == words


def a_gap(name, leaders, mentors):
    """The gap of a construct of one question, made from raw answers as the findings make it."""
    spreads = [scoring.spread(side) for side in (leaders, mentors)]
    sides = [
        scoring.construct([disclosure.score(side, (1, 5), disclosure.Groups())], [spread])
        for side, spread in zip((leaders, mentors), spreads, strict=True)
    ]
    found = scoring.gap(*sides, *spreads)
    told = {"name": name, "gap": found.gap, "is_notable": found.is_notable, "questions": 1}
    told["interval_90"] = list(found.interval_90) if isinstance(found.interval_90, tuple) else "too few"
    for role, side in zip(("leader", "mentor"), sides, strict=True):
        told |= {f"{role}_mean": side.shown.mean, f"{role}_band": side.shown.band}
    return told


side = st.lists(st.integers(1, 5), max_size=60)
sides = st.lists(st.tuples(side, side), max_size=4)


@given(sides)
@example([([4] * 60, [3] * 60)])
@example([([3, 4] * 200, [3] * 400), ([3] * 9, [3] * 9)])
@example([([2, 3] * 100, [3, 4] * 100)])
def test_the_headline_of_the_gaps_claims_no_more_than_the_intervals(pairs):
    gaps = [a_gap(f"Construct {place}", *pair) for place, pair in enumerate(pairs)]

    headline = wording.gaps_headline({"construct_gaps": gaps})

    numbers = [gap for gap in gaps if isinstance(gap["gap"], float)]
    beyond = [gap for gap in numbers if gap["interval_90"][0] > 0 or gap["interval_90"][1] < 0]
    if "rosier" in headline:
        (named,) = [gap for gap in beyond if headline.startswith(f"{gap['name']}:")]
        assert abs(named["gap"]) >= 0.5
        assert abs(named["gap"]) == max(abs(gap["gap"]) for gap in beyond)
        assert ("leaders see it rosier" in headline) == (named["gap"] > 0)
    elif "cannot be compared" in headline:
        assert not numbers
    elif "stands out from chance" in headline:
        assert numbers and not beyond
    else:
        assert beyond and all(abs(gap["gap"]) < 0.5 for gap in beyond)


@given(sides)
@example([([3, 4] * 200, [3] * 400)])
def test_a_gap_is_called_chance_in_words_and_in_the_plot_exactly_where_it_may_be(pairs):
    gaps = [a_gap(f"Construct {place}", *pair) for place, pair in enumerate(pairs)]

    for lane in dumbbells(gaps):
        gap = next(each for each in gaps if each["name"] == lane.name)
        if not isinstance(gap["gap"], float):
            assert lane.lines == ("too few",) and not lane.left and not lane.is_notable
            continue
        low, high = gap["interval_90"]
        assert ("may be chance" in lane.lines[0]) == (low <= 0 <= high)
        assert lane.is_notable == gap["is_notable"]
        assert ("Leaders" in lane.lines[0]) == (low > 0) and ("Mentors" in lane.lines[0]) == (high < 0)
