"""Links on paper, for people without mail: a sheet each, the name outside, the code inside after folding.

The code is minted for the sheet and stands on it alone: not in a log, a file, an address, or a session.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from rmfeedback import bell, config, jobs, typesetting
from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Invitation
from rmfeedback.surveys import codes, links, results, wording
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import epochs, mailing
from rmfeedback.waves.lifecycle import WaveNotOpen

TEMPLATE = Path(__file__).with_name("sheets.typ")


class NobodyChosen(Refused):
    status = 422
    message = N_("Nobody is chosen. Tick those who need a sheet of paper, then print.")


class NoSlotLeft(Refused):
    status = 409
    message = N_(
        "%(name)s has had as many links as one person can have in a wave. The earlier ones still work; no "
        "sheet was printed."
    )


@dataclass(frozen=True)
class Reader:
    """Somebody who was invited, and could read a sheet."""

    id: int
    name: str
    role: str
    has_mail: bool


def readers(wave_key: str) -> list[Reader]:
    """Return those invited: without mail first, then by name.

    Raises: NotFound.
    """
    results.wave(wave_key)
    found = [
        Reader(i.id, i.participation.person.name, i.participation.role, inviting.has_mail(i))
        for i in inviting.of_wave(wave_key)
    ]
    return sorted(found, key=lambda reader: (reader.has_mail, reader.name))


def pdf(wave_key: str, invitation_ids: Collection[int], today: date) -> bytes:
    """Mint a code for each of these invitations and return their sheets, one A4 page each.

    Raises: NotFound, WaveNotOpen, NobodyChosen, NoSlotLeft, InvitationChanged, RoomRestored, SettingMissing.
    """
    wave = results.wave(wave_key)
    if wave.state != "open" or today >= wave.box_opens_on:
        raise WaveNotOpen(state=wave.state)
    chosen = [i for i in inviting.of_wave(wave_key) if i.id in invitation_ids]
    if not chosen:
        raise NobodyChosen()
    epochs.check(wave_key)
    base_url = config.need(config.current(), "BASE_URL").rstrip("/")
    for invitation in chosen:
        _check(invitation, wave_key)
    with writing():
        for invitation in chosen:
            _note(invitation, wave_key, today)
    sheets = [_sheet(wave, invitation, base_url) for invitation in chosen]
    bell.ring()
    # All in one language's hyphenation; each sheet's words are in its reader's.
    data = {"language": wave.choices["language"], "title": wave.choices["programme"], "sheets": sheets}
    return typesetting.pdf(TEMPLATE, data, typesetting.noon(today))


def _check(invitation: Invitation, wave_key: str) -> None:
    """Look at everybody before a link is made for anybody."""
    mailing.check_tag(invitation, wave_key)
    if invitation.envelope_id is None or not links.has_room(invitation.envelope_id):
        raise NoSlotLeft(name=invitation.participation.person.name)


def _note(invitation: Invitation, wave_key: str, today: date) -> None:
    """Whoever has mail is told of the sheet, so that none is made in secret; the others are invited by it."""
    if inviting.has_mail(invitation):
        jobs.enqueue("tell_of_sheet", str(invitation.id), wave_key)
    else:
        inviting.mark_sent(invitation.id, today)


def _sheet(wave: Wave, invitation: Invitation, base_url: str) -> dict[str, Any]:
    person, envelope_id = invitation.participation.person, invitation.envelope_id
    code = codes.mint()
    if envelope_id is None or not links.put(envelope_id, code, is_renewal=True):
        raise NoSlotLeft(name=person.name)
    with force_locale(person.language):
        return {
            "language": person.language,
            "name": person.name,
            "organisation": f"{wave.choices['organisation']}, {wave.choices['programme']}",
            "address": f"{base_url}/a",
            "code": " ".join(code[at : at + 4] for at in range(0, len(code), 4)),
            "picture": _picture(f"{base_url}/a#{code}"),
            "promise": [f"{line.claim} {line.rest}".strip() for line in wording.promise_lines(wave)],
            "words": _words(wave, person.name),
        }


def _words(wave: Wave, name: str) -> dict[str, str]:
    day = wording.weekday(wave.box_opens_on)
    return {
        "to": _("To be opened by %(name)s only", name=name),
        "fold": _(
            "Fold the lower third up and fasten it, then fold this third back: the name stays outside."
        ),
        "head": _("Your personal link, until %(day)s", day=day),
        "scan": _("Read this picture with a phone, or open the address and type the code."),
        "keep": _(
            "Whoever has seen the inside can answer in your place. Was it open when it reached you? Then "
            "tell the programme team or your works council. Do not hand it on; destroy it afterwards."
        ),
        "promise": _("What happens to your answers"),
    }


def _picture(link: str) -> str:
    """Return a QR code of the link as SVG."""
    import segno

    return str(segno.make(link, error="m").svg_inline(scale=4, border=2))
