"""The same theme over waves: what it continues, what became of it, and what of that is told."""

from datetime import date

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import findings, running, trends
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.models import Quote, Release, Run, Theme, ThemeComment
from rmfeedback.surveys import asking
from rmfeedback.surveys.models import Comment
from rmfeedback.terms import WaveKind
from tests import factories
from tests.reports.conftest import WAVE, a_counted_wave

FIRST, PULSE = "pilot-first", "pilot-pulse"
BOATS = ["The rowing boats leak", "Nobody paints the rowing boats", "Our rowing boats were sold"]
SLIDES = ["The slide said final", "The slide was final before we spoke", "A final slide and no question"]


def a_wave(key=WAVE, opens_on=None, kind=WaveKind.MIDPOINT, **choices):
    wave = a_counted_wave(key=key, **choices)
    with writing():
        wave.opens_on = opens_on or wave.opens_on
        wave.closes_on = wave.opens_on.replace(day=28)
        wave.kind, wave.questionnaires = kind.value, asking.freeze(kind)
    return wave


def themes(wave_key, written, **sizes):
    """Themes of so many comments each, without the comments; `found_…` ones hold what they say."""
    words = {"found_1": BOATS, "found_2": SLIDES, "found_3": [text + " again" for text in BOATS]}
    with writing() as session:
        session.add(Run(wave_key=wave_key, comments=written, substantive=written, themes=1, settings={}))
        for key, size in sizes.items():
            theme = Theme(
                wave_key=wave_key,
                key=key,
                name=f"What {key} says",
                kind="other",
                terms=[],
                counts={"mentor": {"what_works": size}},
                stability=0.9,
                quotes=[Quote(position=0, text="Nothing")],
            )
            session.add(theme)
            session.flush()
            for text in words.get(key, []):
                said = Comment(wave_key=wave_key, cell="mentor", item_key="m_words_barriers", text=text)
                session.add(said)
                session.flush()
                session.add(ThemeComment(comment_id=said.id, theme_id=theme.id))


def two_waves(before, now, written=(40, 40), comparable=(FIRST,)):
    a_wave(FIRST, date(2026, 9, 1))
    a_wave(comparable_with=list(comparable))
    for key, sizes, all_ in zip((FIRST, WAVE), (before, now), written, strict=True):
        themes(key, all_, **sizes)
        findings.release(key)
    return {row["key"]: row for row in findings.released(WAVE)["themes"]}


def test_a_theme_grows_fades_stays_or_is_new(app):
    found = two_waves(
        {"prog_time": 5, "tech_tools": 22, "found_2": 10, "blind_career": 8},
        {"prog_time": 20, "tech_tools": 5, "found_1": 8, "found_2": 9},
    )

    assert {key: row["trend"] for key, row in found.items()} == {
        "prog_time": "growing",
        "tech_tools": "fading",
        "found_2": "steady",
        "found_1": "new",
    }
    assert findings.released(WAVE)["themes_gone"] == [
        {"key": "blind_career", "name": "What blind_career says"}
    ]
    with writing() as session:
        kept = {t.key: (t.follows, t.trend) for t in session.query(Theme) if t.wave_key == WAVE}
    assert kept["prog_time"] == (f"{FIRST}/prog_time", "growing")
    assert kept["found_1"] == (f"{FIRST}/", "new")


def test_a_discovered_theme_is_followed_by_what_its_comments_say(app):
    found = two_waves({"found_1": 10, "found_2": 12}, {"found_1": 9, "found_3": 12})

    # The first is known by its words; the number of the third means nothing, only one can continue it.
    assert found["found_1"]["follows"] == "found_1"
    assert found["found_3"]["trend"] == "new"


def test_shares_over_waves_are_those_that_were_released(app):
    row = two_waves({"prog_time": 5}, {"prog_time": 20})["prog_time"]

    assert [(each["wave"], each["comments"], each["share"]) for each in row["over_waves"]] == [
        (FIRST, 5, 0.1),
        (WAVE, 20, 0.5),
    ]


def test_where_few_joined_or_left_neither_trend_nor_earlier_share_is_told(app):
    found = two_waves({"prog_time": 5}, {"prog_time": 20}, comparable=())["prog_time"]

    assert (found["trend"], found["follows"]) == (TOO_FEW, None)
    assert found["over_waves"][0]["share"] == found["over_waves"][0]["comments"] == TOO_FEW
    report = findings.released(WAVE)
    assert report["themes_gone"] == []
    assert {"what": "What prog_time says, trend"} in report["suppressed"]


def test_a_wave_that_asked_other_questions_is_left_out(app):
    a_wave(PULSE, date(2026, 10, 1), WaveKind.PULSE)
    themes(PULSE, 30, prog_time=15)
    findings.release(PULSE)

    row = two_waves({"prog_time": 5}, {"prog_time": 20}, comparable=(FIRST, PULSE))["prog_time"]

    assert row["trend"] == "growing"
    assert [each["share"] for each in row["over_waves"]] == [0.1, None, 0.5]


def test_themes_that_were_read_before_the_other_release_are_looked_at_again_at_their_own(app):
    a_wave(FIRST, date(2026, 9, 1))
    a_wave(comparable_with=[FIRST])
    themes(FIRST, 40, prog_time=5)
    themes(WAVE, 40, prog_time=20)
    trends.renew(WAVE)
    findings.release(FIRST)

    assert findings.show(WAVE)["themes"][0]["trend"] is None
    assert findings.release(WAVE)["themes"][0]["trend"] == "growing"


@pytest.mark.parametrize(
    ("comparable", "comments"), [((FIRST, WAVE), [10, 9, 8]), ((WAVE,), [TOO_FEW, 9, 8])]
)
def test_a_third_wave_shows_the_chain_of_all_three_as_far_as_they_may_be_compared(app, comparable, comments):
    two_waves({"found_1": 10}, {"found_1": 9})
    third = "pilot-third"
    a_wave(third, date(2026, 12, 1), comparable_with=list(comparable))
    themes(third, 40, found_3=8)

    (row,) = findings.release(third)["themes"]

    assert row["follows"] == "found_1"
    assert [each["comments"] for each in row["over_waves"]] == comments


@pytest.mark.parametrize("release", [True, False])
def test_the_first_wave_of_a_cohort_is_new_and_a_second_is_compared_with_what_was_released(app, release):
    a_wave(FIRST, date(2026, 9, 1))
    a_wave(comparable_with=[FIRST])
    themes(FIRST, 40, prog_time=5)
    themes(WAVE, 40, prog_time=20)
    if release:
        assert findings.release(FIRST)["themes"][0]["trend"] == "new"

    report = findings.release(WAVE)

    assert report["themes"][0]["trend"] == ("growing" if release else None)
    assert (report["themes_since"] is not None) == release


def test_reading_the_comments_follows_the_themes_at_once(app, monkeypatch):
    a_wave(FIRST, date(2026, 9, 1))
    themes(FIRST, 40, prog_time=5)
    findings.release(FIRST)
    a_wave(comparable_with=[FIRST])
    texts = [f"No time to meet {when}" for when in ("today", "in May", "at all", "this week", "after work")]
    with writing() as session:
        for text in texts * 2:
            session.add(Comment(wave_key=WAVE, cell="mentor", item_key="m_words_barriers", text=text))

    running.run(WAVE)

    with writing() as session:
        assert [t.follows for t in session.query(Theme) if t.wave_key == WAVE] == [f"{FIRST}/prog_time"]
        assert session.get(Release, WAVE) is None


def test_after_a_wave_without_themes_nothing_is_compared_and_the_card_says_so(client):
    two_waves({}, {"prog_time": 20})

    text = factories.signed_in(client, "lin").get(f"/reports/{WAVE}").get_data(as_text=True)

    assert "Not compared" in text
    assert "None" not in text
