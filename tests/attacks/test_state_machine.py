"""T7: whatever people, mails, crashes and the closing do in which order, each counts once, latest words.

T9: where fewer than five have answered, nothing is written in plain and the wave becomes void.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from rmfeedback import config, jobs
from rmfeedback.db import db
from rmfeedback.surveys import ballot_box, keys, opening, results
from rmfeedback.surveys.ballot_box import CodeUnknown, WaveClosed
from rmfeedback.surveys.models import Answer, Comment, Envelope, Link, Tally
from rmfeedback.waves import lifecycle
from tests.conftest import make_app
from tests.factories import (
    CLOSES,
    TODAY,
    a_cohort,
    an_open_wave,
    codes_of,
    do_jobs,
    everybody_answers,
    release_claims,
)

PEOPLE = some.integers(0, 11)


class Killed(BaseException):
    """The process ends here: nothing after it is done."""


class Box(RuleBasedStateMachine):
    """A wave of six mentors and six leaders; `said` is what each person would expect to be counted."""

    folder = None
    number = 0

    @initialize()
    def launch(self):
        Box.number += 1
        self.app = make_app(self.folder / str(Box.number))
        self.context = self.app.app_context()
        self.context.push()
        self.wave_key = an_open_wave(a_cohort()).key
        self.said, self.reminders, self.is_closed = {}, 0, False
        self.a_code = [self.codes(person)[0] for person in range(12)]

    def codes(self, person):
        return sorted(codes_of(results.wave(self.wave_key)).items())[person][1]

    @precondition(lambda self: not self.is_closed)
    @rule(person=PEOPLE, which=some.integers(0, 20), score=some.integers(1, 5))
    def answer(self, person, which, score):
        its = self.codes(person)
        code = its[which % len(its)]
        role = ballot_box.look_up(code, TODAY).role
        ballot_box.submit(code, {f"{role[0]}_pair_fit": str(score)}, language="en", today=TODAY)
        self.said[person] = (role.value, score)

    @precondition(lambda self: not self.is_closed)
    @rule(person=PEOPLE, which=some.integers(0, 20))
    def take_back(self, person, which):
        its = self.codes(person)
        ballot_box.take_back(its[which % len(its)], today=TODAY)
        self.said.pop(person, None)

    @precondition(lambda self: not self.is_closed and self.reminders < lifecycle.MOST_REMINDERS)
    @rule()
    def remind(self):
        lifecycle.remind(self.wave_key, TODAY)
        self.reminders += 1
        do_jobs()

    @precondition(lambda self: not self.is_closed)
    @rule(person=PEOPLE)
    def renew(self, person):
        email = sorted(codes_of(results.wave(self.wave_key)))[person]
        self.app.test_client().post("/a/again", data={"email": email})
        do_jobs()

    @precondition(lambda self: not self.is_closed)
    @rule()
    def crash_while_mailing(self):
        if self.reminders < lifecycle.MOST_REMINDERS:
            lifecycle.remind(self.wave_key, TODAY)
            self.reminders += 1
            jobs.claim()
            release_claims()
            do_jobs()

    @precondition(lambda self: not self.is_closed and len(self.said) >= 5)
    @rule(step=some.sampled_from(["_open_all", "_write", "_destroy_box", "vacuum"]))
    def crash_while_closing(self, step):
        real = getattr(opening, step)

        def dying(*_given):
            raise Killed

        setattr(opening, step, dying)
        try:
            with pytest.raises(Killed):
                lifecycle.close(self.wave_key, CLOSES)
        finally:
            setattr(opening, step, real)
            db.session.rollback()
        self.close()

    @precondition(lambda self: not self.is_closed and len(self.said) >= 5)
    @rule()
    def close(self):
        outcome = lifecycle.close(self.wave_key, CLOSES)
        self.is_closed = True
        assert (outcome.state, outcome.responses, outcome.damaged) == ("done", len(self.said), 0)
        assert lifecycle.close(self.wave_key, CLOSES) == outcome
        stored = sorted(score for _, score in self.said.values())
        by_role = [role for role, _ in self.said.values()]
        is_small = min(by_role.count("mentor"), by_role.count("leader")) < 5
        if not is_small:
            assert sorted(db.session.scalars(select(Answer.score))) == stored

    @precondition(lambda self: self.is_closed)
    @rule(person=PEOPLE)
    def come_too_late(self, person):
        with pytest.raises((CodeUnknown, WaveClosed)):
            ballot_box.submit(self.a_code[person], {"m_pair_fit": "3"}, language="en", today=TODAY)

    def teardown(self):
        if hasattr(self, "context"):
            db.session.remove()
            self.context.pop()


def test_each_counts_once_with_the_latest_words(tmp_path):
    Box.folder = tmp_path
    run_state_machine_as_test(
        Box,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Box.number > 1, "no wave was played"


@pytest.mark.parametrize("answered", range(5))
def test_fewer_than_five_answers_are_never_written_in_plain(app, monkeypatch, answered):
    wave = an_open_wave()
    everybody_answers(wave, mentors=min(answered, 3), leaders=max(0, answered - 3))
    seen = []
    real = opening._open_all

    def looking(*given):
        found = real(*given)
        seen.append(everything())
        return found

    monkeypatch.setattr(opening, "_open_all", looking)
    extended = lifecycle.close(wave.key, CLOSES)
    assert (extended.state, extended.responses) == ("open", None)
    outcome = lifecycle.close(wave.key, results.wave(wave.key).box_opens_on)
    seen.append(everything())

    assert (outcome.state, outcome.responses) == ("void", 0)
    assert not any(b"in words of its own" in content for content in seen)
    for table in (Tally, Answer, Comment, Envelope, Link):
        assert db.session.scalars(select(table)).all() == []
    assert not keys.has_private(wave.key)
    assert keys.epoch(wave.key) == ""


def everything():
    """Every byte under the instance but for the mails."""
    folder = config.current()["INSTANCE"]
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".eml"]
    return b"".join(file.read_bytes() for file in files)
