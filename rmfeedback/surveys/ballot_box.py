"""The sealed ballot box: one blank envelope per invitation, replaced when somebody answers."""

import base64
import json
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Table, Text, bindparam, cast, insert, select, update
from sqlalchemy.exc import OperationalError

from rmfeedback.db import by_id, db, reading, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.prepared import Prepared
from rmfeedback.surveys import box_tables, codes, freshness, keys, links, sealing
from rmfeedback.surveys.asking import asked, asked_anew
from rmfeedback.surveys.keeping import SharedCommit
from rmfeedback.surveys.models import Envelope, Epoch, Link, Wave
from rmfeedback.surveys.questionnaire import Questionnaire
from rmfeedback.terms import Role

BLANK: Mapping[str, str] = {}

_LINKS, _ENVELOPES, _WAVES = (typing.cast(Table, model.__table__) for model in (Link, Envelope, Wave))
_IS_OPEN = select(_WAVES.c.key).where(_WAVES.c.key == bindparam("of_wave"), _WAVES.c.state == "open").exists()
# A wave's row as it is stored: what is written in JSON stays text.
_AS_STORED = [cast(its, Text).label(its.name) if isinstance(its.type, JSON) else its for its in _WAVES.c]
_IN_JSON = frozenset(its.name for its in _WAVES.c if isinstance(its.type, JSON))
# Made once, for every submit needs them.
_find = links.Finder(
    select(_LINKS, _ENVELOPES.c.cell, Epoch.mark, *_AS_STORED)
    .outerjoin_from(_LINKS, _ENVELOPES, _ENVELOPES.c.id == _LINKS.c.envelope_id)
    .outerjoin(_WAVES, _WAVES.c.key == _ENVELOPES.c.wave_key)
    .outerjoin(Epoch, Epoch.wave_key == _WAVES.c.key)
)
_overwrite = SharedCommit(
    Prepared(
        update(_ENVELOPES)
        .where(_ENVELOPES.c.id == bindparam("envelope_id"), _IS_OPEN)
        .values(sealed=bindparam("sealed"))
    )
)


class CodeUnknown(Refused):
    status = 404
    message = N_("We do not know this code. Nothing is lost.")


class WaveClosed(Refused):
    status = 410
    message = N_("This wave has closed. Thank you for wanting to answer.")

    def __init__(self, wave: Wave) -> None:
        super().__init__()
        self.wave = wave


class NotKept(Refused):
    status = 503
    message = N_(
        "Your answers were not kept: the server cannot store anything just now. What you sent before is "
        "still there. Please send it again in a few minutes."
    )


@dataclass(frozen=True)
class Ballot:
    """What a code opens: a form to fill, and the envelope it goes into. Nothing about a person."""

    wave: Wave
    role: Role
    envelope_id: bytes
    cell: str
    questionnaire: Questionnaire
    public_key: bytes
    mark: str


def build(
    wave_key: str, cells: Mapping[bytes, str], choices: Mapping[str, Any], public: bytes | None = None
) -> None:
    """Freeze and open a planned wave: one blank envelope for each id and its links, in random order.

    `public`: the public half of a trustee's key; without one the server makes and holds a pair. A crash
    before the commit leaves the wave planned; building again makes a fresh pair. A wave that somebody else
    has just opened stays as it is. Raises: QuestionnaireChanged.
    """
    with writing() as session:
        wave = session.get_one(Wave, wave_key)
        if wave.state != "planned":
            return
        for role in Role:
            asked_anew(wave, role)  # What cannot be asked is not mailed either.
        if public is None:
            pair = sealing.make_key_pair()
            keys.store_private(wave_key, pair.private)
            public = pair.public
        wave.state, wave.public_key, wave.choices = "open", public, dict(choices)
        keys.store_pin(wave)
        session.flush()
        tables = box_tables.make(wave_key)
        blanks = [_blank(wave_key, id_, cells[id_], public) for id_ in cells]
        slots = (slot for id_ in cells for slot in links.blank_slots(id_))
        with reading("responses") as connection:
            Prepared(insert(tables.envelopes)).change_many(connection, by_id(blanks))
            Prepared(insert(tables.links)).change_many(connection, by_id(slots))


def look_up(code: str, today: date) -> Ballot:
    """Find the envelope that a code opens.

    Raises: CodeUnknown; WaveClosed from the closing day on; BoxUntrusted, QuestionnaireChanged.
    """
    found = _of_code(codes.tidy(code) or codes.mint())  # What cannot be a code takes as long as what is none.
    row = found[-len(_AS_STORED) :]
    wave = _wave(row)
    if wave.state != "open" or today >= wave.box_opens_on:
        raise WaveClosed(wave)
    pin = _pin(row, keys.pin_file(wave.key))
    role, mark = Role(found.cell.partition("/")[0]), (found.mark or b"").hex()
    return Ballot(wave, role, found.envelope_id, found.cell, asked(wave, role), pin.public, mark)


def submit(
    code: str, answers: Mapping[str, str], *, language: str, today: date, ballot: Ballot | None = None
) -> None:
    """Seal the answers into the code's envelope, replacing what was there.

    `answers`: item key → value as sent; open items are left out. `ballot`: what was just found by this code.
    Raises: CodeUnknown, WaveClosed, AnswersTooLong, BoxUntrusted, NotKept.
    """
    ballot = ballot or look_up(code, today)
    proof = base64.b64encode(codes.proof(codes.tidy(code) or "")).decode()
    _replace(ballot, {"proof": proof, "language": language, "answers": dict(answers)})


def take_back(code: str, *, today: date, ballot: Ballot | None = None) -> None:
    """Put a blank in the place of what was sent. `ballot`: what was just found by this code.

    Raises: CodeUnknown, WaveClosed, BoxUntrusted, NotKept.
    """
    _replace(ballot or look_up(code, today), BLANK)


def _of_code(code: str) -> Any:
    """Return a code's link with its envelope's cell, its wave's columns, and the mark of what was last done.

    Raises: CodeUnknown; BoxUntrusted, where what stands there was written by hand.
    """
    try:
        found = _find(code)
    except (TypeError, ValueError):
        raise keys.BoxUntrusted() from None
    if found is None:
        raise CodeUnknown()
    if found.key is None:
        raise keys.BoxUntrusted()
    return found


# What all visits of a wave have in common is remembered by the bytes it is made of. Each visit reads the row
# and the file of the pin, and where one byte is another, both are looked at anew.
@lru_cache(maxsize=64)
def _wave(row: tuple[Any, ...]) -> Wave:
    """Return a copy of the row, apart from the session, in which a commit would have it read anew.

    Raises: BoxUntrusted, where it cannot be read.
    """
    values = dict(zip(_WAVES.c.keys(), row, strict=True))
    try:
        return Wave(**values | {name: json.loads(values[name]) for name in _IN_JSON})
    except (TypeError, ValueError):
        raise keys.BoxUntrusted() from None


@lru_cache(maxsize=64)
def _pin(row: tuple[Any, ...], file: bytes) -> keys.Pin:
    return keys.trusted(_wave(row), file)


def _replace(ballot: Ballot, payload: Mapping[str, object]) -> None:
    # Sealed before the lock is taken, so that waiting for it costs nobody the work.
    wave = ballot.wave
    freshness.check(wave.key, ballot.mark)
    bound_to = sealing.info(wave.key, ballot.envelope_id, ballot.cell)
    sealed = sealing.seal(payload, ballot.public_key, bound_to)
    try:
        changed = _overwrite.change(envelope_id=ballot.envelope_id, of_wave=wave.key, sealed=sealed)
    except OperationalError:
        # A full or read-only disk, a lock that was not given back, a database that has gone: nothing is kept.
        raise NotKept() from None
    if not changed:
        raise WaveClosed(wave)


def _blank(wave_key: str, envelope_id: bytes, cell: str, public: bytes) -> dict[str, object]:
    sealed = sealing.seal(BLANK, public, sealing.info(wave_key, envelope_id, cell))
    return {"id": envelope_id, "wave_key": wave_key, "cell": cell, "sealed": sealed}


def all_of(wave_key: str) -> Iterable[Envelope]:
    """Return every envelope of a wave."""
    return db.session.scalars(select(Envelope).where(Envelope.wave_key == wave_key)).all()
