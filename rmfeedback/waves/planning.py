"""Plan a wave: dates, what is frozen at launch, and the odds of what there will be to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import comb
from typing import Any

from rmfeedback import config
from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, inviting
from rmfeedback.programmes.models import Cohort
from rmfeedback.surveys import asking, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import WaveKind

# Response rates the odds are told for: low, usual and high.
RATES = (0.60, 0.76, 0.90)
KEYHOLDERS = ("server", "trustee")


class DatesWrong(Refused):
    status = 422
    message = N_(
        "A wave opens before it closes, and closes after today: %(opens)s to %(closes)s cannot be. "
        "Choose other dates."
    )


class KeyHolderUnknown(Refused):
    status = 422
    message = N_("“%(keyholder)s” cannot hold a wave's key. Choose one of: %(known)s.")


@dataclass(frozen=True)
class Wishes:
    """What HR chooses for a wave beside kind and dates; frozen at launch, and printed on the form.

    `keyholder`: "server" or "trustee"; `has_band`: publish once a day roughly how many have answered, where
    that may be; `shows_names`: the form lists those invited; `breakdown`: "", "unit" or "location".
    """

    keyholder: str = "server"
    has_band: bool = True
    shows_names: bool = False
    breakdown: str = ""


AS_USUAL = Wishes()


def plan(
    cohort_key: str, kind: WaveKind, dates: tuple[date, date], today: date, wishes: Wishes = AS_USUAL
) -> Wave:
    """Add a planned wave for everybody who is in the cohort at launch.

    `dates`: the day it opens, and the day its box is opened.
    Raises: NotFound, DatesWrong, KeyHolderUnknown.
    """
    opens_on, closes_on = dates
    cohort = cohorts.find_cohort(cohort_key)
    if not opens_on < closes_on or closes_on <= today:
        raise DatesWrong(opens=opens_on, closes=closes_on)
    if wishes.keyholder not in KEYHOLDERS:
        raise KeyHolderUnknown(keyholder=wishes.keyholder, known=", ".join(KEYHOLDERS))
    with writing() as session:
        wave = Wave(
            key=_free_key(cohort_key, kind),
            kind=kind.value,
            cohort_key=cohort_key,
            questionnaires=asking.freeze(kind),
            state="planned",
            keyholder=wishes.keyholder,
            opens_on=opens_on,
            closes_on=closes_on,
            choices=choices(cohort, wishes),
        )
        session.add(wave)
    return wave


def choices(cohort: Cohort, wishes: Wishes = AS_USUAL) -> dict[str, Any]:
    """Return what is fixed at launch beside the dates: group-level words only, no person."""
    settings = config.current()
    programme = cohort.programme
    return {
        "programme": programme.name,
        "programme_key": programme.key,
        "cohort": cohort.name,
        "language": programme.language,
        "organisation": settings["ORGANISATION"] or programme.name,
        "contact": settings["CONTACT"] or settings["MAIL_FROM"],
        "invited": inviting.count_by_role(cohort.key),
        "smallest_group": settings["SMALLEST_GROUP"],
        "smallest_text_group": settings["SMALLEST_TEXT_GROUP"],
        "breakdown": wishes.breakdown or None,
        "has_band": wishes.has_band,
        "shows_names": wishes.shows_names,
    }


def at_launch(wave: Wave, invited: dict[str, int]) -> dict[str, Any]:
    """Return what was planned as it is frozen: names and thresholds as they are now, and who is invited."""
    planned = wave.choices
    wishes = Wishes(
        wave.keyholder,
        planned.get("has_band", False),  # A wave that an older version planned says nothing of these.
        planned.get("shows_names", False),
        planned.get("breakdown") or "",
    )
    return choices(cohorts.find_cohort(wave.cohort_key), wishes) | {"invited": invited}


def odds(wave: Wave) -> dict[str, dict[str, float]]:
    """Return by response rate how likely each part of the findings is to appear, before anybody has answered.

    Exact: each person answers independently at the given rate. `all`: a number for everybody; `by_role`: a
    number for each role, and the gaps; `themes`: themes and quotes.
    """
    invited: Mapping[str, int] = wave.choices["invited"]
    group, text_group = wave.choices["smallest_group"], wave.choices["smallest_text_group"]
    found = {}
    for rate in RATES:
        by_role = 1.0
        for count in invited.values():
            by_role *= at_least(group, count, rate)
        everybody = sum(invited.values())
        found[f"{rate:.2f}"] = {
            "all": round(at_least(group, everybody, rate), 4),
            "by_role": round(by_role, 4),
            "themes": round(at_least(text_group, everybody, rate), 4),
        }
    return found


def at_least(wanted: int, of: int, rate: float) -> float:
    """Return the chance that at least so many of a group answer (binomial)."""
    return sum(comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(wanted, of + 1))


def odds_word(chance: float) -> str:
    """Return a chance in words, as the design names them."""
    for least, word in ((0.995, "as good as certain"), (0.9, "very likely"), (0.7, "likely"), (0.3, "open")):
        if chance >= least:
            return word
    return "unlikely"


def _free_key(cohort_key: str, kind: WaveKind) -> str:
    taken = {wave.key for wave in results.waves(cohort_key=cohort_key)}
    key, number = f"{cohort_key}-{kind.value}", 2
    while key in taken or db.session.get(Wave, key) is not None:
        key, number = f"{cohort_key}-{kind.value}-{number}", number + 1
    return key
