"""Findings as tables, the same ones for every file; no cell in them can start a formula."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Value = str | int | float | bool | None
# What a spreadsheet takes for the beginning of a formula, also in full width, or skips to look for one.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Table:
    """A name, the names of its columns, and rows of as many values."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]


COLUMNS = {
    "constructs": "key name role n mean band interval_low interval_high favourable questions reliability",
    "items": "key construct role n mean band favourable distribution text",
    "breakdown": "key name group role n mean band interval_low interval_high favourable questions",
    "breakdown_items": "key construct group role n mean band favourable text",
    "over_waves": "key name n mean band interval_low interval_high favourable questions",
    "over_waves_items": "key construct n mean band favourable text",
    "changes": "key construct role since change interval_low interval_high is_notable text",
    "gaps": (
        "construct leader_item mentor_item n_leader n_mentor gap interval_low interval_high is_notable text"
    ),
    "construct_gaps": (
        "construct name questions n_leader n_mentor leader_mean leader_band mentor_mean mentor_band "
        "gap interval_low interval_high is_notable"
    ),
    "themes": "key name kind comments share mentor leader terms stability trend quote summary",
    "actions": "theme text owner due_on state",
    "suppressed": "what",
}
_OVERVIEW = ("wave", "kind", "programme", "cohort", "closed_on", "invited", "responses")


def tables(findings: Mapping[str, Any]) -> list[Table]:
    """Return the tables of some findings: an overview, one per list, and the rules."""
    overview = {name: findings[name] for name in _OVERVIEW}
    overview |= {f"responses_{role}": n for role, n in findings["by_role"].items()}
    overview |= {f"comments_{name}": n for name, n in findings["comments"].items()}
    return [
        _pairs("overview", overview),
        *(_table(name, columns.split(), findings[name]) for name, columns in COLUMNS.items()),
        _pairs("rules", findings["rules"] | {"made_with_version": findings["made_with"]["version"]}),
    ]


def safe(value: Value) -> Value:
    """Return a value no spreadsheet calculates: text that could start a formula gets an apostrophe."""
    if isinstance(value, str) and value.lstrip(" \u00a0\ufeff").startswith(FORMULA_STARTS):
        return "'" + value
    return value


def _pairs(name: str, values: Mapping[str, Any]) -> Table:
    return Table(name, ("key", "value"), [(safe(key), safe(_plain(value))) for key, value in values.items()])


def _table(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Table:
    flat = [_flat(row) for row in rows]
    return Table(name, tuple(columns), [tuple(safe(_plain(row.get(c))) for c in columns) for row in flat])


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose intervals, roles and quotes are cells of their own."""
    flat = dict(row)
    if "interval_90" in row:
        ends = row["interval_90"]
        low, high = ends if isinstance(ends, list) else (ends, ends)
        flat |= {"interval_low": low, "interval_high": high}
    flat |= row.get("by_role", {})
    flat["quote"] = " ".join(row.get("quotes", []))
    return flat


def _plain(value: Any) -> Value:
    """Return a cell's value: lists become text; a bucket is its options with its count."""
    if isinstance(value, list):
        return "; ".join(_bucket(each) if isinstance(each, dict) else str(each) for each in value)
    return value if isinstance(value, str | int | float) or value is None else str(value)


def _bucket(bucket: Mapping[str, Any]) -> str:
    return f"{' or '.join(bucket['options'])}: {bucket['answers']}"
