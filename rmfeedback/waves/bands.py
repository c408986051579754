"""Roughly how many have answered: counted once a day at a fixed hour, told in four steps, never falling.

Only with the server's key, from thirty people invited, and where HR wished so before launch. Whoever polls a
page learns nothing more often than once a day, and no single answer moves it but at the edge of a quarter.
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rmfeedback import config
from rmfeedback.db import writing
from rmfeedback.errors import Refused
from rmfeedback.programmes import inviting
from rmfeedback.surveys import keys, opening, results
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.wording import COUNTED_AT
from rmfeedback.waves import epochs, holding

FEWEST_INVITED = 30
# The hour of the server's clock in which the day's count is made; a server that slept through it waits a day.
HOUR = COUNTED_AT
BANDS = ("under a quarter", "more than a quarter", "more than half", "more than three quarters")

log = logging.getLogger(__name__)


def may_have(keyholder: str, invited: Mapping[str, int]) -> bool:
    """Tell whether a wave may publish a band at all."""
    return keyholder == "server" and sum(invited.values()) >= FEWEST_INVITED


def tick() -> None:
    """Count what is due; called every minute."""
    settings = config.current()
    if settings["TODAY"] or datetime.now().hour == HOUR:  # A rehearsal believes in a day, not in an hour.
        count_due(config.today(settings))


def count_due(today: date) -> None:
    """Count each open wave that was not counted today."""
    for wave_key in results.keys_of_waves():
        try:
            wave = results.wave(wave_key)
            if wave.state == "open" and _is_due(wave, today):
                _count(wave, today)
        except Refused as no:
            # `doctor` says what is wrong with the wave; the other waves are counted.
            log.warning("wave %s was not counted: %s", wave_key, type(no).__name__)


def of_share(answered: int, invited: int) -> str:
    """Return the band of a share.

    >>> [of_share(n, 40) for n in (0, 10, 11, 20, 21, 30, 31)]  # doctest: +ELLIPSIS
    ['under a quarter', 'under a quarter', 'more than a quarter', ..., 'more than three quarters']
    """
    return BANDS[sum(answered * 4 > invited * quarters for quarters in (1, 2, 3))]


def edges(band: str) -> tuple[int, int]:
    """Return between which per cents of those invited a band lies."""
    lower = BANDS.index(band) * 25
    return lower, lower + 25


def _is_due(wave: Wave, today: date) -> bool:
    keys.pin(wave)
    if not wave.choices.get("has_band") or today >= wave.box_opens_on:
        return False
    # Where all are invited on paper there is no mail that tells the day.
    launched_on = next((m.day for m in inviting.mailings(wave.key) if m.kind == "invite"), wave.opens_on)
    last = results.band(wave.key)
    # On the day of the launch nobody is counted; a clock that was set back counts nothing.
    return launched_on < today and (last is None or last.day < today)


def _count(wave: Wave, today: date) -> None:
    epochs.check(wave.key)
    # Tried before: with another wave's key nobody would seem to have answered.
    answered = opening.count_answers(wave, holding.private_key(wave, words=""))
    band = of_share(answered, _everybody(wave.choices))
    with writing() as session:
        last = results.band(wave.key)
        session.refresh(wave)  # It may have been closed, or counted by another server, meanwhile.
        if wave.state == "open" and (last is None or last.day < today):
            highest = max(band, last.band if last else band, key=BANDS.index)
            results.set_band(wave.key, highest, today)


def _everybody(choices: Mapping[str, Any]) -> int:
    return sum(choices["invited"].values())
