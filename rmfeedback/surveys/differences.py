"""What differs between two versions of a questionnaire, in words: for whoever has to agree to the new one."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from rmfeedback.surveys.questionnaire_file import Table
from rmfeedback.surveys.scales import KIND_WORDS

LANGUAGES = (("en", "English"), ("de", "German"))


@dataclass(frozen=True)
class Difference:
    """One thing that differs; `before` and `after`: the words as respondents read them, if there are any."""

    what: str
    before: str = ""
    after: str = ""


def between(before: Table, after: Table) -> list[Difference]:
    """Return what differs in a questionnaire from an earlier version of it."""
    return [*_heads(before, after), *_parts(before, after), *_items(before, after), *_kept(before, after)]


def _heads(before: Table, after: Table) -> Iterator[Difference]:
    for field in ("title", "intro"):
        yield from _texts(f"The {field}", before[field], after[field])


def _parts(before: Table, after: Table) -> Iterator[Difference]:
    old, new = ({part["key"]: part for part in tables["parts"]} for tables in (before, after))
    for key, part in old.items():
        if key not in new:
            yield Difference(f"The part “{part['name']['en']}” is gone.")
    for key, part in new.items():
        if key not in old:
            yield Difference(f"A new part: “{part['name']['en']}”, from {part['first']} on.")
            continue
        yield from _texts(f"The heading of the part “{key}”", old[key]["name"], part["name"])
        if part["first"] != old[key]["first"]:
            yield Difference(
                f"The part “{part['name']['en']}” begins with {part['first']}, not with {old[key]['first']}."
            )


def _items(before: Table, after: Table) -> Iterator[Difference]:
    """Name the items that came, went, or took another's place."""
    old, new = ({item["key"]: item for item in tables["items"]} for tables in (before, after))
    sequence = SequenceMatcher(None, list(old), list(new), autojunk=False)
    for tag, i, j, k, m in sequence.get_opcodes():
        gone = [key for key in list(old)[i:j] if tag != "equal" and key not in new]
        come = [key for key in list(new)[k:m] if tag != "equal" and key not in old]
        for was, is_ in zip_longest(gone, come):
            yield _exchanged(old.get(was), new.get(is_))


def _exchanged(was: Table | None, is_: Table | None) -> Difference:
    if was is None:
        assert is_ is not None
        return Difference(f"New item {is_['key']} ({_about(is_)}).", after=_text(is_))
    if is_ is None:
        return Difference(f"Item {was['key']} is taken out.", before=_text(was))
    if was["text"] == is_["text"]:
        return Difference(
            f"Item {was['key']} begins anew as {is_['key']}, in the same words.", after=_text(is_)
        )
    return Difference(f"New item {is_['key']} in the place of {was['key']}.", _text(was), _text(is_))


def _kept(before: Table, after: Table) -> Iterator[Difference]:
    """Compare the items of both: where they stand, their mirrors, what they belong to, and their words."""
    old, new = ({item["key"]: item for item in tables["items"]} for tables in (before, after))
    stayed = _longest_order([key for key in old if key in new], [key for key in new if key in old])
    keys = list(new)
    for key, item in new.items():
        if key not in old:
            continue
        if key not in stayed:
            place = keys.index(key)
            where = f"behind {keys[place - 1]}" if place else "at the beginning"
            yield Difference(f"Item {key} has moved: it stands {where} now.")
        yield from _fields(old[key], item)


def _fields(was: Table, item: Table) -> Iterator[Difference]:
    key, old, new = item["key"], was.get("mirror"), item.get("mirror")
    if old and not new:
        yield Difference(f"Item {key} has no mirror any more: its gap can no longer be read.")
    elif old != new:
        yield Difference(f"Item {key} mirrors {new} now.")
    for field, name in (("construct", "construct"), ("asks", "name in the findings")):
        if was.get(field) != item.get(field):
            yield Difference(
                f"The {name} of {key} is {item.get(field, 'none')}, not {was.get(field, 'none')}."
            )
    # Only of items that were never asked; of others one key keeps one wording.
    yield from _texts(f"The text of {key}", was["text"], item["text"])
    if any(was.get(name) != item.get(name) for name in ("kind", "reverse", "options")):
        yield Difference(f"The answers to {key} are others now ({_about(item)}).")


def _texts(what: str, before: Table, after: Table) -> Iterator[Difference]:
    for language, name in LANGUAGES:
        if before[language] != after[language]:
            yield Difference(f"{what} ({name}) reads otherwise.", before[language], after[language])


def _text(item: Table) -> str:
    return f"{item['text']['en']} / {item['text']['de']}"


def _about(item: Table) -> str:
    words = [item["construct"].replace("_", " "), KIND_WORDS[item["kind"]]]
    return ", ".join([*words, "reversed"] if item["reverse"] else words)


def _longest_order(old: list[str], new: list[str]) -> set[str]:
    """Return keys that stand in the same order in both, as many as possible: the others have moved."""
    best: list[list[str]] = []
    for key in new:
        place = old.index(key)
        before = [(len(chain), chain) for chain in best if old.index(chain[-1]) < place]
        best.append([*max(before, default=(0, []))[1], key])
    return set(max(((len(chain), chain) for chain in best), default=(0, []))[1])
