"""How guesses are counted: what a blind attacker, a perfect one and few waves come to."""

import random

import pytest

from rmfeedback.attacks.findings import Findings
from rmfeedback.attacks.scoring import CHANCE, GROUP, Tallies, Tally, largest_auc, largest_top1, ranks


def test_a_perfect_guess_counts_in_full_and_a_blind_one_as_chance():
    perfect, blind = Tally(), Tally()
    for right in range(GROUP):
        perfect.add([float(one == right) for one in range(GROUP)], right)
        blind.add([1.0] * GROUP, right)

    assert (perfect.auc, perfect.top1) == (1.0, 1.0)
    assert (blind.auc, round(blind.top1, 9)) == (0.5, round(CHANCE, 9))


def test_random_scores_are_within_what_chance_may_reach():
    chance, tally = random.Random(1), Tally()
    for _ in range(40 * GROUP):
        tally.add([chance.random() for _ in range(GROUP)], chance.randrange(GROUP))

    assert tally.auc < largest_auc(40)
    assert tally.top1 < largest_top1(40)


@pytest.mark.parametrize(
    ("waves", "auc", "top1"), [(200, 0.55, 0.12), (1000, 0.55, 0.12), (40, 0.57, 0.156), (10, 0.64, 0.221)]
)
def test_few_waves_may_stray_further(waves, auc, top1):
    assert largest_auc(waves) == pytest.approx(auc)
    assert largest_top1(waves) == pytest.approx(top1, abs=0.001)


def test_ranks_share_the_middle_where_values_are_equal():
    assert ranks([7, 3, 7, 1]) == [2.5, 1.0, 2.5, 0.0]


def test_the_feature_that_tells_most_is_named():
    tallies = Tallies()
    tallies["dull"].add([1.0, 1.0], 0)
    tallies["telling"].add([1.0, 0.0], 0)
    findings = Findings(tallies, {"a piece of a comment"})

    assert tallies.worst == "telling"
    assert set(findings.told(40)) == {"telling", "dull", "a piece of a comment"}
