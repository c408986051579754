"""Link slots: sixteen per envelope from launch, random until a mail overwrites one.

A slot in use looks like a blank one to all who do not hold `links.key`. None is ever overwritten while it
could hold the proof of an answer: eight are for invitation and reminders, eight for fresh links.
"""

import hmac
import secrets

from sqlalchemy import select

from rmfeedback.db import db, random_key, writing
from rmfeedback.surveys import codes, keys
from rmfeedback.surveys.models import Link

SLOTS = 16
MAILINGS = range(1, 9)
RENEWALS = range(9, SLOTS + 1)
_DIGEST_BYTES = 32


def blank_slots(envelope_id: bytes) -> list[Link]:
    """Return the slots of a new envelope."""
    return [Link(id=random_key(), envelope_id=envelope_id, **_noise()) for _ in range(SLOTS)]


def put(envelope_id: bytes, code: str, *, is_renewal: bool = False) -> bool:
    """Write a code's digest into a blank slot.

    Return False where there is none left for its purpose, or where the envelope is gone with its closed wave.
    """
    with writing() as session:
        slots = list(session.scalars(select(Link).where(Link.envelope_id == envelope_id)))
        numbers = [number_of(slot) for slot in slots]
        free = [number for number in (RENEWALS if is_renewal else MAILINGS) if number not in numbers]
        blank = [slot for slot, number in zip(slots, numbers, strict=True) if number == 0]
        if not free or not blank:
            return False
        slot = secrets.choice(blank)
        slot.digest = codes.digest(code)
        slot.proof = codes.proof_mark(codes.proof(code))
        slot.tag = _tag(keys.links_key(), slot, free[0])
    return True


def take_out(code: str) -> None:
    """Blank the slot of a code whose mail was certainly not sent."""
    with writing():
        link = find(code)
        if link is not None:
            for name, noise in _noise().items():
                setattr(link, name, noise)


def find(code: str) -> Link | None:
    """Return the tagged link of a code. Every slot is looked at, whether it is there or not."""
    for link in db.session.scalars(select(Link).where(Link.digest == codes.digest(code))):
        if number_of(link):
            return link
    return None


def is_proven(envelope_id: bytes, mark: bytes) -> bool:
    """Tell whether an answer with this proof came from somebody who held one of the envelope's codes."""
    slots = db.session.scalars(select(Link).where(Link.envelope_id == envelope_id, Link.proof == mark))
    return any(number_of(slot) for slot in slots)


def number_of(link: Link) -> int:
    """Return which of its envelope's mails a slot belongs to, from 1; 0 for a blank or a forged one."""
    if not all(isinstance(value, bytes) for value in (link.id, link.digest, link.proof, link.tag)):
        return 0
    key = keys.links_key()
    for number in range(1, SLOTS + 1):
        if hmac.compare_digest(link.tag, _tag(key, link, number)):
            return number
    return 0


def invitation_tag(email: str, wave_key: str, envelope_id: bytes) -> bytes:
    """Return what binds an invitation's address to its envelope."""
    row = b"invitation/" + email.encode() + b"/" + wave_key.encode() + b"/" + envelope_id
    return hmac.digest(keys.links_key(), row, "sha256")


def _tag(key: bytes, link: Link, number: int) -> bytes:
    row = link.id + link.envelope_id + link.digest + link.proof + bytes([number])
    return hmac.digest(key, row, "sha256")


def _noise() -> dict[str, bytes]:
    return {name: secrets.token_bytes(_DIGEST_BYTES) for name in ("digest", "proof", "tag")}
