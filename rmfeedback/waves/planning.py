"""Plan a wave: dates, what is frozen at launch, and the odds of what there will be to read."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from math import comb, prod
from typing import Any

from rmfeedback import config
from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import breakdown, cohorts, inviting, schedules
from rmfeedback.programmes.models import Cohort, Participation
from rmfeedback.staff import accounts
from rmfeedback.surveys import asking, keys, promise, promises, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import WaveKind
from rmfeedback.waves import bands, choosing, comparing, promising, rehearsed, urgent

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


class BreakdownUnknown(Refused):
    status = 422
    message = N_("“%(by)s” is nothing to break results down by. Choose one of %(known)s, or none.")


class LaunchedAlready(Refused):
    status = 409
    message = N_(
        "This wave was launched: what was chosen for it cannot be changed, and it cannot be taken back."
    )


class ReportTooEarly(Refused):
    status = 422
    message = N_(
        "The box is opened on %(closes)s, so nobody can hear by %(day)s what came of it. Choose a later day, "
        "or promise none."
    )


class TrusteeMissing(Refused):
    status = 409
    message = N_(
        "Nobody could hold the words: there is no account with the role trustee. Ask an administrator to add "
        "one, for somebody outside HR and IT; or plan the wave with the server as key holder."
    )


@dataclass(frozen=True)
class Wishes:
    """What HR chooses for a wave beside kind and dates; frozen at launch, and printed on the form.

    `keyholder`: "server" or "trustee"; `has_band`: publish once a day roughly how many have answered, where
    that may be; `shows_names`: the form lists those invited; `breakdown`: "", "unit" or "location";
    `report_by`: the day by which people will hear what came of it, if one is promised.
    """

    keyholder: str = "server"
    has_band: bool = True
    shows_names: bool = False
    breakdown: str = ""
    report_by: date | None = None


AS_USUAL = Wishes()


def plan(
    cohort_key: str, kind: WaveKind, dates: tuple[date, date], today: date, wishes: Wishes = AS_USUAL
) -> Wave:
    """Add a planned wave for everybody who is in the cohort at launch.

    `dates`: the day it opens, and the day its box is opened.
    Raises: NotFound, DatesWrong, KeyHolderUnknown, BreakdownUnknown, TrusteeMissing, NotPublished,
    ReportTooEarly.
    """
    check_dates(dates, today)
    check_wishes(wishes)
    check_report(wishes.report_by, dates[1])
    with writing():
        return add(cohorts.find_cohort(cohort_key), kind, dates, wishes)


def add(cohort: Cohort, kind: WaveKind, dates: tuple[date, date], wishes: Wishes) -> Wave:
    """Add a planned wave that was checked, in the running transaction.

    Raises: NotPublished.
    """
    wave = Wave(
        key=free_key(cohort.key, kind),
        kind=kind.value,
        cohort_key=cohort.key,
        questionnaires=asking.freeze(kind, choosing.chosen(cohort.programme, kind)),
        state="planned",
        keyholder=wishes.keyholder,
        opens_on=dates[0],
        closes_on=dates[1],
        choices=choices(cohort, wishes),
    )
    db.session.add(wave)
    return wave


def check_dates(dates: tuple[date, date], today: date) -> None:
    """Refuse a wave that closes before it opens, or in the past.

    Raises: DatesWrong.
    """
    opens_on, closes_on = dates
    if not opens_on < closes_on or closes_on <= today:
        raise DatesWrong(opens=opens_on, closes=closes_on)


def check_wishes(wishes: Wishes) -> None:
    """Refuse a choice that there is not.

    Raises: KeyHolderUnknown, BreakdownUnknown, TrusteeMissing.
    """
    if wishes.keyholder not in KEYHOLDERS:
        raise KeyHolderUnknown(keyholder=wishes.keyholder, known=", ".join(KEYHOLDERS))
    if wishes.breakdown not in ("", *breakdown.BY):
        raise BreakdownUnknown(by=wishes.breakdown, known=", ".join(breakdown.BY))
    if wishes.keyholder == "trustee" and not accounts.has_active("trustee"):
        raise TrusteeMissing()


def check_report(report_by: date | None, closes_on: date) -> None:
    """Refuse to promise a report for a day on which nothing can be known.

    Raises: ReportTooEarly.
    """
    if report_by is not None and report_by <= closes_on:
        raise ReportTooEarly(day=report_by, closes=closes_on)


def withdraw(wave_key: str) -> str:
    """Take a planned wave away, with a trustee's key if there is one; return its cohort's key.

    Raises: NotFound, LaunchedAlready.
    """
    with writing() as session:  # A launch cannot slip in between.
        wave = results.wave(wave_key)
        if wave.state != "planned" or inviting.of_wave(wave_key):
            raise LaunchedAlready()
        cohort_key = wave.cohort_key
        keys.destroy(wave_key)
        schedules.forget(wave_key)
        session.delete(wave)
    rehearsed.forget(wave_key)
    return cohort_key


def choices(cohort: Cohort, wishes: Wishes = AS_USUAL) -> dict[str, Any]:
    """Return what is fixed at launch beside the dates: group-level words only, no person."""
    settings = config.current()
    programme = cohort.programme
    return {
        "programme": programme.name,
        "programme_key": programme.key,
        "cohort": cohort.name,
        # The cohort that tried the programme out before: by this word findings are put side by side.
        "pilot_key": cohort.pilot_key,
        "language": programme.language,
        "organisation": settings["ORGANISATION"] or programme.name,
        "contact": settings["CONTACT"] or settings["MAIL_FROM"],
        # The office's name alone: its address stays in the other room.
        urgent.NAME: programme.urgent_name,
        "invited": inviting.count_by_role(cohort.key),
        "smallest_group": settings["SMALLEST_GROUP"],
        "smallest_text_group": settings["SMALLEST_TEXT_GROUP"],
        "breakdown": wishes.breakdown or None,
        "has_band": wishes.has_band,
        "shows_names": wishes.shows_names,
        "report_by": wishes.report_by.isoformat() if wishes.report_by else None,
    }


def at_launch(wave: Wave, invited: Mapping[bytes, Participation]) -> tuple[dict[bytes, str], dict[str, Any]]:
    """Return the cell of each envelope, and what was planned as it is frozen for those really invited.

    `invited`: who is invited by envelope id. Nothing but roles and groups of five or more goes on from here.
    """
    planned = wave.choices
    wishes = Wishes(
        wave.keyholder,
        planned.get("has_band", False),  # A wave that an older version planned says nothing of these.
        planned.get("shows_names", False),
        planned.get("breakdown") or "",
        promise.report_by(wave),
    )
    frozen = choices(cohorts.find_cohort(wave.cohort_key), wishes)
    found, names = breakdown.groups(invited.values(), wishes.breakdown or "unit", frozen["smallest_group"])
    is_broken_down = bool(wishes.breakdown) and any(names.values())
    frozen["invited"] = dict(Counter(person.role for person in invited.values()))
    frozen["has_band"] = wishes.has_band and bands.may_have(wave.keyholder, frozen["invited"])
    frozen["breakdown"] = {"by": wishes.breakdown, "values": names} if is_broken_down else None
    frozen[promises.NAME] = [each.as_json() for each in promising.of(wave).asked]
    frozen["comparable_with"] = comparing.comparable(wave, invited.values(), frozen["smallest_group"])
    cells = {
        id_: f"{person.role}/{found[person.id]}" if is_broken_down and found[person.id] else person.role
        for id_, person in invited.items()
    }
    return cells, frozen


def odds(wave: Wave) -> dict[str, dict[str, float]]:
    """Return by response rate how likely each part of the findings is to appear, before anybody has answered.

    Exact: each person answers independently at the given rate. `all`: a number for everybody; `by_role`: a
    number for each role, and the gaps; `themes`: themes and quotes; `breakdown`, where one is wanted and
    possible: a number for each of its groups.
    """
    invited: Mapping[str, int] = wave.choices["invited"]
    group, text_group = wave.choices["smallest_group"], wave.choices["smallest_text_group"]
    # A role that has no groups must have enough responses as a whole.
    sizes = list(groups(wave).values())
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
        if sizes:
            each = prod(at_least(group, size, rate) for size in sizes)
            found[f"{rate:.2f}"]["breakdown"] = round(each, 4)
    return found


def groups(wave: Wave) -> Counter[tuple[str, str]]:
    """Return how many people a planned wave's breakdown would have, by (role, group), as the cohort is now.

    Nothing where no breakdown is wished, or where no role has two groups; a role without groups has "".
    """
    wish = wave.choices.get("breakdown")
    if not wish or wave.state != "planned":
        return Counter()
    people = inviting.to_invite(wave.cohort_key)
    found, names = breakdown.groups(people, wish, wave.choices["smallest_group"])
    is_possible = any(names.values())
    return Counter((person.role, found[person.id]) for person in people if is_possible)


def at_least(wanted: int, of: int, rate: float) -> float:
    """Return the chance that at least so many of a group answer (binomial)."""
    return sum(comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(wanted, of + 1))


def odds_word(chance: float) -> str:
    """Return a chance in words, as the design names them."""
    for least, word in ((0.995, "as good as certain"), (0.9, "very likely"), (0.7, "likely"), (0.3, "open")):
        if chance >= least:
            return word
    return "unlikely"


def odds_number(chance: float) -> str:
    """Return a chance as so many in ten, a hundred or a thousand, never as certain or impossible.

    >>> [odds_number(chance) for chance in (1, 0.987, 0.79, 0.2, 0.004)]
    ['more than 999 in 1000', '99 in 100', '8 in 10', '2 in 10', '4 in 1000']
    """
    if chance >= 0.9995:
        return "more than 999 in 1000"
    if chance < 0.0005:
        return "less than 1 in 1000"
    least = next(base for base in (10, 100, 1000) if 0 < round(chance * base) < base)
    return f"{round(chance * least)} in {least}"


def free_key(cohort_key: str, kind: WaveKind, also_taken: Collection[str] = ()) -> str:
    """Return a key that no wave has yet: cohort-pulse, cohort-pulse-2, …"""
    taken = {wave.key for wave in results.waves(cohort_key=cohort_key)} | {*also_taken}
    key, number = f"{cohort_key}-{kind.value}", 2
    while key in taken or db.session.get(Wave, key) is not None:
        key, number = f"{cohort_key}-{kind.value}-{number}", number + 1
    return key
