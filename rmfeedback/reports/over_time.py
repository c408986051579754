"""A theme over waves, as coordinates for its drawing and in words beside it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rmfeedback.reports.chance import FADING, GROWING
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.wording import WAVE_NAMES, counted, day, first_up

Row = Mapping[str, Any]
NOT_ASKED = "not asked"
# The drawing of a theme's page, in pixels: where no comment lies, and how high all of the axis is.
GROUND, HEIGHT = 180, 120
# The small drawing on its card.
SPARK_LEFT, SPARK_RIGHT, SPARK_GROUND, SPARK_HEIGHT = 8, 104, 35, 28
MARGIN = 18.0


@dataclass(frozen=True)
class Point:
    """A wave on the drawing: its name, what it says, and where it stands; `y` is None where there is a hole.

    `at`, `spark_x`, `spark_y`: the same in the small drawing.
    """

    name: str
    on: str
    comments: int | str | None
    says: str
    x: float
    y: int | None
    spark_x: int
    spark_y: int | None

    @property
    def is_asked(self) -> bool:
        return self.says != NOT_ASKED


@dataclass(frozen=True)
class Course:
    """The points of a theme, those that a line joins, and the ticks of the axis as (y, words)."""

    points: list[Point]
    joined: list[tuple[Point, Point]]
    ticks: list[tuple[int, str]]

    @property
    def label(self) -> str:
        """All that the drawing says, in words."""
        told = [f"{point.name}: {point.says}" for point in self.points]
        return f"Share of comments, to the nearest 10 %. {'; '.join(told)}"


def course(over_waves: Sequence[Row]) -> Course | None:
    """Return the course of a theme, or None before there is anything to compare it with."""
    if sum(_says(row) != NOT_ASKED for row in over_waves) < 2:
        return None
    shares = [row["share"] for row in over_waves if isinstance(row["share"], float)]
    top = next(each for each in (0.3, 0.6, 1.0) if max([*shares, 0.0]) <= each)
    points = [_point(row, place, len(over_waves), top) for place, row in enumerate(over_waves)]
    ticks = [(GROUND - round(HEIGHT * part), f"{top * part:.0%}".replace("%", " %")) for part in (0, 0.5, 1)]
    return Course(points, _joined(points), ticks)


def trend_in_words(trend: str | None) -> str:
    """Return a trend as a card says it; none, where the other wave has no theme to compare with."""
    if trend is None:
        return "Not compared"
    return "Trend: too few" if trend == TOO_FEW else first_up(trend)


def share_in_words(share: float | str | None) -> str:
    """Return a share as it was released: to the nearest 10 %."""
    if share is None:
        return NOT_ASKED
    if not isinstance(share, float):
        return TOO_FEW
    return f"about {share:.0%}".replace("%", " %") if share else "under 5 %"


def headline(findings: Row) -> str:
    """Return how many themes and answers have changed; nothing that may be chance counts."""
    themes = sum(theme["trend"] in (GROWING, FADING) for theme in findings["themes"])
    moved = sum(row["is_notable"] for row in findings["changes"])
    told = [counted(themes, "theme", "themes")] if themes else []
    told += [counted(moved, "answer", "answers")] if moved else []
    if not told:
        return "Nothing has changed that stands out from chance."
    return f"{first_up(' and '.join(told))} {'has' if themes + moved == 1 else 'have'} changed."


def moves(findings: Row) -> list[dict[str, Any]]:
    """Return the changes that are told, the widest first, with both means as `then` and `now`."""
    now = {(row["key"], row["role"]): row["mean"] for row in findings["items"]}
    told = [row for row in findings["changes"] if isinstance(row["change"], float)]
    return [
        row
        | {"now": now[place], "then": round(now[place] - row["change"], 1)}
        | {"is_beyond_chance": row["interval_90"][0] > 0 or row["interval_90"][1] < 0}
        for row in sorted(told, key=lambda row: -abs(row["change"]))
        for place in [(row["key"], row["role"])]
    ]


def note(findings: Row, smallest: str) -> str:
    """Return what trends compare, and what they leave out; empty where there are none."""
    since = findings.get("themes_since")
    if not findings["themes"] or not since:
        return ""
    wave = f"the {WAVE_NAMES[since['kind']].lower()} wave that closed on {day(since['closed_on'])}"
    if not since["may_compare"]:
        return (
            f"A trend is told only where nobody, or at least {smallest} people, joined or left since {wave}."
        )
    left_out = _left_out(findings["themes"][0]["over_waves"])
    return (
        f"Growing, steady, fading and new compare the share of comments with {wave}. Growing and fading are "
        "more than chance would do; what is new was not among its themes. Different people may have "
        f"answered.{left_out}"
    )


def _left_out(over_waves: Sequence[Row]) -> str:
    kinds = dict.fromkeys(row["kind"] for row in over_waves if row["share"] is None)
    if not kinds:
        return ""
    names = " and ".join(WAVE_NAMES[kind].lower() for kind in kinds)
    if len(kinds) == 1:
        return f" The {names} wave asked other questions and is left out."
    return f" The {names} waves asked other questions and are left out."


def _says(row: Row) -> str:
    return share_in_words(row["share"])


def _point(row: Row, place: int, of: int, top: float) -> Point:
    along = place / (of - 1)
    share = row["share"] if isinstance(row["share"], float) else None
    return Point(
        name=WAVE_NAMES[row["kind"]],
        on=day(row["closed_on"], with_year=True),
        comments=row["comments"],
        says=_says(row),
        x=round(MARGIN + (100 - 2 * MARGIN) * along, 1),
        y=None if share is None else GROUND - round(HEIGHT * share / top),
        spark_x=math.floor(SPARK_LEFT + (SPARK_RIGHT - SPARK_LEFT) * along),
        spark_y=None if share is None else SPARK_GROUND - round(SPARK_HEIGHT * share / top),
    )


def _joined(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Join neighbours that were asked; across a wave that was not asked, but not across a hidden one."""
    asked = [point for point in points if point.is_asked]
    pairs = zip(asked, asked[1:], strict=False)
    return [(one, other) for one, other in pairs if one.y is not None and other.y is not None]
