"""HR's part: name the themes, say what a theme is about, release or withhold quotes in other words."""

from typing import Any

from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.errors import N_, NotFound
from rmfeedback.reports import steps
from rmfeedback.reports.models import KINDS, Theme
from rmfeedback.reports.steps import ReviewRefused
from rmfeedback.reports.wording import KIND_NAMES

FEWEST_NAME_WORDS, MOST_NAME_WORDS = 2, 8
LONGEST_NAME, LONGEST_SUMMARY = 60, 240


class ThemeUnnamed(ReviewRefused):
    message = N_("Give this theme a name of two to eight words.")


class ThemeUndescribed(ReviewRefused):
    message = N_("%(what)s has %(length)s characters, at most %(most)s are shown. Shorten it.")


# What is wrong with a name where one is given.
NAME_WRONG = (ThemeUnnamed, ThemeUndescribed)


class KindUnknown(ReviewRefused):
    message = N_("“%(kind)s” is no kind of theme. Choose one from the list.")


def describe(
    wave_key: str, theme_key: str, *, name: str, kind: str, summary: str = "", seen: int | None = None
) -> Theme:
    """Give a theme its name, its kind and the sentence that says what its comments have in common.

    `seen`: the last step when the page was opened, so that nobody overwrites what he has not seen.
    Raises: NotFound, ThemeUnnamed, ThemeUndescribed, KindUnknown, ThemeGone, ThemeChangedSince.
    """
    given = {"name": tidy(name), "kind": kind, "summary": tidy(summary)}
    check_name(given["name"])
    if len(given["summary"]) > LONGEST_SUMMARY:
        raise ThemeUndescribed(what="The sentence", length=len(given["summary"]), most=LONGEST_SUMMARY)
    if kind not in KINDS:
        raise KindUnknown(kind=kind)
    if _is_described(wave_key, theme_key, given):
        return find_theme(wave_key, theme_key)
    with steps.step(wave_key, theme_key, seen=seen) as step:
        theme = find_theme(wave_key, theme_key)
        step.deed = _change(theme, given)
        for column, value in given.items():
            setattr(theme, column, value)
    return theme


def _theme(wave_key: str, theme_key: str) -> Theme | None:
    query = select(Theme).where(Theme.wave_key == wave_key, Theme.key == theme_key)
    found: Theme | None = db.session.scalar(query)
    return found


def _is_described(wave_key: str, theme_key: str, given: dict[str, str]) -> bool:
    theme = _theme(wave_key, theme_key)
    return theme is not None and all(getattr(theme, name) == value for name, value in given.items())


def _change(theme: Theme, given: dict[str, str]) -> str:
    """Say in a sentence what changes."""
    if theme.name != given["name"]:
        return f"Renamed “{theme.name}” to “{given['name']}”."
    if theme.kind != given["kind"]:
        return f"“{theme.name}” is now a {KIND_NAMES[given['kind']].lower()}."
    return f"Changed the sentence of “{theme.name}”."


def check_name(name: str) -> None:
    """Raises: ThemeUnnamed, ThemeUndescribed."""
    if not FEWEST_NAME_WORDS <= len(name.split()) <= MOST_NAME_WORDS:
        raise ThemeUnnamed()
    if len(name) > LONGEST_NAME:
        raise ThemeUndescribed(what="The name", length=len(name), most=LONGEST_NAME)


def is_named(theme: Theme) -> bool:
    """Tell whether a theme's name says something: two to eight words."""
    return FEWEST_NAME_WORDS <= len(theme.name.split()) <= MOST_NAME_WORDS


def find_theme(wave_key: str, theme_key: str) -> Theme:
    """Raises: NotFound."""
    theme = _theme(wave_key, theme_key)
    if theme is None:
        raise NotFound(what="theme", key=theme_key)
    return theme


def tidy(text: Any) -> str:
    """Return a text on one line, single blanks between its words."""
    return " ".join(str(text or "").split())
