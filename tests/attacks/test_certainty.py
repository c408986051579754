"""T14: all ways in which 5 to 25 people can answer; from what is shown no answer is certain."""

from collections import Counter, defaultdict

import pytest

from rmfeedback.reports import disclosure, scoring
from rmfeedback.reports.disclosure import HIDDEN, Groups
from rmfeedback.reports.ledger import Ledger

FIVE = (1, 5)
SIZES = range(5, 26)


def ways_of(n):
    """Yield how often each answer was given, for every way in which n people can answer."""
    for ones in range(n + 1):
        for twos in range(n + 1 - ones):
            for threes in range(n + 1 - ones - twos):
                for fours in range(n + 1 - ones - twos - threes):
                    yield ones, twos, threes, fours, n - ones - twos - threes - fours


def total_of(way):
    return sum(value * times for value, times in enumerate(way, start=1))


def shown_of(way):
    """All that a reader sees of a group's answers to one question, its interval included."""
    counted = Counter({value: times for value, times in enumerate(way, start=1) if times})
    shown = disclosure.score(counted, FIVE, Groups())
    return shown, scoring.construct([shown], [scoring.spread(counted)])


def classes_of(n):
    """Return the ways of answering that look the same, by what is shown."""
    found, looks = defaultdict(list), {}
    for way in ways_of(n):
        # What is shown rests on the total and on how many agree; intervals below 30 answers on less.
        key = total_of(way), way[3] + way[4]
        looks[key] = looks.get(key) or shown_of(way)
        found[looks[key]].append(way)
    return found


@pytest.mark.parametrize("n", SIZES)
def test_no_answer_is_certain_and_no_way_of_answering_is_the_only_one(n):
    for (shown, _), ways in classes_of(n).items():
        assert shown != HIDDEN
        assert len(ways) > 1
        # Somebody may have given another answer than any that one could name.
        assert all(min(way[value] for way in ways) < n for value in range(5))


@pytest.mark.parametrize("n", SIZES)
def test_that_everybody_said_the_same_is_never_certain(n):
    for ways in classes_of(n).values():
        assert any(max(way) < n for way in ways)


def test_a_planted_mean_without_band_makes_answers_certain(monkeypatch):
    monkeypatch.setattr(disclosure, "band_of", lambda *_: None)

    assert any(min(way[4] for way in ways) == 5 for ways in classes_of(5).values())


@pytest.mark.parametrize("sizes", [(5, 5), (5, 6), (6, 5), (7, 5), (5, 9)])
def test_every_difference_of_two_shown_groups_leaves_room(sizes):
    """The whole and a part are shown: what follows of the rest is no extreme, and more than one way."""
    ways = {n: Counter(map(total_of, ways_of(n))) for n in sizes}
    atoms = {("wave", name): n for name, n in zip(("a", "b"), sizes, strict=True)}
    told = 0
    for a in ways[sizes[0]]:
        for b in ways[sizes[1]]:
            totals = dict(zip(atoms, (a, b), strict=True))
            problem = Ledger("programme", 5).problem("item", atoms, totals)
            if problem.publish(atoms) and problem.publish([("wave", "a")]):
                told += 1
                for total, n in ((a, sizes[0]), (b, sizes[1])):
                    assert 1.4 * n < total < 4.6 * n
                    assert ways[n][total] > 1
    assert told > 100


def test_a_planted_difference_tells_everybodys_answer(monkeypatch):
    monkeypatch.setattr("rmfeedback.reports.ledger.Problem._would_tell_an_extreme", lambda *_: False)
    problem = Ledger("p", 5).problem("item", {("w", "a"): 5, ("w", "b"): 5}, {("w", "a"): 15, ("w", "b"): 25})

    assert problem.publish([("w", "a"), ("w", "b")]) and problem.publish([("w", "a")])
