"""The sealed ballot box: one blank envelope per invitation, replaced when somebody answers."""

import base64
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.surveys import codes, keys, links, sealing
from rmfeedback.surveys.asking import asked
from rmfeedback.surveys.models import Envelope, Wave
from rmfeedback.surveys.questionnaire import Questionnaire
from rmfeedback.terms import Role

BLANK: Mapping[str, str] = {}


class CodeUnknown(Refused):
    status = 404
    message = N_("We do not know this code. Nothing is lost.")


class WaveClosed(Refused):
    status = 410
    message = N_("This wave has closed. Thank you for wanting to answer.")

    def __init__(self, wave: Wave) -> None:
        super().__init__()
        self.wave = wave


@dataclass(frozen=True)
class Ballot:
    """What a code opens: a form to fill, and the envelope it goes into. Nothing about a person."""

    wave: Wave
    role: Role
    envelope_id: bytes
    cell: str
    questionnaire: Questionnaire
    public_key: bytes


def build(wave_key: str, cells: Mapping[bytes, str], choices: Mapping[str, Any]) -> None:
    """Freeze and open a planned wave: one blank envelope for each id, in random order, and its links.

    A crash before the commit leaves the wave planned; building again makes a fresh key. A wave that somebody
    else has just opened stays as it is.
    """
    order = list(cells)
    secrets.SystemRandom().shuffle(order)
    with writing() as session:
        wave = session.get_one(Wave, wave_key)
        if wave.state != "planned":
            return
        pair = sealing.make_key_pair()
        keys.store_private(wave_key, pair.private)
        wave.state, wave.public_key, wave.choices = "open", pair.public, dict(choices)
        keys.store_pin(wave)
        session.flush()
        session.execute(insert(Envelope), [_blank(wave_key, id_, cells[id_], pair.public) for id_ in order])
        session.add_all(slot for id_ in order for slot in links.blank_slots(id_))


def look_up(code: str, today: date) -> Ballot:
    """Find the envelope that a code opens.

    Raises: CodeUnknown; WaveClosed from the closing day on; BoxUntrusted, QuestionnaireChanged.
    """
    tidy = codes.tidy(code)
    link = links.find(tidy) if tidy else None
    envelope = db.session.get(Envelope, link.envelope_id) if link else None
    wave = db.session.get(Wave, envelope.wave_key) if envelope else None
    if envelope is None or wave is None:
        raise CodeUnknown()
    if wave.state != "open" or today >= wave.box_opens_on:
        raise WaveClosed(wave)
    pin = keys.pin(wave)
    role = Role(envelope.cell.partition("/")[0])
    return Ballot(wave, role, envelope.id, envelope.cell, asked(wave, role), pin.public)


def submit(code: str, answers: Mapping[str, str], *, language: str, today: date) -> None:
    """Seal the answers into the code's envelope, replacing what was there.

    `answers`: item key → value as sent; open items are left out.
    Raises: CodeUnknown, WaveClosed, AnswersTooLong, BoxUntrusted.
    """
    ballot = look_up(code, today)
    proof = base64.b64encode(codes.proof(codes.tidy(code) or "")).decode()
    _replace(ballot, {"proof": proof, "language": language, "answers": dict(answers)})


def take_back(code: str, *, today: date) -> None:
    """Put a blank in the place of what was sent.

    Raises: CodeUnknown, WaveClosed, BoxUntrusted.
    """
    _replace(look_up(code, today), BLANK)


def _replace(ballot: Ballot, payload: Mapping[str, object]) -> None:
    # Sealed before the lock is taken, so that waiting for it costs nobody the work.
    wave = ballot.wave
    bound_to = sealing.info(wave.key, ballot.envelope_id, ballot.cell)
    sealed = sealing.seal(payload, ballot.public_key, bound_to)
    is_open = select(Wave.key).where(Wave.key == wave.key, Wave.state == "open").exists()
    this_one = update(Envelope).where(Envelope.id == ballot.envelope_id, is_open).values(sealed=sealed)
    with writing() as session:  # BEGIN IMMEDIATE: closing cannot slip in between.
        changed = session.execute(this_one.execution_options(synchronize_session=False)).rowcount
    if not changed:
        raise WaveClosed(wave)


def _blank(wave_key: str, envelope_id: bytes, cell: str, public: bytes) -> dict[str, object]:
    sealed = sealing.seal(BLANK, public, sealing.info(wave_key, envelope_id, cell))
    return {"id": envelope_id, "wave_key": wave_key, "cell": cell, "sealed": sealed}


def all_of(wave_key: str) -> Iterable[Envelope]:
    """Return every envelope of a wave."""
    return db.session.scalars(select(Envelope).where(Envelope.wave_key == wave_key)).all()
