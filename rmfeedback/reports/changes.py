"""What has changed since the last wave that asked the same: differences of released means, nothing else."""

import json
from collections.abc import Iterator, Sequence

from rmfeedback.db import db
from rmfeedback.reports import scoring
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.models import Release
from rmfeedback.reports.tabulating import Row, scaled_items
from rmfeedback.surveys.models import Wave


def rows(wave: Wave, items: Sequence[Row], earlier: Sequence[Wave]) -> list[Row]:
    """Return a row per item and role that an earlier released wave asked, too: the latest one that did.

    `items`: what this wave tells; `earlier`: released waves of the cohort, by the day they opened. Where few
    people joined or left in between, or either side is no number, the change is too few.
    """
    comparable = wave.choices.get("comparable_with") or []
    return list(_rows(items, [(each.key, _items_of(each)) for each in reversed(earlier)], comparable))


def _rows(
    items: Sequence[Row], earlier: Sequence[tuple[str, dict[tuple[str, str], Row]]], comparable: Sequence[str]
) -> Iterator[Row]:
    for place, row in scaled_items({"items": items}).items():
        since = next(((key, its[place]) for key, its in earlier if place in its), None)
        if since is not None:
            named = {name: row[name] for name in ("key", "role", "construct", "text")}
            yield named | {"since": since[0]} | _change(since[1], row, may_tell=since[0] in comparable)


def _change(before: Row, now: Row, *, may_tell: bool) -> Row:
    means = before["mean"], now["mean"]
    if not may_tell or not all(isinstance(mean, float) for mean in means):
        return {"change": TOO_FEW, "interval_90": TOO_FEW, "is_notable": False}
    # Nobody's answers are linked over waves, so both count as groups of their own.
    change = scoring.between(means[0], before["n"], means[1], now["n"])
    is_scored = now["construct"] not in scoring.UNSCORED_CONSTRUCTS
    return {
        "change": change.gap,
        "interval_90": list(change.interval_90),
        "is_notable": change.is_notable and is_scored,
    }


def _items_of(wave: Wave) -> dict[tuple[str, str], Row]:
    release = db.session.get(Release, wave.key)
    return scaled_items(json.loads(release.findings)) if release else {}
