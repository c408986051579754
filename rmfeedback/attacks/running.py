"""Run every attack on simulated waves, and each once more on every leak that it must find."""

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rmfeedback.attacks import comparing, glancing, linking, measuring, searching
from rmfeedback.attacks.findings import Findings
from rmfeedback.attacks.leaks import LEAKS, Leak, planted
from rmfeedback.attacks.playing import Played, play
from rmfeedback.attacks.scoring import CHANCE, LEAST_CONTROL, largest_auc, largest_top1
from rmfeedback.attacks.stage import ServerStage, Stage, a_stage

USUAL_WAVES = 40
_SAID_EVERY = 10


@dataclass(frozen=True)
class Attack:
    """What somebody tries, and how it is told."""

    id: str
    told: str
    look: Callable[[Played, Findings], None]


ATTACKS = (
    Attack("T1", "link final rows to people by the files and the order of visits", linking.look),
    Attack("T2", "the same with a copy of every file after every submit", comparing.look),
    Attack("T3", "tell by the sealed values who sent something, and much", measuring.look),
    Attack("T4", "tell by one copy while open who sent something or was renewed", glancing.look),
    Attack("T5", "find pieces of the box after the wave is done", searching.look),
)


@dataclass(frozen=True)
class Outcome:
    """One attack's result. `auc`, `top1`: of the feature that tells most; 0.5 and `chance` tell nothing.

    `control`: the area at the planted leak that was hardest to find; `told`: what tells more than chance.
    """

    attack: Attack
    waves: int
    findings: Findings
    control: float

    @property
    def holds(self) -> bool:
        """Whether nothing told anything, and the attack would have seen each planted leak."""
        return not self.findings.told(self.waves) and self.control >= LEAST_CONTROL

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as the command prints it."""
        tallies = self.findings.tallies
        return {
            "id": self.attack.id,
            "auc": round(self.findings.auc, 4),
            "top1": round(tallies.top1, 4),
            "chance": round(CHANCE, 4),
            "control": round(self.control, 4),
            "holds": self.holds,
        }

    def in_words(self) -> str:
        """Say what was tried, how well it did, and whether the promise holds."""
        tallies = self.findings.tallies
        told = self.findings.told(self.waves)
        most, most_first = largest_auc(self.waves), largest_top1(self.waves)
        return (
            f"{self.attack.id}, {self.attack.told}: {'holds' if self.holds else 'DOES NOT HOLD'}. "
            f"AUC {self.findings.auc:.3f}, the most of {len(tallies)} features (0.5 is blind, up to "
            f"{most:.2f} is chance); top-1 {tallies.top1:.1%} (chance {CHANCE:.1%}, up to "
            f"{most_first:.1%} by luck); control {self.control:.3f}, the least that a planted leak gave."
            + (f" Told by: {', '.join(told)}." if told else "")
        )


def run(
    waves: int = USUAL_WAVES,
    *,
    seed: str = "",
    identity_url: str = "",
    responses_url: str = "",
    server_data: Path | None = None,
) -> tuple[str, list[Outcome]]:
    """Play waves on an instance of its own and attack them; return the seed and the outcomes.

    `seed`: who comes when and says what; empty: today's. Addresses: two empty databases, and the folder of
    their server where it can be read; without them, SQLite files.
    """
    seed = seed or daily_seed("attacks")
    _say(f"Seed: {seed}")
    with a_stage(identity_url, responses_url, server_data) as stage:
        attacks = on(stage)
        found = attack(stage, waves, seed)
        outcomes = [Outcome(one, waves, found[one.id], control(stage, one, seed)) for one in attacks]
    return seed, outcomes


def on(stage: Stage) -> list[Attack]:
    """Return the attacks that must fail: PostgreSQL keeps in its files who answered, so not T4 and T5."""
    return [one for one in ATTACKS if one.id in ("T1", "T2", "T3") or not isinstance(stage, ServerStage)]


def attack(stage: Stage, waves: int, seed: str) -> dict[str, Findings]:
    """Play waves, and let every attack look at each; return by attack what it found."""
    attacks = on(stage)
    found = {one.id: Findings() for one in attacks}
    for number in range(waves):
        if number % _SAID_EVERY == 0:
            _say(f"Playing wave {number + 1} of {waves} …")
        played = play(stage, random.Random(f"{seed} {number}"))
        for one in attacks:
            one.look(played, found[one.id])
    return found


def control(stage: Stage, one: Attack, seed: str) -> float:
    """Return the area that an attack reaches at the planted leak it finds least."""
    return min(find(stage, leak, seed).auc for leak in LEAKS if leak.attack == one.id)


def find(stage: Stage, leak: Leak, seed: str) -> Findings:
    """Plant a leak for one wave; return what its attack found."""
    _say(f"Planting for {leak.attack}: {leak.name} …")
    found = Findings()
    look = next(one.look for one in ATTACKS if one.id == leak.attack)
    with planted(leak, stage):
        look(play(stage, random.Random(f"{seed} {leak.name}")), found)
    stage.reset()
    return found


def daily_seed(name: str) -> str:
    """Return a seed that changes daily."""
    return f"{name} {date.today().isoformat()}"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
