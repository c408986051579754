"""action: what is done about the themes of a released wave; wave report: tell everybody; wave promises."""

from typing import Any

import click

from rmfeedback.commands.answering import Answer as Said
from rmfeedback.commands.answering import command
from rmfeedback.commands.waves import DATE, wave
from rmfeedback.config import this_day
from rmfeedback.reports import actions
from rmfeedback.reports.action_rules import Answer
from rmfeedback.reports.models import ACTION_STATES
from rmfeedback.surveys import results
from rmfeedback.waves import promising, reporting

action = click.Group("action", help="You said, we did: answers to the themes of a released wave.")


@command(action, "add")
@click.argument("wave_key", metavar="KEY")
@click.argument("theme_key", metavar="THEME")
@click.argument("text")
@click.option("--owner", required=True, help="A unit or a function, never a person.")
@click.option("--due", type=DATE)
@click.option("--state", default="planned", type=click.Choice(ACTION_STATES))
@click.option("--reason", default="", help="A sentence more; where it was declined, why.")
def action_add(wave_key: str, theme_key: str, text: str, due: Any, **given: Any) -> Said:
    """Answer a theme."""
    made = actions.add(wave_key, theme_key, Answer(text=text, due_on=due and due.date(), **given))
    return _told(wave_key, made.key)


@command(action, "change")
@click.argument("wave_key", metavar="KEY")
@click.argument("action_key", metavar="ACTION")
@click.option("--text")
@click.option("--owner")
@click.option("--due", "due_on", type=DATE)
@click.option("--moved-to", type=DATE, help="A second date, where the first was not kept.")
@click.option("--state", type=click.Choice(ACTION_STATES))
@click.option("--reason")
@click.option("--theme", "theme_key", default="", help="Another theme.")
@click.option("--delete", is_flag=True, help="It was written by mistake.")
def action_change(wave_key: str, action_key: str, theme_key: str, delete: bool, **given: Any) -> Said:
    """Change an answer; what is not given stays. Or delete it."""
    if delete:
        actions.take_away(wave_key, action_key)
        return {"wave": wave_key, "action": None}, f"Answer {action_key} is deleted."
    kept = actions.find(wave_key, action_key)
    named = ("text", "owner", "due_on", "state", "moved_to", "reason")
    days = {name: given[name].date() for name in ("due_on", "moved_to") if given[name]}
    words = {name: value for name, value in (given | days).items() if value is not None}
    whole = {name: getattr(kept, name) for name in named} | words
    actions.change(wave_key, action_key, Answer(**whole), actions.mark(kept), theme_key)
    return _told(wave_key, action_key)


@command(action, "list")
@click.argument("wave_key", metavar="KEY")
def action_list(wave_key: str) -> Said:
    """List the answers, and the themes without one."""
    results.wave(wave_key)
    board = actions.board(wave_key)
    unanswered = [theme["name"] for theme in board.unanswered]
    said = [_in_words(row) for row in board.rows] + [f"Without an answer: {name}" for name in unanswered]
    answer = {"wave": wave_key, "actions": board.rows, "unanswered": [t["key"] for t in board.unanswered]}
    return answer, "\n".join(said) or "There is no theme to answer."


@command(wave, "report")
@click.argument("wave_key", metavar="KEY")
@click.option("--check", is_flag=True, help="Look only; send nothing.")
def wave_report(wave_key: str, check: bool) -> Said:
    """Mail everybody who was invited what was heard, and what is done about it; once."""
    telling = reporting.check(wave_key) if check else reporting.send(wave_key, this_day())
    sent_on = telling.sent_on.isoformat() if telling.sent_on else None
    answer = {
        "wave": wave_key,
        "people": telling.people,
        "unanswered": telling.unanswered,
        "sent_on": sent_on,
    }
    said = f"{telling.people} people {'would be' if check else 'are'} told what came of wave {wave_key}."
    without = f" {telling.unanswered} themes have no answer yet." if telling.unanswered else ""
    return answer | {"waiting": telling.waiting}, said + without


@command(wave, "promises")
@click.argument("wave_key", metavar="KEY")
@click.option("--leave-out", multiple=True, metavar="WAVE/ACTION", help="Do not ask about this one.")
@click.option("--ask-all", is_flag=True, help="Leave none out.")
def wave_promises(wave_key: str, leave_out: tuple[str, ...], ask_all: bool) -> Said:
    """Show which earlier answers a wave asks about: did it happen? Or leave some out."""
    if leave_out or ask_all:
        promising.leave_out(wave_key, frozenset(leave_out))
    asking = promising.of(results.wave(wave_key))
    answer = {
        "wave": wave_key,
        "asked": [promise.name for promise in asking.asked],
        "left_out": sorted(asking.left_out),
        "no_room": [promise.name for promise in asking.crowded_out],
    }
    return answer, "\n".join(f"{p.name}: {p.text}" for p in asking.asked) or "It asks about no promise."


def _told(wave_key: str, key: str) -> Said:
    row = next(row for row in actions.rows(wave_key) if row["key"] == key)
    return {"wave": wave_key, "action": row}, _in_words(row)


def _in_words(row: dict[str, Any]) -> str:
    due = f", due {row['due_on']}" if row["due_on"] else ""
    late = ", late" if row["is_late"] else ""
    return f"{row['key']}: {row['theme']}: {row['text']} ({row['owner']}{due}; {row['state']}{late})"
