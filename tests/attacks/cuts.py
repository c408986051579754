"""Random waves for T13, and what a reader makes of all that is shown of them."""

from collections import Counter
from fractions import Fraction
from math import floor

from rmfeedback.reports.cells import Answers
from rmfeedback.reports.disclosure import Groups
from rmfeedback.reports.ledger import Ledger
from rmfeedback.surveys.questionnaire import shipped
from tests.solver import followed, tells_of_few

SKEWS = ((1, 1, 1, 1, 1), (0, 1, 2, 4, 3), (8, 3, 1, 0, 0), (0, 0, 0, 1, 9), (1, 0, 0, 0, 1))


def a_wave(chance, key="one", published=None):
    """The answers of a wave of any size and breakdown, in which people left out much."""
    cells = {}
    for role in ("mentor", "leader"):
        groups = chance.choice([(), (), ("Cabin", "*"), ("Cabin", "Ground", "*")])
        for cell in [f"{role}/{group}" for group in groups] or [role]:
            cells[cell] = chance.randint(5, 16)
    asked = {role: shipped()[role] for role in ("mentor", "leader")}
    scores = {}
    for cell, people in cells.items():
        for item in asked[cell.partition("/")[0]].items:
            if item.is_scaled:
                low, high = item.scale
                skew = chance.choice(SKEWS) if high == 5 else [1] * 11
                n = people - min(people, chance.choice([0, 0, 1, 2, 4, 5, people - 1, people]))
                scores[cell, item.key] = Counter(chance.choices(range(low, high + 1), skew, k=n))
    return Answers(key, asked, cells, scores, {}, Groups(), published or Ledger("programme", 5))


def problems(answers, items, groups):
    """Yield per item its atoms (people, total, scale), and all shown rows with the word whether as numbers.

    `items`, `groups`: the rows of findings.
    """
    by_item = {}
    for (cell, key), counted in answers.scores.items():
        item = answers.questionnaires[cell.partition("/")[0]].item(key)
        recoded = [item.recoded(value) for value in counted.elements()]
        by_item.setdefault(key[2:], {})[cell] = (len(recoded), sum(recoded), item.scale)
    rows = {}
    for key, role, group, n, mean in _shown([*items, *groups]):
        row = [int(_stands_in(cell, role, group)) for cell in by_item[key]]
        assert sum(p * r for (p, _, _), r in zip(by_item[key].values(), row, strict=True)) == n
        rows.setdefault(key, []).append((row, mean is not None))
    for key, atoms in by_item.items():
        yield list(atoms.values()), rows.get(key, [])


def leaks(problem):
    """Count what adding and subtracting tells: groups of few, and means that are a band elsewhere."""
    atoms, rows = problem
    people, (low, high) = [n for n, _, _ in atoms], atoms[0][2]
    found = Counter(few=tells_of_few([row for row, _ in rows], people, 5))
    for chosen, total in followed(*_numbers(problem)):
        if n := sum(people[place] for place in chosen):
            eighth = (high - low) / 8
            found["extreme"] += not low + eighth < _rounded(total / n) < high - eighth
    return found


def equations(problem):
    """Return rows and totals of what is shown as numbers, and the ends of what each atom's total can be."""
    bounds = [(n * scale[0], n * scale[1]) for n, _, scale in problem[0]]
    return *_numbers(problem), bounds


def _numbers(problem):
    atoms, rows = problem
    numbers = [row for row, is_number in rows if is_number]
    return numbers, [sum(t * r for (_, t, _), r in zip(atoms, row, strict=True)) for row in numbers]


def _rounded(mean):
    return floor(mean * 10 + Fraction(1, 2)) / 10


def _shown(rows):
    """Yield neutral key, role, group, number of answers and mean of every row that is shown."""
    for row in rows:
        if row["n"] != "too few" and "distribution" not in row:
            key = row["key"][2:] if row["key"].startswith(("m_", "l_")) else row["key"]
            yield key, row["role"], row.get("group", ""), row["n"], row["mean"]


def _stands_in(cell, role, group):
    """Tell whether a stored cell belongs to a shown group, by the words on the page."""
    its_role, _, its_group = cell.partition("/")
    return role in ("all", its_role) and group in ("", its_group)
