"""Answering replaces, taking back blanks, closing refuses; who can write the database gains nothing."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from rmfeedback.db import db, writing
from rmfeedback.surveys import ballot_box, codes, keys, links, opening, results, sealing
from rmfeedback.surveys.models import Envelope, Link, Wave
from rmfeedback.waves import lifecycle
from tests.databases import both_engines
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


@both_engines
def test_there_is_one_blank_envelope_per_invitation(wave):
    sealed = db.session.scalars(select(Envelope.sealed)).all()

    assert len(sealed) == 12
    assert len({len(value) for value in sealed}) == 1


@both_engines
def test_every_envelope_has_eight_filled_slots(wave):
    slots = db.session.scalars(select(Link)).all()

    assert len(slots) == 12 * links.SLOTS
    assert all(len(slot.digest) == len(slot.proof) == len(slot.tag) == 32 for slot in slots)


@both_engines
def test_a_code_finds_its_questionnaire_and_no_person(wave):
    ballot = ballot_box.look_up(a_code(wave, "leader"), TODAY)

    assert (ballot.role, ballot.questionnaire.key, ballot.cell) == ("leader", "leader", "leader")


@both_engines
def test_a_second_answer_replaces_the_first(wave):
    everybody_answers(wave)
    send(a_code(wave), m_pair_fit="1")
    send(a_code(wave), m_pair_fit="5")

    assert len(opened(wave, "m_pair_goals")) == 5


@both_engines
def test_taking_back_leaves_nothing_of_the_answer(wave):
    everybody_answers(wave)
    ballot_box.take_back(a_code(wave), today=TODAY)

    assert len(opened(wave, "m_pair_fit")) == 5


@pytest.mark.parametrize("code", ["", "short", "A" * 32, "Z" * 31 + "!"])
def test_an_unknown_or_malformed_code_is_unknown(wave, code):
    with pytest.raises(ballot_box.CodeUnknown):
        ballot_box.look_up(code, TODAY)


@both_engines
def test_from_the_closing_day_on_no_answer_is_accepted(wave):
    code = a_code(wave)

    with pytest.raises(ballot_box.WaveClosed):
        ballot_box.submit(code, {"m_pair_fit": "5"}, language="en", today=CLOSES)


@both_engines
def test_an_answer_that_meets_the_closing_is_refused(wave):
    code = a_code(wave)
    ballot = ballot_box.look_up(code, TODAY)
    opening.shut(wave)

    with pytest.raises(ballot_box.WaveClosed):
        ballot_box._replace(ballot, ballot_box.BLANK)


@both_engines
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
        opening.count(wave, keys.private(wave.key), str, CLOSES)


@both_engines
def test_an_envelope_copied_over_another_is_damaged_and_the_rest_opens(wave):
    everybody_answers(wave)
    mine, theirs = db.session.scalars(select(Envelope).where(Envelope.cell == "mentor").limit(2)).all()
    with writing() as session:
        session.execute(update(Envelope).where(Envelope.id == theirs.id).values(sealed=mine.sealed))
    outcome = lifecycle.close(wave.key, CLOSES)

    assert (outcome.responses, outcome.damaged) == (11, 1)


@both_engines
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


@both_engines
def test_a_link_written_into_the_database_opens_nothing(wave):
    code = "A" * 32
    with writing() as session:
        slot = session.scalars(select(Link).limit(1)).one()
        slot.digest = codes.digest(code)
        slot.proof = codes.proof_mark(codes.proof(code))

    with pytest.raises(ballot_box.CodeUnknown):
        ballot_box.look_up(code, TODAY)


@both_engines
def test_all_codes_of_a_person_lead_to_one_envelope(wave):
    lifecycle.remind(wave.key, TODAY)
    do_jobs()
    for found in codes_of(wave).values():
        assert len(found) == 2
        assert len({ballot_box.look_up(code, TODAY).envelope_id for code in found}) == 1


@both_engines
def test_a_mail_too_many_takes_no_slot_that_could_hold_a_proof(wave):
    ballot = ballot_box.look_up(a_code(wave), TODAY)
    fresh = [codes.mint() for _ in range(8)]
    kept = [links.put(ballot.envelope_id, code, is_renewal=True) for code in fresh]

    assert kept == [True] * 7 + [False]
    assert [links.find(code) is not None for code in fresh] == kept
    assert ballot_box.look_up(a_code(wave), TODAY).envelope_id == ballot.envelope_id


@both_engines
def test_fresh_links_leave_the_slots_of_reminders_alone(wave):
    ballot = ballot_box.look_up(a_code(wave), TODAY)
    for _ in range(9):
        links.put(ballot.envelope_id, codes.mint(), is_renewal=True)

    # One of the nine is the invitation's.
    assert [links.put(ballot.envelope_id, codes.mint()) for _ in range(9)] == [True] * 8 + [False]


@both_engines
def test_a_code_whose_mail_was_not_sent_gives_its_slot_back(wave):
    ballot = ballot_box.look_up(a_code(wave), TODAY)
    for _ in range(20):
        code = codes.mint()
        assert links.put(ballot.envelope_id, code)
        links.take_out(code)

    assert links.find(code) is None


def spoil(wave, payload):
    """Seal a payload into Ana's envelope with her proof, as she could with access to the database."""
    code = a_code(wave)
    ballot = ballot_box.look_up(code, TODAY)
    proof = base64.b64encode(codes.proof(code)).decode()
    place = sealing.info(wave.key, ballot.envelope_id, ballot.cell)
    sealed = sealing.seal({"proof": proof, "language": "en"} | payload, wave.public_key, place)
    with writing() as session:
        session.execute(update(Envelope).where(Envelope.id == ballot.envelope_id).values(sealed=sealed))


@pytest.mark.parametrize(
    "payload",
    [
        {"answers": {"m_pair_fit": "99"}},
        {"answers": {"m_pair_fit": 5}},
        {"answers": {"m_pair_fit": "na"}},
        {"answers": {"m_pair_fit": "never"}},
        {"answers": {"m_words_programme": ["a", "list"]}},
        {"answers": {"l_pair_fit": "5"}},
        {"answers": {}},
        {"answers": []},
        {"answers": {"m_pair_fit": "5"}, "language": "fr"},
        {"answers": {"m_pair_fit": "5"}, "proof": 7},
    ],
)
def test_an_envelope_that_no_form_could_have_filled_is_damaged_and_blocks_nothing(wave, payload):
    everybody_answers(wave)
    spoil(wave, payload)
    outcome = lifecycle.close(wave.key, CLOSES)

    assert (outcome.state, outcome.responses, outcome.damaged) == ("done", 11, 1)


@pytest.mark.parametrize(("column", "value"), [("tag", "text"), ("proof", 5), ("digest", "text")])
def test_nonsense_in_a_link_damages_its_own_envelope_at_most(wave, column, value):
    everybody_answers(wave)
    link = links.find(a_code(wave))
    spoilt = text(f"update link set {column} = :value where id = :id")
    with writing() as session:
        session.execute(
            spoilt, {"value": value, "id": link.id}, bind_arguments={"bind": db.engines["responses"]}
        )
    outcome = lifecycle.close(wave.key, CLOSES)

    assert outcome.state == "done"
    assert outcome.responses + outcome.damaged == 12


def test_nonsense_in_an_envelope_is_damaged(wave):
    everybody_answers(wave)
    with writing() as session:
        bind = {"bind": db.engines["responses"]}
        session.execute(
            text("update envelope set sealed = 5 where id = (select min(id) from envelope)"),
            bind_arguments=bind,
        )
    outcome = lifecycle.close(wave.key, CLOSES)

    assert (outcome.state, outcome.responses, outcome.damaged) == ("done", 11, 1)


@both_engines
def test_without_the_key_of_the_links_no_code_is_called_unknown(wave, instance):
    code = a_code(wave)
    (instance / "keys" / "links.key").unlink()

    with pytest.raises(keys.LinksKeyLost, match="Put the folder back"):
        ballot_box.look_up(code, TODAY)
