"""A wave in seven lines: what is said in words is no more than the numbers and intervals say."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rmfeedback.reports import findings, over_time, seven_lines
from rmfeedback.reports.disclosure import TOO_FEW
from tests import factories
from tests.reports.conftest import WAVE, a_counted_wave, a_theme

tenths = st.integers(10, 50).map(lambda value: value / 10)
KINDS = ("blind_spot", "strength", "other")
ANSWERS = ("planned", "in_progress", "done", "declined")


@st.composite
def scores(draw):
    """A row of psychological safety: a mean in its interval, a band, or nothing."""
    row = {"key": "psychological_safety", "role": "all", "name": "Psychological safety", "n": 9, "band": None}
    shown = draw(st.sampled_from(["mean", "band", TOO_FEW]))
    if shown == TOO_FEW:
        return row | {"n": TOO_FEW, "mean": TOO_FEW, "interval_90": TOO_FEW}
    if shown == "band":
        band = draw(st.sampled_from(["1.5 or less", "4.5 or more"]))
        return row | {"mean": None, "band": band, "interval_90": None}
    low, mean, high = sorted(draw(st.tuples(tenths, tenths, tenths)))
    return row | {"mean": mean, "interval_90": [low, high]}


@st.composite
def changes(draw):
    """A row of what an answer moved by."""
    low, change, high = sorted(draw(st.tuples(*[st.integers(-20, 20).map(lambda value: value / 10)] * 3)))
    is_beyond = low > 0 or high < 0
    told = {"change": change, "interval_90": [low, high], "is_notable": abs(change) >= 0.5 and is_beyond}
    told = draw(st.sampled_from([told, {"change": TOO_FEW, "interval_90": TOO_FEW, "is_notable": False}]))
    return {"key": "m_time_kept", "role": "mentor", "text": "Time is kept."} | told


@st.composite
def a_report(draw):
    trends = st.sampled_from(["growing", "steady", "fading", "new", TOO_FEW])
    themes = [
        {"key": f"t{place}", "name": f"Theme {place}", "kind": kind, "trend": trend}
        | {"comments": 9, "by_role": {"mentor": TOO_FEW}}
        for place, (kind, trend) in enumerate(draw(st.lists(st.tuples(st.sampled_from(KINDS), trends))))
    ]
    since = {"kind": "midpoint", "closed_on": "2026-11-27", "may_compare": draw(st.booleans())}
    return {
        "kind": "closing",
        "cohort": "Pilot",
        "constructs": [draw(scores())],
        "items": [],
        "themes": themes,
        "themes_since": draw(st.sampled_from([None, since])),
        "comments": {"written": TOO_FEW},
        "changes": draw(st.lists(changes(), max_size=3)),
        "construct_gaps": [],
        "by_role": {"mentor": 10, "leader": 9},
        "responses": 19,
        "invited": 22,
        "suppressed": [],
    }


@given(scores())
@example({"key": "x", "name": "Safety", "n": 9, "mean": 3.1, "band": None, "interval_90": [3.0, 3.2]})
def test_a_side_of_the_middle_is_named_only_where_the_interval_lies_on_it(row):
    says = seven_lines.leaning(row) if row["n"] != TOO_FEW else ""

    ends = row["interval_90"] if isinstance(row["interval_90"], list) else [1.0, 5.0]
    assert ("on the safe side" in says) == (ends[0] > 3)
    assert ("unsafe side" in says) == (ends[1] < 3)


@settings(deadline=None)
@given(a_report())
def test_what_has_changed_names_only_what_stands_out_and_always_who_was_compared(report):
    says = seven_lines.changed(report)

    may_compare = report["themes_since"] is not None and report["themes_since"]["may_compare"]
    for theme in report["themes"]:
        assert (f"“{theme['name']}”" in says) == (
            may_compare and theme["trend"] in ("growing", "fading", "new")
        )
    notable = [row["change"] for row in report["changes"] if row["is_notable"]]
    assert ("moved by" in says) == bool(notable)
    if notable:
        widest = max(notable, key=abs)
        assert f"moved by {widest:+.1f}".replace("-", "−") in says
    if "Too few" not in says and "No earlier wave" not in says:
        assert "Different people may have answered" in says
    assert ("No earlier wave" in says) == (report["themes_since"] is None and not report["changes"])


@settings(deadline=None)
@given(a_report())
def test_the_headline_of_the_changes_counts_what_is_beyond_chance(report):
    says = over_time.headline(report)

    changed = [theme for theme in report["themes"] if theme["trend"] in ("growing", "fading")]
    moved = [row for row in report["changes"] if row["is_notable"]]
    assert ("Nothing has changed" in says) == (not changed and not moved)


@settings(deadline=None)
@given(a_report(), st.lists(st.tuples(st.integers(0, 3), st.sampled_from(ANSWERS)), max_size=5))
def test_a_theme_counts_as_answered_once(report, given_answers):
    actions = [{"theme_key": f"t{place}", "state": state} for place, state in given_answers]

    says = seven_lines.done(report, actions)

    keys = {theme["key"] for theme in report["themes"]}
    answered = len(keys & {action["theme_key"] for action in actions})
    words = ["No", "One", "Two", "Three", "Four"]
    assert says.startswith(f"{words[answered]} of " if actions else "No answer yet.")


def test_a_wave_without_any_answer_of_a_role_says_so(app):
    report = a_report_of(5, 4)

    lines = {line.asks: line.says for line in seven_lines.of(report, [])}

    assert lines["Did it take place?"].startswith("How often pairs met: too few to tell.")
    assert lines["What do we not see?"] == "Leaders and mentors cannot be compared in this wave."
    assert lines["How sure are we?"].startswith("9 of 22 answered. An interval is up to")
    assert "read the order, not the decimals" in lines["How sure are we?"]


@pytest.mark.parametrize(
    ("kind", "items", "says"),
    [
        ("kickoff", [], "nothing has taken place yet"),
        ("pulse", [], "It was not asked how often pairs met."),
        ("closing", [("m", 12, TOO_FEW)], "too few to tell"),
        (
            "closing",
            [("m", 22, [(["Twice"], 7), (["Often", "Always"], 15)])],
            "15 of 22 mentors say “Often” to",
        ),
    ],
)
def test_how_often_pairs_met_is_told_as_far_as_it_was_asked_and_may_be(kind, items, says):
    rows = [
        {"key": f"{side}_sessions_held", "role": "mentor", "n": n}
        | {"distribution": spread if spread == TOO_FEW else [{"options": o, "answers": a} for o, a in spread]}
        for side, n, spread in items
    ]

    assert says in seven_lines.took_place({"kind": kind, "items": rows})


def a_report_of(mentors, leaders):
    a_counted_wave(mentors, leaders)
    return findings.release(WAVE)


def test_the_seven_lines_stand_on_leaderships_page_in_their_order(client):
    lin = factories.signed_in(client, "lin")
    a_counted_wave()
    a_theme()
    report = findings.release(WAVE)

    text = lin.get(f"/reports/{WAVE}").get_data(as_text=True)

    places = [text.index(f"{line.asks}<") for line in seven_lines.of(report, [])]
    assert len(places) == 7 and places == sorted(places)


@pytest.mark.parametrize(("share", "says"), [(0.0, "under 5 %"), (0.3, "about 30 %"), (None, "not asked")])
def test_a_share_is_said_as_it_was_released(share, says):
    assert over_time.share_in_words(share) == says
