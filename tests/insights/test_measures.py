"""How stable themes are."""

import numpy as np

from rmfeedback.insights.measures import agreement, draw, theme_stability

LABELS = np.repeat([0, 1, 2], 20)


def test_themes_that_always_come_back_are_wholly_stable():
    drawn = draw(60, lambda chosen: LABELS[chosen])

    assert agreement(drawn) == 1
    assert theme_stability(LABELS, drawn) == {0: 1, 1: 1, 2: 1}


def test_themes_made_by_chance_are_not_stable():
    chance = np.random.default_rng(0)
    drawn = draw(60, lambda chosen: chance.integers(0, 3, len(chosen)))

    assert abs(agreement(drawn)) < 0.1
    assert max(theme_stability(LABELS, drawn).values()) < 0.5


def test_comments_without_a_theme_are_no_theme():
    none = np.full(60, -1)

    assert theme_stability(none, draw(60, lambda chosen: none[chosen])) == {}
    assert draw(0, lambda chosen: chosen) == []
    assert agreement([]) == 0
