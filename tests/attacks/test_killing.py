"""T6: kill -9 at every named point of a wave's life: nothing is lost, nothing is double."""

import pytest
from sqlalchemy import select

from rmfeedback import config, journal
from rmfeedback.db import db
from rmfeedback.programmes import inviting
from rmfeedback.surveys import ballot_box, links, results
from rmfeedback.surveys.models import Envelope, Link, Wave
from rmfeedback.waves import lifecycle
from tests.attacks.forking import FORKING, killed_at
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    a_planned_wave,
    an_open_wave,
    answers_to,
    codes_of,
    do_jobs,
    everybody_answers,
    release_claims,
)
from tests.mailbox import a_mailbox

pytestmark = [
    pytest.mark.usefixtures("app"),
    *FORKING,
]

LIFECYCLE, KEYS = "rmfeedback.waves.lifecycle", "rmfeedback.surveys.keys"
WAVES = "rmfeedback.waves"
OPENING, LINKS, JOBS = "rmfeedback.surveys.opening", "rmfeedback.surveys.links", "rmfeedback.jobs"
KEEPING = "rmfeedback.surveys.keeping"

LAUNCHING = [
    f"before {LIFECYCLE}:inviting.invite",
    f"after {LIFECYCLE}:inviting.invite",
    f"after {KEYS}:store_private",
    f"after {KEYS}:store_pin",
    f"after {LIFECYCLE}:ballot_box.build",
    f"after {LIFECYCLE}:_queue_invitations",
]
MAILING = [
    f"after {JOBS}:claim_many",
    f"before {LINKS}:put_all",
    f"after {LINKS}:put_all",
    "after rmfeedback.files:write_aside",
    f"after {WAVES}.desk:_admit",
    "before rmfeedback.mail:Post.carry",
    "after rmfeedback.journal:Journal.wait",
    "after rmfeedback.mail:Post.carry",
    "after rmfeedback.journal:Journal.note",
    "before rmfeedback.journal:_append",
    "after rmfeedback.journal:_append",
    "after rmfeedback.journal:Journal.close",
    f"before {WAVES}.settling:_settle",
    f"after {WAVES}.settling:_settle",
    f"before {WAVES}.settling:_give_back",
    "before rmfeedback.journal:remove",
    "after rmfeedback.journal:remove",
]
ANSWERING = [
    "before rmfeedback.surveys.sealing:seal",
    f"after {KEEPING}:Prepared.change",  # written and not yet committed
    f"after {KEEPING}:SharedCommit._do",
]
CLOSING = [
    f"after {OPENING}:shut",
    f"after {OPENING}:_open_all",
    f"after {OPENING}:_write",
    f"before {OPENING}:_destroy_box",
    f"after {OPENING}:_destroy_box",
    f"after {OPENING}:count",
    f"before {LIFECYCLE}:vacuum",
    f"after {LIFECYCLE}:vacuum",
    f"after {LIFECYCLE}:_forget",
    f"before {OPENING}:vacuum",
    f"after {OPENING}:vacuum",
    f"after {KEYS}:destroy",
    f"after {OPENING}:scrub",
]


@both_engines
@pytest.mark.parametrize("point", LAUNCHING)
def test_a_launch_killed_anywhere_is_finished_by_launching_again(point):
    wave_key = a_planned_wave().key

    assert killed_at(point, lambda: lifecycle.launch(wave_key, TODAY))
    lifecycle.launch(wave_key, TODAY)
    do_jobs()
    assert lifecycle.progress(wave_key) == lifecycle.Mailed(mailed=12, waiting=0)
    found = codes_of(db.session.get_one(Wave, wave_key))
    assert len(found) == 12
    assert all(ballot_box.look_up(code, TODAY) for codes in found.values() for code in codes)


@both_engines
@pytest.mark.parametrize("point", MAILING)
def test_a_kill_while_mailing_loses_nobody_and_repeats_at_most_the_mail_in_flight(point):
    wave_key = a_planned_wave().key
    lifecycle.launch(wave_key, TODAY)

    with a_mailbox() as mailbox:
        config.current()["SMTP_URL"] = mailbox.url
        assert killed_at(point, do_jobs)
        release_claims()
        do_jobs()
        codes = mailbox.codes()
    repeated = sum(its.repeated for its in inviting.mailings(wave_key))
    assert len(set(mailbox.addresses())) == 12
    assert len(mailbox.arrived) <= 12 + repeated <= 13
    assert len({mail["Message-ID"] for mail in mailbox.mails()}) == 12
    assert all(ballot_box.look_up(code, TODAY) for code in codes)
    assert lifecycle.progress(wave_key) == lifecycle.Mailed(mailed=12, waiting=0)
    assert used_slots() == 12 + repeated
    assert journal.left(config.current()["INSTANCE"]) == []


@pytest.mark.parametrize("point", MAILING)
def test_killed_at_the_same_point_again_and_again_a_mailing_still_reaches_everybody(point):
    wave_key = a_planned_wave().key
    lifecycle.launch(wave_key, TODAY)
    for _ in range(10):
        killed_at(point, do_jobs)
        release_claims()
    do_jobs()

    found = codes_of(db.session.get_one(Wave, wave_key))
    assert len(found) == 12
    assert all(ballot_box.look_up(code, TODAY) for codes in found.values() for code in codes)
    assert lifecycle.progress(wave_key) == lifecycle.Mailed(mailed=12, waiting=0)


def used_slots():
    return sum(links.number_of(slot) > 0 for slot in db.session.scalars(select(Link)))


@both_engines
@pytest.mark.parametrize("point", ANSWERING)
def test_an_answer_killed_while_it_is_kept_is_the_old_or_the_new_one(point):
    wave = an_open_wave()
    everybody_answers(wave)
    code = a_code(wave)
    asked = ballot_box.look_up(code, TODAY).questionnaire
    new = answers_to(asked, score=5)

    assert killed_at(point, lambda: ballot_box.submit(code, new, language="en", today=TODAY))
    outcome = lifecycle.close(wave.key, CLOSES)
    assert (outcome.responses, outcome.damaged) == (12, 0)
    assert len(results.scores(wave.key)["mentor", "m_pair_fit"]) == 6


@both_engines
@pytest.mark.parametrize("point", CLOSING)
def test_a_closing_killed_anywhere_is_finished_by_closing_again(point):
    wave = an_open_wave()
    everybody_answers(wave)
    wave_key = wave.key

    assert killed_at(point, lambda: lifecycle.close(wave_key, CLOSES))
    outcome = lifecycle.close(wave_key, CLOSES)
    assert (outcome.state, outcome.responses, outcome.damaged) == ("done", 12, 0)
    assert {len(scores) for scores in results.scores(wave_key).values()} == {6}
    assert len(results.comments(wave_key)) == 36
    assert db.session.scalars(select(Envelope)).all() == []
