"""Counts unknown codes, in memory and without an address, so that nobody can try them by the thousand."""

import threading
from collections import deque

MOST_UNKNOWN = 50
WITHIN_S = 60.0


class Guesses:
    """The times of the latest unknown codes, of this process alone."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST_UNKNOWN)
        self._lock = threading.Lock()

    def is_one_too_many(self, now: float) -> bool:
        """Count one more at `now` (seconds); tell whether there were too many within a minute before it."""
        with self._lock:
            is_full = len(self._times) == MOST_UNKNOWN and now - self._times[0] < WITHIN_S
            if not is_full:
                self._times.append(now)
            return is_full
