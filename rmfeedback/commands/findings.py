"""insights, findings: what the comments of a closed wave have in common, and what may be read."""

from pathlib import Path

import click

from rmfeedback.commands.answering import Answer, command
from rmfeedback.reports import beside, exporting, findings, running

insights = click.Group("insights", help="Themes of a closed wave.")
found = click.Group("findings", help="What may be read.")


@command(insights, "run")
@click.argument("wave_key", metavar="KEY")
def insights_run(wave_key: str) -> Answer:
    """Find the themes in a closed wave's comments."""
    made = running.run(wave_key)
    answer = {"wave": wave_key, "themes": made.themes, "comments": made.comments}
    return (
        answer,
        f"{made.themes} themes in {made.comments} comments. Review them, then release the findings.",
    )


@command(found, "show")
@click.argument("wave_key", metavar="KEY")
def findings_show(wave_key: str) -> Answer:
    """Show what a release would hold; how many of each role wrote to a theme is told once it is released."""
    shown = findings.preview(wave_key)
    return shown, exporting.summary(shown)


@command(found, "release")
@click.argument("wave_key", metavar="KEY")
def findings_release(wave_key: str) -> Answer:
    """Freeze the findings and let leadership read them."""
    released = findings.release(wave_key)
    return released, exporting.summary(released)


@command(found, "export")
@click.argument("wave_key", metavar="KEY")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(exporting.LANGUAGES), help="Of report and slides: en or de.")
def findings_export(wave_key: str, file: Path, language: str | None) -> Answer:
    """Write the released findings to a file: .json .csv .xlsx .pdf .zip; .parquet .pptx where installed."""
    written = exporting.write(wave_key, file, language or "")
    return {"file": str(written)}, f"The findings are in {written}."


@command(found, "compare")
@click.argument("wave_key", metavar="KEY")
def findings_compare(wave_key: str) -> Answer:
    """Put a released wave of a roll-out beside its pilot's, question by question."""
    both = beside.of(wave_key)
    waves = {"pilot": both.pilot["wave"], "roll_out": both.roll_out["wave"]}
    said = [f"{row.text} ({row.role}): {row.difference}" for row in both.notable]
    words = "\n".join(said) or "Nothing stands out."
    return waves | {"items": [row.as_json() for row in both.rows]}, f"Different people answered.\n{words}"
