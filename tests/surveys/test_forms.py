"""A form takes what its questionnaire offers, and says in one sentence what it cannot take."""

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from rmfeedback.surveys.forms import form_for, tidy
from rmfeedback.surveys.questionnaire import shipped
from tests.factories import answers_to

MENTOR = shipped()["mentor"]


@pytest.fixture(autouse=True)
def words():
    app = Flask("rmfeedback")
    Babel(app)
    with app.app_context():
        yield


def form(questionnaire=MENTOR, **sent):
    return form_for(questionnaire)(MultiDict(sent))


def said(made):
    """All that a form says against what was sent."""
    made.validate()
    return [error for errors in made.errors.values() for error in errors]


@pytest.mark.parametrize("key", shipped())
def test_every_answer_to_every_shipped_questionnaire_is_taken(key):
    answers = answers_to(shipped()[key], seed=3)
    made = form(shipped()[key], **answers, code="A", lang="de", anyway="1", pad="000")

    assert made.validate()
    assert made.answers() == answers


@pytest.mark.parametrize("item", MENTOR.items, ids=lambda item: item.key)
def test_every_value_an_item_offers_is_taken(item):
    for value in item.values:
        made = form(**{item.key: value, "m_words_programme": "Fine."})
        assert made.validate()
        assert made.answers().get(item.key) == (None if value == "na" else value)


@pytest.mark.parametrize("value", ["0", "6", "-1", "1.5", "five", "01", "١"])
def test_a_value_outside_the_scale_is_refused_with_the_number_of_its_question(value):
    assert said(form(m_pair_fit=value)) == [
        "Question 3: this answer is not one of those offered. Choose again."
    ]


def test_an_option_of_another_question_is_refused():
    assert len(said(form(m_sessions_held="technology"))) == 1


def test_a_field_that_is_no_question_is_refused_by_its_name():
    [sentence] = said(form(m_pair_fit="4", l_pair_fit="4"))

    assert sentence.startswith("“l_pair_fit” is no question of this form.")


@pytest.mark.parametrize(
    "sent", [{}, {"m_pair_fit": ""}, {"m_words_programme": " \r\n\t "}, {"m_pair_fit": "na"}]
)
def test_a_form_without_one_answer_is_refused(sent):
    assert said(form(**sent)) == ["Nothing is answered yet. Answer at least one question, then send again."]


def test_a_comment_may_have_1500_characters_and_no_more():
    assert form(m_words_programme="a" * 1500).validate()
    assert said(form(m_words_programme="a" * 1512)) == [
        "Question 18: your text is 12 characters too long. At most 1,500 fit. Please shorten it."
    ]


def test_a_line_end_counts_as_one_character():
    assert form(m_words_programme="a" * 749 + "\r\n" * 2 + "b" * 749).validate()


def test_a_comment_in_rich_signs_may_have_4000_bytes_and_no_more():
    assert form(m_words_programme="\N{SNOWMAN}" * 1333).validate()
    [sentence] = said(form(m_words_programme="\N{GRINNING FACE}" * 1010))

    assert "leave out about 10 of them" in sentence


def test_what_was_refused_is_still_in_the_form():
    made = form(m_pair_fit="4", m_words_programme="a" * 1501)

    assert not made.validate()
    assert (made["m_pair_fit"].data, len(made["m_words_programme"].data)) == ("4", 1501)


def test_the_sentences_are_german_for_who_reads_german():
    with force_locale("de"):
        [sentence] = said(form(m_words_programme="a" * 2600))

    assert sentence.startswith("Frage 18: Ihr Text ist 1.100 Zeichen zu lang. Höchstens 1.500 passen hinein.")


def test_items_left_open_are_told_with_their_numbers_but_never_comments():
    answers = answers_to(MENTOR)
    kept = {key: value for key, value in answers.items() if key not in ("m_pair_fit", "m_words_programme")}

    assert [number for number, _ in form(**kept).open_items()] == [3]


def test_not_being_able_to_judge_leaves_no_item_open():
    assert 3 not in [number for number, _ in form(m_pair_fit="na").open_items()]


def test_control_characters_are_taken_out_and_line_ends_are_made_plain():
    assert tidy(" a\x00\x1b[1m\r\nb\tc\x85 ") == "a[1m\nb c"


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)


def test_a_blank_for_a_tick_is_no_answer():
    questionnaire = shipped()["mentor"]
    form = form_for(questionnaire)(MultiDict({"m_pair_fit": " ", "m_pair_goals": "4"}))

    assert form.validate()
    assert form.answers() == {"m_pair_goals": "4"}
