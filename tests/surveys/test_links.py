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


def numbers_of(envelope_id):
    db.session.rollback()
    slots = db.session.scalars(select(Link).where(Link.envelope_id == envelope_id))
    return sorted(filter(None, map(links.number_of, slots)))


def put_many(envelope_id, numbers, **more):
    """Admit a code for each of these mails of an envelope; return the codes by number."""
    found = {}
    for number in numbers:
        code = codes.mint()
        placed = links.put_all([links.Wanted(envelope_id, number, code, **more)])
        found[placed.get(envelope_id)] = code
    return found


def test_each_mailing_has_its_own_number_and_every_link_works(envelope_id):
    found = put_many(envelope_id, links.MAILINGS)

    assert sorted(found) == numbers_of(envelope_id) == list(links.MAILINGS)
    assert all(links.find(code).envelope_id == envelope_id for code in found.values())


def test_a_mail_that_may_have_gone_out_keeps_its_slot_and_another_is_taken(envelope_id):
    first = put_many(envelope_id, [1])
    again = put_many(envelope_id, [1] * 15, is_new=False)

    assert sorted([*first, *again]) == numbers_of(envelope_id) == list(range(1, 17))
    assert all(links.find(code) for code in [*first.values(), *again.values()])
    assert put_many(envelope_id, [1], is_new=False).keys() == {None}


def test_a_code_that_lies_there_already_is_not_put_twice(envelope_id):
    [code] = put_many(envelope_id, [1]).values()

    assert links.put_all([links.Wanted(envelope_id, 1, code, is_new=False)]) == {envelope_id: 0}
    assert numbers_of(envelope_id) == [1]


def test_the_envelope_of_a_closed_wave_takes_no_code(envelope_id):
    assert links.put_all([links.Wanted(bytes(16), 1, codes.mint())]) == {}


def test_a_slot_is_given_back_and_no_other(envelope_id):
    found = put_many(envelope_id, [1, 2, 3])
    links.give_back([(envelope_id, 2), (envelope_id, 7)])

    assert numbers_of(envelope_id) == [1, 3]
    assert [links.find(found[number]) is not None for number in (1, 2, 3)] == [True, False, True]


def test_where_two_slots_have_one_number_both_stay(envelope_id):
    code = mailed(envelope_id)
    other = put_many(envelope_id, [1])[1]
    links.give_back([(envelope_id, 1)])

    assert links.find(code) and links.find(other)


def test_the_slot_of_a_mailing_lies_anywhere_among_the_sixteen():
    lifecycle.launch(a_planned_wave().key, TODAY)
    envelope_ids = list(db.session.scalars(select(Envelope.id)))
    places = set()
    for number in links.MAILINGS:
        links.put_all([links.Wanted(id_, number, codes.mint()) for id_ in envelope_ids])
    for id_ in envelope_ids:
        slots = sorted(db.session.scalars(select(Link).where(Link.envelope_id == id_)), key=lambda s: s.id)
        places |= {place for place, slot in enumerate(slots) if links.number_of(slot)}

    assert places == set(range(16))


def test_what_somebody_wrote_into_a_slot_keeps_no_mail_back(envelope_id):
    with writing() as session:
        its = select(Link.id).where(Link.envelope_id == envelope_id).limit(12)
        session.execute(
            update(Link).where(Link.id.in_(list(session.scalars(its)))).values(digest=b"", tag=b"forged")
        )

    assert list(put_many(envelope_id, [1])) == [1]
