"""Opening the box: once, all together, shuffled; each step can be repeated after a crash."""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, insert, update

from rmfeedback.db import by_id, db, random_key, vacuum, writing
from rmfeedback.surveys import ballot_box, box_tables, codes, keys, links, reliability, results, sealing
from rmfeedback.surveys.asking import asked
from rmfeedback.surveys.models import GRACE, Answer, Comment, Envelope, Opening, Reliability, Tally, Wave
from rmfeedback.surveys.pooling import Kept, Pooled, Response, pool
from rmfeedback.surveys.questionnaire import NOT_JUDGED, Questionnaire
from rmfeedback.terms import Role

FEWEST_RESPONSES = 5
LANGUAGES = ("en", "de")

Redact = Callable[[str], str]
LanguageOf = Callable[[str, str], str]


def as_told(_text: str, told: str) -> str:
    """Take a comment to be in the form's language."""
    return told


@dataclass(frozen=True)
class Outcome:
    """What a closing came to; responses is None where the wave goes on."""

    state: str
    responses: int | None
    dropped: int = 0
    damaged: int = 0


def shut(wave: Wave, was_extended: bool | None = None) -> None:
    """Refuse every further answer: open → closing; not if it was extended since its day was seen.

    Raises: BoxUntrusted, where it was opened before.
    """
    if db.session.get(Opening, wave.key) is not None:
        raise keys.BoxUntrusted()  # Somebody set a counted wave back by hand, or it was counted just now.
    was_extended = wave.is_extended if was_extended is None else was_extended
    as_read = (Wave.key == wave.key, Wave.state == "open", Wave.is_extended == was_extended)
    with writing() as session:
        session.execute(update(Wave).where(*as_read).values(state="closing"))


def check_emptied(wave: Wave) -> None:
    """Refuse to clear up after a wave that is said to be counted while its envelopes are still there.

    Raises: BoxUntrusted.
    """
    if results.has_envelopes(wave.key):
        raise keys.BoxUntrusted()


def count(wave: Wave, private: bytes, redact: Redact, today: date, language_of: LanguageOf = as_told) -> None:
    """Open every envelope and write what they held, apart from each other: closing → counted.

    With fewer than five answers nothing is written: back to open, once and with the server's key; else void.
    Whoever closes the same wave at the same time writes nothing.
    `private`: the wave's private key, from the server's file or unwrapped with the trustee's words.
    `language_of`: from a comment and its form's language, the language it is really written in.
    Raises: BoxUntrusted, LinksKeyLost, QuestionnaireChanged.
    """
    keys.pin(wave)
    keys.check_links_key(wave)
    was_extended = wave.is_extended
    questionnaires = {role: asked(wave, role) for role in Role}
    responses, damaged = _open_all(wave, private, questionnaires)
    if len(responses) < FEWEST_RESPONSES:
        _extend_or_destroy(wave, was_extended, damaged, today)
        return
    breakdown = wave.choices.get("breakdown") or {"values": {}}
    pooled = pool(
        [_with_languages(response, questionnaires, language_of) for response in responses],
        questionnaires,
        groups=breakdown["values"],
        smallest_group=wave.choices["smallest_group"],
        smallest_text_group=wave.choices["smallest_text_group"],
    )
    agreeing = reliability.coefficients(responses, questionnaires, wave.choices["smallest_group"])
    with writing() as session:
        if _take(wave, was_extended, state="counted"):
            _write(wave, pooled, redact)
            session.add_all(Reliability(wave_key=wave.key, **asdict(each)) for each in agreeing)
            session.add(_opening(wave, len(responses), pooled.dropped, damaged))
            _destroy_box(wave)


def count_answers(wave: Wave, private: bytes) -> int:
    """Count in memory how many have answered; nothing of what they said is kept.

    Raises: BoxUntrusted, LinksKeyLost, QuestionnaireChanged.
    """
    keys.pin(wave)
    keys.check_links_key(wave)
    responses, _ = _open_all(wave, private, {role: asked(wave, role) for role in Role})
    return len(responses)


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


def _with_languages(
    response: Response, questionnaires: Mapping[Role, Questionnaire], language_of: LanguageOf
) -> Response:
    """Note in which language each comment is written, where it is not the form's."""
    asked_in_words = (item.key for item in questionnaires[response.role].items if item.kind == "comment")
    texts = {key: response.answers[key] for key in asked_in_words if key in response.answers}
    found = {key: language_of(text, response.language) for key, text in texts.items()}
    return replace(response, written_in=found)


def _open_all(
    wave: Wave, private: bytes, questionnaires: Mapping[Role, Questionnaire]
) -> tuple[list[Response], int]:
    responses, damaged = [], 0
    proofs = links.Proofs(wave.key)
    for envelope in ballot_box.all_of(wave.key):
        try:
            response = _open(envelope, private, questionnaires, proofs)
        except Exception:
            # Whatever somebody wrote into one envelope or its links, it never blocks the others.
            damaged += 1
            continue
        if response is not None:
            responses.append(response)
    return responses, damaged


def _open(
    envelope: Envelope, private: bytes, questionnaires: Mapping[Role, Questionnaire], proofs: links.Proofs
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
    role_word, _, group = envelope.cell.partition("/")
    role = Role(role_word)
    language, answers = payload["language"], payload["answers"]
    is_sound = language in LANGUAGES and bool(answers) and _are_answers(answers, questionnaires[role])
    if not is_sound or not proofs.has(envelope.id, mark):
        raise sealing.EnvelopeDamaged
    return Response(role, language, answers, group)


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
    session.flush()
    answers = [_answer(wave.key, kept) for kept in _shuffled(pooled.answers)]
    redacted = [Kept(kept.cell, kept.item_key, redact(kept.value)) for kept in _shuffled(pooled.comments)]
    comments = [_row(wave.key, kept) | {"text": kept.value} for kept in redacted]
    for model, rows in ((Answer, answers), (Comment, comments)):
        if rows:
            session.execute(insert(cast(Table, model.__table__)), by_id(rows))


def _answer(wave_key: str, kept: Kept) -> dict[str, Any]:
    score = int(kept.value) if kept.value.isdecimal() else None
    return _row(wave_key, kept) | {"score": score, "option": kept.value if score is None else None}


def _row(wave_key: str, kept: Kept) -> dict[str, Any]:
    return {"id": random_key(), "wave_key": wave_key, "cell": kept.cell, "item_key": kept.item_key}


def _shuffled(rows: list[Kept]) -> list[Kept]:
    # One shuffle over all rows of all items is a shuffle of its own for each item.
    rows = list(rows)
    secrets.SystemRandom().shuffle(rows)
    return rows


def _opening(wave: Wave, responses: int, dropped: int, damaged: int) -> Opening:
    return Opening(wave_key=wave.key, responses=responses, dropped=dropped, damaged=damaged)


def _destroy_box(wave: Wave) -> None:
    box_tables.destroy(wave.key)
    links.forget_places()


def _move(wave: Wave, before: str, after: str) -> None:
    with writing() as session:
        session.execute(update(Wave).where(Wave.key == wave.key, Wave.state == before).values(state=after))
