"""T2: the same with a copy of every file after every submit; and no piece of a comment in any of them."""

import zlib
from collections.abc import Iterator

from rmfeedback.attacks.authors import TABLES, Pile, piles, positions
from rmfeedback.attacks.copying import FileCopy
from rmfeedback.attacks.findings import Findings
from rmfeedback.attacks.linking import Known, by_rank, known, link
from rmfeedback.attacks.playing import Person, Played
from rmfeedback.attacks.scoring import ranks
from rmfeedback.surveys import sealing
from rmfeedback.terms import Role

PIECE_BYTES, _WORD = 24, 8
_OWN_COLUMNS = {"id", "wave_key", "cell", "sealed"}


def look(played: Played, findings: Findings) -> None:
    """Compare what each visit changed with what was stored at the opening."""
    pieces = dict(_pieces_by_person(played))
    sealed = {row["id"]: row["sealed"] for row in played.while_open.rows("envelope")}
    opened = dict(_opened(played, sealed))
    places = {table: positions(played, table) for table in TABLES}
    for role in Role:
        people = played.who_answered(role)
        what = known(people)
        for copy, when in ((played.blank, "at first"), (played.while_open, "at last")):
            what |= {f"{name} {when}": its for name, its in _of_envelopes(copy, people).items()}
        lengths = _lengths(people, played, sealed)
        for pile in piles(played, role):
            link(findings, pile, places[pile.table], what)
            if pile.table == "comment":
                _by_length(findings, pile, lengths)
                _by_content(findings, pile, people, pieces, opened)
            _by_key(findings, pile, people, played)


def _of_envelopes(copy: FileCopy, people: list[Person]) -> Known:
    """Return what a copy tells of each envelope beside its content."""
    rows = {row["id"]: row for row in copy.rows("envelope")}
    found: Known = {}
    for name in set(next(iter(rows.values()))) - _OWN_COLUMNS:
        column = {person: rows[person.envelope_id][name] for person in people}
        found[f"envelope's {name}"] = by_rank(people, column.__getitem__)
    for name, stand in copy.stands("envelope").items():
        its = {person: stand[person.envelope_id] for person in people}
        found[f"envelope's {name}"] = by_rank(people, its.__getitem__)
    return found


def _lengths(
    people: list[Person], played: Played, sealed: dict[bytes, bytes]
) -> dict[str, dict[Person, int]]:
    """Return what is long where much was written."""
    value = {person: sealed.get(person.envelope_id, b"") for person in people}
    return {
        "sealed value": {person: len(value[person]) for person in people},
        "sealed value, compressed": {person: len(zlib.compress(value[person])) for person in people},
        "change of the files": {person: len(played.changes[person]) for person in people},
    }


def _by_length(findings: Findings, pile: Pile, lengths: dict[str, dict[Person, int]]) -> None:
    people = list(pile.owners)
    stored = ranks([len(row["text"]) for row in pile.rows])
    for name, length in lengths.items():
        rank_of = by_rank(people, length.__getitem__)
        for person, right in pile.owners.items():
            scores = [-abs(rank - rank_of[person]) for rank in stored]
            findings.tallies[f"length by {name}"].add(scores, right)


def _by_content(
    findings: Findings,
    pile: Pile,
    people: list[Person],
    pieces: dict[Person, set[bytes]],
    opened: dict[Person, str],
) -> None:
    wanted = [_pieces(row["text"].encode()) for row in pile.rows]
    for person, right in pile.owners.items():
        shared = [len(its & pieces[person]) for its in wanted]
        findings.tallies["pieces in what a visit changed"].add(shared, right)
        if any(shared):
            findings.certain.add(f"{PIECE_BYTES} bytes of a comment in a copy")
        scores = [float(row["text"][:PIECE_BYTES] in opened.get(person, "")) for row in pile.rows]
        findings.tallies["opened with a key that was left"].add(scores, right)


def _by_key(findings: Findings, pile: Pile, people: list[Person], played: Played) -> None:
    """Guess that a row's key was there when its author came."""
    for person in people:
        if person in pile.owners:
            scores = [float(key in played.changes[person]) for key in pile.keys]
            findings.tallies[f"{pile.table}: key in what a visit changed"].add(scores, pile.owners[person])


def _opened(played: Played, sealed: dict[bytes, bytes]) -> Iterator[tuple[Person, str]]:
    """Open the envelopes of an earlier copy with a key that is still there at the end."""
    for name, key in played.final.files.items():
        if not name.endswith(f"{played.wave_key}.key"):
            continue
        for person in played.visits:
            bound_to = sealing.info(played.wave_key, person.envelope_id, person.role.value)
            payload = sealing.open_sealed(sealed[person.envelope_id], key, bound_to)
            yield person, " ".join(payload.get("answers", {}).values())


def _pieces_by_person(played: Played) -> Iterator[tuple[Person, set[bytes]]]:
    """Return every piece of what a person's visits changed; none where it cannot share one with a comment.

    Where two texts share 24 bytes, one has among these a word of eight that begins at a multiple of sixteen.
    """
    texts = [row["text"].encode() for row in played.final.rows("comment")]
    words = {text[at : at + _WORD] for text in texts for at in range(len(text) - _WORD + 1)}
    for person, change in played.changes.items():
        its = {change[at : at + _WORD] for at in range(0, len(change), PIECE_BYTES - _WORD)}
        yield person, _pieces(change) if its & words else set()


def _pieces(content: bytes) -> set[bytes]:
    return {content[at : at + PIECE_BYTES] for at in range(len(content) - PIECE_BYTES + 1)}
