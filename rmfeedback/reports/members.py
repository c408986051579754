"""Which comments stand in which theme of a wave: each in one at most."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from rmfeedback.db import db
from rmfeedback.reports.models import Theme, ThemeComment
from rmfeedback.surveys import asking, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Spoken:
    """A comment with what it was asked and the cell it stands in: a role, or `all`.

    `id` is random and stays in this room: no page, command or export holds it.
    """

    text: str
    asks: str
    cell: str
    id: bytes = b""


def of_wave(wave: Wave) -> list[Spoken]:
    """Return a wave's comments in an order that rests on their words alone."""
    asked = [asking.asked(wave, Role(role)) for role in wave.questionnaires]
    asks = {item.key: item.asks or item.key for each in asked for item in each.items}
    comments = [
        Spoken(c.text, asks.get(c.item_key, c.item_key), c.cell, c.id) for c in results.comments(wave.key)
    ]
    return sorted(comments, key=lambda c: (c.asks, c.text, c.cell))


def of(theme: Theme) -> list[Spoken]:
    """Return the comments that stand in a theme, by their words."""
    ids = set(ids_of(theme))
    return [c for c in of_wave(results.wave(theme.wave_key)) if c.id in ids]


def of_all(themes: Sequence[Theme]) -> dict[str, list[Spoken]]:
    """Return by key the comments that stand in each of a wave's themes; the wave's are read once."""
    found: dict[str, list[Spoken]] = {theme.key: [] for theme in themes}
    if themes:
        place = {each: theme.key for theme in themes for each in ids_of(theme)}
        for comment in of_wave(results.wave(themes[0].wave_key)):
            if comment.id in place:
                found[place[comment.id]].append(comment)
    return found


def texts(theme: Theme) -> list[str]:
    """Return what was written in a theme, sorted: the order says nothing of who wrote what where."""
    stored = results.texts(theme.wave_key)
    return sorted(stored[each] for each in ids_of(theme))


def ids_of(theme: Theme) -> list[bytes]:
    """Return the ids of the comments that stand in a theme."""
    query = select(ThemeComment.comment_id).where(ThemeComment.theme_id == theme.id)
    return sorted(db.session.scalars(query))


def put(theme: Theme, comment_ids: Iterable[bytes]) -> None:
    """Let exactly these comments stand in a theme that has its id, in the running transaction."""
    session, wanted = db.session, sorted(comment_ids)
    session.execute(delete(ThemeComment).where(ThemeComment.theme_id == theme.id))
    session.flush()
    session.add_all(ThemeComment(comment_id=each, theme_id=theme.id) for each in wanted)
    session.flush()


def counts(comments: Sequence[Spoken]) -> Counts:
    """Return how many of these comments stand in each cell, by what they were asked."""
    found: Counts = defaultdict(dict)
    for (cell, asks), count in sorted(Counter((c.cell, c.asks) for c in comments).items()):
        found[cell][asks] = count
    return dict(found)
