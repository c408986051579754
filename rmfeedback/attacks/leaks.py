"""Planted leaks: each attack is tried on a program with a known fault, which it must find."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from rmfeedback.attacks import faults
from rmfeedback.attacks.stage import Stage


@dataclass(frozen=True)
class Leak:
    """A fault, the attack that must find it, and what plants it on a stage."""

    attack: str
    name: str
    plant: Callable[[Stage, ExitStack], None]


@contextmanager
def planted(leak: Leak, stage: Stage) -> Iterator[None]:
    """Let a leak be there for a while."""
    with ExitStack() as around:
        leak.plant(stage, around)
        yield


LEAKS = (
    Leak("T1", "rows that are not shuffled", faults.not_shuffled),
    Leak("T1", "rows in the order of visits", faults.in_order_of_visits),
    Leak("T1", "comments alone in order", faults.comments_in_order),
    Leak("T1", "keys that count up", faults.sequential),
    Leak("T1", "one key for all answers of a person", faults.one_key_per_person),
    Leak("T2", "rows that are not shuffled", faults.not_shuffled),
    Leak("T2", "envelopes that are not sealed", faults.not_sealed),
    Leak("T2", "answers that are not padded", faults.not_padded),
    Leak("T2", "a key that is kept", faults.key_kept),
    Leak("T3", "answers that are not padded", faults.not_padded),
    Leak("T3", "blank envelopes of zeros", faults.blank_of_zeros),
    Leak("T4", "a column with the time", faults.dated),
    Leak("T4", "envelopes laid down afresh", faults.laid_down_afresh),
    Leak("T4", "a job that stays after a renewal", faults.job_kept),
    Leak("T5", "a box that is kept", faults.box_kept),
    Leak("T5", "a key that is kept", faults.key_kept),
    Leak("T5", "envelopes remembered beside people", faults.envelopes_remembered),
    Leak("T5", "mails that are kept", faults.mails_kept),
    Leak("T5", "freed bytes that are not overwritten", faults.freed_bytes_left),
    Leak("T5", "a log line with a digest", faults.digest_logged),
)
