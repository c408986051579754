"""Whether what was sent can be kept, told without building a form: building one costs more than sealing.

What cannot be kept is left to the form, which says what has to be mended. Both take exactly the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MultiDict

from rmfeedback.surveys.forms import BESIDE_ITEMS, MOST_BYTES, MOST_CHARACTERS, tidy
from rmfeedback.surveys.questionnaire import NOT_JUDGED, Questionnaire


@dataclass(frozen=True)
class Accepted:
    """What was answered by item key, as the form tells it, and whether an item to tick was left open."""

    answers: Mapping[str, str]
    has_open_items: bool


def accept(questionnaire: Questionnaire, sent: MultiDict[str, str]) -> Accepted | None:
    """Return the answers; None where the form would have something to mend."""
    offered, names = _offered(questionnaire)
    if not sent.keys() <= names:
        return None
    first, answers, has_open_items = sent.to_dict(), {}, False
    for key, values in offered:
        value = first.get(key)
        if not value:
            has_open_items = has_open_items or values is not None
            continue
        if values is None:
            value = tidy(value)
            if len(value) > MOST_CHARACTERS or len(value.encode()) > MOST_BYTES:
                return None
        elif value not in values and value.strip():
            return None
        if value != NOT_JUDGED and value.strip():
            answers[key] = value
    return Accepted(answers, has_open_items) if answers else None


@lru_cache(maxsize=256)
def _offered(
    questionnaire: Questionnaire,
) -> tuple[tuple[tuple[str, frozenset[str] | None], ...], frozenset[str]]:
    """Return each item with the values it offers, None for a comment; and all names that may be sent."""
    items = questionnaire.items
    offered = ((item.key, None if item.kind == "comment" else frozenset(item.values)) for item in items)
    return tuple(offered), BESIDE_ITEMS | {item.key for item in items}
