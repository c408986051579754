"""The rules that keep answers comparable and forms kind: what is broken, where, and what to do about it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rmfeedback.surveys.questionnaire_file import (
    ASKS,
    SECTIONS,
    Breach,
    Place,
    QuestionnaireFile,
    Table,
)
from rmfeedback.surveys.questionnaire_words import promise_in, question_about_the_person
from rmfeedback.surveys.scales import FIVE_POINT_KINDS, KINDS, NOT_JUDGED
from rmfeedback.terms import Role

Files = Mapping[str, QuestionnaireFile]
NONE: Files = MappingProxyType({})
WORDING = {"items": ("text", "kind", "reverse", "options"), "constructs": ("name", "why")}
PREFIX = {Role.MENTOR: "m_", Role.LEADER: "l_"}
# The construct that is never scored and asked first.
FACTS = "facts"
OTHER = {Role.MENTOR: Role.LEADER, Role.LEADER: Role.MENTOR}


def check(files: Files) -> None:
    """See that each file keeps the rules, and all of them together; files by their names without `.toml`.

    Raises: QuestionnaireBroken, for the first breach.
    """
    for file, breach, _rule in breaches(files):
        raise file.broken(breach)


def breaches(files: Files, others: Files = NONE) -> Iterator[tuple[QuestionnaireFile, Breach, str]]:
    """Find every breach in the files, with the name of its rule.

    `others`: what else their keys and wordings must agree with.
    """
    for file in files.values():
        for rule in RULES_OF_ONE:
            for breach in rule(file.tables, file.name.removesuffix(".toml")):
                yield file, breach, rule.__name__
    for file in files.values():
        for rule_of_all in RULES_OF_ALL:
            for breach in rule_of_all(file, {**files, **others}):
                yield file, breach, rule_of_all.__name__


def _head(tables: Table, stem: str) -> Iterator[Breach]:
    key, role = tables["key"], tables["role"]
    if key != stem:
        yield Breach(Place(), f"the key {key} is not the file's name. Write {stem}, or rename the file.")
    if role not in list(Role):
        yield Breach(Place(field="role"), f"the role {role} is unknown. Write {' or '.join(Role)}.")
    elif key.split("_")[-1] != role:
        reason = f"the role is {role}, but the key {key} ends otherwise. Make the role the key's last word."
        yield Breach(Place(field="role"), reason)
    for language, intro in tables["intro"].items():
        if words := promise_in(intro):
            reason = f"the intro speaks of anonymity or secrecy (“{words}”). Leave that to the application."
            yield Breach(Place(field=f"intro.{language}"), reason)


def _keys_are_unique(tables: Table, stem: str) -> Iterator[Breach]:
    for section in SECTIONS:
        seen: set[str] = set()
        for nth, table in enumerate(tables[section]):
            if table["key"] in seen:
                reason = f"this key is taken by one of the {section} before it. Choose another."
                yield Breach(Place(section, nth), reason)
            seen.add(table["key"])


def _constructs_are_used(tables: Table, stem: str) -> Iterator[Breach]:
    known = [construct["key"] for construct in tables["constructs"]]
    used = {item["construct"] for item in tables["items"]}
    for nth, item in enumerate(tables["items"]):
        if item["construct"] not in known:
            reason = f"the construct {item['construct']} does not exist. Write one of {', '.join(known)}."
            yield Breach(Place("items", nth, "construct"), reason)
    for nth, key in enumerate(known):
        if key not in used:
            reason = "no item belongs to this construct. Take it out, or name it in an item."
            yield Breach(Place("constructs", nth), reason)


def _parts_begin_in_order(tables: Table, stem: str) -> Iterator[Breach]:
    items = [item["key"] for item in tables["items"]]
    before = -1
    for nth, part in enumerate(tables["parts"]):
        place, first = Place("parts", nth, "first"), part["first"]
        if first not in items:
            yield Breach(place, f"the item {first} does not exist. Write the part's first item.")
        elif nth == 0 and first != items[0]:
            yield Breach(place, f"the first part must begin with the first item. Write {items[0]}.")
        elif items.index(first) <= before:
            yield Breach(place, f"the item {first} comes too early. Put the parts in the items' order.")
        else:
            before = items.index(first)


def _items_are_sound(tables: Table, stem: str) -> Iterator[Breach]:
    for nth, item in enumerate(tables["items"]):
        for field, reason in (*_unsound(item, tables["role"]), *_unsound_options(item)):
            yield Breach(Place("items", nth, field), reason)


def _unsound(item: Table, role: Role) -> Iterator[tuple[str, str]]:
    kind = item["kind"]
    if not item["key"].startswith(PREFIX[role]):
        yield "key", f"an item for a {role} is named {PREFIX[role]}…. Give the key that prefix."
    partner = PREFIX[OTHER[role]] + item["key"].removeprefix(PREFIX[role])
    if item.get("mirror", partner) != partner:
        yield "mirror", f"{item['mirror']} is not the partner's key. Write {partner}, or take the mirror out."
    if kind not in KINDS:
        yield "kind", f"the kind {kind} is unknown. Write one of {', '.join(KINDS)}."
    if item["required"]:
        yield "required", "nothing is required: forced answers are poor answers. Write required = false."
    if item["reverse"] and kind not in FIVE_POINT_KINDS:
        yield "reverse", f"only {' and '.join(FIVE_POINT_KINDS)} can be reversed. Write reverse = false."
    if "asks" in item and kind != "comment":
        yield "asks", "only a comment has the field asks. Take it out."
    if item.get("asks", ASKS[0]) not in ASKS:
        yield "asks", f"{item['asks']} is no name for an open question. Write one of {', '.join(ASKS)}."


def _unsound_options(item: Table) -> Iterator[tuple[str, str]]:
    options = [option["key"] for option in item.get("options", [])]
    if item["kind"] == "choice" and len(options) < 2:
        yield "options", "a choice needs at least two options. Add them."
    if item["kind"] != "choice" and options:
        yield "options", "only a choice has options. Take them out, or make the kind choice."
    for key, times in Counter(options).items():
        if times > 1:
            yield "options", f"the option {key} stands there {times} times. Give each option its own key."
    if NOT_JUDGED in options:
        yield "options", f"{NOT_JUDGED} means that the item cannot be judged. Give the option another key."


def _asks_once(tables: Table, stem: str) -> Iterator[Breach]:
    seen: dict[str, str] = {}
    for nth, item in enumerate(tables["items"]):
        asks = item.get("asks", "")
        if asks in seen:
            reason = f"{asks} is asked by {seen[asks]} already. Choose another name, or leave asks out."
            yield Breach(Place("items", nth, "asks"), reason)
        elif asks:
            seen[asks] = item["key"]


def _comments_come_last(tables: Table, stem: str) -> Iterator[Breach]:
    kinds = [item["kind"] for item in tables["items"]]
    for nth, (kind, before) in enumerate(zip(kinds[1:], kinds, strict=False), start=1):
        if before == "comment" and kind != "comment":
            reason = "an open question stands before this item. Put the comments at the end."
            yield Breach(Place("items", nth), reason)


def _facts_come_first(tables: Table, stem: str) -> Iterator[Breach]:
    is_past = False
    for nth, item in enumerate(tables["items"]):
        if item["construct"] == FACTS and is_past:
            yield Breach(Place("items", nth), "facts stand at the beginning. Move this item up.")
        is_past = is_past or item["construct"] != FACTS


def _nobody_is_asked_who_they_are(tables: Table, stem: str) -> Iterator[Breach]:
    for nth, item in enumerate(tables["items"]):
        for language, text in item["text"].items():
            options = [option[language] for option in item.get("options", [])]
            if words := question_about_the_person(text, options):
                reason = (
                    f"this asks about the person (“{words}”). Take it out: groups come from the wave, never "
                    "from the form."
                )
                yield Breach(Place("items", nth, f"text.{language}"), reason)


def one_key_one_wording(file: QuestionnaireFile, files: Files) -> Iterator[Breach]:
    """Trends compare items, and findings name constructs, over questionnaires: by their keys."""
    for other in files.values():
        for section, fields in WORDING.items():
            others = {table["key"]: table for table in other.tables[section]}
            for nth, table in enumerate(file.tables[section]):
                twin = others.get(table["key"], table)
                for field in (field for field in fields if table.get(field) != twin.get(field)):
                    reason = f"{field} differs from {other.name}. Make both the same, or take a new key."
                    yield Breach(Place(section, nth, field), reason)


def _mirrors_are_symmetric(file: QuestionnaireFile, files: Files) -> Iterator[Breach]:
    role = Role(file.tables["role"])
    twin = f"{file.tables['key'].removesuffix(role)}{OTHER[role]}"
    partners = {item["key"]: item for item in files[twin].tables["items"]} if twin in files else {}
    for nth, item in enumerate(file.tables["items"]):
        if "mirror" in item:
            for field, reason in _unlike_mirror(item, partners.get(item["mirror"]), f"{twin}.toml"):
                yield Breach(Place("items", nth, field), reason)


def _unlike_mirror(item: Table, partner: Table | None, twin: str) -> Iterator[tuple[str, str]]:
    mirror = item["mirror"]
    if partner is None:
        yield "mirror", f"{mirror} is not in {twin}. Add it there, or take the mirror out."
    elif partner.get("mirror") != item["key"]:
        yield "mirror", f"{mirror} in {twin} does not mirror it back. Add it there, or take it out here."
    else:
        for field in ("construct", "kind", "reverse"):
            if partner[field] != item[field]:
                yield field, f"{field} differs from its mirror {mirror} in {twin}. Make both the same."


RULES_OF_ONE = (
    _head,
    _keys_are_unique,
    _items_are_sound,
    _constructs_are_used,
    _parts_begin_in_order,
    _asks_once,
    _comments_come_last,
    _facts_come_first,
    _nobody_is_asked_who_they_are,
)
RULES_OF_ALL = (one_key_one_wording, _mirrors_are_symmetric)
