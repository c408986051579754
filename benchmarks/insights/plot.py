"""Draw docs/insights.svg from the written comments of the tests: python benchmarks/insights/plot.py"""

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
    (ROOT / "docs/insights.svg").write_text(drawn(model.themes_), encoding="utf-8")


def drawn(themes: list) -> str:
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
    height = 30 + len(themes) * ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        f'font-size="13" role="img"><title>Themes of 90 comments, by size and certainty</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>\n' + "\n".join(lines) + "\n</svg>\n"
    )


if __name__ == "__main__":
    main()
