"""The one breakdown of a wave: rare values are merged before launch, so that each group has five people."""

from collections import Counter
from collections.abc import Iterable, Mapping

from rmfeedback.programmes.models import Participation
from rmfeedback.terms import Role

BY = ("unit", "location")
# The group of those whose value is too rare, or not known.
OTHERS = "*"


def groups(
    people: Iterable[Participation], by: str, smallest: int
) -> tuple[dict[int, str], dict[str, list[str]]]:
    """Return each participation's group by its id, and the groups of each role; none, where there is one.

    `by`: "unit" or "location"; `smallest`: fewest people in a group.
    """
    people = list(people)
    merged = {
        role.value: merge(Counter(value_of(p, by) for p in people if p.role == role), smallest)
        for role in Role
    }
    found = {p.id: merged[p.role].get(value_of(p, by), "") for p in people}
    return found, {role: sorted(set(names.values())) for role, names in merged.items()}


def merge(counts: Mapping[str, int], smallest: int) -> dict[str, str]:
    """Return the group of each value: its own, or `OTHERS`; nothing where fewer than two groups come about.

    The rarest group joins the others until these are enough.

    >>> merge({"Cabin": 6, "Ground": 4, "IT": 2}, 5)
    {'Cabin': 'Cabin', 'Ground': '*', 'IT': '*'}
    >>> merge({"Cabin": 6, "Ground": 4}, 5)
    {}
    """
    order = sorted(counts, key=lambda value: (-counts[value], value))
    kept = [value for value in order if counts[value] >= smallest and value]
    rest = sum(counts.values()) - sum(counts[value] for value in kept)
    while kept and 0 < rest < smallest:
        rest += counts[kept.pop()]
    if len(kept) + (rest > 0) < 2:
        return {}
    return {value: value if value in kept else OTHERS for value in order}


def value_of(person: Participation, by: str) -> str:
    """Return what the roster says; empty where it says nothing."""
    said = str(getattr(person.person, by)).strip()
    return "" if said == OTHERS else said
