"""Answering replaces, taking back blanks, closing refuses; who can write the database gains nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rmfeedback.db import db, writing
from rmfeedback.surveys import ballot_box, codes, keys, links, opening, results, sealing
from rmfeedback.surveys.models import Envelope, Link, Wave
from rmfeedback.waves import lifecycle
from tests.factories import CLOSES, TODAY, a_code, an_open_wave, codes_of, do_jobs, everybody_answers

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def wave(app):
    return an_open_wave()


def send(code, **answers):
    ballot_box.submit(code, answers, language="en", today=TODAY)


def opened(wave, item_key):
    """Close the wave and return the scores of an item."""
    lifecycle.close(wave.key, CLOSES)
    return results.scores(wave.key).get(("mentor", item_key), [])


def test_there_is_one_blank_envelope_per_invitation(wave):
    sealed = db.session.scalars(select(Envelope.sealed)).all()

    assert len(sealed) == 12
    assert len({len(value) for value in sealed}) == 1


def test_every_envelope_has_eight_filled_slots(wave):
    slots = db.session.scalars(select(Link)).all()

    assert len(slots) == 12 * links.SLOTS
    assert all(len(slot.digest) == len(slot.proof) == len(slot.tag) == 32 for slot in slots)


def test_a_code_finds_its_questionnaire_and_no_person(wave):
    ballot = ballot_box.look_up(a_code(wave, "leader"), TODAY)

    assert (ballot.role, ballot.questionnaire.key, ballot.cell) == ("leader", "leader", "leader")


def test_a_second_answer_replaces_the_first(wave):
    everybody_answers(wave)
    send(a_code(wave), m_pair_fit="1")
    send(a_code(wave), m_pair_fit="5")

    assert len(opened(wave, "m_pair_goals")) == 5


def test_taking_back_leaves_nothing_of_the_answer(wave):
    everybody_answers(wave)
    ballot_box.take_back(a_code(wave), today=TODAY)

    assert len(opened(wave, "m_pair_fit")) == 5


@pytest.mark.parametrize("code", ["", "short", "A" * 32, "Z" * 31 + "!"])
def test_an_unknown_or_malformed_code_is_unknown(wave, code):
    with pytest.raises(ballot_box.CodeUnknown):
        ballot_box.look_up(code, TODAY)


def test_from_the_closing_day_on_no_answer_is_accepted(wave):
    code = a_code(wave)

    with pytest.raises(ballot_box.WaveClosed):
        ballot_box.submit(code, {"m_pair_fit": "5"}, language="en", today=CLOSES)


def test_an_answer_that_meets_the_closing_is_refused(wave):
    code = a_code(wave)
    ballot = ballot_box.look_up(code, TODAY)
    opening.shut(wave)

    with pytest.raises(ballot_box.WaveClosed):
        ballot_box._replace(ballot, ballot_box.BLANK)


def test_answers_that_do_not_fit_are_refused_and_the_old_ones_stay(wave):
    code = a_code(wave)
    before = db.session.scalars(select(Envelope.sealed).order_by(Envelope.id)).all()

    with pytest.raises(sealing.AnswersTooLong):
        send(code, m_words_programme="x" * 17_000)
    assert db.session.scalars(select(Envelope.sealed).order_by(Envelope.id)).all() == before


FROZEN = {
    "public_key": sealing.make_key_pair().public,
    "closes_on": CLOSES + timedelta(days=1),
    "opens_on": TODAY - timedelta(days=1),
    "kind": "closing",
    "cohort_key": "another",
    "keyholder": "trustee",
    "questionnaires": {},
    "choices": {},
}


@pytest.mark.parametrize("column", FROZEN)
def test_a_changed_frozen_column_stops_answering_and_opening(wave, column):
    code = a_code(wave)
    with writing() as session:
        session.execute(update(Wave).values({column: FROZEN[column]}))

    with pytest.raises(keys.BoxUntrusted):
        send(code, m_pair_fit="5")
    opening.shut(wave)
    with pytest.raises(keys.BoxUntrusted):
        opening.count(wave, str)


def test_an_envelope_copied_over_another_is_damaged_and_the_rest_opens(wave):
    everybody_answers(wave)
    mine, theirs = db.session.scalars(select(Envelope).where(Envelope.cell == "mentor").limit(2)).all()
    with writing() as session:
        session.execute(update(Envelope).where(Envelope.id == theirs.id).values(sealed=mine.sealed))
    outcome = lifecycle.close(wave.key, CLOSES)

    assert (outcome.responses, outcome.damaged) == (11, 1)


def test_an_answer_forged_with_the_public_key_is_damaged(wave):
    everybody_answers(wave)
    envelope = db.session.scalars(select(Envelope).limit(1)).one()
    forged = {"proof": "AAAA", "language": "en", "answers": {"m_pair_fit": "1"}}
    place = sealing.info(wave.key, envelope.id, envelope.cell)
    with writing() as session:
        sealed = sealing.seal(forged, wave.public_key, place)
        session.execute(update(Envelope).where(Envelope.id == envelope.id).values(sealed=sealed))
    outcome = lifecycle.close(wave.key, CLOSES)

    assert (outcome.responses, outcome.damaged) == (11, 1)


def test_a_link_written_into_the_database_opens_nothing(wave):
    code = "A" * 32
    with writing() as session:
        slot = session.scalars(select(Link).limit(1)).one()
        slot.digest = codes.digest(code)
        slot.proof = codes.proof_mark(codes.proof(code))

    with pytest.raises(ballot_box.CodeUnknown):
        ballot_box.look_up(code, TODAY)


def test_all_codes_of_a_person_lead_to_one_envelope(wave):
    lifecycle.remind(wave.key, TODAY)
    do_jobs()
    for found in codes_of(wave).values():
        assert len(found) == 2
        assert len({ballot_box.look_up(code, TODAY).envelope_id for code in found}) == 1


def test_a_ninth_code_overwrites_the_last_and_the_first_goes_on(wave):
    ballot = ballot_box.look_up(a_code(wave), TODAY)
    fresh = [codes.mint() for _ in range(9)]
    for code in fresh:
        assert links.put(ballot.envelope_id, code)

    found = {code: links.find(code) is not None for code in fresh}
    assert [found[code] for code in fresh] == [True] * 6 + [False, False, True]
    assert ballot_box.look_up(a_code(wave), TODAY).envelope_id == ballot.envelope_id
