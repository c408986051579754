"""T1 to T5: simulated waves through the real parts, attacked; and each attack on the leaks it must find.

Of 22 mentors and 22 leaders eleven each answer over HTTP, some twice; some take their answers back; sixteen
ask for a fresh link. One simulation serves all five attacks, since each sees everything that the others see.
"""

import random

import pytest

from rmfeedback.attacks import playing, running
from rmfeedback.attacks.leaks import LEAKS
from rmfeedback.attacks.scoring import LEAST_CONTROL
from rmfeedback.surveys import sealing

# At least so many features must have been tried: an attack that looks at nothing finds nothing.
FEATURES = {"T1": 90, "T2": 35, "T3": 16, "T4": 150, "T5": 6}
SEALED_BYTES = 17_521


def test_nothing_tells_who_answered_renewed_or_wrote_what(stage, waves, seed):
    """T1 to T5, with the thresholds of forty waves, or those of two hundred with `--waves 200`."""
    found = running.attack(stage, waves, seed)

    for attack, findings in found.items():
        best = findings.tallies
        print(f"{attack}: {best.auc:.4f} {best.top1:.4f} {best.worst}, {len(best)} features, {waves} waves")
    assert all(len(found[attack].tallies) >= least for attack, least in FEATURES.items())
    assert {attack: findings.told(waves) for attack, findings in found.items()} == dict.fromkeys(found, {})


@pytest.mark.parametrize("leak", LEAKS, ids=[f"{leak.attack} {leak.name}" for leak in LEAKS])
def test_a_planted_leak_is_found(stage, seed, leak):
    """T1 to T5, each with its faults."""
    found = running.find(stage, leak, seed)

    assert found.auc >= LEAST_CONTROL, found.tallies.worst


def test_every_attack_has_leaks_that_it_must_find():
    assert {leak.attack for leak in LEAKS} == {one.id for one in running.ATTACKS}


def test_a_simulated_wave_goes_through_mails_forms_and_closing(stage, seed):
    """The stage itself: a simulation that skips a part would attack nothing."""
    played = playing.play(stage, random.Random(seed))

    assert len(played.visits) == len(played.changes) == 22
    assert len(played.untouched) == 18
    assert sum(len(person.codes) for person in played.people) == 44 + len(played.renewed) == 60
    assert {len(row["sealed"]) for row in played.while_open.rows("envelope")} == {SEALED_BYTES}
    assert len(played.final.rows("comment")) == len(played.counted.rows("comment")) == 66
    assert played.final.rows("envelope") == played.final.rows("link") == []
    assert played.private_key[0] == sealing.NEWEST
