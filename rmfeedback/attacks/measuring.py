"""T3: tell by the sealed values who answered, and who wrote much."""

import random
import zlib
from collections.abc import Callable

from rmfeedback.attacks.findings import Findings
from rmfeedback.attacks.playing import Played
from rmfeedback.attacks.scoring import GROUP

_LONG = 648  # Characters of a comment, from which on it is a long one: six of eleven are.
LENGTHS = ("length", "length, compressed")
FEATURES: dict[str, Callable[[bytes], float]] = {
    "length": len,
    "length, compressed": lambda sealed: len(zlib.compress(sealed)),
    "sum of bytes": sum,
    "zeros": lambda sealed: sealed.count(0),
    "first byte": lambda sealed: sealed[0],
    "last byte": lambda sealed: sealed[-1],
}


def look(played: Played, findings: Findings) -> None:
    """Guess which of eleven envelopes was used, and which of those answered at length."""
    value = {row["id"]: row["sealed"] for row in played.while_open.rows("envelope")}
    if len({len(sealed) for sealed in value.values()}) > 1:
        findings.certain.add("sealed values of several lengths")
    blank, sent = played.untouched, [*played.visits, *played.hesitated]
    short = [person for person in played.visits if person.sheet and person.sheet.length < _LONG]
    long = [person for person in played.visits if person not in short]
    measured = {
        name: {person: measure(value[person.envelope_id]) for person in played.people}
        for name, measure in FEATURES.items()
    }
    chance = random.Random(value[blank[0].envelope_id])
    for person in sent:
        eleven = [person, *chance.sample(blank, GROUP - 1)]
        features = {name: [its[one] for one in eleven] for name, its in measured.items()}
        _guess(findings, "sent among blank", features)
    for person in long:
        # Few are compared here, so only by what cannot differ by chance.
        features = {name: [its[one] for one in (person, *short)] for name, its in measured.items()}
        _guess(findings, "long among short", {name: features[name] for name in LENGTHS})


def _guess(findings: Findings, kind: str, features: dict[str, list[float]]) -> None:
    for name, scores in features.items():
        findings.tallies[f"{kind}: {name}"].add(scores, 0)
        findings.tallies[f"{kind}: less {name}"].add([-score for score in scores], 0)
