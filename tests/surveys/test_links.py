"""A code is found through every slot; where digests lay is remembered, never believed against the rows."""

import pytest
from sqlalchemy import delete, select, update

from rmfeedback.db import db, writing
from rmfeedback.surveys import codes, links
from rmfeedback.surveys.models import Envelope, Link
from rmfeedback.waves import lifecycle
from tests.databases import both_engines
from tests.factories import CLOSES, TODAY, a_planned_wave

pytestmark = [pytest.mark.usefixtures("app"), both_engines]
BLANK = b"\x00" * 32


@pytest.fixture
def envelope_id(app):
    lifecycle.launch(a_planned_wave().key, TODAY)
    links.forget_places()
    return db.session.scalar(select(Envelope.id).where(Envelope.cell == "mentor").limit(1))


def mailed(envelope_id):
    code = codes.mint()
    assert links.put(envelope_id, code)
    return code


def remembered(code):
    """Let a code be found, so that the places of all digests are read; return its own."""
    assert links.find(code)
    return links._places.of(codes.digest(code))


def test_a_code_is_found_again_where_it_was(envelope_id):
    code = mailed(envelope_id)

    assert remembered(code) == links.find(code).id
    assert links.find(code).envelope_id == envelope_id


def test_all_slots_are_remembered_so_that_memory_tells_of_no_visit(envelope_id):
    remembered(mailed(envelope_id))

    assert set(links._places.slots) == set(db.session.scalars(select(Link.digest)))


def test_a_code_that_was_mailed_since_is_found(envelope_id):
    remembered(mailed(envelope_id))
    late = mailed(envelope_id)

    assert links._places.of(codes.digest(late)) is None
    assert links.find(late).envelope_id == envelope_id


def test_a_slot_that_was_blanked_since_is_not_accepted(envelope_id):
    code = mailed(envelope_id)
    remembered(code)
    links.take_out(code)

    assert links.find(code) is None


@pytest.mark.parametrize("column", ["digest", "proof", "tag"])
def test_a_slot_that_was_changed_by_hand_since_is_not_accepted(envelope_id, column):
    code = mailed(envelope_id)
    place = remembered(code)
    with writing() as session:
        session.execute(update(Link).where(Link.id == place).values({column: BLANK}))

    assert links.find(code) is None


def test_a_slot_that_lies_elsewhere_by_now_is_found_there(envelope_id):
    code = mailed(envelope_id)
    remembered(code)
    links._places.slots[codes.digest(code)] = b"elsewhere"

    assert links.find(code).envelope_id == envelope_id


def test_a_code_never_finds_the_slot_of_another_code(envelope_id):
    code = mailed(envelope_id)
    remembered(code)
    other = db.session.scalar(select(Envelope.id).where(Envelope.id != envelope_id).limit(1))
    links._places.slots[codes.digest(code)] = links.find(mailed(other)).id

    assert links.find(code).envelope_id == envelope_id


def test_a_box_that_was_emptied_by_hand_knows_no_code(envelope_id):
    code = mailed(envelope_id)
    remembered(code)
    with writing() as session:
        session.execute(delete(Link))

    assert links.find(code) is None


def test_nothing_is_remembered_of_a_box_that_was_destroyed(envelope_id):
    wave_key = db.session.scalar(select(Envelope.wave_key).limit(1))
    remembered(mailed(envelope_id))
    lifecycle.close(wave_key, CLOSES)
    lifecycle.close(wave_key, CLOSES.replace(day=CLOSES.day + 7))

    assert links._places.slots == {}


def test_a_proof_counts_for_its_own_envelope_only(envelope_id):
    wave_key = db.session.scalar(select(Envelope.wave_key).limit(1))
    mark = codes.proof_mark(codes.proof(mailed(envelope_id)))
    other = db.session.scalar(select(Envelope.id).where(Envelope.id != envelope_id).limit(1))
    proofs = links.Proofs(wave_key)

    assert proofs.has(envelope_id, mark)
    assert not proofs.has(other, mark)
    assert not proofs.has(envelope_id, BLANK)
