"""The best assignment is the best there is: compared with all there are, on small random cases."""

import random
from itertools import product

import numpy as np
import pytest

from rmfeedback.programmes.pairing_left import RELAXABLE, Solved, _relaxations
from rmfeedback.programmes.pairing_match import Standing, match
from rmfeedback.programmes.pairing_rules import Conditions, Member, Rule
from rmfeedback.programmes.pairing_solving import Room, assign, within_reach
from rmfeedback.terms import Role

CASES = 500
DENSITIES = (0.25, 0.5, 0.8)


def worth(pairs, scores, stays, taken):
    """What counts, in its order: pairs, people who have one, pairs that stay, the sum of scores."""
    of_leaders, of_mentors = ({*first, *(p[side] for p in pairs)} for side, first in enumerate(taken))
    has = len(of_leaders) + len(of_mentors)
    return len(pairs), has, sum(int(stays[p]) for p in pairs), round(sum(scores[p] for p in pairs), 6)


def best_of_all(scores, allowed, rooms, stays, taken):
    """Try every assignment."""
    columns = range(allowed.shape[1])
    choices = []
    for row, room in enumerate(rooms[0]):
        may = [c for c in columns if allowed[row, c]]
        sets = [(), *((c,) for c in may)]
        if room > 1:
            sets += [(a, b) for a in may for b in may if a < b]
        choices.append(sets if room else [()])
    best = None
    for chosen in product(*choices):
        used = [c for its in chosen for c in its]
        if all(used.count(c) <= rooms[1][c] for c in set(used)):
            pairs = [(row, c) for row, its in enumerate(chosen) for c in its]
            value = worth(pairs, scores, stays, taken)
            best = value if best is None or value > best else best
    return best


def a_case(seed):
    """A small random problem: some pairs forbidden, some better kept, one side perhaps with room for two."""
    draw = np.random.default_rng(seed)
    leaders, mentors = draw.integers(1, 6, size=2)
    scores = np.round(draw.uniform(40, 100, (leaders, mentors)), 1)
    allowed = draw.random((leaders, mentors)) < draw.choice(DENSITIES)
    stays = (
        (draw.random((leaders, mentors)) < 0.2) & allowed if draw.random() < 0.4 else np.zeros_like(allowed)
    )
    second = draw.choice(["", "leader", "mentor"])
    most = 2 if second == "mentor" else 1, 2 if second == "leader" else 1
    taken = [[n for n in range(size) if draw.random() < 0.2] for size in (leaders, mentors)]
    rooms = [Room.of(int(size), m, t) for size, m, t in zip((leaders, mentors), most, taken, strict=True)]
    return scores, allowed, stays, rooms, taken


@pytest.mark.parametrize("block", range(10))
def test_no_assignment_is_better_on_500_random_cases(block):
    for seed in range(block * CASES // 10, (block + 1) * CASES // 10):
        scores, allowed, stays, rooms, taken = a_case(seed)

        chosen = assign(scores, allowed, *rooms, stays)

        assert len(set(chosen)) == len(chosen), seed
        assert all(allowed[pair] for pair in chosen), seed
        limits = [room.left for room in rooms]
        assert worth(chosen, scores, stays, taken) == best_of_all(scores, allowed, limits, stays, taken), seed


def covers(allowed, rows, rooms):
    """Tell whether all these rows can have somebody at once."""
    most = best_of_all(
        np.zeros(allowed.shape), allowed & rows[:, None], rooms, np.zeros_like(allowed), [[], []]
    )
    return most[0] == rows.sum()


@pytest.mark.parametrize("block", range(10))
def test_what_is_within_reach_is_exact(block):
    """Whoever is new gets a pair, and nobody goes without, exactly where trying all assignments says so."""
    for seed in range(block * 30, (block + 1) * 30):
        draw = np.random.default_rng(seed)
        rows, columns = draw.integers(2, 6, size=2)
        allowed = draw.random((rows, columns)) < 0.4
        rooms = [Room.of(int(rows), 1), Room.of(int(columns), int(draw.choice([1, 1, 2])))]
        chosen = assign(np.full(allowed.shape, 50.0), allowed, *rooms)
        has = np.isin(np.arange(rows), [row for row, _ in chosen])
        for new in np.flatnonzero(~has):
            more = allowed.copy()
            more[new] |= draw.random(columns) < 0.3

            reach = within_reach(more, chosen, *rooms)

            wanted = has | (np.arange(rows) == new)
            assert bool((more[new] & reach).any()) == covers(more, wanted, [r.left for r in rooms]), seed


def people(draw, side, count):
    """Some people with units, sites, managers and languages; the same addresses on both sides."""
    return [
        Member(
            f"{draw.choice('ms') if n == 0 else side}{n}@example.com", f"{side} {n}",
            unit=draw.choice(["", "A", "B"]), language=draw.choice(["en", "de"]),
            manager_email=draw.choice(["", "m1@example.com", "l0@example.com", "boss@example.com"]),
            constraints=draw.choice(["", "", "nicht gleicher Bereich", "kein Tandem mit l 1"]),
            location=draw.choice(["", "X", "Y"]), level=draw.choice(["", "Trainee", "Manager", "Director"]),
        )
        for n in range(count)
    ]  # fmt: skip


def conditions(draw, mentors, leaders):
    two = frozenset({frozenset({draw.choice(mentors).email, draw.choice(leaders).email})})
    switches = [draw.random() < 0.3 for _ in range(4)]
    return Conditions(*switches, second=draw.choice(["", "leader", "mentor"]), excluded=two)


def breaks(mentor, leader, asked):
    """The rules once more, in the words of the README, for one pair."""
    one, other = mentor, leader
    managers = one.manager_email, other.manager_email
    same_unit = one.unit and one.unit == other.unit
    notes = one.constraints + other.constraints
    junior = {"Trainee": 0, "Manager": 1, "Director": 2}
    known = one.level in junior and other.level in junior
    return any([
        one.email == other.email,
        managers[0] == other.email or managers[1] == one.email,
        managers[0] and managers[0] == managers[1],
        frozenset({one.email, other.email}) in asked.excluded,
        "l 1" in one.constraints and other.name == "l 1",
        same_unit and (asked.other_unit or "Bereich" in notes),
        asked.other_site and one.location and one.location == other.location,
        asked.shared_language and one.language != other.language,
        asked.junior_mentor and known and junior[one.level] >= junior[other.level],
    ])  # fmt: skip


@pytest.mark.parametrize("block", range(10))
def test_no_rule_is_broken_in_10000_random_cases(block, monkeypatch):
    """The fit is left out, and with it what costs time: rules and assignment are as they are."""
    monkeypatch.setattr("rmfeedback.programmes.pairing_match.Fit", Unfitted)
    for seed in range(block * 1000, (block + 1) * 1000):
        draw = random.Random(seed)
        mentors, leaders = people(draw, "m", draw.randint(1, 6)), people(draw, "l", draw.randint(1, 6))
        asked = conditions(draw, mentors, leaders)
        kept = frozenset({(draw.choice(mentors).email, draw.choice(leaders).email)})

        found = match(mentors, leaders, asked, Standing(kept=kept))

        of = {m.email: m for m in mentors}, {p.email: p for p in leaders}
        for pair in found.pairs:
            assert not breaks(of[0][pair.mentor], of[1][pair.leader], asked), seed
        for side, most in (("mentor", asked.second == "leader"), ("leader", asked.second == "mentor")):
            counts = [getattr(pair, side) for pair in found.pairs]
            assert all(counts.count(one) <= 1 + most for one in counts), seed
        assert len({pair.both for pair in found.pairs}) == len(found.pairs), seed


class Unfitted:
    """Everybody fits everybody alike."""

    def __init__(self, mentors, leaders):
        self.scores = np.full((len(leaders), len(mentors)), 50.0)

    def reasons(self, *_):
        return []


def test_each_rule_that_is_named_to_be_relaxed_would_help_and_no_other_would():
    """300 random cases: for everybody left, each rule alone, against trying all assignments."""
    helped = 0
    for seed in range(300):
        draw = np.random.default_rng(seed)
        rows, columns = draw.integers(2, 6, size=2)
        against = draw.choice(
            [0, 0, Rule.LINE, Rule.UNIT, Rule.NAMED, Rule.UNIT | Rule.SITE], (rows, columns)
        )
        rooms = [Room.of(int(rows), 1), Room.of(int(columns), 1)]
        chosen = assign(np.full(against.shape, 50.0), against == 0, *rooms)
        has = np.isin(np.arange(rows), [row for row, _ in chosen])
        left = [int(n) for n in np.flatnonzero(~has)]
        members = [Member(f"{n}@example.com", str(n)) for n in range(columns)]
        solved = Solved(against, against == 0, [], chosen, *rooms)

        told = _relaxations(left, members, Role.LEADER, Conditions(second="mentor"), solved)

        for new in left:
            wanted = has | (np.arange(rows) == new)
            for rule in RELAXABLE:
                allowed = (against == 0) | (against == rule)
                would = covers(allowed, wanted, [r.left for r in rooms])
                assert would == (rule.words in [relaxation.rule for relaxation in told[new]]), (seed, rule)
                helped += would
    assert helped > 50
