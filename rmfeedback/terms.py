"""The words both rooms share; nothing here names a person."""

from enum import StrEnum


class Role(StrEnum):
    """The side of a pair somebody takes part on."""

    MENTOR = "mentor"
    LEADER = "leader"


class WaveKind(StrEnum):
    """When in a programme a wave is sent, in the order of time."""

    KICKOFF = "kickoff"
    PULSE = "pulse"
    MIDPOINT = "midpoint"
    CLOSING = "closing"
    FOLLOW_UP = "follow-up"
