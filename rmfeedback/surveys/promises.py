"""Did it happen? What was promised after an earlier wave, asked as one item each; frozen with the wave."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Construct, Item, Option, Part, Questionnaire, too_long
from rmfeedback.surveys.scales import CANNOT_JUDGE, NOT_JUDGED, Text
from rmfeedback.terms import Role

# In a wave's choices.
NAME = "promises"
MOST = 5
CONSTRUCT = Construct(
    "promises", Text("What we promised", "Was wir zugesagt haben"), "Whether the answers to themes are kept."
)
# The place of HR's words is marked by %s.
ASKED = Text(
    "After the last wave we promised: “%s”. Did it happen?",
    "Nach der letzten Runde haben wir zugesagt: „%s“. Ist das geschehen?",
)
OPTIONS = (
    Option("yes", Text("Yes", "Ja")),
    Option("partly", Text("Partly", "Teilweise")),
    Option("no", Text("No", "Nein")),
    Option(NOT_JUDGED, CANNOT_JUDGE),
)


@dataclass(frozen=True)
class Promise:
    """An action as a wave asks about it: its key over all waves, HR's words, and where they come from."""

    key: str
    text: str
    wave_key: str
    action_key: str
    is_done: bool

    @property
    def name(self) -> str:
        """What HR and commands know it by."""
        return f"{self.wave_key}/{self.action_key}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def of(wave: Wave) -> tuple[Promise, ...]:
    """Return what a wave asks about; nothing for one that was launched before this could be asked."""
    return tuple(Promise(**its) for its in wave.choices.get(NAME) or ())


def fitting(questionnaires: Mapping[Role, Questionnaire], wanted: Sequence[Promise]) -> tuple[Promise, ...]:
    """Return as many promises, in their order, as may be asked: five, and no form gets too long."""
    found = tuple(wanted[:MOST])
    while found and any(too_long(extended(each, found)) for each in questionnaires.values()):
        found = found[:-1]
    return found


@lru_cache(maxsize=256)
def extended(questionnaire: Questionnaire, promises: tuple[Promise, ...]) -> Questionnaire:
    """Return a questionnaire with an item for each promise, before the part of the open questions."""
    if not promises:
        return questionnaire
    added = tuple(_item(promise, questionnaire.role) for promise in promises)
    place = _before_comments(questionnaire)
    return replace(
        questionnaire,
        constructs=(*questionnaire.constructs, CONSTRUCT),
        parts=(*questionnaire.parts, Part(CONSTRUCT.key, CONSTRUCT.name, added[0].key)),
        items=(*questionnaire.items[:place], *added, *questionnaire.items[place:]),
    )


def cut(text: str) -> tuple[str, str, str]:
    """Return the text of such an item before, within and after HR's words; these may hold quotation marks."""
    opening, closing = ("„", "“") if text.startswith(ASKED.de.partition("%s")[0]) else ("“", "”")
    before, _, rest = text.partition(opening)
    quoted, _, after = rest.rpartition(closing)
    return before + opening, quoted, closing + after


def _item(promise: Promise, role: Role) -> Item:
    own, other = ("m", "l") if role is Role.MENTOR else ("l", "m")
    words = promise.text.rstrip(" .")
    return Item(
        key=f"{own}_{promise.key}",
        construct=CONSTRUCT.key,
        kind="choice",
        text=Text(ASKED.en.replace("%s", words), ASKED.de.replace("%s", words)),
        reverse=False,
        required=False,
        # Asked of both alike: where too few of a role answer, it is counted for everybody together.
        mirror=f"{other}_{promise.key}",
        options=OPTIONS,
        asks=None,
    )


def _before_comments(questionnaire: Questionnaire) -> int:
    """Return the place of the first item of the part in which people first write words of their own."""
    starts = {part.first for part in questionnaire.parts}
    place = start = 0
    for place, item in enumerate(questionnaire.items):
        start = place if item.key in starts else start
        if item.kind == "comment":
            return start
    return place + 1
