"""A comment in another language than its form's would tell who wrote it, were it not pooled."""

import pytest
from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.surveys import ballot_box
from rmfeedback.surveys.models import Comment
from rmfeedback.waves import lifecycle
from tests.factories import CLOSES, TODAY, a_code, an_open_wave, everybody_answers

pytestmark = pytest.mark.usefixtures("app")
FRENCH = "Les dirigeants devraient venir plus souvent dans les ateliers et nous écouter."


@pytest.mark.parametrize(
    ("text", "cells"), [(FRENCH, {"all"}), ("We meet too rarely.", {"mentor", "leader"})]
)
def test_one_french_comment_among_english_ones_is_pooled_over_both_roles(text, cells):
    wave = an_open_wave()
    everybody_answers(wave)
    code = a_code(wave, "leader")
    item = next(i.key for i in ballot_box.look_up(code, TODAY).questionnaire.items if i.kind == "comment")
    ballot_box.submit(code, {"l_pair_fit": "4", item: text}, language="en", today=TODAY)
    lifecycle.close(wave.key, CLOSES)

    assert set(db.session.scalars(select(Comment.cell))) == cells
