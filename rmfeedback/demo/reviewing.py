"""HR's part of the demo: names, sentences and reworded quotes, through the functions of the review desk."""

import tomllib

from rmfeedback.demo.answering import HERE
from rmfeedback.reports import reviewing, running


def review(wave_key: str) -> None:
    """Give the themes that the desk's notes know their names, sentences and quotes."""
    notes = tomllib.loads((HERE / "review.toml").read_text("utf-8"))
    for theme in running.themes_of(wave_key):
        note = notes.get(theme.name)
        if note is None:
            continue
        quotes = [quote.id.hex() for quote in theme.quotes]
        name, summary = note.get("name", theme.name), note["summary"]
        reviewing.describe(wave_key, theme.key, name=name, kind=theme.kind, summary=summary)
        if "quote" in note and quotes:
            reviewing.release_quote(wave_key, quotes[0], note["quote"])
