"""The judge's knowledge: which stored rows are whose, and where each row stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rmfeedback.attacks import sheets
from rmfeedback.attacks.copying import Row
from rmfeedback.attacks.playing import Person, Played
from rmfeedback.attacks.scoring import GROUP
from rmfeedback.attacks.sheets import Sheet
from rmfeedback.surveys.questionnaire import Item
from rmfeedback.terms import Role

TABLES = ("comment", "answer")
# What a row is there to say; every other column might tell more.
_CONTENT = {"wave_key", "cell", "item_key", "score", "option", "text", "id"}


@dataclass(frozen=True)
class Pile:
    """The rows of one item and one role, and whose some of them are."""

    table: str
    item_key: str
    rows: list[Row]
    owners: dict[Person, int]

    @property
    def keys(self) -> list[bytes]:
        """The keys of the rows."""
        return [row["id"] for row in self.rows]


def piles(played: Played, role: Role) -> Iterator[Pile]:
    """Return the comments on each question, the recommendations, and the odd one out of each other item."""
    people = played.who_answered(role)
    for table in TABLES:
        rows = [row for row in played.final.rows(table) if row["cell"] == role.value]
        for item in sheets.questionnaire(role).items:
            its = [row for row in rows if row["item_key"] == item.key]
            owners = {
                person: n
                for n, row in enumerate(its)
                for person in people
                if person.sheet and _is_from(person.sheet, row)
            }
            if its:
                _check(item, owners)
                yield Pile(table, item.key, its, owners)


def positions(played: Played, table: str) -> dict[str, dict[bytes, Any]]:
    """Return by name of a feature where each row stands, as something that can be sorted."""
    rows = played.final.rows(table)
    keys = [row["id"] for row in rows]
    found: dict[str, dict[bytes, Any]] = {
        "order in SQL": {key: n for n, key in enumerate(keys)},
        "key": {key: key for key in keys},
        "order of writing": {key: n for n, key in enumerate(played.written) if key in set(keys)},
    }
    for name in set(rows[0]) - _CONTENT if rows else ():
        found[f"column {name}"] = {row["id"]: row[name] for row in rows}
    for copy, when in ((played.final, "at the end"), (played.counted, "at the opening")):
        for name, its in copy.stands(table).items():
            if set(its) >= set(keys):
                found[f"{name} {when}"] = its
    return found


def _check(item: Item, owners: dict[Person, int]) -> None:
    """Be sure that the judge still knows whose the rows are; else nothing would be attacked."""
    wanted = GROUP if item.kind in ("comment", "recommend11") else 1
    if len(owners) != wanted:
        raise RuntimeError(f"of item {item.key} the authors of {len(owners)} rows are known, not of {wanted}")


def _is_from(sheet: Sheet, row: Row) -> bool:
    if "text" in row:
        return bool(sheet.word in row["text"])
    if row["score"] is not None and row["score"] == sheet.recommended.get(row["item_key"]):
        return True
    return bool((row["option"] or str(row["score"])) == sheet.odd.get(row["item_key"]))
