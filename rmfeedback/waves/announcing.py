"""Queue one mail of a kind for everybody invited, at the same time, in random order of sending."""

from datetime import date

from rmfeedback import jobs
from rmfeedback.db import writing
from rmfeedback.programmes import inviting
from rmfeedback.waves import quiet
from rmfeedback.waves.quiet import When


def to_everybody(wave_key: str, kind: str, today: date, note: str = "", when: When = quiet.at_once) -> None:
    """Queue the mails, in the running transaction; `when`: not before which moment each one goes."""
    mailing = inviting.add_mailing(wave_key, kind, today, note)
    for invitation in filter(inviting.has_mail, inviting.of_wave(wave_key)):
        jobs.enqueue("remind", f"{invitation.id}:{mailing.id}", wave_key, not_before=when(invitation))


def once(wave_key: str, kind: str, today: date, when: When = quiet.at_once) -> bool:
    """Queue what is announced once in a wave; tell whether this was still to be done."""
    with writing():
        if was_announced(wave_key, kind):
            return False
        to_everybody(wave_key, kind, today, when=when)
    return True


def was_announced(wave_key: str, kind: str) -> bool:
    """Tell whether a mailing of this kind was queued."""
    return any(mailing.kind == kind for mailing in inviting.mailings(wave_key))
