"""T1: link each stored comment and answer to a person, by the final files and who came when.

The attacker knows the exact order of visits and the roster, and from an earlier copy of the identity room
whose envelope is whose. What is known of each person is a rank; the nearer a row's rank, the likelier.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from rmfeedback.attacks.authors import TABLES, Pile, piles, positions
from rmfeedback.attacks.findings import Findings
from rmfeedback.attacks.playing import Person, Played
from rmfeedback.attacks.scoring import ranks
from rmfeedback.terms import Role

# Two random keys of 16 bytes begin with the same eight once in 2**64 times.
_HALF = 8
Known = dict[str, dict[Person, float]]
Places = dict[str, dict[bytes, Any]]


def look(played: Played, findings: Findings) -> None:
    """Guess whose each row is, and which rows are one person's."""
    places = {table: positions(played, table) for table in TABLES}
    for role in Role:
        found = list(piles(played, role))
        what = known(played.who_answered(role))
        for pile in found:
            link(findings, pile, places[pile.table], what)
        for one, other in _pairs(found):
            _join(findings, one, other, places)
    keys = [key for place in places.values() for key in place["key"]]
    if len({key[:_HALF] for key in keys}) < len(keys):
        findings.certain.add("keys that are not random: two of them begin alike")


def known(people: list[Person]) -> Known:
    """Return what is known of those who answered, as ranks."""
    visit = {person: float(rank) for rank, person in enumerate(people)}
    return {
        "visit": visit,
        "visit backwards": {person: len(people) - 1 - rank for person, rank in visit.items()},
        "envelope": by_rank(people, lambda person: person.envelope_id),
        "roster": by_rank(people, lambda person: person.number),
    }


def by_rank(people: list[Person], value: Callable[[Person], Any]) -> dict[Person, float]:
    """Return the rank of each person by a value."""
    return dict(zip(people, ranks([value(person) for person in people]), strict=True))


def link(findings: Findings, pile: Pile, places: Places, what: Known) -> None:
    """Guess by every position, and by their sum, with everything that is known of people."""
    by_position = {name: _ranks(pile, place) for name, place in places.items()}
    for about, rank_of in what.items():
        for person, right in pile.owners.items():
            sums = [0.0] * len(pile.rows)
            for name, its in by_position.items():
                scores = [-abs(rank - rank_of[person]) for rank in its]
                sums = [total + score for total, score in zip(sums, scores, strict=True)]
                findings.tallies[f"{pile.table}: {name} by {about}"].add(scores, right)
            findings.tallies[f"{pile.table}: all together by {about}"].add(sums, right)


def _ranks(pile: Pile, place: dict[bytes, Any]) -> list[float]:
    return ranks([place[key] for key in pile.keys])


def _pairs(found: list[Pile]) -> Iterator[tuple[Pile, Pile]]:
    """Return each question with the next, and the recommendation, which is known of all, with every item."""
    yield from pairwise(pile for pile in found if pile.table == "comment")
    known_of_all = next(pile for pile in found if pile.table == "answer" and len(pile.owners) > 2)
    yield from ((known_of_all, pile) for pile in found if pile is not known_of_all)


def _join(findings: Findings, one: Pile, other: Pile, places: dict[str, Places]) -> None:
    """Guess which row of one item is by the author of a row of another."""
    for person in set(one.owners) & set(other.owners):
        row, right = one.rows[one.owners[person]], other.owners[person]
        for name, near in _nearness(one, other, places):
            scores = [near(row["id"], candidate["id"]) for candidate in other.rows]
            findings.tallies[f"{one.table} and {other.table}: near by {name}"].add(scores, right)


def _nearness(
    one: Pile, other: Pile, places: dict[str, Places]
) -> Iterator[tuple[str, Callable[[bytes, bytes], float]]]:
    yield "number", lambda a, b: -abs(int.from_bytes(a, "big") - int.from_bytes(b, "big"))
    yield "bits", lambda a, b: -(int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count()
    for name in set(places[one.table]) & set(places[other.table]):
        if name.startswith("column "):
            yield name, _equal(places[one.table][name], places[other.table][name])
        else:
            yield name, _near(one, other, places[one.table][name], places[other.table][name])


def _equal(first: dict[bytes, Any], second: dict[bytes, Any]) -> Callable[[bytes, bytes], float]:
    return lambda a, b: float(first[a] == second[b])


def _near(
    one: Pile, other: Pile, first: dict[bytes, Any], second: dict[bytes, Any]
) -> Callable[[bytes, bytes], float]:
    """Near in the whole table where both rows are of one; else in turn among the rows of their items."""
    if one.table == other.table:
        order = sorted(first, key=first.__getitem__)
        at = {key: n for n, key in enumerate(order)}
        return lambda a, b: -abs(at[a] - at[b])
    turn = dict(zip(one.keys, _ranks(one, first), strict=True))
    its = dict(zip(other.keys, _ranks(other, second), strict=True))
    return lambda a, b: -abs(turn[a] - its[b])
