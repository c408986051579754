"""Every cell of some findings that reads "too few"; small and protective ones look the same."""

from collections.abc import Mapping
from typing import Any

from rmfeedback.reports.disclosure import TOO_FEW

Row = dict[str, Any]


def rows(findings: Mapping[str, Any]) -> list[Row]:
    """Name every cell that reads "too few"; the reason is always the same, so none is given."""
    hidden = [f"responses by role, {role}" for role, n in findings["by_role"].items() if n == TOO_FEW]
    for table in ("constructs", "items", "breakdown", "breakdown_items"):
        hidden += [_named(row) for row in findings[table] if row["n"] == TOO_FEW]
    for table in ("over_waves", "over_waves_items"):
        hidden += [f"{row['key']}, over waves" for row in findings[table] if row["n"] == TOO_FEW]
    for row in findings["items"]:
        hidden += [
            f"{_named(row)}, {name}"
            for name in ("favourable", "distribution")
            if row["n"] != TOO_FEW and row.get(name) == TOO_FEW
        ]
    hidden += [
        f"change, {row['key']}, {row['role']}" for row in findings["changes"] if row["change"] == TOO_FEW
    ]
    hidden += [f"gap, {row['construct']}" for row in findings["construct_gaps"] if row["gap"] == TOO_FEW]
    hidden += [
        f"gap, {row['leader_item']} and {row['mentor_item']}"
        for row in findings["gaps"]
        if row["gap"] == TOO_FEW
    ]
    for row in findings["themes"]:
        hidden += [f"{row['name']}, comments"] if row["comments"] == TOO_FEW else []
        hidden += [f"{row['name']}, by role"] if TOO_FEW in row["by_role"].values() else []
        hidden += [f"{row['name']}, share"] if row["share"] == TOO_FEW else []
        hidden += [f"{row['name']}, trend"] if row["trend"] == TOO_FEW else []
    hidden += [f"comments, {name}" for name, n in findings["comments"].items() if n == TOO_FEW]
    return [{"what": what} for what in hidden]


def _named(row: Row) -> str:
    group = f", {row['group']}" if row.get("group") else ""
    return f"{row['key']}, {row['role']}{group}"
