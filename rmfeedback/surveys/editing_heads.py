"""Changes to what stands around the items of a draft: title and intro, the parts, a new construct."""

from collections.abc import Sequence
from dataclasses import dataclass

from rmfeedback.errors import Refused
from rmfeedback.surveys.editing import Twin
from rmfeedback.surveys.questionnaire_file import Table
from rmfeedback.surveys.scales import Text
from rmfeedback.surveys.wordings import Known, key_of
from rmfeedback.terms import Role


class PartsWrong(Refused):
    status = 422
    message = "The parts cannot stand so: %(reason)s."


@dataclass(frozen=True)
class PartWanted:
    """A heading and the item it stands above; `key`: of a part that is there already, else empty."""

    key: str
    name: Text
    first: str


def set_head(twin: Twin, role: Role, title: Text, intro: Text) -> None:
    """Give a questionnaire another title and intro."""
    twin[role].update(title=_languages(title), intro=_languages(intro))


def set_parts(twin: Twin, role: Role, wanted: Sequence[PartWanted]) -> None:
    """Divide a questionnaire into these parts, in the order of its items.

    Raises: PartsWrong.
    """
    places = {item["key"]: place for place, item in enumerate(twin[role]["items"])}
    firsts = [part.first for part in wanted]
    if not wanted or any(first not in places for first in firsts):
        raise PartsWrong(reason="each part begins with an item. Choose one, and keep one part at least")
    if any(not part.name.en or not part.name.de for part in wanted):
        raise PartsWrong(reason="a heading is missing. Write it in both languages, or empty both")
    if len(set(firsts)) < len(firsts):
        raise PartsWrong(reason="two parts begin with the same item. Choose another for one of them")
    if min(places[first] for first in firsts) > 0:
        raise PartsWrong(reason="the first part begins with the first item. Choose it for one of them")
    taken: list[str] = [part.key for part in wanted if part.key]
    parts = []
    for part in sorted(wanted, key=lambda part: places[part.first]):
        key = part.key or _free(key_of(part.name.en) or "part", taken)
        taken.append(key)
        parts.append({"key": key, "name": _languages(part.name), "first": part.first})
    twin[role]["parts"] = parts


def describe_construct(twin: Twin, name: Text, why: str, known: Known) -> str:
    """Put a new construct into a draft, for an item that is about to belong to it; return its key."""
    here = [each["key"] for tables in twin.values() for each in tables["constructs"]]
    key = _free(key_of(name.en) or "construct", [*known.constructs, *here])
    for tables in twin.values():
        tables["constructs"].append({"key": key, "name": _languages(name), "why": why})
    return key


def _languages(text: Text) -> Table:
    return {"en": text.en, "de": text.de}


def _free(stem: str, taken: Sequence[str]) -> str:
    stem = stem if stem[0].isalpha() else f"p_{stem}"
    number, found = 1, stem
    while found in taken:
        number += 1
        found = f"{stem}_{number}"
    return found
