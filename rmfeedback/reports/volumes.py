"""Where a reader can go: the waves of each cohort, and for each that cannot be read yet, when or why not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.reports import wording
from rmfeedback.reports.models import Release
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave


@dataclass(frozen=True)
class Leaf:
    """A wave: its name, and what stands in its place until it can be read (empty: it can)."""

    wave: Wave
    name: str
    hole: str

    @property
    def is_released(self) -> bool:
        return not self.hole


@dataclass(frozen=True)
class Volume:
    """A cohort with its waves, by the day they open."""

    cohort_key: str
    cohort: str
    programme: str
    leaves: Sequence[Leaf]

    @property
    def latest(self) -> Leaf | None:
        """The last wave that can be read."""
        return next((leaf for leaf in reversed(self.leaves) if leaf.is_released), None)

    @property
    def ahead(self) -> list[Leaf]:
        """The waves whose box is still to be opened."""
        return [leaf for leaf in self.leaves if leaf.wave.state in ("planned", "open")]

    @property
    def others(self) -> list[Leaf]:
        """All the other waves, the last first."""
        return [leaf for leaf in reversed(self.leaves) if leaf is not self.latest]


def volumes() -> list[Volume]:
    """Return every cohort that has waves, those with the latest release first."""
    released = set(db.session.scalars(select(Release.wave_key)))
    waves = results.waves()
    found = [_volume([w for w in waves if w.cohort_key == key], released) for key in _cohorts(waves)]
    return sorted(found, key=_age)


def of(wave: Wave) -> tuple[Volume, bool]:
    """Return the cohort of a wave with all its waves, and whether there are other cohorts."""
    all_of_them = volumes()
    its = next(volume for volume in all_of_them if volume.cohort_key == wave.cohort_key)
    return its, len(all_of_them) > 1


def latest_findings(shelf: Sequence[Volume]) -> dict[str, Any]:
    """Return the released findings of the latest wave of each cohort that has one, by its key."""
    keys = [volume.latest.wave.key for volume in shelf if volume.latest]
    found = db.session.scalars(select(Release).where(Release.wave_key.in_(keys)))
    return {release.wave_key: json.loads(release.findings) for release in found}


def _cohorts(waves: Sequence[Wave]) -> list[str]:
    return list(dict.fromkeys(wave.cohort_key for wave in waves))


def _volume(waves: Sequence[Wave], released: set[str]) -> Volume:
    # A planned wave does not know the names yet; the others of its cohort do.
    told = {"cohort": "", "programme": ""}
    for wave in waves:
        told |= {name: wave.choices[name] for name in told if wave.choices.get(name)}
    leaves = [Leaf(wave, _name(wave, waves), _hole(wave, released)) for wave in waves]
    cohort_key = waves[0].cohort_key
    return Volume(cohort_key, told["cohort"] or cohort_key, told["programme"], leaves)


def _name(wave: Wave, waves: Sequence[Wave]) -> str:
    """Return what a wave is called; with its day where its cohort has several of the kind."""
    name = wording.WAVE_NAMES[wave.kind]
    if sum(other.kind == wave.kind for other in waves) == 1:
        return name
    return f"{name}, {wording.day(wave.box_opens_on)}"


def _hole(wave: Wave, released: set[str]) -> str:
    if wave.key in released:
        return ""
    if wave.state == "void":
        return "destroyed unread, too few answered"
    if wave.state == "planned":
        return f"opens on {wording.day(wave.opens_on)}"
    if wave.state == "open":
        return f"the box opens on {wording.day(wave.box_opens_on)}"
    return "not released yet"


def _age(volume: Volume) -> tuple[int, str]:
    days = -volume.latest.wave.box_opens_on.toordinal() if volume.latest else 0
    return days, volume.cohort
