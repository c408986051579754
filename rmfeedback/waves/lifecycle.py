"""launch(), remind(), close(). The hall keeps nothing: each step is written in the room it belongs to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from rmfeedback import bell, config, jobs, mail
from rmfeedback.db import db, vacuum, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import inviting
from rmfeedback.surveys import ballot_box, keys, links, opening, results
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.opening import Outcome
from rmfeedback.surveys.trustee_key import WrappedKeyLost
from rmfeedback.waves import (
    announcing,
    entering,
    epochs,
    holding,
    obstacles,
    owing,
    planning,
    quiet,
    redacting,
    rehearsed,
    shortening,
)
from rmfeedback.waves.quiet import When

MAILS = ("invite", "remind")


class WaveNotOpen(Refused):
    status = 409
    message = N_(
        "The wave is %(state)s, so this cannot be done. Only an open wave can be reminded or closed."
    )


class TooEarly(Refused):
    status = 409
    message = N_(
        "This wave's box is opened on %(day)s, not before: people were told so. Close it then or later."
    )


class NoteTooLong(Refused):
    status = 422
    message = N_(
        "A sentence of your own may have %(most)d characters; this one has %(found)d. Please shorten it."
    )


class RemindedEnough(Refused):
    status = 409
    message = N_("Everybody was reminded %(most)d times. More mails would only annoy: wait for the closing.")


LONGEST_NOTE = 300
# Each takes one of the nine slots that an envelope has for mails: invitation, reminders, another closing day.
MOST_REMINDERS = 6


@dataclass(frozen=True)
class Mailed:
    """How many invitations of a wave were sent, and how many mails are still to go."""

    mailed: int
    waiting: int


def launch(
    wave_key: str,
    today: date,
    *,
    are_namesakes: bool = False,
    when: When = quiet.at_once,
    without_report: str = "",
) -> Mailed:
    """Freeze the wave, build its box, and queue one mail per invitation.

    `are_namesakes`: those who stand there twice by name are different people. `when`: not before which
    moment each mail goes. `without_report`: why this wave starts though a promised report is missing.
    Launching again is safe at any point: only who was not yet mailed is mailed.
    Raises: NotFound, WaveNotOpen, GroupTooSmall, SamePersonTwice, SettingMissing, DatesWrong, RoomRestored,
    TrusteeKeyMissing, ListChanged, ReportMissing, ReasonTooLong.
    """
    wave = results.wave(wave_key)
    obstacles.check_settings()
    epochs.check(wave_key)
    if wave.state == "planned":
        if not are_namesakes:
            obstacles.check_names(wave.cohort_key)
        owing.explain(wave.cohort_key, without_report, today)
        _open(wave, today)
    if wave.state != "open":
        raise WaveNotOpen(state=wave.state)
    if not epochs.has_begun(wave_key):
        epochs.advance(wave_key)
    _queue_invitations(wave_key, today, when)
    rehearsed.forget(wave_key)
    bell.ring()
    return progress(wave_key)


def remind(
    wave_key: str, today: date, note: str = "", *, when: When = quiet.at_once, is_by_itself: bool = False
) -> Mailed:
    """Queue one reminder for everybody invited, in the same words whoever has answered.

    `when`: not before which moment each mail goes. `is_by_itself`: then none goes on a day that has a mail
    to everybody already, nor on a day before the last one's.
    Raises: NotFound, WaveNotOpen, NoteTooLong, RemindedEnough, RoomRestored.
    """
    wave = results.wave(wave_key)
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(most=LONGEST_NOTE, found=len(note))
    if wave.state != "open" or today >= wave.box_opens_on:
        raise WaveNotOpen(state=wave.state)
    _check_reminders(wave_key)
    epochs.advance(wave_key)
    with writing():
        _check_reminders(wave_key)
        # Two who looked at the clock in the same minute remind once.
        if is_by_itself and any(mailing.day >= today for mailing in inviting.mailings(wave_key)):
            return progress(wave_key)
        announcing.to_everybody(wave_key, "remind", today, note, when)
        entering.reminded(wave_key)
    bell.ring()
    return progress(wave_key)


def progress(wave_key: str) -> Mailed:
    """Return how far the mailing is."""
    _, sent = inviting.count(wave_key)
    return Mailed(sent, jobs.waiting(wave_key, MAILS))


def close(
    wave_key: str,
    today: date,
    words: str = "",
    *,
    is_older_copy: bool = False,
    when: When = quiet.at_once,
) -> Outcome:
    """Open the box, once; every step can be repeated after a crash, and by two people at once.

    `words`: a trustee's six, until the box has been opened. Wrong ones change nothing. `is_older_copy`: open
    it although a room was put back from an older copy; what that lacks is lost. `when`: not before which
    moment the mails go that tell of an extension.
    Raises: NotFound, WaveNotOpen, TooEarly, BoxUntrusted, KeyLost, LinksKeyLost, QuestionnaireChanged,
    RoomRestored, WordsNeeded, WordsMissing, WordUnknown, WordsWrong, WrappedKeyLost.
    """
    try:
        return _close(wave_key, today, words, is_older_copy, when)
    except (keys.BoxUntrusted, keys.KeyLost, epochs.RoomRestored, WrappedKeyLost, FileNotFoundError):
        # Another server may have counted the box since, and destroyed what this one looked for or wrote.
        db.session.rollback()
        if results.wave(wave_key).state in ("open", "closing"):
            raise
        return _close(wave_key, today, words, is_older_copy, when)


def _close(wave_key: str, today: date, words: str, is_older_copy: bool, when: When) -> Outcome:
    wave = results.wave(wave_key)
    if wave.state == "planned":
        raise WaveNotOpen(state=wave.state)
    if wave.state in ("open", "closing"):
        keys.pin(wave)
        if not is_older_copy:
            epochs.check(wave_key)
    if wave.state == "open":
        if wave.is_extended and not is_older_copy and _announce_extension(wave_key, today, when):
            return opening.outcome(wave)
        if wave.shortened_to and not is_older_copy:
            shortening.announce(wave, today)
        if today < wave.box_opens_on:
            raise TooEarly(day=wave.box_opens_on)
    if wave.state in ("open", "closing"):
        private, was_extended = holding.private_key(wave, words), wave.is_extended
        if wave.state == "open" and not is_older_copy:
            epochs.advance(wave_key)
        opening.shut(wave, was_extended)
    if wave.state == "closing":
        redact = redacting.redactor(wave.cohort_key).redact
        opening.count(wave, private, redact, today, redacting.language_of)
    if wave.state == "open":  # Extended, here or by another server.
        if not is_older_copy:
            _announce_extension(wave_key, today, when)
        return opening.outcome(wave)
    opening.check_emptied(wave)
    # Also where the identity room was put back from a copy of the time when the wave was open.
    if wave.state in ("counted", "void") or inviting.envelopes_known(wave_key)[0]:
        _forget(wave)
    if wave.state in ("scrubbed", "void"):
        opening.scrub(wave)
        entering.closed(wave, opening.outcome(wave))
    return opening.outcome(wave)


def in_words(wave_key: str, outcome: Outcome) -> str:
    """Return a closing's outcome as a sentence."""
    if outcome.state == "open":
        return (
            f"Wave {wave_key} has under five answers: it goes on for seven days, and everybody is reminded."
        )
    if outcome.state == "void":
        return f"Wave {wave_key} had under five answers: box and key are destroyed unread."
    return (
        f"Wave {wave_key} is {outcome.state}: {outcome.responses} responses, {outcome.dropped} answers "
        f"dropped because too few gave them, {outcome.damaged} envelopes damaged."
    )


def _open(wave: Wave, today: date) -> None:
    obstacles.check(wave, today)
    keys.make_links_key()
    invited = inviting.invite(
        wave.key, wave.cohort_key, lambda email, id_: links.invitation_tag(email, wave.key, id_)
    )
    # The form says who was really invited, also where the cohort has grown since a launch that crashed.
    cells, choices = planning.at_launch(wave, invited)
    with writing() as session:
        # This takes the room's lock: meanwhile the trustee can make no other key.
        session.refresh(wave)
        held = holding.confirmed(wave, invited.values()) if wave.keyholder == "trustee" else None
        if held:
            choices["trustee"] = held.name
        ballot_box.build(wave.key, cells, choices, held.public if held else None)
        entering.launched(wave, len(invited))


def _queue_invitations(wave_key: str, today: date, when: When) -> None:
    with writing():
        queued = {argument.partition(":")[0] for argument in jobs.arguments(wave_key, "invite")}
        reached = [i for i in inviting.of_wave(wave_key) if inviting.has_mail(i)]
        unsent = [i for i in reached if i.sent_on is None and str(i.id) not in queued]
        if not unsent:
            return
        first = next((m for m in inviting.mailings(wave_key) if m.kind == "invite"), None)
        mailing = first or inviting.add_mailing(wave_key, "invite", today)
        for invitation in unsent:
            jobs.enqueue("invite", f"{invitation.id}:{mailing.id}", wave_key, not_before=when(invitation))


def _check_reminders(wave_key: str) -> None:
    if sum(mailing.kind == "remind" for mailing in inviting.mailings(wave_key)) >= MOST_REMINDERS:
        raise RemindedEnough(most=MOST_REMINDERS)


def _announce_extension(wave_key: str, today: date, when: When) -> bool:
    """Remind everybody once that the wave goes on; tell whether this was still to be done."""
    if announcing.was_announced(wave_key, "extend"):
        return False
    epochs.advance(wave_key)
    is_new = announcing.once(wave_key, "extend", today, when)
    bell.ring()
    return is_new


def _forget(wave: Wave) -> None:
    """Cut every thread on the identity side, and the mails that were written as files."""
    with writing():
        jobs.drop(wave.key)
        inviting.forget_envelopes(wave.key)
        inviting.forget_early(wave.key)
    mail.clear(config.current(), wave.key)
    vacuum("identity")
    with writing() as session:
        results.forget_band(wave.key)
        session.execute(
            update(Wave).where(Wave.key == wave.key, Wave.state == "counted").values(state="scrubbed")
        )
