"""HR's deeds on the review desk, one after the other: what each did, who may undo it, who comes too late.

A step keeps how the themes it touched stood before it, until the release. Who did it when stands in the
audit log alone.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.reports import members
from rmfeedback.reports.models import Quote, ReviewStep, Theme, ThemeComment
from rmfeedback.staff import audit

Kept = dict[str, Any]
_COLUMNS = ("key", "name", "kind", "summary", "terms", "counts", "stability", "is_pinned", "follows", "trend")


class ReviewRefused(Refused):
    """What the review page asks to mend, beside what was typed."""

    status = 422


class ThemeChangedSince(ReviewRefused):
    status = 409
    message = N_(
        "Since you opened this page: %(done)s Nothing was overwritten, and what you typed still stands here. "
        "Look at it, then send it again."
    )


class ThemeGone(ReviewRefused):
    status = 409
    message = N_("Since you opened this page: %(done)s So the theme you changed is no longer there.")


class NothingToUndo(ReviewRefused):
    status = 409
    message = N_("Nothing was done on this page that could be undone.")


class StepNotLast(ReviewRefused):
    status = 409
    message = N_("Something else was done after it: %(done)s Undo that first.")


class StepFinal(ReviewRefused):
    status = 409
    message = N_("%(done)s This cannot be undone, nor can what was done before it.")


@dataclass(frozen=True)
class Done:
    """A line of the trail."""

    position: int
    deed: str
    is_undone: bool
    may_undo: bool


def last(wave_key: str) -> int:
    """Return the number of a wave's last step, 0 before the first: every form on the page carries it."""
    query = select(func.max(ReviewStep.position)).where(ReviewStep.wave_key == wave_key)
    return db.session.scalar(query) or 0


def trail(wave_key: str) -> list[Done]:
    """Return what was done, the last first."""
    steps, undone = _steps(wave_key), _undone(wave_key)
    target = _target(steps)
    may = target.position if target is not None and _can_be_undone(target) else None
    return [Done(s.position, s.deed, s.position in undone, s.position == may) for s in steps]


@contextmanager
def step(
    wave_key: str, *theme_keys: str, seen: int | None = None, moves: bool = False
) -> Iterator[ReviewStep]:
    """One deed that touches these themes, in one transaction; whoever does it says what in `deed`.

    `seen`: the last step when the page was opened; `moves`: whether comments change their theme.
    Raises: NotFound, ThemeGone, ThemeChangedSince.
    """
    with writing() as session:
        _check_seen(wave_key, theme_keys, seen)
        themes = [_find(wave_key, key) for key in theme_keys]
        stood = _keys(wave_key)
        before: Kept = {"touched": list(theme_keys), "themes": [_kept(t, moves) for t in themes]}
        made = ReviewStep(wave_key=wave_key, position=last(wave_key) + 1, deed="", before=before)
        yield made
        session.flush()
        before["made"] = sorted(_keys(wave_key) - stood)
        before["touched"] += before["made"]
        session.add(made)
        audit.enter("review step", wave_key, step=made.position, themes=before["touched"])


def note(wave_key: str, deed: str, **before: Any) -> ReviewStep:
    """Note a deed that no snapshot belongs to, in the running transaction.

    Without `before` nobody can go back behind it.
    """
    made = ReviewStep(wave_key=wave_key, position=last(wave_key) + 1, deed=deed, before=before)
    db.session.add(made)
    db.session.flush()
    return made


def since(wave_key: str, seen: int) -> list[str]:
    """Return what was done after a step, in words."""
    return [each.deed for each in reversed(_steps(wave_key)) if each.position > seen]


def close(wave_key: str) -> None:
    """Let go of how the themes stood before each step: at the release, in its transaction."""
    for each in _steps(wave_key):
        each.before = {name: value for name, value in each.before.items() if name == "kept"}
    note(wave_key, "Released to leadership.")


def undo(wave_key: str, position: int | None = None) -> str:
    """Undo the last step that stands, if it is the one meant; return what was undone, in words.

    Raises: NothingToUndo, StepNotLast, StepFinal.
    """
    with writing():
        target = _target(_steps(wave_key))
        if target is None:
            raise NothingToUndo()
        if position is not None and position != target.position:
            raise StepNotLast(done=target.deed)
        if not _can_be_undone(target):
            raise StepFinal(done=target.deed)
        _restore(wave_key, target.before)
        touched = target.before.get("touched", [])
        made = note(wave_key, f"Undone: {target.deed}", undoes=target.position, touched=touched)
        audit.enter("review step undone", wave_key, step=target.position, by=made.position)
        return target.deed


def kept_words(wave_key: str) -> set[str]:
    """Return the marks of the places where HR said that a word is a word; undone ones left out."""
    undone = _undone(wave_key)
    found = (s.before.get("kept", []) for s in _steps(wave_key) if s.position not in undone)
    return {mark for marks in found for mark in marks}


def snapshots(wave_key: str) -> list[ReviewStep]:
    """Return the steps that hold how themes stood."""
    return [each for each in _steps(wave_key) if each.before.get("themes")]


def reword(wave_key: str, change: Callable[[str], str]) -> None:
    """Say in other words what was done: where a name stood in it that nobody shall read any more."""
    for each in _steps(wave_key):
        each.deed = change(each.deed)


def _steps(wave_key: str) -> list[ReviewStep]:
    query = select(ReviewStep).where(ReviewStep.wave_key == wave_key)
    return list(db.session.scalars(query.order_by(ReviewStep.position.desc())))


def _undone(wave_key: str) -> set[int]:
    return {each.before["undoes"] for each in _steps(wave_key) if "undoes" in each.before}


def _target(steps: Sequence[ReviewStep]) -> ReviewStep | None:
    """Return the last step that stands; what cannot be taken back, but stands in nobody's way, is passed."""
    undone: set[int] = set()
    for each in steps:
        if "undoes" in each.before:
            undone.add(each.before["undoes"])
        elif each.position not in undone and not each.before.get("stays"):
            return each
    return None


def _can_be_undone(target: ReviewStep) -> bool:
    return "touched" in target.before


def _check_seen(wave_key: str, theme_keys: Sequence[str], seen: int | None) -> None:
    if seen is None:
        return
    since = [each for each in reversed(_steps(wave_key)) if each.position > seen]
    for key in theme_keys:
        # A step without a snapshot, as a release, is every theme's.
        done = [s.deed for s in since if key in s.before.get("touched", [key])]
        if done:
            raise (ThemeChangedSince if key in _keys(wave_key) else ThemeGone)(done=" ".join(done))


def _keys(wave_key: str) -> set[str]:
    return set(db.session.scalars(select(Theme.key).where(Theme.wave_key == wave_key)))


def _find(wave_key: str, key: str) -> Theme:
    query = select(Theme).where(Theme.wave_key == wave_key, Theme.key == key)
    theme: Theme | None = db.session.scalar(query.execution_options(populate_existing=True))
    if theme is None:
        raise NotFound(what="theme", key=key)
    return theme


def _kept(theme: Theme, moves: bool) -> Kept:
    kept = {"id": theme.id.hex()} | {name: getattr(theme, name) for name in _COLUMNS}
    quotes = [
        {"id": q.id.hex(), "position": q.position, "text": q.text, "state": q.state, "wording": q.wording}
        for q in theme.quotes
    ]
    inside = {"members": [each.hex() for each in members.ids_of(theme)]} if moves else {}
    return kept | {"quotes": quotes} | inside


def _restore(wave_key: str, before: Kept) -> None:
    """Let the themes that a step touched be as they stood, and those that it made be gone."""
    session = db.session
    # All leave their themes first: a comment stands in one theme at most.
    moved = [bytes.fromhex(kept["id"]) for kept in before.get("themes", []) if "members" in kept]
    made = [_find(wave_key, key) for key in before.get("made", [])]
    leaving = moved + [theme.id for theme in made]
    session.execute(delete(ThemeComment).where(ThemeComment.theme_id.in_(leaving)))
    for theme in made:
        session.delete(theme)
    session.flush()
    for kept in before.get("themes", []):
        _restore_theme(wave_key, kept)


def _restore_theme(wave_key: str, kept: Kept) -> None:
    theme_id = bytes.fromhex(kept["id"])
    theme = db.session.get(Theme, theme_id) or Theme(id=theme_id, wave_key=wave_key)
    for name in _COLUMNS:
        setattr(theme, name, kept[name])
    db.session.add(theme)
    theme.quotes = []
    db.session.flush()
    theme.quotes = [Quote(**row | {"id": bytes.fromhex(row["id"])}) for row in kept["quotes"]]
    db.session.flush()
    if "members" in kept:
        members.put(theme, map(bytes.fromhex, kept["members"]))
