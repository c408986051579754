"""Write down in both rooms what became of a batch of mails; also of one whose worker was killed."""

from pathlib import Path

from rmfeedback import config, jobs, journal, mail
from rmfeedback.db import writing
from rmfeedback.journal import FAILED, IN_FLIGHT, NOTHING, REFUSED, SENT, UNSURE
from rmfeedback.programmes import addressing, inviting
from rmfeedback.surveys import links
from rmfeedback.waves import batches
from rmfeedback.waves.batches import Batch, Mail


def settle(batch: Batch) -> None:
    """Write down what became of a batch, then forget its journal."""
    for one in batch.mails:
        _remember_code(one)
    try:
        with writing():
            _settle(batch.mails, is_stopped=batch.is_stopped)
        _clear(batch.mails)
        if batch.journal is not None:
            journal.remove(batch.journal.file)
    finally:
        if batch.journal is not None:
            batches.live.discard(batch.journal.file.name)


def recover() -> list[Path]:
    """Settle what killed workers were sending, in the running transaction.

    Return the journals that say no more than the tables, once that has been committed.
    """
    read = []
    for file in journal.left(config.current()["INSTANCE"]):
        if file.name in batches.live:
            continue
        told = {entry.key: (entry, mark) for entry, mark in journal.read(file)}
        tasks = jobs.held({key: entry.attempts for key, (entry, _) in told.items()})
        if not jobs.is_claimed(tasks):  # Else its worker lives, or was killed a moment ago.
            mails = [Mail(task, told[task.key][1], number=told[task.key][0].number) for task in tasks]
            _settle(mails)
            _clear(mails)
            read.append(file)
    return read


def _settle(mails: list[Mail], *, is_stopped: bool = False) -> None:
    sent = [one for one in mails if one.mark == SENT]
    _write_off(sent)
    # What another worker has claimed since is no longer ours.
    held = {task.key for task in jobs.held({one.task.key: one.task.attempts for one in mails})}
    rest = [one for one in mails if one.task.key in held and one.mark != SENT]
    refused, nothing = _marked(rest, REFUSED), _marked(rest, NOTHING)
    addressing.note_refused([one.invitation_id for one in refused])
    jobs.done(one.task.key for one in (*refused, *nothing))
    failed, doubtful = _marked(rest, FAILED), _marked(rest, UNSURE, IN_FLIGHT)
    unbegun = _marked(rest, "")
    _give_back([*refused, *failed, *unbegun])
    for one in doubtful:
        addressing.note_repeated(one.mailing_id)
    jobs.try_later(one.task for one in (*failed, *_marked(rest, UNSURE)))
    jobs.at_once(one.task for one in (*unbegun, *_marked(rest, IN_FLIGHT)))
    if is_stopped:
        addressing.note_stopped({one.mailing_id for one in rest}, config.this_day())
        jobs.put_off(batches.KINDS, max((one.task.attempts for one in (*failed, *doubtful)), default=1))


def _write_off(sent: list[Mail]) -> None:
    """Note who was mailed, whose address is good again, and that the mail server lets mails through."""
    jobs.done(one.task.key for one in sent)
    addressing.note_reached([one.invitation_id for one in sent])
    mailing_ids = {one.mailing_id for one in sent}
    addressing.note_going(mailing_ids)
    for its in filter(None, map(inviting.mailing, mailing_ids)):
        mine = [one for one in sent if one.mailing_id == its.id and one.task.kind == "invite"]
        addressing.mark_sent([one.invitation_id for one in mine], its.day)


def _give_back(unsent: list[Mail]) -> None:
    """Blank the slots of codes whose mails have certainly not gone out."""
    numbers = {one.invitation_id: one.number for one in unsent if one.number}
    if not numbers:  # A report has no code.
        return
    people = addressing.addressees(numbers)
    links.give_back(
        (person.envelope_id, numbers[id_]) for id_, person in people.items() if person.envelope_id
    )


def _remember_code(one: Mail) -> None:
    if one.mark == UNSURE:
        batches.unsure[one.task.key] = one.code
    elif one.mark in (SENT, REFUSED, NOTHING):
        batches.unsure.pop(one.task.key, None)


def _clear(mails: list[Mail]) -> None:
    """Delete mails that were written into outbox/ after their wave's closing had cleared up."""
    for wave_key in {one.task.about for one in mails}:
        if not inviting.envelopes_known(wave_key)[0]:
            mail.clear(config.current(), wave_key)


def _marked(mails: list[Mail], *marks: str) -> list[Mail]:
    return [one for one in mails if one.mark in marks]
