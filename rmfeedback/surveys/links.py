"""Link slots: eight per envelope from launch, random until a mail overwrites one.

A slot in use looks like a blank one to all who do not hold `links.key`.
"""

import hmac
import secrets

from sqlalchemy import select

from rmfeedback.db import db, random_key, writing
from rmfeedback.surveys import codes, keys
from rmfeedback.surveys.models import Link

SLOTS = 8
_DIGEST_BYTES = 32


def blank_slots(envelope_id: bytes) -> list[Link]:
    """Return the slots of a new envelope."""
    return [Link(id=random_key(), envelope_id=envelope_id, **_noise()) for _ in range(SLOTS)]


def put(envelope_id: bytes, code: str) -> bool:
    """Write a code's digest into a blank slot; when all are taken, over the last one.

    Return False where the envelope is gone, because its wave has closed.
    """
    with writing() as session:
        slots = list(session.scalars(select(Link).where(Link.envelope_id == envelope_id)))
        if not slots:
            return False
        numbers = {slot.id: number_of(slot) for slot in slots}
        blank = [slot for slot in slots if numbers[slot.id] == 0]
        slot = secrets.choice(blank) if blank else max(slots, key=lambda s: numbers[s.id])
        number = min(max(numbers.values()) + 1, SLOTS)
        slot.digest = codes.digest(code)
        slot.proof = codes.proof_mark(codes.proof(code))
        slot.tag = _tag(slot, number)
    return True


def find(code: str) -> Link | None:
    """Return the tagged link of a code. Every slot is looked at, whether it is there or not."""
    for link in db.session.scalars(select(Link).where(Link.digest == codes.digest(code))):
        if number_of(link):
            return link
    return None


def proof_marks(envelope_id: bytes) -> set[bytes]:
    """Return the proofs that an answer in this envelope may carry."""
    slots = db.session.scalars(select(Link).where(Link.envelope_id == envelope_id))
    return {slot.proof for slot in slots if number_of(slot)}


def number_of(link: Link) -> int:
    """Return which of its envelope's mails a slot belongs to, from 1; 0 for a blank or a forged one."""
    for number in range(1, SLOTS + 1):
        if hmac.compare_digest(link.tag, _tag(link, number)):
            return number
    return 0


def _tag(link: Link, number: int) -> bytes:
    row = link.id + link.envelope_id + link.digest + link.proof + bytes([number])
    return hmac.digest(keys.links_key(), row, "sha256")


def _noise() -> dict[str, bytes]:
    return {name: secrets.token_bytes(_DIGEST_BYTES) for name in ("digest", "proof", "tag")}
