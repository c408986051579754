"""The only reader of answers and comments."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.errors import NotFound
from rmfeedback.surveys.models import Answer, Comment, Epoch, Opening, Tally, Wave

Cell = tuple[str, str]


@dataclass(frozen=True)
class StoredComment:
    """A comment as it was stored at opening, redacted."""

    cell: str
    item_key: str
    text: str


def wave(wave_key: str) -> Wave:
    """Return a wave.

    Raises: NotFound.
    """
    found = db.session.get(Wave, wave_key)
    if found is None:
        raise NotFound(what="wave", key=wave_key)
    return found


def waves(*states: str, cohort_key: str | None = None) -> list[Wave]:
    """Return the waves in these states (all, if none is named), by the day they open."""
    query = select(Wave).order_by(Wave.opens_on, Wave.key)
    if states:
        query = query.where(Wave.state.in_(states))
    if cohort_key is not None:
        query = query.where(Wave.cohort_key == cohort_key)
    return list(db.session.scalars(query))


def tally(wave_key: str) -> dict[str, int]:
    """Return how many responses each cell holds."""
    rows = db.session.scalars(select(Tally).where(Tally.wave_key == wave_key))
    return {row.cell: row.responses for row in rows}


def opening(wave_key: str) -> Opening | None:
    """Return what the opening of the box came to, or None before it."""
    return db.session.get(Opening, wave_key)


def scores(wave_key: str) -> dict[Cell, list[int]]:
    """Return the raw scores by (cell, item key), sorted."""
    found: dict[Cell, list[int]] = defaultdict(list)
    query = select(Answer).where(Answer.wave_key == wave_key, Answer.score.is_not(None))
    for row in db.session.scalars(query):
        assert row.score is not None
        found[row.cell, row.item_key].append(row.score)
    return {cell: sorted(values) for cell, values in sorted(found.items())}


def options(wave_key: str) -> dict[Cell, Counter[str]]:
    """Return how often each option was chosen, by (cell, item key)."""
    found: dict[Cell, Counter[str]] = defaultdict(Counter)
    query = select(Answer).where(Answer.wave_key == wave_key, Answer.option.is_not(None))
    for row in db.session.scalars(query):
        found[row.cell, row.item_key][str(row.option)] += 1
    return dict(sorted(found.items()))


def comments(wave_key: str) -> list[StoredComment]:
    """Return the comments, sorted by cell, item and text: the order says nothing."""
    rows = db.session.scalars(select(Comment).where(Comment.wave_key == wave_key))
    found = [StoredComment(row.cell, row.item_key, row.text) for row in rows]
    return sorted(found, key=lambda c: (c.cell, c.item_key, c.text))


def epoch(wave_key: str) -> str:
    """Return the mark of what was last done with a wave, in hex; empty before its launch."""
    kept = db.session.get(Epoch, wave_key, populate_existing=True)
    return kept.mark.hex() if kept else ""


def set_epoch(wave_key: str, mark: str) -> None:
    """Note the mark, in the running transaction."""
    db.session.merge(Epoch(wave_key=wave_key, mark=bytes.fromhex(mark)))
