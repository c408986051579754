"""Where mails are written: what all of a kind, role and language share is rendered once for a run."""

import hmac
import logging
import time
from functools import cache

from rmfeedback import config, jobs, journal, mail
from rmfeedback.db import writing
from rmfeedback.errors import Refused
from rmfeedback.programmes import addressing, inviting
from rmfeedback.programmes.addressing import Addressee
from rmfeedback.programmes.models import Mailing
from rmfeedback.surveys import codes, keys, links, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role
from rmfeedback.waves import batches, epochs, mailing, reporting, settling
from rmfeedback.waves.batches import Batch, Mail

TEMPLATES = {"invite": "invitation", "shorten": "earlier"}

log = logging.getLogger(__name__)


class Desk:
    """Writes batches of mails."""

    def __init__(self) -> None:
        self._letters: dict[tuple[object, ...], mail.Letter] = {}
        self._key = cache(keys.links_key)

    def prepare(self, most: int) -> Batch | None:
        """Claim up to so many jobs, write their mails, put their codes into the box; None where none is due.

        What a killed worker was sending is settled first, so that nothing of it goes out twice.
        """
        good_until = time.monotonic() + batches.GOOD_FOR_S
        with writing():
            settled = settling.recover()
            tasks = jobs.claim_many(batches.KINDS, most)
        for file in settled:
            journal.remove(file)
        if not tasks:
            return None
        batch = Batch([Mail(task) for task in tasks], good_until)
        self._write(batch)
        _admit(batch)
        return batch

    def _write(self, batch: Batch) -> None:
        people = addressing.addressees([one.invitation_id for one in batch.mails])
        open_waves = {wave.key: wave for wave in mailing.open_waves()}
        seen: set[bytes] = set()
        for key in {one.task.about for one in batch.mails}:
            wave = open_waves.get(key)
            is_in_trouble = wave is not None and _is_in_trouble(wave)
            mailings = {its.id: (number, its) for number, its in enumerate(inviting.mailings(key), 1)}
            for one in (one for one in batch.mails if one.task.about == key):
                if one.task.kind == reporting.KIND:
                    self._fill_report(one, people.get(one.invitation_id))
                    continue
                person, its = people.get(one.invitation_id), mailings.get(one.mailing_id)
                if wave is None or person is None or its is None or not _is_wanted(one, person):
                    one.mark = journal.NOTHING
                elif is_in_trouble:
                    one.mark = journal.FAILED
                elif person.envelope_id not in seen:  # A second mail to somebody goes with another batch.
                    seen.add(person.envelope_id or b"")
                    self._fill(one, person, wave, its)
        batch.letters = [one for one in batch.mails if one.ready is not None]

    def _fill(self, one: Mail, person: Addressee, wave: Wave, its: tuple[int, Mailing]) -> None:
        try:
            _check_tag(person, self._key())
            letter = self._letter(person, wave, its[1])
        except Refused as no:
            log.warning("job %s will be tried again: %s", one.task.kind, type(no).__name__)
            one.mark = journal.FAILED
            return
        one.envelope_id, one.number = person.envelope_id or b"", min(its[0], links.MAILINGS[-1])
        one.code = batches.unsure.get(one.task.key) or codes.mint()
        one.ready = letter.to(person.email, code=one.code, name=one.task.key, about=wave.key)

    def _fill_report(self, one: Mail, person: Addressee | None) -> None:
        """Write what came of a closed wave: no code, no envelope."""
        wave_key = one.task.about
        if person is None or person.email.endswith(inviting.NO_MAIL):
            one.mark = journal.NOTHING
            return
        shared = (reporting.KIND, wave_key, person.language)
        try:
            if shared not in self._letters:
                facts = reporting.facts(results.wave(wave_key))
                message = mail.compose(reporting.KIND, "", person.language, **facts)
                self._letters[shared] = mail.Letter(message, config.current())
        except Refused as no:
            log.warning("job %s will be tried again: %s", one.task.kind, type(no).__name__)
            one.mark = journal.FAILED
            return
        one.ready = self._letters[shared].to(person.email, name=one.task.key, about=reporting.about(wave_key))

    def _letter(self, person: Addressee, wave: Wave, its: Mailing) -> mail.Letter:
        shared = (wave.key, wave.box_opens_on, its.id, person.role, person.language)
        if shared not in self._letters:
            facts = mailing.facts(wave, Role(person.role), its.note)
            name = TEMPLATES.get(its.kind, "reminder")
            message = mail.compose(name, "", person.language, code=mail.CODE_PLACE, **facts)
            self._letters[shared] = mail.Letter(message, config.current())
        return self._letters[shared]


def _admit(batch: Batch) -> None:
    """Put the codes' digests into the box; from here on a crash gives the slots of unsent mails back."""
    if not batch.letters:
        return
    written, journals = batch.letters, config.current()["INSTANCE"] / journal.FOLDER
    coded = [one for one in written if one.code]
    wanted = [
        links.Wanted(one.envelope_id, one.number, one.code, is_new=one.task.attempts == 1) for one in coded
    ]
    file = journals / f"{batch.mails[0].task.key}.journal"
    batches.live.add(file.name)
    try:
        with writing():
            placed = links.put_all(wanted) if wanted else {}
            for one in coded:
                # Gone with the closed wave, or without room.
                one.mark = "" if one.envelope_id in placed else journal.NOTHING
                one.number = placed.get(one.envelope_id, 0)
            batch.letters = [one for one in written if not one.mark]
            entries = [journal.Entry(m.task.key, m.task.attempts, m.number) for m in batch.letters]
            # On the disk before the digests are: a slot that nobody gives back would be lost.
            batch.journal = journal.Journal(file, entries)
    except BaseException:
        batches.live.discard(file.name)
        journal.remove(file)
        raise


def _is_wanted(one: Mail, person: Addressee) -> bool:
    is_sent = one.task.kind == "invite" and person.sent_on is not None
    return not is_sent and person.envelope_id is not None and not person.email.endswith(inviting.NO_MAIL)


def _is_in_trouble(wave: Wave) -> bool:
    try:
        epochs.check(wave.key)
    except Refused as no:
        log.warning("the mails of wave %s wait: %s", wave.key, type(no).__name__)
        return True
    return False


def _check_tag(person: Addressee, key: bytes) -> None:
    wanted = links.invitation_tag(person.email, person.wave_key, person.envelope_id or b"", key)
    if not hmac.compare_digest(person.tag, wanted):
        raise mailing.InvitationChanged()
