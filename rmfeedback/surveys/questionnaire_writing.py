"""The one way a questionnaire is written as TOML: the shipped files come out as they went in, byte for byte.

A writer of our own, because the form is fixed: dotted names for the two languages, one line for an option.
"""

from collections.abc import Iterator
from typing import Any

from rmfeedback.surveys.questionnaire_file import Table

TOP = ("key", "version", "role", "title", "intro")
SECTIONS = {
    "constructs": ("key", "name", "why"),
    "parts": ("key", "name", "first"),
    "items": ("key", "construct", "kind", "asks", "text", "reverse", "mirror", "required", "options"),
}
OPTION = ("key", "en", "de")
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def write(tables: Table) -> str:
    """Return the text of a questionnaire file; `tables`: as a file is read, in the right shape."""
    blocks = ["\n".join(_lines(tables, TOP))]
    for section, fields in SECTIONS.items():
        blocks += ["\n".join((f"[[{section}]]", *_lines(table, fields))) for table in tables[section]]
    return "\n\n".join(blocks) + "\n"


def _lines(table: Table, fields: tuple[str, ...]) -> Iterator[str]:
    for name in fields:
        value = table.get(name)
        if isinstance(value, dict):
            yield from (f"{name}.{language} = {_value(value[language])}" for language in ("en", "de"))
        elif isinstance(value, list):
            yield f"{name} = ["
            yield from (f"  {{ {_option(option)} }}," for option in value)
            yield "]"
        elif value is not None:
            yield f"{name} = {_value(value)}"


def _option(option: Table) -> str:
    return ", ".join(f"{name} = {_value(option[name])}" for name in OPTION)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _quoted(value)


def _quoted(words: str) -> str:
    return '"' + "".join(_ESCAPED.get(sign) or _sign(sign) for sign in words) + '"'


def _sign(sign: str) -> str:
    """TOML takes no control character as it is."""
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign
