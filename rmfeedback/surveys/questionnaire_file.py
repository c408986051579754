"""A questionnaire file as written: its tables, their places in the text, and how it is refused."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rmfeedback.errors import Refused

Table = dict[str, Any]

# Ten times as long as the longest that is shipped.
MOST_BYTES = 100_000
# The names of an open question that do not tell the role.
ASKS = ("what_works", "what_gets_in_the_way", "blind_spots_or_else")

# What each field must hold; "?" marks those that a table may leave out.
TOP = {
    "key": "key",
    "version": "version",
    "role": "words",
    "title": "languages",
    "intro": "languages",
    "constructs": "tables",
    "parts": "tables",
    "items": "tables",
}
SECTIONS = {
    "constructs": {"key": "key", "name": "languages", "why": "words"},
    "parts": {"key": "key", "name": "languages", "first": "words"},
    "items": {
        "key": "key",
        "construct": "words",
        "kind": "words",
        "text": "languages",
        "reverse": "flag",
        "required": "flag",
        "mirror": "words?",
        "options": "tables?",
        "asks": "words?",
    },
}
LANGUAGES = {"en": "words", "de": "words"}
OPTION = {"key": "key", **LANGUAGES}
WANTED = {
    "key": "lower-case letters, digits and underscores, beginning with a letter",
    "version": "a whole number from 1 up",
    "words": "text in quotation marks that is not blank",
    "languages": "text in English and German, as .en and .de",
    "flag": "true or false",
    "tables": "a list of at least one table",
}


class QuestionnaireBroken(Refused):
    """A questionnaire breaks the format or a rule; says the file, the line, the key, why and what to do."""

    status = 422
    message = "%(where)s: %(reason)s"


class Place(NamedTuple):
    """A field of the n-th table (from 0) of a section; the section "" is the top of the file."""

    section: str = ""
    nth: int = 0
    field: str = "key"


class Breach(NamedTuple):
    """A rule that a file breaks: where, why, and what to do about it."""

    place: Place
    reason: str


@dataclass(frozen=True)
class QuestionnaireFile:
    """The text of one file and the tables it holds, in the right shape."""

    name: str
    text: str
    tables: Table

    def broken(self, breach: Breach) -> QuestionnaireBroken:
        """Return the refusal of a breach, with its line where that can be told."""
        place = breach.place
        line = line_of(self.text, place)
        where = [self.name, f"line {line}" if line else "", self._called(place) if place.section else ""]
        return QuestionnaireBroken(where=", ".join(filter(None, where)), reason=breach.reason)

    def _called(self, place: Place) -> str:
        table = self.tables[place.section][place.nth]
        return f"{place.section[:-1]} {table.get('key', place.nth + 1)}"


def read(path: Path) -> QuestionnaireFile:
    """Read one file and see to its form; what it says is for the rules.

    Raises: QuestionnaireBroken, if it is not UTF-8 or TOML, or a field is missing, unknown or misshapen.
    """
    return parse(path.name, path.read_bytes())


def parse(name: str, content: bytes) -> QuestionnaireFile:
    """Read what a file of this name holds, as `read` does.

    Raises: QuestionnaireBroken.
    """
    if len(content) > MOST_BYTES:
        reason = f"it has more than {MOST_BYTES} bytes, which no questionnaire needs. Choose another file."
        raise QuestionnaireBroken(where=name, reason=reason)
    try:
        text = content.decode("utf-8-sig")
        file = QuestionnaireFile(name, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        reason = "this is not UTF-8. Save the file as UTF-8."
        raise QuestionnaireBroken(where=f"{name}, line {line}", reason=reason) from error
    except (ValueError, RecursionError) as error:  # A number or a nesting beyond Python's limits, too.
        raise _not_toml(name, str(error)) from error
    for breach in misshapen(file.tables):
        raise file.broken(breach)
    return file


def _not_toml(name: str, complaint: str) -> QuestionnaireBroken:
    what, _, spot = complaint.removesuffix(")").partition(" (at ")
    line = re.match(r"line \d+", spot)
    reason = f"this is not TOML ({what}). Mend the line, or what stands before it."
    return QuestionnaireBroken(where=f"{name}, {line[0] if line else 'end of the file'}", reason=reason)


def line_of(text: str, place: Place) -> int | None:
    """Return the line (from 1) of a place's field, else of its key, else of its table's header, else None."""
    found: dict[str, int] = {}
    for number, line in _lines_of_table(text, place):
        name = re.match(r"\s*(\[\[|[\w-]+(?:\.[\w-]+)*(?=\s*=))", line)
        if name:
            found.setdefault(name[1], number)
            found.setdefault(name[1].split(".")[0], number)
    around = place.field.split(".")[0]
    return found.get(place.field) or found.get(around) or found.get("key") or found.get("[[")


def _lines_of_table(text: str, place: Place) -> Iterator[tuple[int, str]]:
    section, count = "", {"": 1}
    for number, line in enumerate(text.split("\n"), start=1):
        header = re.match(r"\s*\[\[\s*(\w+)\s*\]\]", line)
        if header:
            section = header[1]
            count[section] = count.get(section, 0) + 1
        if section == place.section and count[section] == place.nth + 1:
            yield number, line


def misshapen(tables: Table) -> Iterator[Breach]:
    """Find fields that are missing, unknown or of the wrong form; in the sections once the top is right."""
    top = list(_misshapen_fields(tables, TOP, Place(field="")))
    yield from top
    if top:
        return
    for section, fields in SECTIONS.items():
        for nth, table in enumerate(tables[section]):
            yield from _misshapen_fields(table, fields, Place(section, nth, ""))


def _misshapen_fields(table: Table, fields: dict[str, str], at: Place) -> Iterator[Breach]:
    """`at.field` is what each field's name begins with: nothing, or the field around it and a dot."""
    for name in (name for name in table if name not in fields):
        known = ", ".join(at.field + each for each in fields)
        yield _breach(at, name, f"is unknown. Take it out, or use one of {known}.")
    for name, form in fields.items():
        wanted = form.removesuffix("?")
        if name not in table:
            if wanted == form:
                yield _breach(at, name, f"is missing. Add it: {WANTED[wanted]}.")
        elif not _has_form(table[name], wanted):
            yield _breach(at, name, f"has the wrong form. Write {WANTED[wanted]}.")
        elif wanted == "languages":
            yield from _misshapen_fields(table[name], LANGUAGES, at._replace(field=f"{name}."))
        elif name == "options":
            for option in table[name]:
                yield from _misshapen_fields(option, OPTION, at._replace(field="options."))


def _breach(at: Place, name: str, reason: str) -> Breach:
    field = at.field + name
    return Breach(at._replace(field=field), f"the field {field} {reason}")


def _has_form(value: object, form: str) -> bool:
    match form:
        case "key":
            return isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*", value) is not None
        case "version":
            return type(value) is int and value >= 1
        case "words":
            return isinstance(value, str) and value.strip() != ""
        case "languages":
            return isinstance(value, dict)
        case "flag":
            return isinstance(value, bool)
        case _:
            return isinstance(value, list) and value != [] and all(isinstance(each, dict) for each in value)
