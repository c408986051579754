"""T19: who can write the database changes, copies, moves, forges: only what was touched is damaged."""

import base64
import secrets

import pytest
from sqlalchemy import insert, select, update

from rmfeedback import doctor
from rmfeedback.db import db, random_key, writing
from rmfeedback.surveys import ballot_box, codes, keys, results, sealing
from rmfeedback.surveys.keys import BoxUntrusted
from rmfeedback.surveys.models import Envelope, Link, Wave
from rmfeedback.waves import lifecycle
from rmfeedback.waves.epochs import RoomRestored
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    a_cohort,
    an_open_wave,
    codes_of,
    everybody_answers,
)

pytestmark = pytest.mark.usefixtures("app")
EMAIL = "ana.cohort@example.com"


@pytest.fixture
def wave():
    wave = an_open_wave()
    everybody_answers(wave)
    return wave


def envelope_of(wave, who="mentor"):
    return db.session.get_one(Envelope, ballot_box.look_up(a_code(wave, who), TODAY).envelope_id)


def write(envelope_id, **values):
    with writing() as session:
        session.execute(update(Envelope).where(Envelope.id == envelope_id).values(**values))


def closed(wave):
    outcome = lifecycle.close(wave.key, CLOSES)
    return outcome.responses, outcome.damaged


@pytest.mark.parametrize("at", [0, 1, 40, 1200, 9000, 17_520])
def test_a_changed_byte_damages_its_own_envelope_only(wave, at):
    envelope = envelope_of(wave)
    spoilt = bytearray(envelope.sealed)
    spoilt[at] ^= 1
    write(envelope.id, sealed=bytes(spoilt))

    assert closed(wave) == (11, 1)


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s + b"\0", lambda s: b"", lambda s: s[:1]])
def test_a_shorter_or_longer_value_damages_its_own_envelope_only(wave, change):
    envelope = envelope_of(wave)
    write(envelope.id, sealed=change(envelope.sealed))

    assert closed(wave) == (11, 1)


def test_two_envelopes_that_changed_places_are_both_damaged(wave):
    mine, theirs = envelope_of(wave), envelope_of(wave, "leader")
    ours = mine.sealed, theirs.sealed
    write(mine.id, sealed=ours[1])
    write(theirs.id, sealed=ours[0])

    assert closed(wave) == (10, 2)


def test_an_envelope_moved_to_another_role_is_damaged(wave):
    write(envelope_of(wave).id, cell="leader")

    assert closed(wave) == (11, 1)


def test_an_envelope_copied_from_another_wave_is_damaged(wave):
    other = an_open_wave(a_cohort(name="Other"))
    everybody_answers(other)
    taken = next(e for e in db.session.scalars(select(Envelope)) if e.wave_key == other.key)
    write(envelope_of(wave).id, sealed=taken.sealed)

    assert closed(wave) == (11, 1)
    assert closed(other) == (12, 0)


def test_an_envelope_added_to_the_box_is_damaged_even_with_links_of_its_own(wave):
    code, envelope_id = codes.mint(), random_key()
    proof = codes.proof(code)
    payload = {"proof": base64.b64encode(proof).decode(), "language": "en", "answers": {"m_pair_fit": "1"}}
    public = results.wave(wave.key).public_key
    sealed = sealing.seal(payload, public, sealing.info(wave.key, envelope_id, "mentor"))
    link = {
        "id": random_key(),
        "envelope_id": envelope_id,
        "digest": codes.digest(code),
        "proof": codes.proof_mark(proof),
        "tag": secrets.token_bytes(32),
    }
    with writing() as session:
        session.execute(
            insert(Envelope), [{"id": envelope_id, "wave_key": wave.key, "cell": "mentor", "sealed": sealed}]
        )
        session.execute(insert(Link), [link])

    with pytest.raises(ballot_box.CodeUnknown):
        ballot_box.look_up(code, TODAY)
    assert closed(wave) == (12, 1)


def test_an_answer_with_the_proof_of_somebody_elses_code_is_damaged(wave):
    envelope, other = envelope_of(wave), a_code(wave, "leader")
    proof = base64.b64encode(codes.proof(other)).decode()
    payload = {"proof": proof, "language": "en", "answers": {"m_pair_fit": "1"}}
    place = sealing.info(wave.key, envelope.id, "mentor")
    write(envelope.id, sealed=sealing.seal(payload, results.wave(wave.key).public_key, place))

    assert closed(wave) == (11, 1)


def test_a_link_copied_to_another_envelope_leads_nowhere_and_proves_nothing(wave):
    code, theirs = a_code(wave), envelope_of(wave, "leader").id
    with writing() as session:
        slot = session.scalars(select(Link).where(Link.digest == codes.digest(code))).one()
        copy = {name: getattr(slot, name) for name in ("digest", "proof", "tag")}
        session.execute(insert(Link), [{"id": random_key(), "envelope_id": theirs, **copy}])

    assert ballot_box.look_up(code, TODAY).envelope_id != theirs
    assert closed(wave) == (12, 0)


def test_an_earlier_version_of_an_envelope_is_taken_as_the_promise_admits(wave):
    envelope = envelope_of(wave)
    earlier, envelope_id = envelope.sealed, envelope.id
    ballot_box.submit(a_code(wave), {"m_pair_fit": "1"}, language="en", today=TODAY)
    write(envelope_id, sealed=earlier)

    assert closed(wave) == (12, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("public_key", sealing.make_key_pair().public),
        ("keyholder", "trustee"),
        ("kind", "pulse"),
        ("cohort_key", "other"),
        ("questionnaires", {"mentor": {}, "leader": {}}),
        ("closes_on", TODAY),
        ("shortened_to", TODAY),
    ],
)
def test_a_changed_record_takes_and_opens_nothing_and_doctor_says_which(client, wave, column, value):
    code, key = codes_of(wave)[EMAIL][0], wave.key
    with writing() as session:
        session.execute(
            update(Wave).where(Wave.key == key).values(**{column: value, "opens_on": date_before()})
        )

    reply = client.post("/a/answers", data={"code": code, "anyway": "1", "m_pair_fit": "5"})
    assert reply.status_code in (503, 410)
    assert "not kept" in reply.get_data(as_text=True) or reply.status_code == 410
    with pytest.raises((BoxUntrusted, RoomRestored)):
        lifecycle.close(key, CLOSES)
    said = " ".join(check.say for check in doctor.examine() if not check.ok)
    assert "not the one it was launched with" in said
    assert column in said


def date_before():
    return TODAY.replace(day=1)


@pytest.mark.parametrize("detail", ["smallest_group", "invited", "breakdown", "has_band"])
def test_what_was_chosen_for_a_wave_cannot_be_changed_deep_inside(wave, detail):
    with writing() as session:
        row = session.get_one(Wave, wave.key)
        row.choices = {**row.choices, detail: 1}

    with pytest.raises(BoxUntrusted):
        ballot_box.submit(a_code(wave), {"m_pair_fit": "5"}, language="en", today=TODAY)


def test_a_wave_set_back_to_planned_is_not_launched_again(wave):
    with writing() as session:
        session.execute(update(Wave).values(state="planned"))

    with pytest.raises(RoomRestored):
        lifecycle.launch(wave.key, TODAY)
    assert keys.has_private(wave.key)
