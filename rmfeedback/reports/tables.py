"""Findings as tables, the same ones for every file; no cell in them can start a formula."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmfeedback.reports import codebook
from rmfeedback.reports.content import Content
from rmfeedback.reports.spreadsheets import safe

Value = str | int | float | bool | None
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A name, the names of its columns, and rows of as many values."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]


# The columns of each list of the findings; a key that is not named here becomes a column after these.
COLUMNS = {
    "items": "key construct role n mean band favourable distribution text",
    "constructs": "key name role n mean band interval_low interval_high favourable questions reliability",
    "gaps": (
        "construct leader_item mentor_item n_leader n_mentor gap interval_low interval_high is_notable text"
    ),
    "construct_gaps": (
        "construct name questions n_leader n_mentor leader_mean leader_band mentor_mean mentor_band "
        "gap interval_low interval_high is_notable"
    ),
    "themes": "key name kind comments share mentor leader terms stability trend follows summary",
    "quotes": "theme quote quoted_as",
    "actions": "theme text owner due_on moved_to state reason theme_key key",
    "changes": "key construct role since change interval_low interval_high is_notable text",
    "breakdown": "key name group role n mean band interval_low interval_high favourable questions",
    "breakdown_items": "key construct group role n mean band favourable text",
    "over_waves": "key name n mean band interval_low interval_high favourable questions",
    "over_waves_items": "key construct n mean band favourable text",
    "themes_over_waves": "theme wave kind closed_on comments share",
    "themes_gone": "key name",
    "suppressed": "what",
}
# What a column holds wherever it is shown; any other holds text, or whole numbers in a table of pairs.
WHOLE = frozenset(["n", "n_leader", "n_mentor", "questions", "comments", "mentor", "leader"])
NUMBERS = frozenset(
    ["mean", "leader_mean", "mentor_mean", "gap", "change", "interval_low", "interval_high", "reliability"]
)
SHARES = frozenset(["favourable", "share", "stability"])
YES_OR_NO = frozenset({"is_notable", "reversed"})
# What of a theme is told in a table of its own.
_APART = ("quotes", "quoted_as", "over_waves")
# Told in tables of their own, or not a list of findings.
_ELSEWHERE = ("rules", "made_with", "actions_as_of")


def tables(content: Content) -> list[Table]:
    """Return the tables of some findings: codebook, wave, one per list, and the rules, in this order."""
    findings = content.findings
    lists = {name: rows for name, rows in findings.items() if _is_list_of_rows(rows)}
    lists |= {"quotes": list(_quotes(findings)), "themes_over_waves": list(_courses(findings))}
    told = [_table(name, lists.get(name) or []) for name in (*COLUMNS, *(set(lists) - set(COLUMNS)))]
    made_with = {f"made_with_{name}": value for name, value in _flat(findings["made_with"])}
    rules = dict(_flat(findings["rules"])) | made_with | {"findings_sha256": content.digest}
    facts = {
        name: value
        for name, value in findings.items()
        if name not in _ELSEWHERE and name not in lists and name not in COLUMNS
    }
    return codebook_first([_pairs("wave", dict(_flat(facts))), *told, _pairs("rules", rules)], content)


def codebook_first(told: Sequence[Table], content: Content) -> list[Table]:
    """Return tables behind the one that explains them."""
    rows = codebook.rows([(table.name, table.columns) for table in told], content.questionnaires)
    return [_filled("codebook", codebook.COLUMNS, rows), *told]


def _is_list_of_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _quotes(findings: Row) -> Iterator[Row]:
    for theme in findings["themes"]:
        for quote in theme.get("quotes") or []:
            yield {"theme": theme["key"], "quote": quote, "quoted_as": theme.get("quoted_as")}


def _courses(findings: Row) -> Iterator[Row]:
    for theme in findings["themes"]:
        for told in theme.get("over_waves") or []:
            yield {"theme": theme["key"], **told}


def _table(name: str, rows: Sequence[Row]) -> Table:
    flat = [_cells(name, row) for row in rows]
    known = COLUMNS.get(name, "").split()
    further = dict.fromkeys(column for row in flat for column in row if column not in known)
    return _filled(name, (*known, *further), flat)


def _filled(name: str, columns: Sequence[str], rows: Sequence[Row]) -> Table:
    return Table(name, tuple(columns), [tuple(_plain(row.get(c)) for c in columns) for row in rows])


def _pairs(name: str, values: Row) -> Table:
    return Table(name, ("key", "value"), [(safe(key), _plain(value)) for key, value in values.items()])


def _cells(table: str, row: Row) -> dict[str, Any]:
    """Return a row whose intervals and roles are cells of their own; quotes have a table of their own."""
    flat = dict(row)
    if "interval_90" in flat:
        ends = flat.pop("interval_90")
        low, high = ends if isinstance(ends, list) else (ends, ends)
        flat |= {"interval_low": low, "interval_high": high}
    if table == "themes":
        flat |= flat.pop("by_role", None) or {}
        flat = {name: value for name, value in flat.items() if name not in _APART}
    return flat


def _flat(values: Row, under: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (name, value) of what nests, each name with those it lies under: responses_by_role_mentor."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{under}{name}_")
        else:
            yield f"{under}{name}", value


def _plain(value: Any) -> Value:
    """Return a cell's value: lists become text; a bucket is its options with its count."""
    if isinstance(value, list):
        return safe("; ".join(_listed(each) for each in value))
    if isinstance(value, bool | int | float) or value is None:
        return value
    return safe(_listed(value))


def _listed(value: Any) -> str:
    if isinstance(value, Mapping) and {"options", "answers"} <= set(value):
        return f"{' or '.join(map(str, value['options']))}: {value['answers']}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {each}" for name, each in value.items())
    return str(value)
