"""What is done with a wave, entered in the audit log; and its head for whoever holds the key."""

from rmfeedback.db import writing
from rmfeedback.staff import audit
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.opening import Outcome
from rmfeedback.waves import notices


def launched(wave: Wave, invited: int) -> None:
    """Enter a launch."""
    audit.enter("launched", wave.key, invited=invited)
    notices.queue_head(wave)


def reminded(wave_key: str) -> None:
    """Enter a reminder for everybody."""
    audit.enter("reminded", wave_key)


def closed(wave: Wave, outcome: Outcome) -> None:
    """Enter what a closing came to, once its keys and envelopes are gone."""
    with writing():
        audit.enter("closed", wave.key, state=outcome.state, responses=outcome.responses)
        notices.queue_head(wave)
