"""A roll-out beside its pilot: the released findings of two waves of one kind, by equal item keys.

Which cohort was the pilot, the wave itself says since its launch. Only what both releases tell is put side by
side, so nothing is published here that leadership could not read before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rmfeedback.errors import N_, Refused
from rmfeedback.reports import findings, scoring
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.findings import Findings
from rmfeedback.reports.tabulating import Row, scaled_items
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave


class NoPilot(Refused):
    status = 404
    message = N_(
        "There is no released pilot to put beside this wave: its cohort had none when it was launched, or "
        "the pilot's wave of this kind is not released."
    )


@dataclass(frozen=True)
class Compared:
    """One item in one group: what either release tells, and their difference where both give a mean.

    `difference`: roll-out minus pilot on the scale people saw, rounded to 0.1; "too few" where either side
    is hidden, None where either is a band. `is_notable`: from 0.5 on, and unlikely to be chance.
    """

    key: str
    role: str
    construct: str
    text: str
    pilot: Row
    roll_out: Row
    difference: float | str | None
    is_notable: bool

    def as_json(self) -> Row:
        """Return it as in `findings.json`, both sides apart."""
        sides = {"pilot": _side(self.pilot), "roll_out": _side(self.roll_out)}
        told = {"key": self.key, "role": self.role, "construct": self.construct}
        return told | sides | {"difference": self.difference, "is_notable": self.is_notable}


@dataclass(frozen=True)
class Beside:
    """Two releases, and the items that both asked."""

    pilot: Findings
    roll_out: Findings
    rows: list[Compared]

    @property
    def notable(self) -> list[Compared]:
        """The differences that stand out, the widest first."""
        found = [row for row in self.rows if row.is_notable]
        return sorted(found, key=lambda row: -abs(float(row.difference or 0)))


def of(wave_key: str) -> Beside:
    """Put a released wave beside its pilot's.

    Raises: NotFound, NotReleased, NoPilot.
    """
    roll_out = findings.released(wave_key)
    pilot_key = pilot_of(wave_key)
    if pilot_key is None:
        raise NoPilot()
    pilot = findings.released(pilot_key)
    return Beside(pilot, roll_out, list(_rows(pilot, roll_out)))


def pilot_of(wave_key: str) -> str | None:
    """Return the key of the released wave that stands beside this one; None where there is none.

    The second pulse stands beside the second pulse; where the pilot had fewer, beside its last.
    Raises: NotFound.
    """
    wave = results.wave(wave_key)
    pilot_key = wave.choices.get("pilot_key")
    its = _of_kind(pilot_key, wave.kind) if pilot_key else []
    if not its:
        return None
    place = [other.key for other in _of_kind(wave.cohort_key, wave.kind)].index(wave.key)
    found = its[min(place, len(its) - 1)].key
    return found if findings.is_released(found) else None


def _of_kind(cohort_key: str, kind: str) -> list[Wave]:
    return [wave for wave in results.waves("done", cohort_key=cohort_key) if wave.kind == kind]


def _rows(pilot: Findings, roll_out: Findings) -> Iterator[Compared]:
    there = scaled_items(pilot)
    for place, row in scaled_items(roll_out).items():
        if place in there:
            difference, is_notable = _difference(there[place], row)
            yield Compared(
                key=row["key"],
                role=row["role"],
                construct=row["construct"],
                text=row["text"],
                pilot=there[place],
                roll_out=row,
                difference=difference,
                is_notable=is_notable,
            )


def _difference(pilot: Row, roll_out: Row) -> tuple[float | str | None, bool]:
    means = (pilot["mean"], roll_out["mean"])
    if TOO_FEW in means:
        return TOO_FEW, False
    if None in means:  # A band: nothing is computed from it.
        return None, False
    found = scoring.between(float(means[0]), pilot["n"], float(means[1]), roll_out["n"])
    return found.gap, found.is_notable and pilot["construct"] not in scoring.UNSCORED_CONSTRUCTS


def _side(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("n", "mean", "band")}
