"""Faults to plant: changes of the running program, or of the stage's tables, undone when `around` ends."""

import itertools
import json
import logging
import sqlite3
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from typing import Any
from unittest.mock import DEFAULT, patch

from rmfeedback import db as rooms
from rmfeedback import jobs, mail
from rmfeedback.attacks.stage import Stage
from rmfeedback.db import ROOMS, db, random_key, writing
from rmfeedback.programmes import inviting
from rmfeedback.surveys import ballot_box, codes, keys, opening, pooling, sealing
from rmfeedback.surveys.models import Envelope
from rmfeedback.surveys.pooling import Kept
from rmfeedback.waves import lifecycle, mailing


def not_shuffled(_stage: Stage, around: ExitStack) -> None:
    around.enter_context(patch.multiple(opening, _shuffled=list, by_id=list))


def in_order_of_visits(stage: Stage, around: ExitStack) -> None:
    """Open the box in the order in which people came, and write what it holds as it comes."""
    visits: list[bytes] = []
    replace, all_of = ballot_box._replace, ballot_box.all_of

    def noted(ballot: ballot_box.Ballot, payload: Mapping[str, object]) -> None:
        visits[:] = [id_ for id_ in visits if id_ != ballot.envelope_id] + [ballot.envelope_id]
        replace(ballot, payload)

    def in_order(wave_key: str) -> list[Envelope]:
        known = list(all_of(wave_key))
        return sorted(known, key=lambda one: visits.index(one.id) if one.id in visits else -1)

    around.enter_context(patch.object(ballot_box, "_replace", noted))
    around.enter_context(patch.object(ballot_box, "all_of", in_order))
    not_shuffled(stage, around)
    sequential(stage, around)


def comments_in_order(stage: Stage, around: ExitStack) -> None:
    shuffled = opening._shuffled

    def half(rows: list[Kept]) -> list[Kept]:
        return list(rows) if all(" " in row.value for row in rows) else shuffled(rows)

    around.enter_context(patch.multiple(opening, _shuffled=half, by_id=list))
    sequential(stage, around)


def sequential(_stage: Stage, around: ExitStack) -> None:
    numbers = itertools.count()
    around.enter_context(patch.object(opening, "random_key", lambda: next(numbers).to_bytes(16, "big")))


def one_key_per_person(_stage: Stage, around: ExitStack) -> None:
    """Let all answers of a person begin with the same bytes."""
    answer = opening._answer
    owners: dict[int, bytes] = {}

    def owned(responses: list[Any], *given: Any, **named: Any) -> Any:
        whole = pooling.pool(responses, *given, **named)
        left = iter(whole.answers)
        for response in responses:
            mark = random_key()[:8]
            for value in response.answers.values():
                if " " not in value:
                    owners[id(next(left))] = mark
        return whole

    def marked(wave_key: str, kept: Kept) -> Any:
        made = answer(wave_key, kept)
        made["id"] = owners[id(kept)] + made["id"][8:]
        return made

    around.enter_context(patch.multiple(opening, pool=owned, _answer=marked))


def not_sealed(_stage: Stage, around: ExitStack) -> None:
    def plain(payload: Mapping[str, Any], public: bytes, _bound_to: bytes) -> bytes:
        return public[:1] + sealing._pad(payload)

    around.enter_context(patch.object(sealing, "seal", plain))
    around.enter_context(patch.object(sealing, "open_sealed", lambda sealed, *_: sealing._unpad(sealed[1:])))


def not_padded(_stage: Stage, around: ExitStack) -> None:
    def exact(payload: Mapping[str, Any]) -> bytes:
        text = json.dumps(payload).encode()
        return len(text).to_bytes(4, "big") + text

    around.enter_context(patch.object(sealing, "_pad", exact))


def blank_of_zeros(_stage: Stage, around: ExitStack) -> None:
    blank = ballot_box._blank

    def zeros(*given: Any) -> dict[str, Any]:
        made: dict[str, Any] = blank(*given)
        return made | {"sealed": bytes(len(made["sealed"]))}

    around.enter_context(patch.object(ballot_box, "_blank", zeros))


def key_kept(_stage: Stage, around: ExitStack) -> None:
    around.enter_context(patch.object(keys, "destroy"))


def dated(stage: Stage, around: ExitStack) -> None:
    column = "ALTER TABLE envelope ADD COLUMN changed_at REAL"
    trigger = (
        "CREATE TRIGGER dated AFTER UPDATE OF sealed ON envelope BEGIN"
        " UPDATE envelope SET changed_at = julianday() WHERE id = NEW.id; END"
    )
    around.enter_context(stage.altered(column, trigger))


def laid_down_afresh(stage: Stage, around: ExitStack) -> None:
    """Delete an envelope and insert it again where it should be updated."""

    def afresh(ballot: ballot_box.Ballot, payload: Mapping[str, object]) -> None:
        bound_to = sealing.info(ballot.wave.key, ballot.envelope_id, ballot.cell)
        sealed = sealing.seal(payload, ballot.public_key, bound_to)
        row = (ballot.envelope_id, ballot.wave.key, ballot.cell, sealed)
        with closing(sqlite3.connect(stage.folder / "responses.sqlite")) as line:
            line.execute("DELETE FROM envelope WHERE id = ?", [ballot.envelope_id])
            line.execute("INSERT INTO envelope (id, wave_key, cell, sealed) VALUES (?, ?, ?, ?)", row)
            line.commit()

    around.enter_context(patch.object(ballot_box, "_replace", afresh))


def job_kept(stage: Stage, around: ExitStack) -> None:
    renew = mailing.renew

    def leaving(task: jobs.Task) -> None:
        renew(task)
        with writing() as session:
            later = time.time() + jobs.LONGEST_WAIT_S
            session.add(jobs.Job(kind=task.kind, argument=task.argument, not_before=later))

    around.enter_context(patch.dict(stage.app.extensions["job_functions"], renew=leaving))


def box_kept(_stage: Stage, around: ExitStack) -> None:
    around.enter_context(patch.multiple(opening, _destroy_box=DEFAULT, check_emptied=DEFAULT))


def envelopes_remembered(_stage: Stage, around: ExitStack) -> None:
    around.enter_context(patch.object(inviting, "forget_envelopes"))


def mails_kept(_stage: Stage, around: ExitStack) -> None:
    around.enter_context(patch.object(mail, "clear"))


def freed_bytes_left(_stage: Stage, around: ExitStack) -> None:
    around.enter_context(patch.dict(rooms.PRAGMAS, secure_delete=0))
    around.enter_context(patch.object(lifecycle, "vacuum"))
    around.enter_context(patch.object(opening, "vacuum"))
    for room in ROOMS:
        db.engines[room].dispose()
        around.callback(db.engines[room].dispose)


def digest_logged(_stage: Stage, around: ExitStack) -> None:
    submit = ballot_box.submit

    def talkative(code: str, *given: Any, **named: Any) -> None:
        logging.getLogger("rmfeedback").warning("kept for %s", codes.digest(code).hex())
        submit(code, *given, **named)

    around.enter_context(patch.object(ballot_box, "submit", talkative))
