"""A batch of mails that are claimed, given codes and written out together before the first one goes out."""

from dataclasses import dataclass, field

from rmfeedback.jobs import LEASE_S, Task
from rmfeedback.journal import Journal
from rmfeedback.mail import LONGEST_S, Ready

# The jobs of mails that go to everybody.
KINDS = ("invite", "remind", "report")
# How long a claimed batch may wait for its turn: the last mail must be through before the claim is over.
GOOD_FOR_S = LEASE_S - LONGEST_S

# Codes of mails of which nobody knows whether they arrived: what goes out again is the same. In memory only.
unsure: dict[str, str] = {}
# The journals of the batches that this process is sending.
live: set[str] = set()


@dataclass
class Mail:
    """One job, and what became of it: a mark of the journal, "" while it is not begun."""

    task: Task
    mark: str = ""
    envelope_id: bytes = b""
    code: str = ""
    ready: Ready | None = None
    # Of the link's slot that was filled for this mail; 0 where none was.
    number: int = 0

    @property
    def invitation_id(self) -> int:
        return int(self.task.argument.partition(":")[0])

    @property
    def mailing_id(self) -> int:
        return int(self.task.argument.partition(":")[2])


@dataclass
class Batch:
    """Mails that are sent in one go. `letters`: those that are written, in their order.

    `good_until`: the moment (`time.monotonic`) from which another worker may soon claim its jobs.
    `is_stopped`: the mail server lets nothing through.
    """

    mails: list[Mail]
    good_until: float
    letters: list[Mail] = field(default_factory=list)
    journal: Journal | None = None
    is_stopped: bool = False
