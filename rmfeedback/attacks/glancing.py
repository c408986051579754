"""T4: tell by one copy of the files, while the wave is open, who answered and who asked for a fresh link."""

import random
import zlib
from collections import defaultdict
from collections.abc import Iterator

from rmfeedback import mail
from rmfeedback.attacks.copying import FileCopy, Row
from rmfeedback.attacks.findings import Findings
from rmfeedback.attacks.pages import Place
from rmfeedback.attacks.playing import Person, Played
from rmfeedback.attacks.scoring import GROUP
from rmfeedback.surveys import codes

Feature = dict[Person, float]


def look(played: Played, findings: Findings) -> None:
    """Guess which one of eleven sent something, or was renewed, by each feature and its opposite."""
    chance = random.Random(played.people[0].envelope_id)
    found = dict(features(played.while_open, played.people))
    used = [*played.visits, *played.hesitated]
    renewed = [person for person in played.people if person in played.renewed]
    not_renewed = [person for person in played.people if person not in played.renewed]
    for what, who, others in (("used", used, played.untouched), ("renewed", renewed, not_renewed)):
        for person in [*who, *who]:  # Each among others twice, so that less hangs on the draw.
            eleven = [person, *chance.sample(others, GROUP - 1)]
            for name, value in found.items():
                scores = [value[one] for one in eleven]
                findings.tallies[f"{what}: {name}"].add(scores, 0)
                findings.tallies[f"{what}: less {name}"].add([-score for score in scores], 0)


def features(copy: FileCopy, people: list[Person]) -> Iterator[tuple[str, Feature]]:
    """Return everything that a copy tells about each person: where the rows lie, and what they hold."""
    links = copy.rows("link")
    owners: dict[bytes, bytes] = {row["id"]: row["envelope_id"] for row in links}
    owners |= {person.envelope_id: person.envelope_id for person in people}
    yield from _places(copy, people, owners)
    yield from _columns("envelope", _by(copy.rows("envelope"), "id"), people)
    yield from _columns("link", _by(links, "envelope_id"), people)
    yield from _columns("invitation", _by(copy.rows("invitation", "identity"), "envelope_id"), people)
    yield "mentions", {person: float(_mentions(copy, person)) for person in people}


def _places(
    copy: FileCopy, people: list[Person], owners: dict[bytes, bytes]
) -> Iterator[tuple[str, Feature]]:
    free = copy.free_pages() or [0]
    for table in ("envelope", "link"):
        for name, entries in copy.places(table).items():
            its: dict[bytes, list[Place]] = defaultdict(list)
            for place in entries:
                key = place.first_key if name == table else place.last_key
                its[owners.get(key, b"")].append(place)
            mine = {person: its[person.envelope_id] for person in people}
            yield f"{name}: page", {one: _mean(p.page for p in all_) for one, all_ in mine.items()}
            yield f"{name}: offset", {one: _mean(p.offset for p in all_) for one, all_ in mine.items()}
            yield f"{name}: turn", {one: _mean(p.turn for p in all_) for one, all_ in mine.items()}
            yield f"{name}: lowest offset", {one: min(p.offset for p in all_) for one, all_ in mine.items()}
            tails = {one: [page for p in all_ for page in p.tail] or [0] for one, all_ in mine.items()}
            yield f"{name}: first page of the tail", {one: tail[0] for one, tail in tails.items()}
            yield f"{name}: pages of the tail", {one: len(tail) for one, tail in tails.items()}
            yield f"{name}: steps in the tail", {one: tail[-1] - tail[0] for one, tail in tails.items()}
            yield (
                f"{name}: free pages near",
                {one: -min(abs(page - n) for page in tail for n in free) for one, tail in tails.items()},
            )


def _columns(table: str, rows: dict[bytes, list[Row]], people: list[Person]) -> Iterator[tuple[str, Feature]]:
    for name in next(iter(rows.values()))[0]:
        values = {person: [row[name] for row in rows[person.envelope_id]] for person in people}
        numbers = {one: [number(value) for value in its] for one, its in values.items()}
        yield f"{table}.{name}: sum", {one: sum(its) for one, its in numbers.items()}
        yield f"{table}.{name}: most", {one: max(its) for one, its in numbers.items()}
        if all(isinstance(value, bytes) for its in values.values() for value in its):
            joined = {one: b"".join(its) for one, its in values.items()}
            yield f"{table}.{name}: length", {one: len(value) for one, value in joined.items()}
            yield f"{table}.{name}: sum of bytes", {one: sum(value) for one, value in joined.items()}
            yield f"{table}.{name}: squeezed", {one: len(zlib.compress(v)) for one, v in joined.items()}


def number(value: object) -> float:
    """Return a column's value as a number that keeps its order."""
    if isinstance(value, int | float):
        return float(value)
    content = value if isinstance(value, bytes) else str(value or "").encode()
    return float(int.from_bytes(content[:8].ljust(8, b"\0"), "big"))


def _mentions(copy: FileCopy, person: Person) -> int:
    """Return how often the files name a person: by address, by what stands for it, by envelope or digest."""
    mark = mail.address_mark(person.email, copy.files["secret_key"].decode())
    names = [person.email.encode(), mark.encode(), person.envelope_id, person.envelope_id.hex().encode()]
    names += [codes.digest(code).hex().encode() for code in person.codes]
    return sum(content.count(name) for content in copy.files.values() for name in names)


def _by(rows: list[Row], column: str) -> dict[bytes, list[Row]]:
    found: dict[bytes, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _mean(values: Iterator[int]) -> float:
    known = list(values)
    return sum(known) / len(known)
