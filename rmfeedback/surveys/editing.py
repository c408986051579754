"""Changes to a draft: plain functions on the tables of its two questionnaires, kept sound at each step.

A part begins with an item; a construct is there while an item belongs to it; a mirror is named on both sides.
"""

import copy
from collections.abc import Mapping
from typing import Any

from rmfeedback.errors import NotFound, Refused
from rmfeedback.surveys.questionnaire_file import Table
from rmfeedback.surveys.questionnaire_rules import OTHER, PREFIX
from rmfeedback.surveys.scales import SCALED_KINDS
from rmfeedback.surveys.wordings import Known, key_of
from rmfeedback.terms import Role

Twin = dict[Role, Table]
# What a mirror shares with its partner.
SHARED = ("construct", "kind", "reverse")
FIELD_WORDS = {"text": "text", "kind": "scale", "reverse": "direction", "options": "list of answers"}


class WordingFixed(Refused):
    """A wording changed under the same key; `field` is the field of the item."""

    status = 422
    message = (
        "“%(key)s” was asked with another %(field)s (%(where)s). One key keeps one wording, so that answers "
        "of different waves can be compared. Save it as a new item, or leave it as it was."
    )

    @property
    def field(self) -> str:
        return str(self.details["at"])


class LastItem(Refused):
    status = 422
    message = "This is the only item for %(role)ss. Add another one before you take it out."


class NoMirror(Refused):
    status = 422
    message = "“%(key)s” cannot mirror “%(partner)s”: %(reason)s."


class ConstructUnknown(Refused):
    status = 422
    message = "There is no construct “%(key)s”. Choose one from the list, or describe a new one."


def reword(twin: Twin, role: Role, key: str, wording: Table, known: Known, *, as_new: bool = False) -> str:
    """Give an item another wording, construct or scale; return its key, a new one with `as_new`.

    `wording`: the fields of an item but for key, mirror and required. What a mirror shares changes with it.
    Raises: NotFound, WordingFixed, ConstructUnknown.
    """
    item = find(twin, role, key)
    changed = {"key": key} | wording | {name: item[name] for name in ("mirror", "required") if name in item}
    if as_new:
        return _as_new(twin, role, item, changed, known)
    if name := known.changed_field(changed):
        where = known.items[key].where
        raise WordingFixed(key=key, field=FIELD_WORDS[name], at=name, where=where)
    _replace(item, changed)
    partner = partner_of(twin, role, item)
    if partner is not None:
        # What a partner says may be fixed; what it belongs to never is.
        fields = ("construct",) if partner["key"] in known.items else SHARED
        partner.update({name: item[name] for name in fields})
    _see_to_constructs(twin, known)
    return key


def add(twin: Twin, wordings: Mapping[Role, Table], after: Mapping[Role, str], known: Known) -> list[str]:
    """Add an item for one role, or one for each that mirror each other; return their keys.

    `after`: by role the key of the item it stands behind; nothing: at the beginning.
    Raises: NotFound, ConstructUnknown.
    """
    first = next(iter(wordings.values()))
    stem = known.free_stem(first["text"]["en"])
    is_mirrored = len(wordings) == len(Role) and first["kind"] in SCALED_KINDS
    for role, wording in wordings.items():
        item = {"key": PREFIX[role] + stem, "required": False} | wording
        if is_mirrored:
            item["mirror"] = PREFIX[OTHER[role]] + stem
        insert(twin[role], item, after.get(role, ""))
    _see_to_constructs(twin, known)
    return [PREFIX[role] + stem for role in wordings]


def remove(twin: Twin, role: Role, key: str, known: Known) -> None:
    """Take an item out, and out of its mirror.

    Raises: NotFound, LastItem.
    """
    tables, item = twin[role], find(twin, role, key)
    if len(tables["items"]) == 1:
        raise LastItem(role=role)
    unmirror(twin, role, key)
    at, starts = tables["items"].index(item), _starts(tables)
    tables["items"].remove(item)
    _set_starts(tables, [start - (start > at) for start in starts])
    _see_to_constructs(twin, known)


def bring_back(twin: Twin, role: Role, key: str, before: Table, known: Known) -> None:
    """Put an item back behind the one it stood behind in the version before, with its mirror if there.

    Raises: NotFound, if that version has no such item.
    """
    keys = [item["key"] for item in before["items"]]
    if key not in keys:
        raise NotFound(what="item in the version before", key=key)
    here = {item["key"] for item in twin[role]["items"]}
    if key in here:
        return
    earlier = [other for other in keys[: keys.index(key)] if other in here]
    old = before["items"][keys.index(key)]
    item = copy.deepcopy({name: value for name, value in old.items() if name != "mirror"})
    insert(twin[role], item, (earlier or [""])[-1])
    _see_to_constructs(twin, known)
    if "mirror" in old and any(item["key"] == old["mirror"] for item in twin[OTHER[role]]["items"]):
        mirror(twin, role, key, old["mirror"], known)


def move(twin: Twin, role: Role, key: str, after: str) -> None:
    """Let an item stand behind another one, or at the beginning. The parts keep their lengths.

    Raises: NotFound.
    """
    tables, item = twin[role], find(twin, role, key)
    starts = _starts(tables)
    tables["items"].remove(item)
    tables["items"].insert(_place(tables, after), item)
    _set_starts(tables, starts)


def move_both(twin: Twin, role: Role, key: str, after: str) -> None:
    """Move an item, and its mirror behind the mirror of what it stands behind now.

    Raises: NotFound.
    """
    move(twin, role, key, after)
    partner = partner_of(twin, role, find(twin, role, key))
    ahead = partner_of(twin, role, find(twin, role, after)) if after else None
    if partner is not None and (ahead is not None or not after):
        move(twin, OTHER[role], partner["key"], ahead["key"] if ahead else "")


def mirror(twin: Twin, role: Role, key: str, partner_key: str, known: Known) -> str:
    """Let an item and one of the other role mirror each other; return the item's key, which may change.

    Mirrors share their key but for the prefix, so the one that was never asked takes the key of the other.
    Raises: NotFound, NoMirror.
    """
    item, partner = find(twin, role, key), find(twin, OTHER[role], partner_key)
    if item["kind"] not in SCALED_KINDS or any(item[name] != partner[name] for name in SHARED):
        reason = (
            "both need the same construct, the same scale and the same direction. Change one of them first"
        )
        raise NoMirror(key=key, partner=partner_key, reason=reason)
    unmirror(twin, role, key)
    unmirror(twin, OTHER[role], partner_key)
    stem = _shared_stem(role, item, partner, known)
    for its_role, its in ((role, item), (OTHER[role], partner)):
        _rekey(twin[its_role], its, PREFIX[its_role] + stem)
        its["mirror"] = PREFIX[OTHER[its_role]] + stem
    return str(item["key"])


def unmirror(twin: Twin, role: Role, key: str) -> None:
    """Let an item and its mirror stand alone.

    Raises: NotFound.
    """
    item = find(twin, role, key)
    partner = partner_of(twin, role, item)
    item.pop("mirror", None)
    if partner is not None:
        partner.pop("mirror", None)


def find(twin: Twin, role: Role, key: str) -> Table:
    """Return an item.

    Raises: NotFound.
    """
    for item in twin.get(role, {}).get("items", ()):
        if item["key"] == key:
            found: Table = item
            return found
    raise NotFound(what="item", key=key)


def partner_of(twin: Twin, role: Role, item: Table) -> Table | None:
    """Return the item that this one names as its mirror, if it is there."""
    others = twin.get(OTHER[role], {}).get("items", ())
    return next((other for other in others if other["key"] == item.get("mirror")), None)


def insert(tables: Table, item: Table, after: str) -> None:
    """Put an item behind another one, into its part; or at the beginning.

    Raises: NotFound.
    """
    at, starts = _place(tables, after), _starts(tables)
    tables["items"].insert(at, item)
    first, *rest = starts
    _set_starts(tables, [first, *(start + (start >= at) for start in rest)])


def option_key(words: str, taken: list[str]) -> str:
    """Return a key for an answer of a choice that none before it has."""
    stem = f"o_{key_of(words)}" if not key_of(words)[:1].isalpha() else key_of(words)
    number, found = 1, stem
    while found in (*taken, "na"):
        number += 1
        found = f"{stem}_{number}"
    return found


def _as_new(twin: Twin, role: Role, item: Table, changed: Table, known: Known) -> str:
    """Let an item begin anew, and its mirror with it: mirrors share their key."""
    partner = partner_of(twin, role, item)
    stem = known.free_stem(changed["text"]["en"])
    _replace(item, changed)
    _rekey(twin[role], item, PREFIX[role] + stem)
    item.pop("mirror", None)
    if partner is not None:
        _rekey(twin[OTHER[role]], partner, PREFIX[OTHER[role]] + stem)
        partner.update({name: item[name] for name in SHARED}, mirror=item["key"])
        item["mirror"] = partner["key"]
    _see_to_constructs(twin, known)
    return str(item["key"])


def _shared_stem(role: Role, item: Table, partner: Table, known: Known) -> str:
    stems = item["key"][2:], partner["key"][2:]
    if stems[0] == stems[1]:
        return str(stems[0])
    for its, stem in ((item, stems[1]), (partner, stems[0])):
        wanted = its["key"][:2] + stem
        if its["key"] not in known.items and wanted not in known.taken:
            return str(stem)
    reason = "mirrors share their key, and both were asked before. Save one of them as a new item first"
    raise NoMirror(key=item["key"], partner=partner["key"], reason=reason)


def _rekey(tables: Table, item: Table, key: str) -> None:
    for part in tables["parts"]:
        if part["first"] == item["key"]:
            part["first"] = key
    item["key"] = key


def _replace(item: Table, changed: Table) -> None:
    item.clear()
    item.update({name: value for name, value in changed.items() if value not in (None, [])})


def _place(tables: Table, after: str) -> int:
    keys = [item["key"] for item in tables["items"]]
    if after and after not in keys:
        raise NotFound(what="item", key=after)
    return keys.index(after) + 1 if after else 0


def _starts(tables: Table) -> list[int]:
    keys = [item["key"] for item in tables["items"]]
    return [keys.index(part["first"]) for part in tables["parts"]]


def _set_starts(tables: Table, starts: list[int]) -> None:
    """Let the parts begin at these places; one without any item goes."""
    ends = [*starts[1:], len(tables["items"])]
    kept = [(p, s) for p, s, end in zip(tables["parts"], starts, ends, strict=True) if s < end]
    tables["parts"] = [part | {"first": tables["items"][start]["key"]} for part, start in kept]


def _see_to_constructs(twin: Twin, known: Known) -> None:
    """Name the constructs that an item belongs to, in the order asked, and no other."""
    here: dict[str, Any] = {each["key"]: each for tables in twin.values() for each in tables["constructs"]}
    there = {key: fixed.table for key, fixed in known.constructs.items()} | here
    for tables in twin.values():
        used = list(dict.fromkeys(item["construct"] for item in tables["items"]))
        for key in used:
            if key not in there:
                raise ConstructUnknown(key=key)
        tables["constructs"] = [there[key] for key in used]
