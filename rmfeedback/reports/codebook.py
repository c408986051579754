"""What each sheet, column and item of the files means, in English and German: the codebook of an export."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rmfeedback.surveys.questionnaire import Item, Questionnaire, Text

COLUMNS = (
    "explains",
    "sheet",
    "key",
    "wording_en",
    "wording_de",
    "role",
    "construct",
    "construct_en",
    "construct_de",
    "scale_en",
    "scale_de",
    "reversed",
    "same_as",
)
_NOT_SAID = {"en": "Not explained in this version.", "de": "In dieser Fassung nicht erklärt."}


def rows(
    sheets: Sequence[tuple[str, Sequence[str]]], questionnaires: Sequence[Questionnaire]
) -> list[dict[str, Any]]:
    """Return a row per note, sheet, column and item; `sheets`: names with their columns."""
    words = _words()
    explained = [("codebook", COLUMNS), *sheets]
    return [
        *(_row("note", "", key, said) for key, said in words["notes"].items()),
        *(_row("sheet", name, "", words["sheets"].get(name, _NOT_SAID)) for name, _ in explained),
        *(
            _row("column", sheet, column, words["columns"].get(column, _NOT_SAID))
            for sheet, columns in explained
            for column in columns
        ),
        *(row for asked in questionnaires for row in _items(asked)),
    ]


def explains(sheet: str, column: str) -> bool:
    """Tell whether a sheet and a column of it are explained in words."""
    return sheet in _words()["sheets"] and column in _words()["columns"]


def _row(explains: str, sheet: str, key: str, said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "explains": explains,
        "sheet": sheet,
        "key": key,
        "wording_en": said["en"],
        "wording_de": said["de"],
    }


def _items(asked: Questionnaire) -> Iterator[dict[str, Any]]:
    names = {construct.key: construct.name for construct in asked.constructs}
    for item in asked.items:
        name = names.get(item.construct, Text(item.construct, item.construct))
        yield {
            **_row("item", "items", item.key, {"en": item.text.en, "de": item.text.de}),
            "role": asked.role.value,
            "construct": item.construct,
            "construct_en": name.en,
            "construct_de": name.de,
            "scale_en": _scale(item, "en"),
            "scale_de": _scale(item, "de"),
            "reversed": item.reverse,
            "same_as": item.neutral_key if item.mirror else None,
        }


def _scale(item: Item, language: str) -> str:
    """Return the scale as it was offered: 1 Never, 2 Rarely, …; options by name; nothing for a comment."""
    if item.options:
        return "; ".join(option.text.in_(language) for option in item.options)
    if not item.is_scaled:
        return ""
    low, high = item.scale
    labels = item.scale_labels(language)
    points = range(low, high + 1) if len(labels) == high - low + 1 else (low, high)
    return "; ".join(f"{point} {label}" for point, label in zip(points, labels, strict=True))


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("codebook.toml").read_text("utf-8"))
