"""What HR sees of a cohort's waves: facts for the pages, nothing that moves when somebody answers."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from rmfeedback.programmes import addressing, cohorts, inviting, schedules
from rmfeedback.programmes.models import Cohort, EarlyClosing, Mailing, Schedule
from rmfeedback.surveys import results
from rmfeedback.surveys.models import GRACE, Band, Opening, Wave
from rmfeedback.waves import bands, lifecycle, owing, planning, releasing, shortening
from rmfeedback.waves.before_launch import BeforeLaunch

KIND_NAMES = {
    "kickoff": "Kickoff",
    "pulse": "Pulse",
    "midpoint": "Midpoint",
    "closing": "Closing",
    "follow-up": "Follow-up",
}


@dataclass(frozen=True)
class WaveShown(BeforeLaunch):
    """One wave with all that its page tells."""

    cohort: Cohort
    mailed: lifecycle.Mailed
    mailings: list[Mailing]
    opening: Opening | None
    odds: dict[str, dict[str, float]]
    band: Band | None
    counted_at: int = bands.HOUR

    @property
    def kind_name(self) -> str:
        return KIND_NAMES[self.wave.kind]

    @property
    def name(self) -> str:
        return f"{self.kind_name} wave"

    @property
    def span(self) -> str:
        """Return "17 to 28 November", "23 February to 9 March"."""
        first, last = self.wave.opens_on, self.wave.box_opens_on
        month = "" if (first.year, first.month) == (last.year, last.month) else f" {first:%B}"
        return f"{first.day}{month} to {last.day} {last:%B}"

    # What follows costs a look at everybody, so it is looked at once, and only by the pages that tell it.

    @cached_property
    def early(self) -> EarlyClosing | None:
        """Who asks to close the wave early, if somebody does."""
        return inviting.asked_early(self.wave.key) if self.wave.state == "open" else None

    @cached_property
    def siblings(self) -> list[Wave]:
        """The waves of the same cohort in time, this one among them."""
        return results.waves(cohort_key=self.wave.cohort_key)

    @property
    def number(self) -> int:
        """Which of them it is, from 1."""
        return [wave.key for wave in self.siblings].index(self.wave.key) + 1

    @property
    def earlier(self) -> Wave | None:
        """The wave before it."""
        return self.siblings[self.number - 2] if self.number > 1 else None

    @property
    def later(self) -> Wave | None:
        """The wave after it."""
        return self.siblings[self.number] if self.number < len(self.siblings) else None

    @cached_property
    def schedule(self) -> Schedule | None:
        """What happens by itself, if anything does."""
        return schedules.of(self.wave.key)

    @cached_property
    def report(self) -> owing.Owed:
        """What was promised and done to tell everybody what came of the wave."""
        return owing.of(self.wave)

    @property
    def reminders_to_come(self) -> list[date]:
        """On which days everybody is reminded by itself from now on."""
        last = max((mailing.day for mailing in self.mailings), default=self.today - timedelta(days=1))
        days = schedules.reminders(self.schedule)
        return [day for day in days if last < day < self.wave.box_opens_on and day >= self.today]

    @cached_property
    def is_released(self) -> bool:
        """Tell whether leadership can read the findings."""
        return self.wave.state == "done" and releasing.is_released(self.wave.key)

    @property
    def is_overdue(self) -> bool:
        """Tell whether the wave should have closed by itself on an earlier day, or was refused."""
        told = self.schedule.told if self.schedule else {}
        return "close" in told or self.today > self.wave.box_opens_on

    @cached_property
    def without_mail(self) -> int:
        """How many of those invited have no mail."""
        return sum(not inviting.has_mail(invitation) for invitation in inviting.of_wave(self.wave.key))

    @property
    def stopped_on(self) -> date | None:
        """Since which day the mail server lets no mail of this wave through, if it does not."""
        return min((its.stopped_on for its in self.mailings if its.stopped_on is not None), default=None)

    @property
    def repeated(self) -> int:
        """How many mails went out again, because nobody knew whether they had arrived."""
        return sum(its.repeated for its in self.mailings)

    @cached_property
    def refused(self) -> int:
        """How many of those invited have an address that the mail server refuses."""
        return addressing.count_refused(self.wave.key)

    @property
    def days_left(self) -> int:
        return max(0, (self.wave.box_opens_on - self.today).days)

    @property
    def may_close(self) -> bool:
        return self.wave.state == "open" and self.today >= self.wave.box_opens_on

    @property
    def is_interrupted(self) -> bool:
        """Closing began and did not end: closing again goes on where it stopped."""
        return self.wave.state in ("closing", "counted", "scrubbed")

    @property
    def band_edges(self) -> tuple[int, int]:
        assert self.band is not None
        return bands.edges(self.band.band)

    @property
    def may_shorten(self) -> bool:
        """Tell whether somebody may ask for an early closing."""
        is_free = self.wave.state == "open" and not self.wave.is_extended and not self.wave.shortened_to
        return is_free and self.today + shortening.NOTICE < self.wave.closes_on

    @property
    def waits_for_words(self) -> bool:
        """Tell whether only the trustee can go on."""
        return self.wave.keyholder == "trustee" and self.wave.state in ("open", "closing")

    @property
    def grace_days(self) -> int:
        return GRACE.days


@dataclass(frozen=True)
class CohortShown:
    """A cohort with its waves in time."""

    cohort: Cohort
    waves: list[WaveShown]
    invited: dict[str, int]
    today: date
    pairs: int = 0
    fewest: int = inviting.FEWEST_INVITED

    @property
    def is_deleted(self) -> bool:
        """Tell whether the people of this cohort were deleted at the end of its programme."""
        return not sum(self.invited.values()) and any(shown.wave.state == "done" for shown in self.waves)

    @property
    def current(self) -> WaveShown | None:
        """The wave that wants something to be done: an open one first, else a planned, else the last."""
        for states in (("open", "closing", "counted", "scrubbed"), ("planned",), ("done", "void")):
            found = [shown for shown in self.waves if shown.wave.state in states]
            if found:
                return found[0] if states[0] != "done" else found[-1]
        return None


def of_wave(wave_key: str, today: date) -> WaveShown:
    """Return a wave's facts.

    Raises: NotFound.
    """
    wave = results.wave(wave_key)
    return _shown(wave, cohorts.find_cohort(wave.cohort_key), today)


def of_cohort(cohort_key: str, today: date) -> CohortShown:
    """Return a cohort's waves.

    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    waves = [_shown(wave, cohort, today) for wave in results.waves(cohort_key=cohort_key)]
    invited = inviting.count_by_role(cohort_key)
    return CohortShown(cohort, waves, invited, today, cohorts.count_pairs().get(cohort_key, 0))


def others(cohort_key: str) -> list[Cohort]:
    """Return the cohorts that one can be compared with: all others, by name."""
    found = [cohort for cohort in cohorts.everything() if cohort.key != cohort_key]
    return sorted(found, key=lambda cohort: (cohort.programme.name, cohort.name))


def _shown(wave: Wave, cohort: Cohort, today: date) -> WaveShown:
    return WaveShown(
        wave=wave,
        cohort=cohort,
        today=today,
        mailed=lifecycle.progress(wave.key),
        mailings=inviting.mailings(wave.key),
        opening=results.opening(wave.key) if wave.state in ("done", "void") else None,
        odds=planning.odds(wave),
        band=results.band(wave.key) if wave.state == "open" else None,
    )
