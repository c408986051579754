"""Data to coordinates: where the marks of a chart stand, in per cent of its lane; templates draw."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.wording import gap_in_words, signed, widest_first

LOW, HIGH = 1.0, 5.0
# The white line between the two parts of a split bar, in per cent.
_SEAM = 1.2


@dataclass(frozen=True)
class Mark:
    """One group's mean on the lane, or the band it lies in; `says` is the number or the band in words."""

    says: str
    x: str = ""
    band_x: str = ""
    band_width: str = ""


@dataclass(frozen=True)
class Lane:
    """One row of a chart: its name, its marks, what lies between them, and what it says in words."""

    name: str
    questions: int
    marks: Mapping[str, Mark]
    left: str = ""
    right: str = ""
    is_notable: bool = False
    lines: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Split:
    """A bar in two parts: widths in per cent, and what it says."""

    first: str
    second: str
    second_x: str
    label: str


def place(value: float) -> str:
    """Return where a value of 1 to 5 stands: 3 is 50 %."""
    return _per_cent((value - LOW) / (HIGH - LOW))


def outwards(interval: Sequence[float]) -> tuple[float, float]:
    """Return an interval rounded outwards to half a point: so few people can say no more."""
    return math.floor(interval[0] * 2) / 2, math.ceil(interval[1] * 2) / 2


def dumbbells(gaps: Sequence[Mapping[str, Any]]) -> list[Lane]:
    """Return a lane per construct with both roles, the widest shown difference first."""
    return [_dumbbell(gap) for gap in widest_first(gaps)]


def scores(constructs: Sequence[Mapping[str, Any]]) -> list[Lane]:
    """Return a lane per construct of everybody together, with its interval, the highest first."""
    everybody = [row for row in constructs if row["role"] == "all"]
    return [_score(row) for row in sorted(everybody, key=_height, reverse=True)]


def split(by_role: Mapping[str, int | str]) -> Split | None:
    """Return the bar of a theme's comments by role, or None where that is too few to tell."""
    mentors, leaders = by_role.get("mentor", TOO_FEW), by_role.get("leader", TOO_FEW)
    if not isinstance(mentors, int) or not isinstance(leaders, int):
        return None
    share = (100 - _SEAM) * mentors / (mentors + leaders)
    label = f"{mentors} from mentors, {leaders} from leaders"
    return Split(f"{share:.1f}%", f"{100 - _SEAM - share:.1f}%", f"{share + _SEAM:.1f}%", label)


def mark(mean: float | str | None, band: str | None) -> Mark:
    """Return where a mean stands; an extreme one is drawn as its band, a hidden one not at all."""
    if band:
        edge = float(band.split()[0])
        low, high = (LOW, edge) if band.endswith("less") else (edge, HIGH)
        return Mark(band, band_x=place(low), band_width=_per_cent((high - low) / (HIGH - LOW)))
    if not isinstance(mean, float):
        return Mark(TOO_FEW)
    return Mark(f"{mean:.1f}", x=place(mean))


def _dumbbell(gap: Mapping[str, Any]) -> Lane:
    marks = {role: mark(gap[f"{role}_mean"], gap[f"{role}_band"]) for role in ("leader", "mentor")}
    label = f"{gap['name']}: leaders rate themselves {marks['leader'].says}, mentors {marks['mentor'].says}"
    if not isinstance(gap["gap"], float):
        return Lane(gap["name"], gap["questions"], marks, lines=(TOO_FEW,), label=label)
    low, high = outwards(gap["interval_90"])
    left, right = sorted((gap["leader_mean"], gap["mentor_mean"]))
    return Lane(
        gap["name"],
        gap["questions"],
        marks,
        place(left),
        place(right),
        gap["is_notable"],
        (gap_in_words(gap), f"{signed(low)} to {signed(high)}"),
        label,
    )


def _score(row: Mapping[str, Any]) -> Lane:
    found = mark(row["mean"], row["band"])
    marks = {"all": found}
    if not isinstance(row["interval_90"], list):
        label = f"{row['name']}: {found.says}"
        return Lane(row["name"], row["questions"], marks, lines=(found.says,), label=label)
    low, high = outwards(row["interval_90"])
    label = f"{row['name']}: {found.says} of 5, 90 per cent interval {low} to {high}"
    line = f"{found.says} ({low} to {high})"
    return Lane(row["name"], row["questions"], marks, place(low), place(high), lines=(line,), label=label)


def _height(row: Mapping[str, Any]) -> float:
    if row["band"]:
        return HIGH if row["band"].endswith("more") else LOW
    return row["mean"] if isinstance(row["mean"], float) else 0.0


def _per_cent(share: float) -> str:
    return f"{100 * share:.1f}%"
