"""HR merges, splits, pins and undoes; no comment is ever lost, and none stands in two themes."""

import json
from contextlib import suppress

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from rmfeedback import cli
from rmfeedback.db import db, writing
from rmfeedback.reports import findings, members, quoting, recutting, reviewing, running, steps
from rmfeedback.reports.models import Quote, ReviewStep, Theme, ThemeComment
from rmfeedback.surveys.models import Comment
from tests import factories
from tests.databases import both_engines
from tests.factories import surroundings
from tests.reports.conftest import WAVE, a_counted_wave
from tests.reports.test_running import DECISIONS, TOOLS

MORE = [
    "There is no time to meet, every session is moved.",
    "My calendar is full and we find no time for the session.",
    "We have too little time, the session is moved again and again.",
]


def a_theme_of(key, texts, *, asks="m_words_blind_spot", cell="mentor"):
    """A theme with comments on one question, and what it says of them."""
    rows = [Comment(wave_key=WAVE, cell=cell, item_key=asks, text=text) for text in texts]
    theme = Theme(
        wave_key=WAVE, key=key, name=f"About {key}", kind="other", terms=[], counts={}, stability=0.9
    )
    with writing() as session:
        session.add_all([*rows, theme])
        session.flush()
        members.put(theme, [row.id for row in rows])
        theme.counts = members.counts(members.of(theme))
        theme.quotes = [Quote(position=0, text=texts[0])]
    return theme


@pytest.fixture
def desk(app):
    a_counted_wave()
    a_theme_of("tools", TOOLS)
    a_theme_of("decisions", DECISIONS)
    a_theme_of("time", MORE)


def stand():
    """How the themes stand, to compare."""
    columns = ("key", "name", "kind", "summary", "terms", "counts", "stability", "is_pinned")
    return {
        theme.key: (
            [getattr(theme, name) for name in columns],
            sorted(members.ids_of(theme)),
            [(q.id, q.position, q.text, q.state, q.wording) for q in theme.quotes],
        )
        for theme in running.themes_of(WAVE)
    }


def standing():
    """How many comments stand in a theme, and in how many places."""
    return db.session.scalar(select(func.count()).select_from(ThemeComment))


@both_engines
def test_a_merged_theme_holds_the_comments_of_both(desk):
    before = stand()
    quoting.release_quote(WAVE, quote_of("decisions"), "Plans come to us when nothing can change.")

    into = recutting.merge(WAVE, "tools", "decisions")

    assert members.texts(into) == sorted([*TOOLS, *DECISIONS])
    assert into.size == 8
    assert into.stability is None
    assert [q.wording for q in into.quotes if q.state == "reworded"] == [
        "Plans come to us when nothing can change."
    ]
    assert set(stand()) == {"decisions", "time"}
    recutting.undo(WAVE)
    recutting.undo(WAVE)
    assert stand() == before


@both_engines
def test_a_theme_is_split_where_its_comments_differ_and_always_alike(desk):
    mixed = recutting.merge(WAVE, "tools", "decisions")
    proposed = recutting.propose(WAVE, "decisions").texts

    one, other = recutting.split(WAVE, mixed.key, ("Plans come too late", "Tools that do not work"))

    assert {tuple(members.texts(one)), tuple(members.texts(other))} == {
        tuple(sorted(TOOLS)),
        tuple(sorted(DECISIONS)),
    }
    assert [members.texts(one), members.texts(other)] == list(proposed)
    assert (other.key, other.name) == ("decisions-2", "Tools that do not work")


PLACES = st.integers(0, 9)
DEEDS = st.sampled_from(["merge", "split", "pin", "name", "undo"])


def do(deed, key, other):
    """Do what HR can do; what is refused changes nothing."""
    deeds = {
        "merge": lambda: recutting.merge(WAVE, key, other),
        "split": lambda: recutting.split(WAVE, key),
        "pin": lambda: recutting.pin(WAVE, key),
        "name": lambda: reviewing.describe(WAVE, key, name=f"A new name {steps.last(WAVE)}", kind="other"),
        "undo": lambda: recutting.undo(WAVE),
    }
    with suppress(recutting.MergedWithItself, recutting.SplitTooSmall, steps.NothingToUndo):
        deeds[deed]()


@given(deeds=st.lists(st.tuples(DEEDS, PLACES, PLACES), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_deeds_loses_a_comment_and_undoing_all_gives_the_beginning_back(desk, deeds):
    before, n = stand(), standing()
    for deed, place, other in deeds:
        keys = sorted(stand())
        do(deed, keys[place % len(keys)], keys[other % len(keys)])
        assert standing() == n
        assert sum(theme.size for theme in running.themes_of(WAVE)) == n
    while any(line.may_undo for line in steps.trail(WAVE)):
        recutting.undo(WAVE)
    assert stand() == before


def quote_of(key):
    return reviewing.find_theme(WAVE, key).quotes[0].id.hex()


def test_a_theme_too_small_for_two_halves_stays_whole(desk):
    with pytest.raises(recutting.SplitTooSmall, match="three comments on one and the same question"):
        recutting.split(WAVE, "time")


def test_a_theme_is_not_merged_with_itself(desk):
    with pytest.raises(recutting.MergedWithItself):
        recutting.merge(WAVE, "time", "time")


def test_a_theme_read_by_an_earlier_version_is_not_cut(desk):
    with writing():
        members.put(reviewing.find_theme(WAVE, "time"), ())

    with pytest.raises(recutting.CommentsUnknown, match="Read the comments again"):
        recutting.merge(WAVE, "time", "tools")


def test_nothing_is_undone_before_anything_was_done(desk):
    with pytest.raises(steps.NothingToUndo):
        recutting.undo(WAVE)


def test_a_step_that_another_one_followed_is_not_undone(desk):
    reviewing.describe(WAVE, "time", name="No time to meet", kind="other")
    first = steps.last(WAVE)
    recutting.pin(WAVE, "tools")

    with pytest.raises(steps.StepNotLast, match="Pinned “About tools”"):
        recutting.undo(WAVE, first)


def test_across_a_release_nothing_is_cut_or_undone(desk):
    recutting.merge(WAVE, "time", "tools")
    running_row()
    findings.release(WAVE)

    assert [step.before for step in db.session.scalars(select(ReviewStep))] == [{}, {}]
    for deed in (
        lambda: recutting.merge(WAVE, "tools", "decisions"),
        lambda: recutting.split(WAVE, "tools"),
        lambda: recutting.pin(WAVE, "tools"),
    ):
        with pytest.raises(recutting.ReleasedAsCut, match="stay cut as they are"):
            deed()
    with pytest.raises(steps.StepFinal, match="Released to leadership"):
        recutting.undo(WAVE)
    reviewing.describe(WAVE, "tools", name="Tools and time", kind="other")
    assert recutting.undo(WAVE).startswith("Renamed")


def running_row():
    """That the comments were read: a release asks for it."""
    with writing() as session:
        session.add(running.Run(wave_key=WAVE, comments=11, substantive=11, themes=3, settings={}))


def test_the_second_of_two_reviewers_is_told_what_the_first_did(desk):
    seen = steps.last(WAVE)
    reviewing.describe(WAVE, "time", name="No time to meet", kind="other", seen=seen)

    reviewing.describe(WAVE, "tools", name="Old tools everywhere", kind="other", seen=seen)
    with pytest.raises(steps.ThemeChangedSince, match="Renamed “About time” to “No time to meet”"):
        reviewing.describe(WAVE, "time", name="Calendars are full", kind="other", seen=seen)
    recutting.merge(WAVE, "time", "tools")
    with pytest.raises(steps.ThemeGone, match="Merged “No time to meet” into “Old tools everywhere”"):
        reviewing.describe(WAVE, "time", name="Calendars are full", kind="other", seen=seen)


def test_reading_again_keeps_a_pinned_theme_and_its_comments(desk):
    reviewing.describe(WAVE, "tools", name="Our own words here", kind="strength")
    recutting.pin(WAVE, "tools")

    running.run(WAVE)

    kept = reviewing.find_theme(WAVE, "tools")
    assert (kept.name, kept.kind, members.texts(kept)) == ("Our own words here", "strength", sorted(TOOLS))
    others = [theme for theme in running.themes_of(WAVE) if theme.key != "tools"]
    assert others
    assert not {text for theme in others for text in members.texts(theme)} & set(TOOLS)
    assert standing() == len(set(db.session.scalars(select(ThemeComment.comment_id))))
    with pytest.raises(steps.StepFinal, match="Read the comments"):
        recutting.undo(WAVE)


def test_what_was_done_while_the_comments_were_read_is_not_overwritten(desk, monkeypatch):
    fit = running._fit

    def slow(*told):
        recutting.pin(WAVE, "time")
        return fit(*told)

    monkeypatch.setattr(running, "_fit", slow)
    with pytest.raises(running.ReviewedMeanwhile):
        running.run(WAVE)
    assert "time" in stand()


def test_the_command_does_what_the_page_does(desk, instance):
    def told(*words):
        done = CliRunner().invoke(cli.main, ["review", *words, "--json"], env=surroundings(instance))
        return json.loads(done.output)

    assert {row["key"] for row in told("merge", WAVE, "time", "tools")["themes"]} == {"tools", "decisions"}
    assert told("name", WAVE, "tools", "Tools and time")["themes"][0]["name"] == "Tools and time"
    assert told("pin", WAVE, "tools")["themes"][0]["is_pinned"]
    told("undo", WAVE)
    told("undo", WAVE)
    shown = told("undo", WAVE)
    assert {row["key"] for row in shown["themes"]} == {"tools", "decisions", "time"}
    assert next(row for row in shown["themes"] if row["key"] == "time")["comments"] == "3 to 4"


def test_hr_merges_and_takes_it_back_without_script(desk, client):
    factories.signed_in(client, "hal")
    running_row()
    page = client.get(f"/waves/{WAVE}/review").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]

    def send(path, **fields):
        data = {"csrf_token": token, "seen": "0"} | fields
        return client.post(f"/waves/{WAVE}/review/{path}", data=data, follow_redirects=True)

    assert b"Merged \xe2\x80\x9cAbout time" in send("themes/time/merge", wanted="tools").data
    late = send("themes/time", name="Calendars are full", kind="other", summary="Nobody has time.")
    assert late.status_code == 409
    assert "You had written: Calendars are full" in late.get_data(as_text=True)
    stale = send("themes/tools", name="My own words", kind="other")
    assert stale.status_code == 409
    assert 'value="My own words"' in stale.get_data(as_text=True)
    assert "Split like this" in client.get(f"/waves/{WAVE}/review/themes/tools/split").get_data(as_text=True)
    assert b"Undone: Merged" in send("undo", step=str(steps.last(WAVE))).data
    read = client.get(f"/waves/{WAVE}/review/themes/time/comments").get_data(as_text=True)
    assert all(text in read for text in MORE)
    assert "mentor" not in read.split("<main")[1].casefold()
