"""With which earlier waves a wave may be compared: few who came or went could be all of a change."""

from collections.abc import Iterable

from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Participation
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role


def may_compare(before: set[int], now: set[int], smallest: int) -> bool:
    """Tell whether those who joined, and those who left, are nobody or enough."""
    return all(len(people) == 0 or len(people) >= smallest for people in (now - before, before - now))


def comparable(wave: Wave, invited: Iterable[Participation], smallest: int) -> list[str]:
    """Return the keys of earlier launched waves of a cohort whose people are the same or differ by enough.

    Of each role by itself. Only the keys go on to the response room: how many came or went does not.
    """
    now = list(invited)
    found = []
    for other in results.waves(cohort_key=wave.cohort_key):
        before = inviting.of_wave(other.key)
        if other.key == wave.key or not before or other.opens_on >= wave.opens_on:
            continue
        if all(
            may_compare(
                {each.participation_id for each in before if each.participation.role == role},
                {each.id for each in now if each.role == role},
                smallest,
            )
            for role in Role
        ):
            found.append(other.key)
    return found
