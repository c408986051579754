"""What `rmfeedback attack` prints: every attack with AUC, top-1, chance and control, and the seed."""

from rmfeedback.attacks import running
from rmfeedback.attacks.findings import Findings
from rmfeedback.attacks.running import ATTACKS, Outcome

KEYS = {"id", "auc", "top1", "chance", "control", "holds"}


def outcome(*, control=1.0, told=()):
    findings = Findings(certain=set(told))
    findings.tallies["place"].add([1.0] * 11, 0)
    return Outcome(ATTACKS[0], 40, findings, control)


def test_an_outcome_is_told_as_numbers_and_in_words():
    told = outcome()

    assert told.as_json() == {
        "id": "T1", "auc": 0.5, "top1": 0.0909, "chance": 0.0909, "control": 1.0, "holds": True
    }  # fmt: skip
    for word in ("T1", "holds", "AUC 0.500", "top-1 9.1%", "chance 9.1%", "control 1.000"):
        assert word in told.in_words()


def test_an_attack_that_does_not_find_its_leak_does_not_hold():
    assert not outcome(control=0.94).holds


def test_what_is_certain_breaks_the_promise_whatever_chance_says():
    told = outcome(told=["24 bytes of a comment in a copy"])

    assert not told.holds
    assert "DOES NOT HOLD" in told.in_words()
    assert "24 bytes of a comment in a copy" in told.in_words()


def test_a_run_of_one_wave_tells_its_seed_its_progress_and_every_attack(capsys, monkeypatch):
    monkeypatch.setattr(running, "control", lambda *_: 1.0)
    seed, outcomes = running.run(1)

    assert seed == running.daily_seed("attacks")
    assert [told.as_json()["id"] for told in outcomes] == ["T1", "T2", "T3", "T4", "T5"]
    assert {frozenset(told.as_json()) for told in outcomes} == {frozenset(KEYS)}
    assert "Playing wave 1 of 1" in capsys.readouterr().err
