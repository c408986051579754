"""A pair writes up to three goals behind a link of its own, and nobody else reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.programmes import goals, goals_links, pairing_by_hand
from rmfeedback.programmes.goals import GoalsChanged, GoalsUnclear, Written
from rmfeedback.programmes.goals_links import GoalsCodeUnknown
from rmfeedback.programmes.models import Goal, GoalsLink, Pair
from rmfeedback.surveys import codes
from tests.databases import both_engines

NIGHT = Written("Meet the night shift", "ai", "planned")
NOTHING = goals.mark([])


@pytest.fixture
def code(pair):
    return a_link_to(pair)


def a_link_to(pair):
    code = goals_links.mint()
    with writing() as session:
        session.add(GoalsLink(pair_id=pair.id, digest=goals_links.digest(code)))
    return code


def test_goals_are_kept_and_replaced(pair, code):
    goals.keep(code, [NIGHT, Written(), Written(" Use  AI\nmyself ", "Sustainability", "reached")], NOTHING)
    first = goals.kept(pair)
    goals.keep(code, [Written(NIGHT.text, NIGHT.topic, "dropped")], goals.mark(first))

    assert first == [NIGHT, Written("Use AI myself", "sustainability", "reached")]
    assert goals.kept(pair) == [Written(NIGHT.text, NIGHT.topic, "dropped")]


def test_a_topic_of_the_list_is_one_topic_in_both_languages_and_others_stay_as_written(pair, code):
    topics = ["KI im Arbeitsalltag", "ai in daily work", "Falconry"]
    goals.keep(code, [Written(f"Goal {topic}", topic) for topic in topics], NOTHING)

    assert [goal.topic for goal in goals.kept(pair)] == ["ai", "ai", "Falconry"]
    assert goals.name_of("ai", "de") == "KI im Arbeitsalltag"
    assert goals.name_of("Falconry", "de") == "Falconry"


@pytest.mark.parametrize(("written", "field"), [
    (Written("x" * 201), "text-1"), (Written("x", "y" * 61), "topic-1"), (Written("", "AI"), "text-1"),
    (Written("x", "", "done"), "state-1"),
])  # fmt: skip
def test_what_is_unclear_is_told_at_its_field_and_nothing_is_kept(pair, code, written, field):
    with pytest.raises(GoalsUnclear) as no:
        goals.keep(code, [written, NIGHT], NOTHING)

    assert list(no.value.problems) == [field]
    assert goals.kept(pair) == []


def test_of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost(pair, code):
    other = a_link_to(pair)
    goals.keep(code, [NIGHT], NOTHING)

    with pytest.raises(GoalsChanged):
        goals.keep(other, [Written("Something else")], NOTHING)

    assert goals.kept(pair) == [NIGHT]


def test_sent_twice_is_kept_once(pair, code):
    goals.keep(code, [NIGHT], NOTHING)
    goals.keep(code, [NIGHT], NOTHING)

    assert goals.kept(pair) == [NIGHT]


def test_a_code_opens_the_goals_of_its_own_pair_alone(pair, code):
    mine, other = db.session.scalars(select(Pair).order_by(Pair.id)).all()[:2]

    goals.keep(code, [NIGHT], NOTHING)

    assert (goals.kept(mine), goals.kept(other)) == ([NIGHT], [])


@both_engines
def test_when_a_pair_ends_its_goals_and_links_end_too(pair, code):
    goals.keep(code, [NIGHT], NOTHING)

    pairing_by_hand.end(pair.leader.cohort_key, pair.id)

    assert list(db.session.scalars(select(Goal))) == list(db.session.scalars(select(GoalsLink))) == []
    with pytest.raises(GoalsCodeUnknown):
        goals.keep(code, [NIGHT], NOTHING)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_goals_code_or_a_respondents_code_never_both(text):
    assert goals_links.tidy(text) is None or codes.tidy(text) is None


def test_a_respondents_code_opens_no_goals_and_a_goals_code_no_form(pair, code):
    ana = codes.mint()
    with writing() as session:
        session.add(GoalsLink(pair_id=pair.id, digest=codes.digest(ana)))

    assert goals_links.tidy(ana) is None
    assert codes.tidy(code) is None
    with pytest.raises(GoalsCodeUnknown):
        goals_links.find(ana)
    assert goals_links.digest(code) != codes.digest(code)


def test_a_code_is_read_however_it_is_pasted(pair, code):
    pasted = f"http://feedback.example/a/goals#{code.lower()}", f" {code[:20]} {code[20:]}.\n"

    assert {goals_links.find(text).id for text in (code, *pasted)} == {pair.id}


def test_only_the_digest_of_a_code_is_kept(pair, code):
    [link] = db.session.scalars(select(GoalsLink))

    assert set(GoalsLink.__table__.columns.keys()) == {"id", "pair_id", "digest"}
    assert code.encode() not in link.digest
