"""T13 for words: from all counts of themes that are shown, no count under five follows."""

import random
from collections import Counter

from rmfeedback.reports.cells import Answers
from rmfeedback.reports.disclosure import Groups
from rmfeedback.reports.ledger import Ledger, Problem
from rmfeedback.reports.models import Theme
from rmfeedback.reports.theme_counts import ThemeCounts
from rmfeedback.surveys.questionnaire import shipped
from tests.solver import tells_of_few

QUESTIONS = ("what_works", "what_gets_in_the_way", "blind_spots_or_else")


def some_themes(chance):
    cells = chance.choice([("mentor", "leader"), ("mentor", "leader", "all"), ("all",)])
    themes = []
    for number in range(chance.randint(1, 4)):
        counts = {cell: {asked: chance.choice([0, 1, 2, 3, 5, 7]) for asked in QUESTIONS} for cell in cells}
        counts["all" if "all" in cells else "mentor"]["what_works"] += 3
        themes.append(Theme(key=f"t{number}", name=f"Theme {number}", counts=counts))
    return themes, chance.choice([0, 1, 2, 4, 5, 9])


def shown_rows(themes, rest, book=None):
    """The atoms, and every sum of them that a reader sees as a number."""
    answers = Answers(
        "wave",
        {role: shipped()[role] for role in ("mentor", "leader")},
        {},
        {},
        {},
        Groups(),
        book or Ledger("p", 5),
    )
    atoms = {(t.key, cell): sum(asked.values()) for t in themes for cell, asked in t.counts.items()}
    atoms["rest", ""] = rest
    told = ThemeCounts("wave", themes, sum(atoms.values()), answers)
    rows = []
    for theme in themes:
        if isinstance(told.size(theme), int):
            rows.append([int(key == theme.key) for key, _ in atoms])
        for role, n in told.by_role(theme).items():
            if isinstance(n, int):
                assert n == atoms[theme.key, role]
                rows.append([int(atom == (theme.key, role)) for atom in atoms])
    comments = told.comments()
    rows += [[1] * len(atoms)] if isinstance(comments["written"], int) else []
    rows += (
        [[int(key == "rest") for key, _ in atoms]] if comments["without_theme"] not in (0, "too few") else []
    )
    return list(atoms.values()), rows


def leaks(seed, waves):
    chance, found = random.Random(seed), Counter()
    for _ in range(waves):
        people, rows = shown_rows(*some_themes(chance))
        found["rows"] += len(rows)
        found["few"] += bool(rows) and tells_of_few(rows, people, 5)
    return found


def test_no_count_under_five_follows_from_the_counts_of_themes(seed, waves):
    found = leaks(seed, 20 * waves)

    assert found["rows"] > waves
    assert found["few"] == 0


def test_a_planted_count_is_found(seed, monkeypatch):
    monkeypatch.setattr(Problem, "may_publish", lambda *_, **__: True)
    monkeypatch.setattr(
        "rmfeedback.reports.disclosure.comment_counts", lambda n, sizes, _: (n, n - sum(sizes))
    )

    assert leaks(seed, 80)["few"] > 0
