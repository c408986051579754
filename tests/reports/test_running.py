"""The comments of a closed wave are read once, the same way each time."""

import pytest
from sqlalchemy import select

from rmfeedback import jobs
from rmfeedback.db import db
from rmfeedback.jobs import Task
from rmfeedback.reports import findings, gist, members, running
from rmfeedback.reports.members import Spoken
from rmfeedback.reports.models import Quote, Run, Theme
from tests.databases import both_engines
from tests.reports.conftest import WAVE, a_counted_wave, comments

TOOLS = [
    "The VPN drops every hour and the old laptops need ten minutes to start.",
    "The VPN is so slow that I use my own phone for the rota.",
    "The new booking tool crashes, and the VPN with it.",
    "Our laptops are too old for the booking tool we are told to use.",
]
DECISIONS = [
    "Decisions are made before anybody asks us, the plan is already final.",
    "When we are asked, the decision on the slide says final.",
    "The decision was final before the night shift was asked.",
    "Nobody asked the people who do the work before the decision.",
]


@pytest.fixture
def wave(app):
    made = a_counted_wave()
    comments(TOOLS, item_key="m_words_barriers")
    comments(DECISIONS)
    comments(["n/a", "nothing to add"], cell="leader", item_key="l_words_learned")
    return made


@both_engines
def test_the_same_comments_give_the_same_themes(wave):
    running.run(WAVE)
    first = [
        (t.key, t.name, t.kind, t.terms, t.counts, [q.text for q in t.quotes])
        for t in running.themes_of(WAVE)
    ]
    running.run(WAVE)
    second = [
        (t.key, t.name, t.kind, t.terms, t.counts, [q.text for q in t.quotes])
        for t in running.themes_of(WAVE)
    ]

    assert first == second
    assert first


@both_engines
def test_each_comment_stands_in_one_theme_at_most(wave):
    running.run(WAVE)
    running.run(WAVE)

    standing = [members.texts(theme) for theme in running.themes_of(WAVE)]
    assert sum(standing, [])
    assert sorted(sum(standing, [])) == sorted(set(sum(standing, [])))
    assert set(sum(standing, [])) <= {*TOOLS, *DECISIONS}


def test_a_run_counts_comments_and_those_that_say_something(wave):
    kept = running.run(WAVE)

    assert (kept.comments, kept.substantive) == (10, 8)
    assert kept.themes == len(running.themes_of(WAVE))


def test_quotes_start_withheld(wave):
    running.run(WAVE)

    assert {quote.state for quote in db.session.scalars(select(Quote))} == {"withheld"}


def test_reading_again_replaces_what_was_read(wave):
    running.run(WAVE)
    running.run(WAVE)

    assert len(db.session.scalars(select(Run)).all()) == 1
    keys = [theme.key for theme in db.session.scalars(select(Theme))]
    assert len(keys) == len(set(keys))


def test_after_the_release_comments_are_not_read_again(wave):
    running.run(WAVE)
    findings.release(WAVE)

    with pytest.raises(running.AlreadyReleased):
        running.run(WAVE)
    with pytest.raises(running.AlreadyReleased):
        running.ask(WAVE)


def test_a_wave_too_small_for_text_has_no_theme(app):
    a_counted_wave(5, 4)
    comments(TOOLS)

    kept = running.run(WAVE)

    assert (kept.themes, kept.comments) == (0, 0)


def test_a_wave_nobody_wrote_in_has_no_theme(app):
    a_counted_wave()

    assert running.run(WAVE).themes == 0


def test_asking_twice_queues_one_reading(wave):
    running.ask(WAVE)
    running.ask(WAVE)

    assert jobs.waiting(WAVE, (running.JOB,)) == 1


def test_the_job_reads_and_a_second_one_does_no_harm(wave):
    running.run_job(Task("key", running.JOB, WAVE, WAVE))
    findings.release(WAVE)
    running.run_job(Task("key", running.JOB, WAVE, WAVE))

    assert running.of(WAVE) is not None


def test_a_term_stands_in_three_comments_on_one_question():
    said = [Spoken("the rota is late", "what_works", "mentor")] * 2 + [
        Spoken("Rotas!", "what_else", "leader")
    ]

    assert not gist._is_common("rota", said)
    assert gist._is_common("rota", [*said, Spoken("rotas again", "what_works", "all")])


def test_no_quote_holds_more_than_half_of_the_words_of_its_theme():
    texts = ["one two three four five six seven", "eight nine", "ten"]

    assert gist.quotable(texts[:2], texts) == ["eight nine"]


def test_a_question_is_the_same_one_for_both_roles(wave):
    comments(["In the pool."], cell="all", item_key="what_works")

    asked = {(c.cell, c.asks) for c in members.of_wave(wave)}

    assert asked == {
        ("mentor", "what_gets_in_the_way"),
        ("mentor", "blind_spots_or_else"),
        ("leader", "blind_spots_or_else"),
        ("all", "what_works"),
    }
