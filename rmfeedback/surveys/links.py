"""Link slots: sixteen per envelope from launch, random until a mail overwrites one.

A slot in use looks like a blank one to all who do not hold `links.key`. None is ever overwritten while it
could hold the proof of an answer: nine are for mails to everybody, seven for fresh links.

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

from sqlalchemy import Select, Table, bindparam, func, select, update

from rmfeedback.db import db, random_key, reading, visiting, writing
from rmfeedback.prepared import Prepared
from rmfeedback.surveys import codes, keys
from rmfeedback.surveys.models import Envelope, Link

SLOTS = 16
MAILINGS = range(1, 10)
RENEWALS = range(10, SLOTS + 1)
_DIGEST_BYTES = 32
_REMEMBERED_S = 30.0
_DRAWS = 2

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
            with reading("responses") as connection:
                self.slots = dict(connection.execute(select(_ROWS.c.digest, _ROWS.c.id)).all())

    def forget(self) -> None:
        self.slots, self.read_at = {}, -_REMEMBERED_S


_places = _Places()


class Finder:
    """Finds the tagged link of a code. Where it is not there, every slot has been looked at.

    `rows`: the columns of the links, and what else is wanted of the rows that belong to one.
    """

    def __init__(self, rows: Select[Any]) -> None:
        by_digest = rows.where(_ROWS.c.digest == bindparam("digest"))
        self._by_digest = Prepared(by_digest)
        self._by_place = Prepared(by_digest.where(_ROWS.c.id == bindparam("place")))

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
    def _tagged(query: Prepared, **given: bytes) -> Slot | None:
        with visiting("responses") as connection:
            return next((slot for slot in query.rows(connection, **given) if number_of(slot)), None)


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

    `number`: from 1. `is_new`: no link was made for this mail before; else its slot stays, for it may have
    gone out, and another is taken.
    """

    envelope_id: bytes
    number: int
    code: str
    is_new: bool = True


def put_all(wanted: list[Wanted]) -> dict[bytes, int]:
    """Write the digests of many codes, one to an envelope; return by envelope which number each has.

    An envelope that is gone with its closed wave, or has no room left, is not among them. A code that lies in
    its envelope already has the number 0: nobody may take its slot back.
    """
    key, placed, rows = keys.links_key(), {}, []
    with writing() as session:
        again = [one for one in wanted if not one.is_new]
        slots = _slots_of([one.envelope_id for one in again])
        numbers = {one.envelope_id: one.number for one in wanted if one.is_new}
        for one in again:
            its = slots.get(one.envelope_id, [])
            if any(slot.digest == codes.digest(one.code) for slot in its):
                placed[one.envelope_id] = 0
            elif number := _free_number(key, its, one.number):
                numbers[one.envelope_id] = number
        blank = _blanks(key, list(numbers))
        for one in wanted:
            if (slot := blank.get(one.envelope_id)) is not None:
                placed[one.envelope_id] = numbers[one.envelope_id]
                rows.append(_row(key, slot, numbers[one.envelope_id], one.code))
        if rows:
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("digest", "proof", "tag")}
            written = update(_ROWS).where(_ROWS.c.id == bindparam("at")).values(values)
            session.connection(bind_arguments={"mapper": Link}).execute(written, rows)
    return placed


def give_back(places: Iterable[tuple[bytes, int]]) -> None:
    """Blank the slots with these numbers, in these envelopes: of mails that have certainly not gone out.

    Where two slots have a number nobody knows which of them is meant, and both stay.
    """
    key, meant = keys.links_key(), set(places)
    with writing() as session:
        found = defaultdict(list)
        for envelope_id, slots in _slots_of([envelope_id for envelope_id, _ in meant]).items():
            for slot in slots:
                found[envelope_id, number_of(slot, key)].append(slot.id)
        for place in meant:
            if len(its := found[place]) == 1:
                session.execute(update(_ROWS).where(_ROWS.c.id == its[0]).values(**_noise()))


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
    key, head = key or keys.links_key(), b"".join(row[:-1])
    for number in range(1, SLOTS + 1):
        if hmac.compare_digest(link.tag, hmac.digest(key, head + bytes([number]), "sha256")):
            return number
    return 0


def invitation_tag(email: str, wave_key: str, envelope_id: bytes, key: bytes = b"") -> bytes:
    """Return what binds an invitation's address to its envelope."""
    row = b"invitation/" + email.encode() + b"/" + wave_key.encode() + b"/" + envelope_id
    return hmac.digest(key or keys.links_key(), row, "sha256")


def _tag(key: bytes, link: Slot, number: int) -> bytes:
    row = link.id + link.envelope_id + link.digest + link.proof + bytes([number])
    return hmac.digest(key, row, "sha256")


def _slots_of(envelope_ids: list[bytes]) -> dict[bytes, list[Slot]]:
    """Return the slots of these envelopes."""
    found: dict[bytes, list[Slot]] = defaultdict(list)
    rows = select(_ROWS).where(_ROWS.c.envelope_id.in_(envelope_ids))
    for slot in db.session.execute(rows, bind_arguments={"mapper": Link}):
        found[slot.envelope_id].append(slot)
    return found


def _blanks(key: bytes, envelope_ids: list[bytes]) -> dict[bytes, Slot]:
    """Return any one of the blank slots of each envelope that has one.

    Most slots are blank, and telling them costs sixteen looks each. So one of each envelope is drawn a few
    times, and only where none was blank all are looked at.
    """
    found: dict[bytes, Slot] = {}
    other = _ROWS.alias()
    drawn = select(other.c.id).where(other.c.envelope_id == Envelope.id).order_by(func.random()).limit(1)
    for _ in range(_DRAWS):
        left = [envelope_id for envelope_id in envelope_ids if envelope_id not in found]
        one_each = select(drawn.scalar_subquery()).where(Envelope.id.in_(left))
        rows = db.session.execute(
            select(_ROWS).where(_ROWS.c.id.in_(one_each)), bind_arguments={"mapper": Link}
        )
        found |= {slot.envelope_id: slot for slot in rows if number_of(slot, key) == 0}
    left = [envelope_id for envelope_id in envelope_ids if envelope_id not in found]
    for envelope_id, slots in _slots_of(left).items():
        blank = [slot for slot in slots if number_of(slot, key) == 0]
        if blank:
            found[envelope_id] = secrets.choice(blank)
    return found


def _free_number(key: bytes, slots: list[Slot], wanted: int) -> int:
    """Return the number wanted, where no slot has it; else a spare one, or 0."""
    used = {number_of(slot, key) for slot in slots}
    # From the end: the next mailings want the numbers that follow.
    spare = (number for number in (*reversed(MAILINGS), *reversed(RENEWALS)) if number not in used)
    return wanted if wanted not in used else next(spare, 0)


def _row(key: bytes, slot: Slot, number: int, code: str) -> dict[str, bytes]:
    digest, proof = codes.digest(code), codes.proof_mark(codes.proof(code))
    tag = hmac.digest(key, slot.id + slot.envelope_id + digest + proof + bytes([number]), "sha256")
    return {"at": slot.id, "new_digest": digest, "new_proof": proof, "new_tag": tag}


def _noise() -> dict[str, bytes]:
    return {name: secrets.token_bytes(_DIGEST_BYTES) for name in ("digest", "proof", "tag")}
