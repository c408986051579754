"""How often a 90 % interval holds the true mean of skewed five-point answers, for several ways to make one.

`python -m benchmarks.intervals [--waves N] [--seed N]` prints the table of docs/methods.md.
"""

import argparse
import math

import numpy as np
from scipy import stats

from rmfeedback.reports import disclosure, scoring

LEVEL = 0.9
# Shares of the answers 1 to 5: even, bell, leaning, skewed to either end, nearly all one answer, torn.
POPULATIONS = {
    "even": (20, 20, 20, 20, 20),
    "bell": (5, 20, 50, 20, 5),
    "leaning": (5, 10, 20, 40, 25),
    "skewed": (2, 4, 9, 30, 55),
    "very skewed": (1, 2, 3, 14, 80),
    "low": (50, 30, 12, 6, 2),
    "few low": (10, 0, 0, 30, 60),
    "nearly all agree": (0, 0, 5, 85, 10),
    "torn": (45, 5, 0, 5, 45),
}
PAIRS = (
    ("even", "even"),
    ("leaning", "leaning"),
    ("skewed", "skewed"),
    ("torn", "torn"),
    ("skewed", "leaning"),
    ("very skewed", "bell"),
)
GROUPS = ((5, 5), (9, 10), (10, 15), (20, 25), (30, 30), (40, 100))
SMALL, LARGE = (5, 7, 10, 15, 20, 29), (30, 40, 60, 100, 200, 500)
VALUES = np.arange(1, 6)


def fixed(quantile):
    """From n and the fixed spread alone."""

    def width(answers):
        n = answers.shape[1]
        return answers.mean(1), np.full(len(answers), quantile(n) * scoring.FIXED_SPREAD / math.sqrt(n))

    return width


def own(quantile, extra=()):
    """From the answers' own spread, never under the smallest one; `extra` answers are thought besides."""

    def width(answers):
        with_extra = np.hstack([answers, np.tile(extra, (len(answers), 1))]) if extra else answers
        n = with_extra.shape[1]
        spread = np.maximum(with_extra.std(1, ddof=1), scoring.SMALLEST_SPREAD if not extra else 0)
        return answers.mean(1), quantile(n) * spread / math.sqrt(answers.shape[1])

    return width


def z(_n):
    return stats.norm.ppf((1 + LEVEL) / 2)


def t(n):
    return stats.t.ppf((1 + LEVEL) / 2, n - 1)


BELOW = {"z, spread 1.2": fixed(z), "t, spread 1.2": fixed(t)}
ABOVE = {
    "z, own spread": own(z),
    "t, own spread": own(t),
    "t, own spread with a 1 and a 5 more": own(t, (1, 5)),
}


def coverage(method, shares, n, waves, chance):
    """Return the share of waves whose interval, as it is shown, holds the mean of the population."""
    weights = np.array(shares) / 100
    answers = chance.choice(VALUES, p=weights, size=(waves, n))
    middle, half = method(answers)
    # As in the findings: the mean to a tenth, the ends outwards to a tenth.
    middle = np.floor(middle * 10 + 0.5) / 10
    low = np.floor((middle - half) * 10 + 1e-9) / 10
    high = np.ceil((middle + half) * 10 - 1e-9) / 10
    truth = float(VALUES @ weights)
    return float(((low <= truth + 1e-9) & (truth <= high + 1e-9)).mean())


def gaps(pair, sizes, waves, chance):
    """Return the shares of waves whose gap's interval holds the true gap, and whose gap is called notable."""
    held = notable = 0
    weights = [np.array(POPULATIONS[name]) / 100 for name in pair]
    truth = float(VALUES @ weights[0] - VALUES @ weights[1])
    for _ in range(waves):
        sides = [chance.choice(VALUES, p=w, size=n).tolist() for w, n in zip(weights, sizes, strict=True)]
        found = gap_of(*sides)
        if isinstance(found.gap, float):
            low, high = found.interval_90
            held += low - 1e-9 <= truth <= high + 1e-9
            notable += found.is_notable
        else:
            held += 1  # A band: no gap is shown, and nothing is claimed.
    return held / waves, notable / waves


def gap_of(leaders, mentors):
    """As the findings make a gap of one mirrored item."""
    spreads = [scoring.spread(side) for side in (leaders, mentors)]
    scores = [
        scoring.construct([disclosure.score(side, (1, 5), disclosure.Groups())], [spread])
        for side, spread in zip((leaders, mentors), spreads, strict=True)
    ]
    return scoring.gap(*scores, *spreads)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waves", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    chance = np.random.default_rng(given.seed)
    for methods, sizes in ((BELOW, SMALL), (ABOVE, LARGE)):
        for name, method in methods.items():
            print(f"\n{name}: waves in 100 whose interval holds the mean")
            print("| population | spread | " + " | ".join(f"n = {n}" for n in sizes) + " |")
            for population, shares in POPULATIONS.items():
                weights = np.array(shares) / 100
                spread = math.sqrt(VALUES**2 @ weights - (VALUES @ weights) ** 2)
                found = [coverage(method, shares, n, given.waves, chance) for n in sizes]
                cells = " | ".join(f"{100 * share:.1f}" for share in found)
                print(f"| {population} | {spread:.2f} | {cells} |")
    print("\ngaps as shown: waves in 100 whose interval holds the true gap / that are called notable")
    print("| leaders, mentors | true gap | " + " | ".join(f"{a} and {b}" for a, b in GROUPS) + " |")
    for pair in PAIRS:
        truth = sum(s * (a - b) for s, a, b in zip(VALUES, *map(POPULATIONS.get, pair), strict=True)) / 100
        found = [gaps(pair, sizes, given.waves // 10, chance) for sizes in GROUPS]
        cells = " | ".join(f"{100 * held:.0f} / {100 * notable:.0f}" for held, notable in found)
        print(f"| {', '.join(pair)} | {truth:+.2f} | {cells} |")


if __name__ == "__main__":
    main()
