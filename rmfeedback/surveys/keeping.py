"""One commit for all who send at the same moment: the disk is waited for once, then each is told."""

import threading
from collections import deque
from collections.abc import Mapping
from typing import Any

from rmfeedback.db import is_writing, visiting
from rmfeedback.prepared import Prepared


class SharedCommit:
    """Does one statement of the response room for several threads in a common transaction.

    Whoever has the turn does it for all who wait. A statement that finds no row is that thread's matter; a
    transaction that fails, fails for all of them, and nothing of it is kept.
    """

    def __init__(self, statement: Prepared) -> None:
        self._statement = statement
        self._waiting: deque[_Wish] = deque()
        self._turn = threading.Lock()

    def change(self, **given: Any) -> int:
        """Change rows and be sure that they are on the disk; return how many.

        Raises: what the transaction raises.
        """
        mine = _Wish(given)
        if is_writing():  # A transaction of one's own goes on, and others may not join it.
            self._do([mine])
        else:
            self._waiting.append(mine)
            with self._turn:
                if not mine.is_done:
                    self._do([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.failure is not None:
            raise mine.failure
        return mine.changed

    def _do(self, wishes: "list[_Wish]") -> None:
        try:
            with visiting(
                "responses", writes=True
            ) as connection:  # BEGIN IMMEDIATE: closing cannot slip in between.
                for wish in wishes:
                    wish.changed = self._statement.change(connection, **wish.given)
        except BaseException as failure:
            for wish in wishes:
                wish.failure = failure
        for wish in wishes:
            wish.is_done = True


class _Wish:
    """What one thread wants to be written, and what became of it."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.changed = 0
        self.failure: BaseException | None = None
        self.is_done = False
