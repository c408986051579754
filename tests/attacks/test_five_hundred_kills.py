"""T6: five hundred kill -9, each at another statement, commit or write to the disk of a wave's whole life.

Every child is forked from this loaded process. Whoever was told "kept" counts once, with the latest words.
"""

import itertools
import random

import pytest
from sqlalchemy import select

from rmfeedback.attacks.running import daily_seed
from rmfeedback.db import db
from rmfeedback.surveys import ballot_box, results
from rmfeedback.surveys.models import Envelope
from rmfeedback.waves import lifecycle
from tests.attacks.forking import FORKING, killed_at_step
from tests.factories import CLOSES, TODAY, a_cohort, a_planned_wave, codes_of, do_jobs, release_claims

pytestmark = [
    pytest.mark.usefixtures("app"),
    *FORKING,
]
KILLS = 500
SUBMITS = 150
LETTERS = "abcdefghij"


def test_five_hundred_kills_lose_nothing_double_nothing_and_always_end():

    chance = random.Random(daily_seed("kills"))
    kills = 0
    for number in itertools.count(1):
        kills += one_wave(f"Cohort {LETTERS[number]}", chance)
        if kills >= KILLS:
            break
    print(f"{kills} kills in {number} waves")
    assert kills >= KILLS


def one_wave(cohort, chance):
    """Launch, mail, answer and close a wave amid kills; return how many there were."""
    key = a_planned_wave(a_cohort(name=cohort)).key
    kills = until_done(lambda: lifecycle.launch(key, TODAY))
    kills += mail(key, chance)
    said, while_answering = answer(key, chance)
    kills += while_answering
    kills += until_done(lambda: lifecycle.close(key, CLOSES))
    outcome = lifecycle.close(key, CLOSES)
    assert (outcome.state, outcome.responses, outcome.damaged) == ("done", len(said), 0)
    stored = [comment.text for comment in results.comments(key)]
    assert len(stored) == len(said)
    for may_be in said.values():
        assert len(may_be & set(stored)) == 1
    assert db.session.scalars(select(Envelope)).all() == []
    return kills


def until_done(deed):
    """Repeat a deed, killed one step later each time, until it ends; return how often it was killed."""
    step = 1
    while killed_at_step(step, deed):
        step += 1
    return step - 1


def mail(key, chance):
    """Send the invitations, killed at random steps."""
    kills = 0
    while killed_at_step(chance.randint(5, 150), do_jobs):
        kills += 1
        release_claims()
    do_jobs()
    assert lifecycle.progress(key) == lifecycle.Mailed(mailed=12, waiting=0)
    found = codes_of(results.wave(key))
    assert len(found) == 12
    assert sum(len(codes) for codes in found.values()) <= 12 + kills
    assert all(ballot_box.look_up(code, TODAY) for codes in found.values() for code in codes)
    return kills


def answer(key, chance):
    """Answer again and again, killed at random steps; return by person what may be kept, and the kills."""
    codes = [codes[0] for _, codes in sorted(codes_of(results.wave(key)).items())]
    items = {code: comment_of(code) for code in codes}
    said, kills = {}, 0
    for number in range(SUBMITS):
        code = codes[number % 12] if number < 12 else chance.choice(codes)
        words = "We met " + " ".join(LETTERS[int(digit)] * 3 for digit in str(number))
        given = {items[code]: words}
        step = 10**6 if number < 12 else chance.randint(1, 6)
        if killed_at_step(step, lambda c=code, g=given: ballot_box.submit(c, g, language="en", today=TODAY)):
            kills += 1
            said[code] = said[code] | {words}
        else:
            said[code] = {words}
    return said, kills


def comment_of(code):
    return next(i.key for i in ballot_box.look_up(code, TODAY).questionnaire.items if i.kind == "comment")
