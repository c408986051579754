"""HR decides whether a word is a name; a name is gone for good, wherever it stood."""

import pytest
from sqlalchemy import delete, select

from rmfeedback.db import db, writing
from rmfeedback.insights.redaction import Redactor
from rmfeedback.reports import doubts, members, quoting, recutting, reviewing, steps
from rmfeedback.reports.models import Quote, ReviewStep
from rmfeedback.surveys.models import Comment
from rmfeedback.waves import redacting
from tests.reports.conftest import WAVE, a_counted_wave
from tests.reports.test_recutting import MORE, a_theme_of, quote_of

ASKED = "In our Will was the plan already, and on [date] nobody at the line had seen any of it."


@pytest.fixture
def desk(app, monkeypatch):
    """A desk where one comment holds a word that may be a name, and that opening masked a date."""
    finder = Redactor(["Will Harper"])
    assert [span.action for span in finder.find(ASKED)] == ["ask"]
    monkeypatch.setattr(redacting, "redactor", lambda _cohort: finder)
    a_counted_wave()
    a_theme_of("plans", [ASKED, "We never see a plan before it is made.", "Plans come late to us."])
    a_theme_of("time", MORE)


def test_until_hr_decides_the_word_is_read_nowhere_else(desk):
    marked = doubts.readable(WAVE, [ASKED])[ASKED]

    assert [(s.text, s.action) for s in marked.stretches if s.action] == [
        ("[a name?]", "ask"),
        ("[date]", "mask"),
    ]
    with pytest.raises(quoting.QuoteMayName, match="“Will” may be a name"):
        quoting.release_quote(WAVE, quote_of("plans"), "Plans are known to will alone.")


def test_in_a_large_wave_hr_is_asked_about_possible_quotes_alone(desk, monkeypatch):
    monkeypatch.setattr(doubts, "MOST_ASKED", 3)
    assert [doubt.word for doubt in doubts.open_ones(WAVE)] == ["Will"]

    with writing() as session:
        session.execute(delete(Quote))

    assert doubts.open_ones(WAVE) == []
    assert [s.text for s in doubts.readable(WAVE, [ASKED])[ASKED].stretches if s.action == "ask"] == [
        "[a name?]"
    ]


def test_a_word_that_is_a_word_stays_and_that_can_be_undone(desk):
    (doubt,) = doubts.open_ones(WAVE)
    doubts.keep(WAVE, doubt.key)

    assert doubts.open_ones(WAVE) == []
    recutting.undo(WAVE)
    assert [again.word for again in doubts.open_ones(WAVE)] == ["Will"]


def test_a_hidden_name_is_gone_from_the_comment_the_quotes_and_every_step(desk):
    quote = quote_of("plans")
    recutting.merge(WAVE, "plans", "time")
    (doubt,) = doubts.open_ones(WAVE)
    doubts.hide(WAVE, doubt.key)
    recutting.undo(WAVE)

    theme = reviewing.find_theme(WAVE, "plans")
    hidden = ASKED.replace("Will", "[name]")
    assert quoting.find_quote(WAVE, quote).text == hidden
    assert hidden in members.texts(theme)
    stored = [
        *db.session.scalars(select(Comment.text)),
        *map(str, db.session.scalars(select(ReviewStep.before))),
    ]
    assert not [text for text in stored if "Will" in text]
    assert steps.trail(WAVE)[0].deed == "Undone: Merged “About plans” into “About time”."
    with pytest.raises(doubts.DoubtSettled):
        doubts.keep(WAVE, doubt.key)


def test_a_hidden_name_is_gone_from_what_hr_wrote_too(desk):
    reviewing.describe(WAVE, "plans", name="Plans of Will alone", kind="other", summary="Will has the plan.")
    reviewing.describe(WAVE, "plans", name="Plans that will come", kind="other", summary="Will has the plan.")
    (doubt,) = doubts.open_ones(WAVE)
    doubts.hide(WAVE, doubt.key)

    theme = reviewing.find_theme(WAVE, "plans")
    assert (theme.name, theme.summary) == ("Plans that will come", "[name] has the plan.")
    assert not [done for done in steps.trail(WAVE) if "Will" in done.deed]
    recutting.undo(WAVE)
    assert reviewing.find_theme(WAVE, "plans").name == "Plans of [name] alone"


def test_words_that_fit_one_person_go_out_only_if_hr_is_sure(desk):
    words = "Our only crew lead asked for tablets."
    with pytest.raises(quoting.QuoteMayPoint, match="Our only crew"):
        quoting.release_quote(WAVE, quote_of("time"), words)

    assert quoting.release_quote(WAVE, quote_of("time"), words, is_sure=True).state == "reworded"
    assert quoting.points_to("The only way out is a shorter meeting.") == ""
