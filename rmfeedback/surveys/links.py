"""Link slots: sixteen per envelope from launch, random until a mail overwrites one.

A slot in use looks like a blank one to all who do not hold `links.key`. None is ever overwritten while it
could hold the proof of an answer: eight are for invitation and reminders, eight for fresh links.

No index lies on the digests, so a code is searched for through every slot. Where each digest lay a moment
ago, used or blank, is remembered; what is found that way counts only as far as the row itself still says so.
"""

import hmac
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, Table, bindparam, select, update

from rmfeedback.db import db, random_key, writing
from rmfeedback.surveys import codes, keys
from rmfeedback.surveys.models import Envelope, Link

SLOTS = 16
MAILINGS = range(1, 9)
RENEWALS = range(9, SLOTS + 1)
_DIGEST_BYTES = 32
_REMEMBERED_S = 30.0

_ROWS: Table = Link.__table__  # type: ignore[assignment]
# A row of the table, or a Link.
Slot = Any


@dataclass
class _Places:
    """Which slot each digest lay in when all were last read; all slots, so that it tells of no visit."""

    slots: dict[bytes, bytes] = field(default_factory=dict)
    read_at: float = -_REMEMBERED_S

    def of(self, digest: bytes) -> bytes | None:
        is_fresh = time.monotonic() - self.read_at < _REMEMBERED_S
        return self.slots.get(digest) if is_fresh else None

    def read(self) -> None:
        if time.monotonic() - self.read_at >= _REMEMBERED_S:
            self.read_at = time.monotonic()  # At once, so that no second visitor reads all slots as well.
            self.slots = dict(db.session.execute(select(Link.digest, Link.id)).all())

    def forget(self) -> None:
        self.slots, self.read_at = {}, -_REMEMBERED_S


_places = _Places()


class Finder:
    """Finds the tagged link of a code. Where it is not there, every slot has been looked at.

    `rows`: the columns of the links, and what else is wanted of the rows that belong to one.
    """

    def __init__(self, rows: Select[Any]) -> None:
        self._by_digest = rows.where(_ROWS.c.digest == bindparam("digest"))
        self._by_place = self._by_digest.where(_ROWS.c.id == bindparam("place"))

    def __call__(self, code: str) -> Slot | None:
        digest = codes.digest(code)
        place = _places.of(digest)
        found = self._tagged(self._by_place, digest=digest, place=place) if place else None
        if found is None:
            found = self._tagged(self._by_digest, digest=digest)
            if found is not None:
                _places.read()
        return found

    @staticmethod
    def _tagged(query: Select[Any], **given: bytes) -> Slot | None:
        found: Iterable[Slot] = db.session.execute(query, given, bind_arguments={"mapper": Link})
        return next((slot for slot in found if number_of(slot)), None)


find = Finder(select(_ROWS))


def blank_slots(envelope_id: bytes) -> list[dict[str, bytes]]:
    """Return the rows of a new envelope's slots."""
    return [{"id": random_key(), "envelope_id": envelope_id, **_noise()} for _ in range(SLOTS)]


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
        session.flush()
    return True


@dataclass(frozen=True)
class Wanted:
    """A link that a mailing wants: for which envelope, which of its mails this is, and with which code.

    `number`: from 1; where a mail of this number may have gone out before, its slot stays and another is taken.
    """

    envelope_id: bytes
    number: int
    code: str


def put_all(wanted: list[Wanted]) -> dict[bytes, int]:
    """Write the digests of many codes, one to an envelope; return by envelope which number each has.

    An envelope that is gone with its closed wave, or has no room left, is not among them. A code that lies in
    its envelope already has the number 0: nobody may take its slot back.
    """
    key, placed = keys.links_key(), {}
    with writing() as session:
        slots = _slots_of([one.envelope_id for one in wanted])
        rows = []
        for one in wanted:
            its = slots.get(one.envelope_id, [])
            if any(slot.digest == codes.digest(one.code) for slot in its):
                placed[one.envelope_id] = 0
            elif chosen := _choose(key, its, one.number):
                rows.append(_row(key, *chosen, one.code))
                placed[one.envelope_id] = chosen[1]
        if rows:
            by_id = update(_ROWS).where(_ROWS.c.id == bindparam("at"))
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("digest", "proof", "tag")}
            session.connection(bind_arguments={"mapper": Link}).execute(by_id.values(values), rows)
    return placed


def give_back(places: Iterable[tuple[bytes, int]]) -> None:
    """Blank the slots with these numbers, in these envelopes: of mails that have certainly not gone out."""
    key = keys.links_key()
    with writing() as session:
        wanted = dict(places)
        for envelope_id, slots in _slots_of(list(wanted)).items():
            for slot in slots:
                if hmac.compare_digest(slot.tag, _tag(key, slot, wanted[envelope_id])):
                    session.execute(update(_ROWS).where(_ROWS.c.id == slot.id).values(**_noise()))


def has_room(envelope_id: bytes) -> bool:
    """Tell whether one more fresh link can be made for an envelope."""
    slots = db.session.scalars(select(Link).where(Link.envelope_id == envelope_id))
    return bool(set(RENEWALS) - {number_of(slot) for slot in slots})


def take_out(code: str) -> None:
    """Blank the slot of a code whose mail was certainly not sent."""
    with writing() as session:
        link = find(code)
        if link is not None:
            session.execute(update(_ROWS).where(_ROWS.c.id == link.id).values(**_noise()))


def forget_places() -> None:
    """Forget where the digests lay, when the box is destroyed."""
    _places.forget()


class Proofs:
    """The proofs of those who held a code of a wave, read at once."""

    def __init__(self, wave_key: str) -> None:
        of_wave = select(Envelope.id).where(Envelope.wave_key == wave_key)
        self._slots: dict[tuple[bytes, bytes], list[Slot]] = defaultdict(list)
        rows = select(_ROWS).where(_ROWS.c.envelope_id.in_(of_wave))
        for slot in db.session.execute(rows, bind_arguments={"mapper": Link}):
            self._slots[slot.envelope_id, slot.proof].append(slot)

    def has(self, envelope_id: bytes, mark: bytes) -> bool:
        """Tell whether an answer with this proof came from somebody who held one of the envelope's codes."""
        return any(number_of(slot) for slot in self._slots.get((envelope_id, mark), ()))


def number_of(link: Slot, key: bytes = b"") -> int:
    """Return which of its envelope's mails a slot belongs to, from 1; 0 for a blank or a forged one."""
    row = (link.id, link.envelope_id, link.digest, link.proof, link.tag)
    if not all(isinstance(value, bytes) for value in row):
        return 0
    key = key or keys.links_key()
    for number in range(1, SLOTS + 1):
        if hmac.compare_digest(link.tag, _tag(key, link, number)):
            return number
    return 0


def invitation_tag(email: str, wave_key: str, envelope_id: bytes) -> bytes:
    """Return what binds an invitation's address to its envelope."""
    row = b"invitation/" + email.encode() + b"/" + wave_key.encode() + b"/" + envelope_id
    return hmac.digest(keys.links_key(), row, "sha256")


def _tag(key: bytes, link: Slot, number: int) -> bytes:
    row = link.id + link.envelope_id + link.digest + link.proof + bytes([number])
    return hmac.digest(key, row, "sha256")


def _slots_of(envelope_ids: list[bytes]) -> dict[bytes, list[Slot]]:
    """Return the slots of these envelopes; what is no link of ours (a column of another type) is left out."""
    found: dict[bytes, list[Slot]] = defaultdict(list)
    rows = select(_ROWS).where(_ROWS.c.envelope_id.in_(envelope_ids))
    for slot in db.session.execute(rows, bind_arguments={"mapper": Link}):
        if all(isinstance(value, bytes) for value in slot):
            found[slot.envelope_id].append(slot)
    return found


def _choose(key: bytes, slots: list[Slot], number: int) -> tuple[Slot, int] | None:
    """Return a blank slot to be written, and the number it shall have: the one wanted, if no slot has it."""
    if any(hmac.compare_digest(slot.tag, _tag(key, slot, number)) for slot in slots):
        used = {number_of(slot, key) for slot in slots}
        # From the end: the next mailings want the numbers that follow.
        number = max((free for free in MAILINGS if free not in used), default=0)
    # In random order, and no further than the first: telling blank slots costs sixteen looks each.
    for slot in secrets.SystemRandom().sample(slots, len(slots)):
        if number and number_of(slot, key) == 0:
            return slot, number
    return None


def _row(key: bytes, slot: Slot, number: int, code: str) -> dict[str, bytes]:
    digest, proof = codes.digest(code), codes.proof_mark(codes.proof(code))
    tag = hmac.digest(key, slot.id + slot.envelope_id + digest + proof + bytes([number]), "sha256")
    return {"at": slot.id, "new_digest": digest, "new_proof": proof, "new_tag": tag}


def _noise() -> dict[str, bytes]:
    return {name: secrets.token_bytes(_DIGEST_BYTES) for name in ("digest", "proof", "tag")}
