"""What an attack comes to: how well each feature guesses, and what must not be there at all."""

from dataclasses import dataclass, field

from rmfeedback.attacks.scoring import Tallies


@dataclass
class Findings:
    """`certain`: what no chance explains, such as a piece of a comment in a copy."""

    tallies: Tallies = field(default_factory=Tallies)
    certain: set[str] = field(default_factory=set)

    @property
    def auc(self) -> float:
        """The best that any feature reaches; 1 where something is certain."""
        return 1.0 if self.certain else self.tallies.auc

    def told(self, waves: int) -> dict[str, object]:
        """Return what tells more than it may: features with (auc, top1), and what is certain."""
        return {**self.tallies.above(waves), **dict.fromkeys(sorted(self.certain), True)}
