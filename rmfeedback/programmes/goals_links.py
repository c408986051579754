"""The links to the goals of a pair: minted when a mail is sent, kept nowhere but in that mail.

A code is of another kind than a respondent's: longer, and its digest has a prefix of its own. So neither can
ever open what the other does, and the scrubber of logs takes out both.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import delete, func, select

from rmfeedback import bell, config, jobs, mail
from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import addressing, cohorts, inviting, pairing
from rmfeedback.programmes.models import ACTIVE, Cohort, GoalsLink, Pair, Participation

KIND = "goals"
CODE_BYTES, CODE_LETTERS = 25, 40
_SHAPE = re.compile(rf"[A-Z2-7]{{{CODE_LETTERS}}}")


class GoalsCodeUnknown(Refused):
    status = 404
    message = N_("This code opens no goals. Nothing is lost: copy it once more from your mail.")


class NoPairsToMail(Refused):
    status = 409
    message = N_("“%(cohort)s” has no pair that mail reaches. Confirm its pairs first, then send the links.")


@dataclass(frozen=True)
class Overview:
    """Of a cohort: its pairs, how many of them were sent a link, how many mails would go out or wait."""

    pairs: int
    linked: int
    people: int
    waiting: int


def mint() -> str:
    """Return a fresh code of 200 random bits, as 40 letters of base32."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode("ascii")


def tidy(typed: str) -> str | None:
    """Return a typed code as it was minted, or None where it cannot be one; a whole link does no harm."""
    letters = "".join(typed.rpartition("#")[2].split()).strip(".,;:<>()\"'").upper()
    return letters if _SHAPE.fullmatch(letters) else None


def digest(code: str) -> bytes:
    """Return the 32 bytes by which a code is found."""
    return hashlib.sha256(b"goals" + code.encode("ascii")).digest()


def find(typed: str) -> Pair:
    """Return the pair whose goals a code opens.

    Raises: GoalsCodeUnknown, whatever is wrong with it.
    """
    code = tidy(typed)
    if code is None:
        raise GoalsCodeUnknown()
    query = select(Pair).join(GoalsLink, GoalsLink.pair_id == Pair.id).where(GoalsLink.digest == digest(code))
    pair = db.session.scalar(query)
    if pair is None:
        raise GoalsCodeUnknown()
    return pair


def overview(cohort_key: str) -> Overview:
    """Return how many pairs there are, were sent links, and would be.

    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    pairs = pairing.pairs_of(cohort)
    ids = [pair.id for pair in pairs]
    counted = select(func.count(GoalsLink.pair_id.distinct())).where(GoalsLink.pair_id.in_(ids))
    linked = db.session.scalar(counted) or 0
    return Overview(len(pairs), linked, len(_mailed(pairs)), jobs.waiting(_about(cohort), (KIND,)))


def send_all(cohort_key: str) -> int:
    """Queue a mail with a fresh link for each member of each pair; return how many wait to be sent.

    Earlier links go on working. Pressed twice, nobody is mailed twice.
    Raises: NotFound, SettingMissing, NoPairsToMail.
    """
    for setting in ("BASE_URL", "MAIL_FROM"):
        config.need(config.current(), setting)
    with writing():
        cohort = cohorts.find_cohort(cohort_key)
        wanted = {f"{pair.id}:{member.id}" for pair, member in _mailed(pairing.pairs_of(cohort))}
        if not wanted:
            raise NoPairsToMail(cohort=cohort.name)
        for argument in sorted(wanted - jobs.arguments(_about(cohort), KIND)):
            jobs.enqueue(KIND, argument, _about(cohort))
    bell.ring()
    return len(wanted)


def mail_link(task: jobs.Task) -> None:
    """Send one person a fresh link to the goals of one pair; nothing, where the pair has ended meanwhile."""
    pair_id, _, participation_id = task.argument.partition(":")
    pair = db.session.get(Pair, int(pair_id))
    member = db.session.get(Participation, int(participation_id))
    if pair is None or member is None or (pair, member) not in _mailed([pair]):
        return
    message, code = _compose(pair, member)
    with writing() as session:
        if session.get(Pair, int(pair_id)) is None:
            return
        session.add(GoalsLink(pair_id=int(pair_id), digest=digest(code)))
    try:
        mail.send(message, message_id=task.key, about=task.about, settings=config.current())
    except mail.AddressRefused:
        # For good: the note stands in the list of people, and another try would end the same.
        _take_out(code, note_for=int(participation_id))
    except mail.NOT_SENT:
        _take_out(code)
        raise


def _take_out(code: str, note_for: int = 0) -> None:
    with writing() as session:
        session.execute(delete(GoalsLink).where(GoalsLink.digest == digest(code)))
        member = session.get(Participation, note_for)
        if member is not None:
            member.person.mail_note = addressing.REFUSED


def _compose(pair: Pair, member: Participation) -> tuple[EmailMessage, str]:
    settings, code = config.current(), mint()
    partner = pair.leader if member.id == pair.mentor_id else pair.mentor
    programme = member.cohort.programme
    message = mail.compose(
        "goals",
        member.person.email,
        member.person.language,
        code=code,
        base_url=config.need(settings, "BASE_URL").rstrip("/"),
        partner=partner.person.name,
        programme=programme.name,
        organisation=settings["ORGANISATION"] or programme.name,
        contact=settings["CONTACT"],
        fewest=settings["SMALLEST_GROUP"],
    )
    return message, code


def _mailed(pairs: list[Pair]) -> list[tuple[Pair, Participation]]:
    """Return who of these pairs is mailed a link: whoever takes part, and has mail."""
    both = [(pair, member) for pair in pairs for member in (pair.mentor, pair.leader)]
    return [
        (pair, member)
        for pair, member in both
        if member.state == ACTIVE and not member.person.email.endswith(inviting.NO_MAIL)
    ]


def _about(cohort: Cohort) -> str:
    # No wave has such a key, so closing one clears no other mail.
    return f"{KIND}_{cohort.key}"
