"""What a programme learns from HR: comments of themes that HR touched, with the theme and the kind they got.

Kept at the release without wave, role, question and order, deleted with the programme, and handed to the next
reading of its comments. They guide where a comment belongs, and never give a word to a name or a term.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import delete, insert, select

from rmfeedback.db import by_id, db, random_key, writing
from rmfeedback.reports import ledger
from rmfeedback.reports.models import Example, ReviewStep, Theme, ThemeComment
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave

if TYPE_CHECKING:
    from rmfeedback.insights import Example as Known


IsDeleted = Callable[[str], bool]


def init(app: Flask, is_deleted: IsDeleted) -> None:
    """Keep the function that tells whether the people of a programme were deleted."""
    app.extensions["is_deleted"] = is_deleted


def keep(wave: Wave) -> None:
    """Keep what HR decided on a wave's desk, in the release's transaction.

    A comment that is learned from already stands there once: with what HR decided last. Nothing is kept of a
    programme whose people were deleted: no deletion would come after it.
    """
    programme_key = ledger.programme_of(wave)
    if current_app.extensions["is_deleted"](programme_key):
        return
    decided = _decided(wave.key, programme_key)
    old = delete(Example).where(Example.programme_key == programme_key, Example.text.in_(list(decided)))
    db.session.execute(old)
    rows = [
        {"id": random_key(), "programme_key": programme_key, "text": text, "language": language, **its}
        for (text, its), language in zip(decided.items(), _languages(decided), strict=True)
    ]
    if rows:
        db.session.execute(insert(Example), by_id(rows))


def examples(programme_key: str) -> "list[Known]":
    """Return what a programme has learned, by its words."""
    from rmfeedback.insights import Example as Known

    rows = db.session.scalars(select(Example).where(Example.programme_key == programme_key))
    return sorted(
        (Known(row.text, row.language, row.theme, row.kind) for row in rows), key=lambda one: one.text
    )


def forget(programme_key: str) -> None:
    """Forget what a programme has learned: with its people."""
    with writing() as session:
        session.execute(delete(Example).where(Example.programme_key == programme_key))


def theme_key(name: str) -> str:
    """Return the taxonomy's key of a theme that HR gave this name, else one made from the name.

    The name itself stands in no key: a name belongs to the wave that HR gave it in.

    >>> theme_key("Time and workload"), theme_key("Zeit und Arbeitslast: Kalender")
    ('prog_time', 'prog_time')
    >>> theme_key("Night shifts unheard")
    'own_91ca8987b7'
    """
    from rmfeedback.insights.taxonomy import LANGUAGES, Taxonomy

    taxonomy = Taxonomy.load()
    known = {taxonomy.theme_name(key, each).casefold(): key for key in taxonomy.themes for each in LANGUAGES}
    tidy = " ".join(name.casefold().split())
    found = known.get(tidy) or known.get(tidy.partition(":")[0])
    return found or f"own_{hashlib.sha256(tidy.encode()).hexdigest()[:10]}"


def _decided(wave_key: str, programme_key: str) -> dict[str, dict[str, str]]:
    """Return by comment the theme and the kind it stands in: of themes touched, or learned from before."""
    touched, texts = _touched(wave_key), results.texts(wave_key)
    # What was touched before an earlier release is known by its comments alone.
    learned = set(db.session.scalars(select(Example.text).where(Example.programme_key == programme_key)))
    places = select(ThemeComment.comment_id, Theme).join(Theme, Theme.id == ThemeComment.theme_id)
    return {
        texts[comment_id]: {"theme": theme_key(theme.name), "kind": theme.kind}
        for comment_id, theme in db.session.execute(places.where(Theme.wave_key == wave_key))
        if theme.key in touched or texts[comment_id] in learned
    }


def _touched(wave_key: str) -> set[str]:
    """Return the keys of the themes that HR decided on since the last release; what was undone is undone.

    Whoever lets a quote out has not looked at what stands in the theme: that alone teaches nothing.
    """
    steps = list(db.session.scalars(select(ReviewStep).where(ReviewStep.wave_key == wave_key)))
    undone = {step.before["undoes"] for step in steps if "undoes" in step.before}
    standing = [s for s in steps if s.position not in undone and "undoes" not in s.before]
    made = {key for step in standing for key in step.before.get("made", [])}
    themes = {each.key: each for each in db.session.scalars(select(Theme).where(Theme.wave_key == wave_key))}
    before = [kept for step in standing for kept in step.before.get("themes", []) if kept["key"] in themes]
    return made | {kept["key"] for kept in before if _is_decided(kept, themes[kept["key"]])}


def _is_decided(kept: Mapping[str, Any], now: Theme) -> bool:
    """Tell whether a theme got another name, kind or other comments since it stood so, or was pinned."""
    return now.is_pinned or "members" in kept or (kept["name"], kept["kind"]) != (now.name, now.kind)


def _languages(texts: Iterable[str]) -> list[str]:
    from rmfeedback.insights.languages import languages_of

    return languages_of(list(texts))
