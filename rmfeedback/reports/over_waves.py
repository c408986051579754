"""Everybody together over the waves of a cohort, for what they asked alike: a small cohort’s second view."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rmfeedback.db import db
from rmfeedback.reports import disclosure, scoring
from rmfeedback.reports.cells import ALL, Answers, Cell
from rmfeedback.reports.disclosure import HIDDEN, Shown
from rmfeedback.reports.models import Release
from rmfeedback.reports.row_space import Atom
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Item

# By stored cell and item key, as they lie in the response room.
Scores = Mapping[tuple[str, str], Counter[int]]


def earlier(wave: Wave) -> list[Wave]:
    """Return the released waves of a cohort that opened before this one."""
    before = [
        each for each in results.waves("done", cohort_key=wave.cohort_key) if each.opens_on < wave.opens_on
    ]
    return [each for each in before if db.session.get(Release, each.key) is not None]


def cells(answers: Answers, waves: Sequence[Wave]) -> list[Cell]:
    """Return a cell per mirrored item that this wave and all others asked alike; nothing without others.

    n is the largest wave's, for the same people may have answered in each. A wave whose own number may not be
    told hides the row: it would follow from the others.
    """
    if not waves:
        return []
    scores = {answers.wave_key: answers.scores} | {
        each.key: results.counted(each.key).scores for each in waves
    }
    asked = [cell for cell in answers.wholes if cell.role == ALL]
    return [
        _over_waves(answers, cell, {key: _of_item(cell.item, its) for key, its in scores.items()})
        for cell in asked
        if all(_of_item(cell.item, its) for its in scores.values())
    ]


def _of_item(item: Item, scores: Scores) -> dict[str, Counter[int]]:
    """Return the recoded scores of an item and its mirror by stored cell."""
    keys = {item.key, item.mirror, item.neutral_key}
    return {
        cell: Counter({item.recoded(value): n for value, n in counted.items()})
        for (cell, key), counted in scores.items()
        if key in keys
    }


def _over_waves(answers: Answers, cell: Cell, by_wave: Mapping[str, Mapping[str, Counter[int]]]) -> Cell:
    """Return the cell of all waves together, hidden where one wave's own is, or where the ledger says no."""
    item = cell.item
    apart = [disclosure.score(_sum(its), item.scale, answers.groups) for its in by_wave.values()]
    together = _sum({key: _sum(its) for key, its in by_wave.items()})
    shown = disclosure.score(together, item.scale, answers.groups)
    if not cell.shown.is_number or not shown.is_number or not all(each.is_number for each in apart):
        return replace(cell, shown=HIDDEN)
    atoms: dict[Atom, Counter[int]] = {
        (wave, name): counted for wave, its in by_wave.items() for name, counted in its.items()
    }
    people = {atom: counted.total() for atom, counted in atoms.items()}
    totals = {atom: sum(value * n for value, n in its.items()) for atom, its in atoms.items()}
    problem = answers.ledger.problem(item.neutral_key, people, totals, item.scale)
    # Only beside each wave's own number, from which it follows: so nothing new can be worked out.
    if not problem.follows(atoms):
        return replace(cell, shown=HIDDEN)
    return replace(cell, shown=_of_so_many(shown, apart), spread=scoring.spread(together))


def _of_so_many(shown: Shown, apart: Sequence[Shown]) -> Shown:
    return replace(shown, n=max(each.n for each in apart if isinstance(each.n, int)))


def _sum(counted: Mapping[str, Counter[int]]) -> Counter[int]:
    return sum(counted.values(), Counter[int]())
