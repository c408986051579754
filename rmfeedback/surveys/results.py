"""The only reader of answers and comments."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select

from rmfeedback.db import db
from rmfeedback.errors import NotFound
from rmfeedback.surveys.keys import BoxUntrusted
from rmfeedback.surveys.models import (
    Answer,
    Band,
    Comment,
    Envelope,
    Epoch,
    Opening,
    Reliability,
    Tally,
    Wave,
)

Cell = tuple[str, str]


@dataclass(frozen=True)
class Counted:
    """How often each score and each option was given, by (stored cell, item key)."""

    scores: dict[Cell, Counter[int]]
    options: dict[Cell, Counter[str]]


@dataclass(frozen=True)
class StoredComment:
    """A comment as it was stored at opening, redacted; its random `id` never leaves `reports`."""

    cell: str
    item_key: str
    text: str
    id: bytes


def wave(wave_key: str) -> Wave:
    """Return a wave.

    Raises: NotFound; BoxUntrusted, where its row cannot be read.
    """
    try:
        found = db.session.get(Wave, wave_key)
    except (TypeError, ValueError):
        raise BoxUntrusted() from None
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


def keys_of_waves() -> list[str]:
    """Return the key of every wave; no other column is read."""
    return list(db.session.scalars(select(Wave.key).order_by(Wave.key)))


def has_envelopes(wave_key: str) -> bool:
    """Tell whether a wave's box is still there."""
    query = select(Envelope.id).where(Envelope.wave_key == wave_key)
    return db.session.scalar(query.limit(1)) is not None


def tally(wave_key: str, *, by_group: bool = False) -> dict[str, int]:
    """Return how many responses each cell holds; `by_group`: the groups of a breakdown apart."""
    found: Counter[str] = Counter()
    for row in db.session.scalars(select(Tally).where(Tally.wave_key == wave_key)):
        found[_cell(row.cell, by_group)] += row.responses
    return dict(found)


def opening(wave_key: str) -> Opening | None:
    """Return what the opening of the box came to, or None before it."""
    return db.session.get(Opening, wave_key)


def scores(wave_key: str, *, by_group: bool = False) -> dict[Cell, list[int]]:
    """Return the raw scores by (cell, item key), sorted; `by_group`: the groups of a breakdown apart."""
    found: dict[Cell, list[int]] = defaultdict(list)
    query = select(Answer).where(Answer.wave_key == wave_key, Answer.score.is_not(None))
    for row in db.session.scalars(query):
        assert row.score is not None
        found[_cell(row.cell, by_group), row.item_key].append(row.score)
    return {cell: sorted(values) for cell, values in sorted(found.items())}


def options(wave_key: str, *, by_group: bool = False) -> dict[Cell, Counter[str]]:
    """Return how often each option was chosen, by (cell, item key); `by_group`: the groups apart."""
    found: dict[Cell, Counter[str]] = defaultdict(Counter)
    query = select(Answer).where(Answer.wave_key == wave_key, Answer.option.is_not(None))
    for row in db.session.scalars(query):
        found[_cell(row.cell, by_group), row.item_key][str(row.option)] += 1
    return dict(sorted(found.items()))


def counted(wave_key: str) -> Counted:
    """Return the answers of a wave as counts: one statement, whose work the database does."""
    what = (Answer.cell, Answer.item_key, Answer.score, Answer.option)
    query = select(*what, func.count()).where(Answer.wave_key == wave_key).group_by(*what)
    found = Counted(defaultdict(Counter), defaultdict(Counter))
    for cell, item_key, score, option, n in db.session.execute(query):
        if score is None:
            found.options[cell, item_key][str(option)] = n
        else:
            found.scores[cell, item_key][score] = n
    return found


def reliability(wave_key: str) -> dict[Cell, float]:
    """Return the coefficients of a wave by (role, construct key); none where fewer than 30 answered."""
    rows = db.session.scalars(select(Reliability).where(Reliability.wave_key == wave_key))
    return {(row.role, row.construct_key): row.coefficient for row in rows}


def comments(wave_key: str) -> list[StoredComment]:
    """Return the comments, sorted by cell, item and text: the order says nothing."""
    rows = db.session.scalars(select(Comment).where(Comment.wave_key == wave_key))
    found = [StoredComment(row.cell, row.item_key, row.text, row.id) for row in rows]
    return sorted(found, key=lambda c: (c.cell, c.item_key, c.text, c.id))


def texts(wave_key: str) -> dict[bytes, str]:
    """Return the text of each comment by its random id, which themes know it by."""
    rows = db.session.execute(select(Comment.id, Comment.text).where(Comment.wave_key == wave_key))
    return {comment_id: text for comment_id, text in rows}


def epoch(wave_key: str) -> str:
    """Return the mark of what was last done with a wave, in hex; empty before its launch."""
    kept = db.session.get(Epoch, wave_key, populate_existing=True)
    return kept.mark.hex() if kept else ""


def set_epoch(wave_key: str, mark: str) -> None:
    """Note the mark, in the running transaction."""
    db.session.merge(Epoch(wave_key=wave_key, mark=bytes.fromhex(mark)))


def band(wave_key: str) -> Band | None:
    """Return the last daily band of an open wave, or None."""
    return db.session.get(Band, wave_key, populate_existing=True)


def set_band(wave_key: str, word: str, day: date) -> None:
    """Keep the band of a day, in the running transaction."""
    db.session.merge(Band(wave_key=wave_key, band=word, day=day))


def forget_band(wave_key: str) -> None:
    """Delete the band: after closing the number itself is known. In the running transaction."""
    db.session.execute(delete(Band).where(Band.wave_key == wave_key))


def _cell(cell: str, by_group: bool) -> str:
    return cell if by_group else cell.partition("/")[0]
