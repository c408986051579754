"""What is kept at once is exactly what the form would take, whatever is sent."""

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from rmfeedback.surveys.accepting import Accepted, accept
from rmfeedback.surveys.forms import BESIDE_ITEMS, form_for
from rmfeedback.surveys.questionnaire import shipped
from tests.factories import answers_to

MENTOR = shipped()["mentor"]
TICKS, COMMENTS = "m_pair_fit", "m_words_programme"
BLANKS = ["", " ", "\t", "\u00a0", "\u2028", "\r\n", "\x00", "\x1c", "\x85", "\ud800"]
VALUES = [*BLANKS, "na", " na", "1", "5", "6", " 3", "01", "١", "technology", "A sentence."]
LONG = [
    "a" * 1500,
    "a" * 1501,
    "\N{SNOWMAN}" * 1333,
    "\N{SNOWMAN}" * 1334,
    "a" * 1499 + "\r\n",
    "\x00" * 1501,
]
STRANGE_NAMES = [*BESIDE_ITEMS, "l_pair_fit", "k_pair_fit", ""]

values = st.sampled_from(VALUES + LONG) | st.text(max_size=40) | st.sampled_from(BLANKS).map(lambda s: s * 2)


@st.composite
def forms(draw):
    """A questionnaire and what is sent to it: all answered or little, then a few fields more, some twice."""
    questionnaire = draw(st.sampled_from([MENTOR, shipped()["pulse_leader"]]))
    answered = draw(st.sampled_from([[], list(answers_to(questionnaire, seed=1).items())]))
    names = st.sampled_from([*(item.key for item in questionnaire.items), *STRANGE_NAMES])
    more = draw(st.lists(st.tuples(names, values), max_size=4))
    return questionnaire, draw(st.sampled_from([answered + more, more + answered]))


@pytest.fixture(scope="module", autouse=True)
def _words():
    app = Flask("rmfeedback")
    Babel(app)
    with app.app_context():
        yield


def as_the_form_tells(questionnaire, sent):
    form = form_for(questionnaire)(sent)
    return Accepted(form.answers(), bool(form.open_items())) if form.validate() else None


@given(forms())
@example((MENTOR, [(TICKS, " ")]))
@example((MENTOR, [(TICKS, " "), (COMMENTS, "na")]))
@example((MENTOR, [(TICKS, "9"), (TICKS, "4")]))
@example((MENTOR, [(TICKS, ""), (TICKS, "4"), (COMMENTS, "Fine.")]))
def test_what_is_kept_at_once_is_what_the_form_takes(form):
    questionnaire, fields = form
    sent = MultiDict(fields)

    assert accept(questionnaire, sent) == as_the_form_tells(questionnaire, sent)


@pytest.mark.parametrize("key", shipped())
def test_all_that_a_questionnaire_offers_is_kept_at_once(key):
    answers = answers_to(shipped()[key], seed=3)

    kept = accept(shipped()[key], MultiDict({**answers, "code": "A", "pad": "000"}))
    assert kept == Accepted(answers, has_open_items=False)
    assert accept(shipped()[key], MultiDict(dict(list(answers.items())[:1]))).has_open_items
