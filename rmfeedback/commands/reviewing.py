"""review: HR's desk for a wave: name, merge, split, pin, and undo the last step."""

import click

from rmfeedback.commands.answering import Answer, command
from rmfeedback.reports import doubts, recutting, reviewing, running, shelf, steps
from rmfeedback.reports.models import KINDS, Theme
from rmfeedback.surveys import results

review = click.Group("review", help="Themes of a wave before they are released.")


@command(review, "show")
@click.argument("wave_key", metavar="KEY")
def review_show(wave_key: str) -> Answer:
    """Show the themes, and what was done on the desk."""
    results.wave(wave_key)
    return _told(wave_key, "")


@command(review, "name")
@click.argument("wave_key", metavar="KEY")
@click.argument("theme_key", metavar="THEME")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), help="Left as it is, if not given.")
@click.option("--summary", help="What its comments have in common, in one sentence.")
def review_name(wave_key: str, theme_key: str, name: str, kind: str | None, summary: str | None) -> Answer:
    """Name a theme."""
    theme = reviewing.find_theme(wave_key, theme_key)
    summary = theme.summary if summary is None else summary
    reviewing.describe(wave_key, theme_key, name=name, kind=kind or theme.kind, summary=summary)
    return _told(wave_key, f"The theme is named “{name}”.")


@command(review, "merge")
@click.argument("wave_key", metavar="KEY")
@click.argument("theme_key", metavar="THEME")
@click.argument("into_key", metavar="INTO")
def review_merge(wave_key: str, theme_key: str, into_key: str) -> Answer:
    """Let the comments of a theme stand in another one, whose name stays."""
    into = recutting.merge(wave_key, theme_key, into_key)
    return _told(wave_key, f"Merged into “{into.name}”.")


@command(review, "split")
@click.argument("wave_key", metavar="KEY")
@click.argument("theme_key", metavar="THEME")
@click.option("--name", "names", nargs=2, default=(), metavar="FIRST SECOND", help="Names of the two halves.")
def review_split(wave_key: str, theme_key: str, names: tuple[str, ...]) -> Answer:
    """Split a theme where its comments differ most."""
    one, other = recutting.split(wave_key, theme_key, names)
    return _told(wave_key, f"Split into “{one.name}” and “{other.name}”.")


@command(review, "pin")
@click.argument("wave_key", metavar="KEY")
@click.argument("theme_key", metavar="THEME")
@click.option("--off", is_flag=True, help="Let it go.")
def review_pin(wave_key: str, theme_key: str, off: bool) -> Answer:
    """Keep a theme as it is when the comments are read again."""
    theme = recutting.pin(wave_key, theme_key, not off)
    return _told(wave_key, f"“{theme.name}” is {'kept' if theme.is_pinned else 'not kept'} when read again.")


@command(review, "undo")
@click.argument("wave_key", metavar="KEY")
@click.option("--step", type=int, help="Only if this is the last step.")
def review_undo(wave_key: str, step: int | None) -> Answer:
    """Undo the last step."""
    return _told(wave_key, f"Undone: {recutting.undo(wave_key, step)}")


def _told(wave_key: str, said: str) -> Answer:
    """Answer with the themes as they stand now."""
    sizes, themes = shelf.sizes(wave_key), running.themes_of(wave_key)
    rows = [_row(theme, sizes[theme.key]) for theme in themes]
    done = [{"step": d.position, "deed": d.deed, "is_undone": d.is_undone} for d in steps.trail(wave_key)]
    answer = {"wave": wave_key, "themes": rows, "steps": done, "doubts": len(doubts.open_ones(wave_key))}
    lines = [f"{row['key']}: {row['name']} ({row['kind']}, {row['comments']} comments)" for row in rows]
    return answer, "\n".join([said, *lines] if said else lines or ["There is no theme."])


def _row(theme: Theme, size: int | str) -> dict[str, object]:
    shown = ("key", "name", "kind", "summary", "terms", "is_pinned")
    return {name: getattr(theme, name) for name in shown} | {"comments": size}
