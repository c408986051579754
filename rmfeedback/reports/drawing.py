"""Charts as SVG for paper, from the coordinates of `charts`; only numbers and plain words go in."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from rmfeedback.reports.charts import Lane, Mark, Split

INK, TEAL, WARM, MUTED, LINE = "#12262a", "#0d5657", "#ad4c22", "#4a5c5f", "#dcd6c9"
_FONT = "Libertinus Serif"
# Room at both sides of a lane, so that a mark at an end and its number are whole.
_SIDE, _WIDTH, _HEIGHT = 20.0, 196.0, 26.0
_MIDDLE = _HEIGHT / 2


def lane(shown: Lane, says: Mapping[str, str]) -> str:
    """Return a row of a chart: a dumbbell of both roles, or one mean with its interval.

    `says`: what stands beside each role's mark, as the language writes it.
    """
    parts = [_line(0, 100, LINE, 1)]
    if shown.left:
        parts.append(
            _line(_number(shown.left), _number(shown.right), WARM if shown.is_notable else MUTED, 2.4)
        )
    bands = [mark for mark in shown.marks.values() if mark.band_x]
    parts += [
        _band(mark, place, len(shown.marks) > 1)
        for place, mark in enumerate(shown.marks.values())
        if mark in bands
    ]
    parts += [_point(role, mark) for role, mark in shown.marks.items() if mark.x]
    if len(shown.marks) > 1:
        parts += _numbers(shown.marks, says)
    if not bands and not any(mark.x for mark in shown.marks.values()):
        parts.append(_dashed(0, 100, 4, _HEIGHT - 8))
    return _svg(_WIDTH, _HEIGHT, parts)


def axis() -> str:
    """Return the scale of 1 to 5 that stands above the lanes."""
    return _svg(_WIDTH, 14, [_text(25.0 * (n - 1), 10, str(n), "middle", MUTED) for n in range(1, 6)])


def split(shown: Split | None) -> str:
    """Return a theme's comments by role as a bar in two parts, dashed where that is too few to tell."""
    if shown is None:
        return _svg(_WIDTH, 8, [_frame(0.5, _WIDTH - 1, 0.5, 7)])
    parts = [_box(0, _number(shown.first), TEAL), _box(_number(shown.second_x), _number(shown.second), WARM)]
    return _svg(_WIDTH, 8, parts)


def bar(share: float) -> str:
    """Return a bar as long as a share of the answers, 0 to 1."""
    return _svg(_WIDTH, 8, [_box(0, max(100 * share, 0.3), TEAL)])


def _numbers(marks: Mapping[str, Mark], says: Mapping[str, str]) -> list[str]:
    """Return each mean beside its mark, on the side away from the other's."""
    shown = sorted((role for role in marks if marks[role].x), key=lambda role: _number(marks[role].x))
    anchors = {role: ("end" if role == shown[0] else "start") for role in shown}
    return [
        _text(
            _number(marks[role].x),
            _MIDDLE + 3.4,
            says[role],
            anchors[role],
            INK,
            -10 if anchors[role] == "end" else 10,
        )
        for role in shown
    ]


def _point(role: str, mark: Mark) -> str:
    x = _x(_number(mark.x))
    if role == "leader":
        return (
            f'<path d="M{x:.1f} {_MIDDLE - 6.2}l6.2 6.2-6.2 6.2-6.2-6.2z" fill="#ffffff" '
            f'stroke="{WARM}" stroke-width="2"/>'
        )
    return f'<circle cx="{x:.1f}" cy="{_MIDDLE}" r="5.6" fill="{TEAL}"/>'


def _band(mark: Mark, place: int, is_pair: bool) -> str:
    left = _number(mark.band_x)
    y, height = (2 + 11 * place, 10) if is_pair else (5, 16)
    return _dashed(left, left + _number(mark.band_width), y, height)


def _dashed(left: float, right: float, y: float, height: float) -> str:
    return _frame(_x(left), _x(right) - _x(left), y, height)


def _frame(x: float, width: float, y: float, height: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" rx="2" '
        f'fill="none" stroke="{MUTED}" stroke-width="1" stroke-dasharray="3 3"/>'
    )


def _box(left: float, width: float, colour: str) -> str:
    scale = _WIDTH / 100
    return f'<rect x="{left * scale:.1f}" y="0" width="{width * scale:.1f}" height="8" fill="{colour}"/>'


def _line(left: float, right: float, colour: str, width: float) -> str:
    return (
        f'<line x1="{_x(left):.1f}" x2="{_x(right):.1f}" y1="{_MIDDLE}" y2="{_MIDDLE}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str, colour: str, aside: float = 0) -> str:
    return (
        f'<text x="{_x(x) + aside:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" '
        f'font-family="{_FONT}" font-size="8.5">{escape(text)}</text>'
    )


def _svg(width: float, height: float, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{"".join(parts)}</svg>'
    )


def _x(per_cent: float) -> float:
    return _SIDE + (_WIDTH - 2 * _SIDE) * per_cent / 100


def _number(per_cent: str) -> float:
    return float(per_cent.rstrip("%"))
