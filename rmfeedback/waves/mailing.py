"""Mails to one person at a time: a fresh link for who asks, and word of a printed sheet.

Mint a code, write its digest into the box, send, mark done: the code is in this memory and in the mail only.
"""

import hmac
import threading
import time
from contextlib import suppress
from datetime import date
from typing import Any

from rmfeedback import config, mail
from rmfeedback.errors import N_, Refused
from rmfeedback.jobs import Task
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Invitation
from rmfeedback.surveys import asking, codes, links
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.results import waves
from rmfeedback.terms import Role
from rmfeedback.waves import epochs

# At most one fresh link an hour and person; remembered in this process only, so that no file tells who asked.
RENEWAL_PAUSE_S = 3600.0
_renewed: dict[int, float] = {}
_renewing = threading.Lock()


class InvitationChanged(Refused):
    status = 500
    message = N_("An invitation's address or envelope was changed by hand, so no link is sent to it.")


def renew(task: Task) -> None:
    """Send a fresh link for each open wave that somebody with this address is invited to.

    Where the server refuses the address nothing is noted: it would tell who asked.
    """
    settings = config.current()
    waves_now = {wave.key: wave for wave in open_waves()}
    for invitation in list(inviting.open_invitations(set(waves_now))):
        invitation_id, wave = invitation.id, waves_now[invitation.wave_key]
        mark = mail.address_mark(invitation.participation.person.email, config.secret_key(settings))
        if hmac.compare_digest(mark, task.argument) and _may_renew(invitation_id):
            epochs.check(wave.key)
            with suppress(mail.AddressRefused):
                _send(invitation, wave, f"{task.key}.{invitation_id}")
            with _renewing:
                _renewed[invitation_id] = time.monotonic()


def tell_of_sheet(task: Task) -> None:
    """Tell somebody that a link on paper was printed for him; this mail holds no code."""
    wave = next((w for w in open_waves() if w.key == task.about), None)
    invitation = inviting.find(int(task.argument))
    if wave is None or invitation is None or not inviting.has_mail(invitation):
        return
    participation, settings = invitation.participation, config.current()
    check_tag(invitation, wave.key)
    shown = facts(wave, Role(participation.role), "")
    message = mail.compose("sheet", participation.person.email, participation.person.language, **shown)
    mail.send(message, message_id=task.key, about=wave.key, settings=settings)
    if not inviting.envelopes_known(wave.key)[0]:  # Closed meanwhile.
        mail.clear(settings, wave.key)


def check_tag(invitation: Invitation, wave_key: str) -> None:
    """Refuse where an invitation leads elsewhere than at launch.

    Raises: InvitationChanged.
    """
    envelope_id = invitation.envelope_id or b""
    wanted = links.invitation_tag(invitation.participation.person.email, wave_key, envelope_id)
    if not hmac.compare_digest(invitation.tag, wanted):
        raise InvitationChanged()


def open_waves() -> list[Wave]:
    """Return the waves whose links work today."""
    today = config.this_day()
    return [wave for wave in waves("open") if today < wave.box_opens_on]


def _may_renew(invitation_id: int) -> bool:
    with _renewing:
        return time.monotonic() - _renewed.get(invitation_id, -RENEWAL_PAUSE_S) >= RENEWAL_PAUSE_S


def _send(invitation: Invitation, wave: Wave, message_id: str) -> None:
    """Mint a code, admit it to the envelope, and mail it, if there is still something to send."""
    person, role, envelope_id = (
        invitation.participation.person,
        invitation.participation.role,
        invitation.envelope_id,
    )
    to, language, wave_key = person.email, person.language, wave.key
    if envelope_id is None or not inviting.has_mail(invitation):
        return
    check_tag(invitation, wave_key)
    code = codes.mint()
    if not links.put(envelope_id, code, is_renewal=True):
        return
    settings = config.current()
    try:
        message = mail.compose("renewal", to, language, **facts(wave, Role(role), ""), code=code)
        mail.send(message, message_id=message_id, about=wave_key, settings=settings)
    except mail.NOT_SENT:
        links.take_out(code)
        raise
    if links.find(code) is None:  # Closed meanwhile: a mail written after closing has cleared up would stay.
        mail.clear(settings, wave_key)


def facts(wave: Wave, role: Role, note: str) -> dict[str, Any]:
    """Return what a mail about a wave says to everybody of a role; `note`: a sentence of HR's.

    Raises: SettingMissing.
    """
    base_url = config.need(config.current(), "BASE_URL").rstrip("/")
    opens_on: date = wave.opens_on
    return {
        "base_url": base_url,
        "wave": wave,
        "questionnaire": asking.asked(wave, role),
        "invited": wave.choices["invited"],
        "organisation": wave.choices["organisation"],
        "contact": wave.choices["contact"],
        "note": note,
        "opens_on": opens_on,
        "closes_on": wave.box_opens_on,
    }
