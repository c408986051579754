"""Draw the pictures of docs/insights.md from the written comments of the tests:

python benchmarks/insights/plot.py
"""

import csv
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
ROW, LEFT, WIDTH = 26, 330, 760
SHADES = {"clear": "#1f5673", "likely": "#6f9bb3", "uncertain": "#c3d3dc", "too few to say": "#c3d3dc"}


def main() -> None:
    from rmfeedback.insights import ThemeModel

    with (ROOT / "tests/insights/comments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    model = ThemeModel().fit(
        [row["comment"] for row in rows],
        questions=[row["question"] for row in rows],
        roles=[row["role"] for row in rows],
        languages=[row["language"] for row in rows],
    )
    (ROOT / "docs/insights.svg").write_text(by_size(model.themes_), encoding="utf-8")
    (ROOT / "docs/insights-roles.svg").write_text(by_role(model.themes_), encoding="utf-8")


def by_size(themes: list) -> str:
    """Bars of the themes' sizes, shaded by how sure they are."""
    scale = (WIDTH - LEFT - 90) / max(theme.size for theme in themes)
    lines = []
    for place, theme in enumerate(themes):
        top = 20 + place * ROW
        lines.append(f'<text x="{LEFT - 8}" y="{top + 14}" text-anchor="end">{escape(theme.name)}</text>')
        lines.append(
            f'<rect x="{LEFT}" y="{top}" width="{theme.size * scale:.0f}" height="18" '
            f'fill="{SHADES[theme.certainty]}"/>'
        )
        said = f"{theme.size}, {theme.certainty}"
        lines.append(f'<text x="{LEFT + theme.size * scale + 6:.0f}" y="{top + 14}">{said}</text>')
    return picture("Themes of 90 comments, by size and certainty", lines, len(themes))


def by_role(themes: list) -> str:
    """For each theme the share of what mentors say, and of what leaders say, joined by a line."""
    roles = {"mentor": "#1f5673", "leader": "#c1662f"}
    totals = {role: sum(theme.by_role.get(role, 0) for theme in themes) for role in roles}
    shares = [{role: theme.by_role.get(role, 0) / totals[role] for role in roles} for theme in themes]
    scale = (WIDTH - LEFT - 90) / max(max(own.values()) for own in shares)
    lines = []
    for place, (theme, own) in enumerate(zip(themes, shares, strict=True)):
        middle = 29 + place * ROW
        ends = [LEFT + own[role] * scale for role in roles]
        lines.append(f'<text x="{LEFT - 14}" y="{middle + 5}" text-anchor="end">{escape(theme.name)}</text>')
        line = f'x1="{ends[0]:.0f}" x2="{ends[1]:.0f}" y1="{middle}" y2="{middle}"'
        lines.append(f'<line {line} stroke="#c3d3dc" stroke-width="3"/>')
        for (role, colour), end in zip(roles.items(), ends, strict=True):
            radius = 7 if role == "mentor" else 5  # Where both are one, both are seen.
            lines.append(f'<circle cx="{end:.0f}" cy="{middle}" r="{radius}" fill="{colour}"/>')
    last = 34 + len(themes) * ROW
    for place, (role, colour) in enumerate(roles.items()):
        left = LEFT + place * 190
        lines.append(f'<circle cx="{left}" cy="{last - 5}" r="5" fill="{colour}"/>')
        lines.append(f'<text x="{left + 10}" y="{last}">share of {role}s&#8217; comments</text>')
    return picture("Themes of 90 comments, by who speaks of them", lines, len(themes) + 1)


def picture(title: str, lines: list[str], n_rows: int) -> str:
    """A picture of some rows, with a title for who hears it."""
    height = 30 + n_rows * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        f'font-size="13" role="img"><title>{title}</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n' + "\n".join(lines) + "\n</svg>\n"
    )


if __name__ == "__main__":
    main()
