"""T5: search everything that is left after a wave is done, while somebody else keeps the rooms open."""

from collections.abc import Iterator

from rmfeedback.attacks.findings import Findings
from rmfeedback.attacks.playing import Played
from rmfeedback.attacks.scoring import GROUP
from rmfeedback.surveys import codes

PIECE_BYTES = 16
# Of each sealed value a piece of every page that it fills, not of its first alone.
_SEALED_STEP = 1_500


def look(played: Played, findings: Findings) -> None:
    """Look for pieces of the box in every file and every log line, beside pieces that were made up."""
    left = b"\n".join([*played.final.files.values(), played.log.encode()])
    windows = {left[at : at + PIECE_BYTES] for at in range(len(left) - PIECE_BYTES + 1)}
    for kind, piece in traces(played):
        is_there = piece in windows or piece[:8].hex().encode() in windows
        findings.tallies[kind].add([float(is_there), *[0.0] * (GROUP - 1)], 0)
        if is_there:
            findings.certain.add(f"left after closing: {kind}")


def traces(played: Played) -> Iterator[tuple[str, bytes]]:
    """Return pieces of everything that may not outlive the box, with its kind."""
    for copy in (played.blank, played.while_open):
        for row in copy.rows("envelope"):
            for at in range(0, len(row["sealed"]) - PIECE_BYTES, _SEALED_STEP):
                yield "sealed value", row["sealed"][at : at + PIECE_BYTES]
        for row in copy.rows("link"):
            for column in ("digest", "proof", "tag"):
                yield "link", row[column][:PIECE_BYTES]
    for person in played.people:
        yield "envelope's key", person.envelope_id
        for code in person.codes:
            yield "code", code[:PIECE_BYTES].encode()
            kind = "digest of a code that came" if code in person.used else "digest of a code"
            yield kind, codes.digest(code)[:PIECE_BYTES]
            yield "proof", codes.proof(code)[:PIECE_BYTES]
    for at in range(1, len(played.private_key) - PIECE_BYTES, PIECE_BYTES):
        yield "private key", played.private_key[at : at + PIECE_BYTES]
