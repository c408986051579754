"""What is done about the released themes: an action each, or why nothing is. HR writes it.

An action goes by mail to everybody who was invited, and into the next wave's form. So it names no person.
"""

import hashlib
import json
import secrets
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from rmfeedback import config
from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.reports.action_rules import OPEN_STATES, ActionRefused, Answer, checked
from rmfeedback.reports.models import Action, Release
from rmfeedback.staff import audit
from rmfeedback.surveys import results

Row = dict[str, Any]
MOST_PER_THEME = 10


class NotReleasedYet(Refused):
    status = 409
    message = N_("An answer is to what leadership has read. Release the findings of this wave first.")


class ThemeUnknown(ActionRefused):
    message = N_("“%(theme)s” is no theme of the released findings. Choose one of: %(known)s.")


class TooManyAnswers(ActionRefused):
    message = N_("This theme has %(most)d answers already, as many as anybody reads. Change one of them.")


class ActionChanged(Refused):
    status = 409
    message = N_(
        "Somebody else has changed this answer since you opened it. It now reads: “%(now)s”. Nothing of "
        "yours was kept; look at it, then change it again."
    )

    def __init__(self, now: str, mark: str) -> None:
        super().__init__(now=now)
        self.mark = mark


@dataclass(frozen=True)
class Board:
    """What the page shows: rows, themes without one, and rows whose theme is no longer released (HR only)."""

    rows: list[Row]
    unanswered: list[Row]
    stray: list[Row]

    @property
    def counts(self) -> Counter[str]:
        """How many rows there are by state; those that are late apart."""
        return Counter("late" if row["is_late"] else row["state"] for row in self.rows)


def rows(wave_key: str, today: date | None = None) -> list[Row]:
    """Return the actions of a wave's released themes: theme, text, owner, due_on, state; and more.

    More are key, theme_key, theme_kind, seen (its mark), moved_to, reason and is_late on a day, which is
    today where none is given. Dates are ISO.
    """
    return board(wave_key, today).rows


def lasting_rows(wave_key: str) -> list[Row]:
    """Return the rows without what changes by itself, or is for the page alone."""
    of_page = ("is_late", "seen", "theme_kind")
    return [{name: its for name, its in row.items() if name not in of_page} for row in rows(wave_key)]


def board(wave_key: str, today: date | None = None) -> Board:
    """Return all there is of a wave's actions; nothing where it is not released."""
    today = today or config.this_day()
    themes = _themes(wave_key) or []
    places = {theme["key"]: place for place, theme in enumerate(themes)}
    found = [_row(action, themes, today) for action in _of_wave(wave_key)]
    told = [row for row in found if row["theme_key"] in places]
    answered = {row["theme_key"] for row in told}
    return Board(
        sorted(told, key=lambda row: places[row["theme_key"]]),
        [theme for theme in themes if theme["key"] not in answered],
        [row for row in found if row["theme_key"] not in places],
    )


def add(wave_key: str, theme_key: str, answer: Answer) -> Action:
    """Answer a released theme.

    Raises: NotFound, NotReleasedYet, ActionRefused.
    """
    answer = _may_be(wave_key, theme_key, answer)
    with writing() as session:
        of_theme = [action for action in _of_wave(wave_key) if action.theme_key == theme_key]
        if len(of_theme) >= MOST_PER_THEME:
            raise TooManyAnswers(most=MOST_PER_THEME)
        last = session.scalar(select(func.max(Action.position)).where(Action.wave_key == wave_key))
        made = Action(
            wave_key=wave_key,
            key=secrets.token_hex(4),
            theme_key=theme_key,
            position=(last or 0) + 1,
            **asdict(answer),
        )
        session.add(made)
        audit.enter("action written", wave_key, action=made.key, theme=theme_key, state=answer.state)
    return made


def change(wave_key: str, key: str, answer: Answer, seen: str = "", theme_key: str = "") -> Action:
    """Change an action; `seen`: its mark as it was read, so that nobody overwrites what he has not seen.

    `theme_key`: the theme it answers from now on; empty: the same.
    Raises: NotFound, NotReleasedYet, ActionRefused, ActionChanged.
    """
    answer = _may_be(wave_key, theme_key or find(wave_key, key).theme_key, answer)
    with writing():
        action = find(wave_key, key)
        _check_seen(action, seen)
        for name, value in asdict(answer).items():
            setattr(action, name, value)
        action.theme_key = theme_key or action.theme_key
        audit.enter("action changed", wave_key, action=key, theme=action.theme_key, state=answer.state)
    return action


def take_away(wave_key: str, key: str, seen: str = "") -> None:
    """Delete an action that was written by mistake.

    Raises: NotFound, ActionChanged.
    """
    with writing() as session:
        action = find(wave_key, key)
        _check_seen(action, seen)
        session.delete(action)
        audit.enter("action deleted", wave_key, action=key, theme=action.theme_key)


def find(wave_key: str, key: str) -> Action:
    """Return an action as it is stored now.

    Raises: NotFound.
    """
    query = select(Action).where(Action.wave_key == wave_key, Action.key == key)
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(what="answer", key=key)
    return found


def mark(action: Action) -> str:
    """Return what tells whether an action is still as it was read."""
    return _mark(_fields(action))


def _may_be(wave_key: str, theme_key: str, given: Answer) -> Answer:
    """Return an answer in tidy words, if it may stand there."""
    wave, themes = results.wave(wave_key), _themes(wave_key)
    if themes is None:
        raise NotReleasedYet()
    if theme_key not in {theme["key"] for theme in themes}:
        known = ", ".join(f"{theme['key']} ({theme['name']})" for theme in themes) or "there is none"
        raise ThemeUnknown(theme=theme_key, known=known)
    return checked(wave, given)


def _check_seen(action: Action, seen: str) -> None:
    if seen and seen != mark(action):
        raise ActionChanged(action.text, mark(action))


def _themes(wave_key: str) -> list[Row] | None:
    """Return the themes as leadership reads them, or None where nothing is released."""
    found = db.session.get(Release, wave_key)
    themes: list[Row] | None = json.loads(found.findings)["themes"] if found else None
    return themes


def _of_wave(wave_key: str) -> list[Action]:
    query = select(Action).where(Action.wave_key == wave_key).order_by(Action.position, Action.key)
    return list(db.session.scalars(query))


def _row(action: Action, themes: list[Row], today: date) -> Row:
    names = {theme["key"]: theme["name"] for theme in themes}
    kinds = {theme["key"]: theme["kind"] for theme in themes}
    fields = _fields(action)
    return {
        "theme": names.get(action.theme_key, action.theme_key),
        "theme_kind": kinds.get(action.theme_key, "other"),
        **fields,
        "key": action.key,
        "seen": _mark(fields),
        # Late is what missed its first date, also where a second one was given.
        "is_late": action.state in OPEN_STATES and action.due_on is not None and action.due_on < today,
    }


def _fields(action: Action) -> Row:
    due_on, moved_to = (day.isoformat() if day else None for day in (action.due_on, action.moved_to))
    return {
        "theme_key": action.theme_key,
        "text": action.text,
        "owner": action.owner,
        "due_on": due_on,
        "moved_to": moved_to,
        "state": action.state,
        "reason": action.reason,
    }


def _mark(fields: Row) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]
