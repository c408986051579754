"""Several processes answer while another closes: what was acknowledged is what is opened."""

import time

import pytest

from rmfeedback.db import ROOMS
from rmfeedback.surveys import ballot_box, keys, opening, results
from rmfeedback.surveys.ballot_box import NotKept, WaveClosed
from rmfeedback.waves import lifecycle
from tests.attacks.forking import FORKING, Server
from tests.conftest import leave
from tests.databases import both_engines
from tests.factories import CLOSES, TODAY, an_open_wave, answers_to, codes_of

pytestmark = [
    both_engines,
    pytest.mark.usefixtures("app"),
    *FORKING,
]
WRITERS = 4


def answer_until_closed(codes):
    """Send again and again, and return the last score that was acknowledged, by role and code."""
    kept, score = {}, 0
    while True:
        score = score % 5 + 1
        for code in codes:
            try:
                ballot = ballot_box.look_up(code, TODAY)
                given = answers_to(ballot.questionnaire, score=score)
                ballot_box.submit(code, given, language="en", today=TODAY)
            except WaveClosed:
                return kept
            except NotKept:  # The lock was not had in time; a respondent is asked to send again.
                continue
            kept[code] = (ballot.role.value, score)


def wait_for(answers, wave_key):
    """Wait until everybody's first answer is there; on a busy machine that takes a while."""
    wave = results.wave(wave_key)
    deadline = time.monotonic() + 30
    while opening.count_answers(wave, keys.private(wave_key)) < answers:
        assert time.monotonic() < deadline, "the writers do not get on"
        time.sleep(0.05)


def test_a_closing_amid_a_crowd_loses_no_acknowledged_answer():
    wave_key = (wave := an_open_wave()).key
    codes = [codes[0] for _, codes in sorted(codes_of(wave).items())]
    leave(ROOMS)  # A connection may not cross a fork.
    shares = [codes[first::WRITERS] for first in range(WRITERS)]
    writers = [Server(lambda its=its: answer_until_closed(its)) for its in shares]
    wait_for(len(codes), wave_key)

    outcome = lifecycle.close(wave_key, CLOSES)
    kept = [entry for writer in writers for entry in writer.said().values()]
    assert (outcome.state, outcome.responses, outcome.damaged) == ("done", len(codes), 0)
    for role, item in (("mentor", "m_pair_fit"), ("leader", "l_pair_fit")):
        assert results.scores(wave_key)[role, item] == sorted(score for r, score in kept if r == role)
