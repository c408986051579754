"""T3 and T4 at their smallest: one envelope sealed four ways, and one renewal."""

import itertools

import pytest
from sqlalchemy import select

from rmfeedback import config, mail
from rmfeedback.db import db
from rmfeedback.surveys import ballot_box
from rmfeedback.surveys.models import Envelope
from tests.attacks.dumping import rows_of
from tests.factories import TODAY, a_code, an_open_wave, answers_to, do_jobs

pytestmark = pytest.mark.usefixtures("app")

SEALED_BYTES = 17_521


def test_blank_short_and_long_answers_look_alike():
    """T3, byte by byte."""
    code = a_code(an_open_wave())
    ballot = ballot_box.look_up(code, TODAY)
    comments = [item.key for item in ballot.questionnaire.items if item.kind == "comment"]
    long = answers_to(ballot.questionnaire) | dict.fromkeys(comments, "é" * 1500)
    values = [sealed(ballot)]
    for answers in ({"m_pair_fit": "4"}, long):
        ballot_box.submit(code, answers, language="en", today=TODAY)
        values.append(sealed(ballot))
    ballot_box.take_back(code, today=TODAY)
    values.append(sealed(ballot))

    assert {len(value) for value in values} == {SEALED_BYTES}
    assert len({value[:1] for value in values}) == 1
    for one, other in itertools.combinations(values, 2):
        # Two random values agree in one byte of 256.
        assert sum(a == b for a, b in zip(one, other, strict=True)) < SEALED_BYTES / 128


def sealed(ballot):
    return db.session.scalar(select(Envelope.sealed).where(Envelope.id == ballot.envelope_id))


def test_a_renewal_leaves_nothing_in_the_files_of_jobs_and_of_people(client):
    """T4, the job files."""
    an_open_wave()
    email = "ana.cohort@example.com"
    mark = mail.address_mark(email, config.secret_key(config.current())).encode()
    identity = config.current()["INSTANCE"] / "identity.sqlite"
    before = rows_of(identity)
    client.post("/a/again", data={"email": email})

    assert any(mark in copy for copy in copies())
    do_jobs()
    assert not any(mark in copy for copy in copies())
    assert rows_of(identity) == before


def copies():
    """Everything an instance keeps while a wave is open, but for keys and mails."""
    return [file.read_bytes() for file in config.current()["INSTANCE"].glob("*") if file.is_file()]
