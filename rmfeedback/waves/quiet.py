"""When mail may reach somebody: on a working day, not before nine and not after five, where he or she lives.

Whoever sends by hand decides for himself; this holds for what happens by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from rmfeedback import config
from rmfeedback.programmes.models import Invitation, Participation, Programme
from rmfeedback.waves import workdays

EARLIEST, LATEST = time(9), time(17)
_STEP = timedelta(days=1)

# From an invitation the moment before which its mail does not go, in seconds of the epoch; 0 is at once.
When = Callable[[Invitation], float]


def at_once(_invitation: Invitation) -> float:
    """Send whenever there is somebody to do it."""
    return 0.0


@dataclass(frozen=True)
class Hours:
    """A programme's hours for mail, as a moment finds them.

    `now`: aware; None in a rehearsal that believes in a day: it believes in no hour, and that day is
    everybody's.
    """

    region: str
    zone: str
    now: datetime | None
    today: date

    def has_come(self, day: date, people: Iterable[Participation]) -> bool:
        """Tell whether it is a good moment where somebody of these lives, on that day or after it."""
        if self.now is None:
            return self.today >= day and workdays.is_working(self.today, self.region)
        return any(self._is_good(self.now.astimezone(zone), day) for zone in self._zones(people))

    def not_before(self, day: date) -> When:
        """Return for each invitation its first good moment on that day or after it, from now on."""
        if self.now is None:
            return at_once
        now, found = self.now, dict[str, float]()

        def when(invitation: Invitation) -> float:
            name = invitation.participation.person.time_zone
            if name not in found:
                found[name] = self._first(now, day, self._zone(name))
            return found[name]

        return when

    def _first(self, now: datetime, day: date, zone: tzinfo) -> float:
        here = now.astimezone(zone)
        if self._is_good(here, day):
            return 0.0
        # Past five the day is over; before nine it has still to begin.
        begin = max(day, here.date() + _STEP if here.time() >= LATEST else here.date())
        good = workdays.next_working(begin, self.region)
        return datetime.combine(good, EARLIEST, zone).timestamp()

    def _is_good(self, here: datetime, day: date) -> bool:
        is_daytime = EARLIEST <= here.time() < LATEST
        return is_daytime and here.date() >= day and workdays.is_working(here.date(), self.region)

    def _zones(self, people: Iterable[Participation]) -> list[tzinfo]:
        return [self._zone(name) for name in sorted({p.person.time_zone for p in people})]

    def _zone(self, name: str) -> tzinfo:
        return zone_of(name) or zone_of(self.zone) or datetime.now().astimezone().tzinfo or UTC


def hours(programme: Programme, now: datetime | None = None) -> Hours:
    """Return a programme's hours; `now`: aware, else by the server's clock."""
    settings = config.current()
    moment = now or (None if settings["TODAY"] else datetime.now(UTC))
    today = now.astimezone().date() if now else config.today(settings)
    return Hours(programme.holidays, programme.time_zone, moment, today)


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo | None:
    """Return a time zone by its name, as "Europe/Berlin"; None where there is none of that name.

    A name that is none comes from a roster, or an older list of zones: then the programme's hours hold.
    """
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError.
        return None
