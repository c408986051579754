"""Slow down whoever guesses passwords; kept in memory, by address, and forgotten soon."""

import math
import threading
from dataclasses import dataclass

from rmfeedback.errors import N_, Refused

TRIES = 5
PAUSE_S = 30.0
# After this long without a try an address starts anew.
MEMORY_S = 900.0
# Tries of invented addresses must not fill the memory.
MOST_ADDRESSES = 10_000


class TooManyTries(Refused):
    status = 429
    message = N_(
        "The password was wrong a few times. Take a breath, wait %(seconds)s seconds, and try again."
    )


@dataclass
class _Tries:
    count: int
    last: float


class Brake:
    """Count an address's tries until one succeeds; from the fifth on each costs a pause."""

    def __init__(self) -> None:
        self._tries: dict[str, _Tries] = {}
        self._lock = threading.Lock()

    def count(self, email: str, now: float) -> None:
        """Count a try before the password is looked at, so that tries at the same moment count too.

        `now` is in seconds of a clock that only goes forward.

        Raises: TooManyTries.
        """
        with self._lock:
            tries = self._tries.get(email)
            if tries is None or now - tries.last >= MEMORY_S:
                tries = _Tries(0, now)
            left = tries.last + PAUSE_S - now
            if tries.count >= TRIES and left > 0:
                raise TooManyTries(seconds=math.ceil(left))
            self._note(email, _Tries(tries.count + 1, now))

    def forget(self, email: str) -> None:
        """Start anew after a success."""
        with self._lock:
            self._tries.pop(email, None)

    def _note(self, email: str, tries: _Tries) -> None:
        self._tries.pop(email, None)
        self._tries[email] = tries
        # The dict is in the order of the last tries: the first ones are the oldest.
        while len(self._tries) > MOST_ADDRESSES:
            del self._tries[next(iter(self._tries))]
