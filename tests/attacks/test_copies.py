"""T2, T3 and T4, in small: what copies of the files tell while a wave is open.

A copy after every submit holds no piece of a comment; blank, short and long answers look alike; and one copy
does not tell which envelope was answered or renewed, neither by its bytes nor by where they lie.
"""

import itertools
import json
import sqlite3
from collections import defaultdict
from unittest.mock import patch

import pytest
from sqlalchemy import select

from rmfeedback import config, mail
from rmfeedback.db import db, vacuum, writing
from rmfeedback.surveys import ballot_box, opening, sealing
from rmfeedback.surveys.models import Envelope
from tests.attacks import pages
from tests.attacks.simulating import a_box, answer, area, mailed, rows_of, seeded
from tests.factories import TODAY, a_cohort, an_open_wave, do_jobs

pytestmark = pytest.mark.usefixtures("app")

WAVES, LARGEST_AREA = 40, 0.6
WINDOW = 24
SEALED_BYTES = 17_521


def test_no_copy_holds_a_piece_of_a_comment():
    assert pieces_found() == set()


def test_a_box_that_is_not_sealed_is_found():
    with patch.object(sealing, "seal", lambda payload, _public, _bound_to: sealing._pad(payload)):
        assert pieces_found() != set()


def pieces_found():
    """Let everybody answer; return the pieces of comments that stood in any copy made after a submit."""
    chance = seeded("copies")
    _, visitors = a_box(a_cohort(6, 5))
    found, pieces = set(), set()
    for visitor, length in zip(chance.sample(visitors, 11), itertools.cycle((0, 1, 60, 1500)), strict=False):
        text = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz ", k=length)).strip()
        pieces |= {text[at : at + WINDOW].encode() for at in range(len(text) - WINDOW + 1)}
        answer(visitor, spoken(visitor, text))
        for copy in copies():
            found |= {copy[at : at + WINDOW] for at in range(len(copy) - WINDOW + 1)} & pieces
    assert pieces
    return found


def copies():
    """Everything an instance keeps while a wave is open, but for keys and mails."""
    return [file.read_bytes() for file in config.current()["INSTANCE"].glob("*") if file.is_file()]


def spoken(visitor, text):
    items = visitor.questionnaire.items
    comments = {item.key: text for item in items if item.kind == "comment" and text}
    return comments | {"m_pair_fit" if visitor.role == "mentor" else "l_pair_fit": "4"}


def test_blank_short_and_long_answers_look_alike():
    _, (visitor, *_) = a_box(a_cohort(6, 5))
    blank = sealed_of(visitor)
    answer(visitor, spoken(visitor, ""))
    short = sealed_of(visitor)
    answer(visitor, spoken(visitor, "é" * 1500))
    full = sealed_of(visitor)
    ballot_box.take_back(visitor.code, today=TODAY)
    values = (blank, short, full, sealed_of(visitor))

    assert {len(value) for value in values} == {SEALED_BYTES}
    assert len({value[:1] for value in values}) == 1
    for one, other in itertools.combinations(values, 2):
        # Two random values agree in one byte of 256.
        assert sum(a == b for a, b in zip(one, other, strict=True)) < SEALED_BYTES / 128


def sealed_of(visitor):
    return db.session.scalar(select(Envelope.sealed).where(Envelope.id == visitor.envelope_id))


def test_one_copy_does_not_tell_who_answered_or_was_renewed():
    found = telling(WAVES)

    print(found)
    assert len(found) == 2 * FEATURES
    assert {feature: value for feature, value in found.items() if value > LARGEST_AREA} == {}


def test_envelopes_without_one_length_are_found():
    def unpadded(payload):
        return json.dumps(payload).encode()

    with patch.object(sealing, "_pad", unpadded):
        assert telling(2)["answered", "length"] > 0.9


def test_envelopes_laid_down_when_they_are_used_are_found():
    with patch.object(ballot_box, "_replace", delete_and_insert):
        assert telling(2)["answered", "steps in the tail"] > 0.9


def delete_and_insert(ballot, payload):
    bound_to = sealing.info(ballot.wave.key, ballot.envelope_id, ballot.cell)
    sealed = sealing.seal(payload, ballot.wave.public_key, bound_to)
    line = sqlite3.connect(config.current()["INSTANCE"] / "responses.sqlite")
    line.execute("DELETE FROM envelope WHERE id = ?", [ballot.envelope_id])
    row = (ballot.envelope_id, ballot.wave.key, ballot.cell, sealed)
    line.execute("INSERT INTO envelope (id, wave_key, cell, sealed) VALUES (?, ?, ?, ?)", row)
    line.commit()
    line.close()


FEATURES = 11


def telling(waves):
    """Return by (answered or renewed, feature) how well the feature of one copy parts those who did."""
    chance = seeded("one copy")
    cohort = a_cohort(11, 5)
    marks = defaultdict(lambda: ([], []))
    for _ in range(waves):
        wave, visitors = a_box(cohort)
        answered, renewed = set(chance.sample(visitors, 8)), set(chance.sample(visitors, 5))
        links_of = {v: [v, *fresh(v, chance.choice((1, 2, 9)) if v in renewed else 0)] for v in visitors}
        for visitor in chance.sample(sorted(answered, key=lambda v: v.number), 8):
            mail = chance.choice((0, -1))
            answer(links_of[visitor][mail], spoken(visitor, "word " * chance.randint(0, 250)))
        for feature, values in of_one_copy().items():
            for what, who in (("answered", answered), ("renewed", renewed)):
                for visitor in visitors:
                    marks[what, feature][visitor not in who].append(values[visitor.envelope_id])
        with writing():
            opening._destroy_box(wave)
            wave.state = "void"
        vacuum("responses")
    areas = {key: area(*values) for key, values in marks.items()}
    return {key: max(value, 1 - value) for key, value in areas.items()}


def fresh(visitor, mails):
    return [mailed(visitor, is_renewal=True) for _ in range(mails)]


def of_one_copy():
    """Return every feature by envelope."""
    file = config.current()["INSTANCE"] / "responses.sqlite"
    envelopes = {key_of(place): place for place in pages.places(file, "envelope")}
    slots = defaultdict(list)
    for place in pages.places(file, "link"):
        slots[owner(place)].append(place)
    content = {id_: sealed for id_, sealed in db.session.execute(select(Envelope.id, Envelope.sealed))}
    return {
        "turn": {id_: place.turn for id_, place in envelopes.items()},
        "offset": {id_: place.offset for id_, place in envelopes.items()},
        "page": {id_: place.page for id_, place in envelopes.items()},
        "first page of the tail": {id_: place.tail[0] for id_, place in envelopes.items()},
        "pages of the tail": {id_: len(place.tail) for id_, place in envelopes.items()},
        "steps in the tail": {id_: place.tail[-1] - place.tail[0] for id_, place in envelopes.items()},
        "offsets of slots": {id_: sum(place.offset for place in its) for id_, its in slots.items()},
        "turns of slots": {id_: sum(place.turn for place in its) for id_, its in slots.items()},
        "bytes of slots": {id_: sum(sum(place.start) for place in its) for id_, its in slots.items()},
        "length": {id_: len(sealed) for id_, sealed in content.items()},
        "bytes": {id_: sum(sealed) for id_, sealed in content.items()},
    }


def test_a_renewal_leaves_nothing_in_the_files_of_jobs_and_of_people(app, client):
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


def key_of(place):
    """A record's head says its own length in its first byte; the key follows it."""
    return place.start[place.start[0] :][:16]


def owner(place):
    return place.start[place.start[0] + 16 :][:16]
