"""What a programme learns from HR's desk: kept at the release, gone with the programme."""

import pytest
from sqlalchemy import inspect, select

from rmfeedback.db import db, writing
from rmfeedback.reports import findings, learning, members, running
from rmfeedback.reports.models import Example, ReviewStep, Theme
from rmfeedback.surveys.models import Comment
from rmfeedback.waves import retention
from tests import factories
from tests.databases import both_engines
from tests.reports.conftest import WAVE, a_counted_wave, a_theme, comments

ROTA = [f"The rota for week {n} came out two days late again." for n in "abcd"]
PLAN = [f"The plan was final before line {n} was asked." for n in "abcd"]
PLANTED = "Flugzeugträger"


@pytest.fixture
def wave(app):
    """A counted wave of the programme "pilot" with two themes of four comments."""
    a_counted_wave(programme_key="pilot")
    comments(ROTA + PLAN)
    for key, name, texts in (("rota", "Rotas arrive late", ROTA), ("plan", "Plans arrive finished", PLAN)):
        theme = a_theme(key, name)
        with writing() as session:
            ids = session.scalars(select(Comment.id).where(Comment.text.in_(texts)))
            members.put(theme, list(ids))


def touch(key, position=1, name="as it was suggested", **before):
    """Note a step of the desk before which the theme had another name."""
    before |= {"themes": [{"key": key, "name": name, "kind": "blind_spot"}]}
    with writing() as session:
        session.add(ReviewStep(wave_key=WAVE, position=position, deed="", before={"touched": [key]} | before))


def learned():
    return {(one.text, one.theme, one.kind) for one in learning.examples("pilot")}


@both_engines
def test_a_release_keeps_the_comments_of_the_themes_that_hr_touched_and_no_others(wave):
    touch("rota")
    findings.release(WAVE)

    assert learned() == {(text, learning.theme_key("Rotas arrive late"), "blind_spot") for text in ROTA}


def test_a_deed_that_was_undone_teaches_nothing(wave):
    touch("rota")
    touch("rota", 2, undoes=1)
    findings.release(WAVE)

    assert learned() == set()


def test_a_quote_that_is_let_out_teaches_nothing(wave):
    touch("rota", name="Rotas arrive late")
    findings.release(WAVE)

    assert learned() == set()


def test_released_again_they_are_replaced_and_not_doubled(wave):
    touch("rota")
    findings.release(WAVE)
    touch("plan", 3)  # The release was the second step.
    with writing() as session:
        theme = session.scalar(select(Theme).where(Theme.key == "rota"))
        theme.name, theme.kind = "Time and workload", "programme_support"
    findings.release(WAVE)

    assert len(learning.examples("pilot")) == 8
    assert {(t, "prog_time", "programme_support") for t in ROTA} <= learned()


def test_an_example_has_neither_wave_nor_role_nor_question_nor_an_order(wave):
    touch("rota")
    findings.release(WAVE)

    columns = {column["name"] for column in inspect(db.engines["responses"]).get_columns("example")}
    assert columns == {"id", "programme_key", "text", "language", "theme", "kind"}
    by_key = [row.text for row in db.session.scalars(select(Example).order_by(Example.id))]
    assert sorted(by_key) == ROTA
    assert not {row.id for row in db.session.scalars(select(Example))} & {
        row.id for row in db.session.scalars(select(Comment))
    }


def test_they_are_deleted_with_their_programme_and_only_theirs(app, wave):
    touch("rota")
    findings.release(WAVE)
    with writing() as session:
        session.add(Example(programme_key="other", text="x", language="en", theme="y", kind="other"))
    factories.a_cohort()

    retention.delete("pilot", factories.TODAY)

    assert learning.examples("pilot") == []
    assert len(learning.examples("other")) == 1


def test_nothing_is_learned_once_the_people_of_a_programme_are_deleted(app, wave):
    factories.a_cohort()
    retention.delete("pilot", factories.TODAY)
    touch("rota")

    findings.release(WAVE)

    assert learning.examples("pilot") == []


def test_a_word_of_an_example_stands_in_no_name_and_no_term(app):
    a_counted_wave(programme_key="pilot")
    said = [f"The rota came out late in {place}, again." for place in ("the hall", "my shift", "line two")]
    said += [f"Nobody explains the rota to {who}." for who in ("us", "the depot", "new people")]
    comments(said)
    with writing() as session:
        for n in range(6):
            text = f"The {PLANTED} rota came out late in {PLANTED} {n}, again."
            key = learning.theme_key(f"{PLANTED} matters")
            session.add(
                Example(programme_key="pilot", text=text, language="en", theme=key, kind="blind_spot")
            )

    run = running.run(WAVE)

    assert run.settings["has_learned"] is True
    assert running.themes_of(WAVE)
    assert PLANTED.casefold() not in findings.as_text(findings.show(WAVE)).casefold()
