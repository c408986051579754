"""Opening the box: once, all together, shuffled; each step can be repeated after a crash."""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from rmfeedback.db import db, random_key, vacuum, writing
from rmfeedback.surveys import ballot_box, codes, keys, links, sealing
from rmfeedback.surveys.asking import asked
from rmfeedback.surveys.models import GRACE, Answer, Comment, Envelope, Link, Opening, Tally, Wave
from rmfeedback.surveys.pooling import Kept, Pooled, Response, pool
from rmfeedback.surveys.questionnaire import NOT_JUDGED, Questionnaire
from rmfeedback.terms import Role

FEWEST_RESPONSES = 5
LANGUAGES = ("en", "de")

Redact = Callable[[str], str]


@dataclass(frozen=True)
class Outcome:
    """What a closing came to; responses is None where the wave goes on."""

    state: str
    responses: int | None
    dropped: int = 0
    damaged: int = 0


def shut(wave: Wave) -> None:
    """Refuse every further answer: open → closing."""
    _move(wave, "open", "closing")


def count(wave: Wave, private: bytes, redact: Redact, today: date) -> None:
    """Open every envelope and write what they held, apart from each other: closing → counted.

    With fewer than five answers nothing is written: back to open, once and with the server's key; else void.
    Whoever closes the same wave at the same time writes nothing.
    `private`: the wave's private key, from the server's file or unwrapped with the trustee's words.
    Raises: BoxUntrusted, QuestionnaireChanged.
    """
    keys.pin(wave)
    was_extended = wave.is_extended
    questionnaires = {role: asked(wave, role) for role in Role}
    responses, damaged = _open_all(wave, private, questionnaires)
    if len(responses) < FEWEST_RESPONSES:
        _extend_or_destroy(wave, was_extended, damaged, today)
        return
    pooled = pool(
        responses,
        questionnaires,
        smallest_group=wave.choices["smallest_group"],
        smallest_text_group=wave.choices["smallest_text_group"],
    )
    with writing() as session:
        if _take(wave, was_extended, state="counted"):
            _write(wave, pooled, redact)
            session.add(_opening(wave, len(responses), pooled.dropped, damaged))
            _destroy_box(wave)


def scrub(wave: Wave) -> None:
    """Leave no freed byte in the response room's file, and no key: scrubbed → done, or what is void."""
    vacuum("responses")
    keys.destroy(wave.key)
    _move(wave, "scrubbed", "done")


def outcome(wave: Wave) -> Outcome:
    """Return what the closing came to so far."""
    kept = db.session.get(Opening, wave.key)
    if wave.state == "open" or kept is None:
        return Outcome(wave.state, None)
    return Outcome(wave.state, kept.responses, kept.dropped, kept.damaged)


def _open_all(
    wave: Wave, private: bytes, questionnaires: Mapping[Role, Questionnaire]
) -> tuple[list[Response], int]:
    responses, damaged = [], 0
    for envelope in ballot_box.all_of(wave.key):
        try:
            response = _open(envelope, private, questionnaires)
        except Exception:
            # Whatever somebody wrote into one envelope or its links, it never blocks the others.
            damaged += 1
            continue
        if response is not None:
            responses.append(response)
    return responses, damaged


def _open(
    envelope: Envelope, private: bytes, questionnaires: Mapping[Role, Questionnaire]
) -> Response | None:
    """Return what an envelope holds, None for a blank.

    Raises: EnvelopeDamaged, also where it was not sealed by somebody who held one of its codes, or where what
    it holds could not have come from the form.
    """
    bound_to = sealing.info(envelope.wave_key, envelope.id, envelope.cell)
    payload = sealing.open_sealed(envelope.sealed, private, bound_to)
    if not payload:
        return None
    mark = codes.proof_mark(base64.b64decode(payload["proof"], validate=True))
    role = Role(envelope.cell.partition("/")[0])
    language, answers = payload["language"], payload["answers"]
    is_sound = language in LANGUAGES and bool(answers) and _are_answers(answers, questionnaires[role])
    if not is_sound or not links.is_proven(envelope.id, mark):
        raise sealing.EnvelopeDamaged
    return Response(role, language, answers)


def _are_answers(answers: Mapping[str, Any], questionnaire: Questionnaire) -> bool:
    """Tell whether each answer is one that its item allows."""
    for key, value in answers.items():
        item = questionnaire.item(key)
        if item.kind != "comment" and (value == NOT_JUDGED or value not in item.values):
            return False
        value.encode()  # A lone surrogate could not be stored.
    return True


def _extend_or_destroy(wave: Wave, was_extended: bool, damaged: int, today: date) -> None:
    with writing() as session:
        if wave.keyholder == "server" and not was_extended:
            keys.allow_dates(wave, extended_to=today + GRACE)
            _take(wave, was_extended, state="open", is_extended=True, extended_to=today + GRACE)
        elif _take(wave, was_extended, state="void"):
            session.add(_opening(wave, 0, 0, damaged))
            _destroy_box(wave)


def _take(wave: Wave, was_extended: bool, **changes: Any) -> bool:
    """Change a closing wave, unless somebody else has done so since its envelopes were read."""
    as_read = (Wave.key == wave.key, Wave.state == "closing", Wave.is_extended == was_extended)
    with writing() as session:
        return bool(session.execute(update(Wave).where(*as_read).values(**changes)).rowcount)


def _write(wave: Wave, pooled: Pooled, redact: Redact) -> None:
    session = db.session
    session.add_all(Tally(wave_key=wave.key, cell=cell, responses=n) for cell, n in pooled.tally.items())
    session.add_all(_answer(wave.key, kept) for kept in _shuffled(pooled.answers))
    session.flush()
    redacted = [Kept(kept.cell, kept.item_key, redact(kept.value)) for kept in _shuffled(pooled.comments)]
    session.add_all(
        Comment(id=random_key(), wave_key=wave.key, cell=kept.cell, item_key=kept.item_key, text=kept.value)
        for kept in redacted
    )


def _answer(wave_key: str, kept: Kept) -> Answer:
    is_number = kept.value.isdecimal()
    return Answer(
        id=random_key(),
        wave_key=wave_key,
        cell=kept.cell,
        item_key=kept.item_key,
        score=int(kept.value) if is_number else None,
        option=None if is_number else kept.value,
    )


def _shuffled(rows: list[Kept]) -> list[Kept]:
    # One shuffle over all rows of all items is a shuffle of its own for each item.
    rows = list(rows)
    secrets.SystemRandom().shuffle(rows)
    return rows


def _opening(wave: Wave, responses: int, dropped: int, damaged: int) -> Opening:
    return Opening(wave_key=wave.key, responses=responses, dropped=dropped, damaged=damaged)


def _destroy_box(wave: Wave) -> None:
    of_wave = select(Envelope.id).where(Envelope.wave_key == wave.key)
    for table in (
        delete(Link).where(Link.envelope_id.in_(of_wave)),
        delete(Envelope).where(Envelope.wave_key == wave.key),
    ):
        db.session.execute(table.execution_options(synchronize_session=False))


def _move(wave: Wave, before: str, after: str) -> None:
    with writing() as session:
        session.execute(update(Wave).where(Wave.key == wave.key, Wave.state == before).values(state=after))
