"""Guidance first, discovery second, small groups dissolved."""

from dataclasses import replace

import numpy as np

from rmfeedback.insights.grouping import NO_THEME, Rules, Views, by_centre, by_guidance, group

RULES = Rules(is_guided=True, other=2, smallest=3, n_themes=None, seed=0)
TWO_WAYS = np.array([[1.0, 0.0], [0.0, 1.0]])


def views(chances, vectors=None, support=None, counts=None):
    chances = np.array(chances, dtype=float)
    n = len(chances)
    return Views(
        chances,
        np.array(support or [1.0] * n),
        np.array(vectors if vectors is not None else [[1.0, 0.0]] * n),
        np.array(counts or [1] * n),
    )


def test_a_comment_has_the_theme_the_guide_is_sure_of():
    known = views([[0.9, 0.1, 0], [0.8, 0.2, 0], [0.7, 0.3, 0], [0.1, 0.9, 0], [0.2, 0.8, 0], [0, 1, 0]])

    assert group(known, RULES).tolist() == [0, 0, 0, 1, 1, 1]


def test_a_theme_of_too_few_goes_to_the_next_likely_or_nowhere():
    known = views([[0.9, 0.1, 0]] * 3 + [[0.3, 0.7, 0], [0, 1, 0]], [TWO_WAYS[0]] * 3 + [TWO_WAYS[1]] * 2)

    assert group(known, RULES).tolist() == [0, 0, 0, 0, NO_THEME]


def test_copies_count_towards_the_size_of_a_theme():
    known = views([[0.9, 0.1, 0]] * 3 + [[0.1, 0.9, 0]], counts=[1, 1, 1, 3])

    assert group(known, RULES).tolist() == [0, 0, 0, 1]


def test_what_the_guide_calls_other_has_no_theme():
    known = views([[0.9, 0.1, 0]] * 3 + [[0.1, 0, 0.9]] * 3)

    assert group(known, RULES).tolist() == [0, 0, 0] + [NO_THEME] * 3


def test_comments_that_resemble_each_other_and_nothing_learned_are_a_theme():
    known = views(
        [[0.9, 0.1, 0]] * 12 + [[0.5, 0.5, 0]] * 6,
        np.repeat(TWO_WAYS, [12, 6], axis=0),
        support=[0.9] * 12 + [0.1] * 6,
    )

    assert len(set(group(known, RULES)[12:].tolist())) == 1
    assert set(group(known, RULES)[:12].tolist()) == {0}
    assert group(known, RULES)[12] >= 3


def test_comments_that_resemble_each_other_and_what_was_learned_keep_its_theme():
    known = views(
        [[0.9, 0.1, 0]] * 12 + [[0.1, 0.9, 0]] * 6,
        np.repeat(TWO_WAYS, [12, 6], axis=0),
        support=[0.9] * 12 + [0.3] * 2 + [0.6] * 4,
    )

    assert group(known, RULES).tolist() == [0] * 12 + [1] * 6


def test_a_comment_that_resembles_nothing_learned_and_no_other_has_no_theme():
    known = views([[0.9, 0.1, 0]] * 5, support=[0.9] * 4 + [0.1])

    assert group(known, RULES).tolist() == [0, 0, 0, 0, NO_THEME]


def test_of_too_few_comments_nothing_is_discovered():
    known = views([[0.9, 0.1, 0]] * 12, np.repeat(TWO_WAYS, 6, axis=0), support=[0.9] * 6 + [0.1] * 6)

    assert group(known, replace(RULES, discovers=False)).tolist() == [0] * 6 + [NO_THEME] * 6


def test_no_more_themes_than_asked_for_and_nobody_lost():
    known = views([[0.9, 0.1, 0]] * 4 + [[0.05, 0.95, 0]] * 3)

    assert set(group(known, replace(RULES, n_themes=1)).tolist()) == {0}


def test_without_guidance_likeness_alone_decides():
    known = views([[1.0, 0, 0]] * 10, np.repeat(TWO_WAYS, 5, axis=0))
    found = group(known, replace(RULES, is_guided=False, n_themes=2))

    assert found.min() >= 3
    assert len(set(found[:5])) == len(set(found[5:])) == 1
    assert found[0] != found[9]


def test_too_low_a_chance_or_cosine_is_no_theme():
    assert by_guidance(np.array([[0.3, 0.1], [0.1, 0.2]]), [0, 1], 0.25).tolist() == [0, NO_THEME]
    assert by_guidance(np.array([[0.3, 0.1]]), [1], 0.05).tolist() == [1]
    assert by_guidance(np.array([[0.3]]), [], 0.0).tolist() == [NO_THEME]
    assert by_centre(TWO_WAYS, {7: TWO_WAYS[0]}, 0.5).tolist() == [7, NO_THEME]
    assert by_centre(TWO_WAYS, {}, 0.5).tolist() == [NO_THEME, NO_THEME]
