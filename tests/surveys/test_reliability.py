"""How well a construct's items agree: from 30 whole answers on, and not before."""

import random
from dataclasses import replace
from statistics import correlation, variance

import pytest

from rmfeedback.surveys import results
from rmfeedback.surveys.pooling import Response
from rmfeedback.surveys.questionnaire import shipped
from rmfeedback.surveys.reliability import coefficients
from rmfeedback.terms import Role
from tests.factories import a_closed_wave, a_cohort

ASKED = {Role.MENTOR: shipped()["mentor"], Role.LEADER: shipped()["leader"]}


def forms(mentors, leaders=10, seed=1, **fixed):
    """Forms in which each person leans to one side in all answers."""
    chance, found = random.Random(seed), []
    for role, people in ((Role.MENTOR, mentors), (Role.LEADER, leaders)):
        for _ in range(people):
            leaning = chance.choice([2, 3, 4])
            given = {}
            for item in ASKED[role].items:
                if item.is_scaled and item.scale == (1, 5):
                    value = leaning + chance.choice([-1, 0, 0, 1])
                    given[item.key] = str(item.recoded(value))
            found.append(Response(role, "en", given | fixed))
    return found


def columns_of(responses, construct):
    items = [i for i in ASKED[Role.MENTOR].items if i.construct == construct]
    its = [r for r in responses if r.role == Role.MENTOR]
    return [[i.recoded(int(r.answers[i.key])) for r in its] for i in items]


def found_for(responses, smallest=5):
    return {(each.role, each.construct_key): each for each in coefficients(responses, ASKED, smallest)}


def test_of_two_items_it_is_spearman_and_browns():
    responses = forms(40)

    its = found_for(responses)[Role.MENTOR, "pairing"]

    r = correlation(*columns_of(responses, "pairing"))
    assert (its.items, its.answers) == (2, 40)
    assert its.coefficient == round(2 * r / (1 + r), 1)


def test_of_three_and_more_it_is_alpha(monkeypatch):
    responses = forms(50)
    # Shipped constructs have two items at most; one of three comes of a questionnaire of one's own.
    mentor = ASKED[Role.MENTOR]
    items = [replace(i, construct="pairing") if i.key == "m_time_kept" else i for i in mentor.items]
    monkeypatch.setitem(ASKED, Role.MENTOR, replace(mentor, items=tuple(items)))

    its = found_for(responses)[Role.MENTOR, "pairing"]

    columns = columns_of(responses, "pairing")
    assert its.items == len(columns) == 3
    of_total = variance([sum(row) for row in zip(*columns, strict=True)])
    alpha = len(columns) / (len(columns) - 1) * (1 - sum(map(variance, columns)) / of_total)
    assert its.coefficient == round(alpha, 1)


@pytest.mark.parametrize("mentors", [5, 29])
def test_below_thirty_there_is_none(mentors):
    assert found_for(forms(mentors)) == {}


def test_whoever_left_an_item_open_does_not_count():
    responses = forms(30)
    responses[0].answers.pop("m_pair_fit")

    assert (Role.MENTOR, "pairing") not in found_for(responses)


def test_one_item_has_none_and_answers_that_all_agree_have_none():
    found = found_for(forms(40, m_pair_fit="3", m_pair_goals="3"))

    assert (Role.MENTOR, "pairing") not in found
    assert all(each.items > 1 for each in found.values())


def test_a_small_role_leaves_none_of_the_other():
    assert found_for(forms(60, leaders=4)) == {}
    assert found_for(forms(60, leaders=5), smallest=6) == {}


def test_a_closing_keeps_coefficients_of_thirty_and_more(app):
    assert results.reliability(a_closed_wave(a_cohort(6, 6)).key) == {}


def test_a_closing_of_thirty_keeps_what_no_row_says_later(app):
    wave = a_closed_wave(a_cohort(31, 6))

    kept = results.reliability(wave.key)

    assert kept
    assert {role for role, _ in kept} == {"mentor"}
    assert all(value <= 1 and value == round(value, 1) for value in kept.values())
