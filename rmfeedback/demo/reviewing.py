"""HR's part of the demo: names, sentences, quotes and answers, through the functions of the pages."""

import tomllib
from datetime import date, timedelta

from rmfeedback.demo.answering import HERE
from rmfeedback.reports import actions, findings, quoting, reviewing, running
from rmfeedback.reports.action_rules import Answer


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
            quoting.release_quote(wave_key, quotes[0], note["quote"])


def answer(wave_key: str, today: date) -> None:
    """Answer the released themes that the notes know; days count from today."""
    notes = tomllib.loads((HERE / "answers.toml").read_text("utf-8"))
    for theme in findings.released(wave_key)["themes"]:
        note = dict(notes.get(theme["name"], {}))
        if note:
            due, moved_to = (note.pop(name, None) for name in ("due", "moved_to"))
            due_on, moved_on = (today + timedelta(days=n) if n is not None else None for n in (due, moved_to))
            actions.add(wave_key, theme["key"], Answer(**note, due_on=due_on, moved_to=moved_on))
