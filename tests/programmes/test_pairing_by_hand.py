"""Single pairs are changed by hand; no rule is broken, and nobody overwrites what they did not see."""

import pytest
from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.errors import NotFound
from rmfeedback.programmes import cohorts, pairing, pairing_by_hand, pairing_conditions, roster
from rmfeedback.programmes.models import Goal, Pair, Participation

PEOPLE = b"""name,email,role,unit,language,topics,manager_email
Leo,leo@example.com,leader,Board,en,AI,
Kim,kim@example.com,leader,Legal,en,Sustainability,
Ana,ana@example.com,mentor,Ground,en,AI,boss@example.com
Ben,ben@example.com,mentor,Legal,en,Sustainability,kim@example.com
Zoe,zoe@example.com,mentor,Air,en,Hybrid work,boss@example.com
"""


@pytest.fixture
def cohort(app):
    programme = cohorts.add_programme("Pilot", "en")
    made = cohorts.find_cohort(roster.load(PEOPLE, "a.csv", programme.key, "Autumn").cohort)
    pairing_by_hand.add(made.key, "zoe@example.com", "kim@example.com")
    pairing_by_hand.add(made.key, "ben@example.com", "leo@example.com")
    return made


def pairs():
    return {(p.mentor.person.name, p.leader.person.name): p.id for p in db.session.scalars(select(Pair))}


def the_mark(cohort):
    return pairing.mark_of(pairing.pairs_of(cohort))


def somebody(name):
    return next(p for p in db.session.scalars(select(Participation)) if p.person.name == name)


def test_the_options_are_told_best_first_with_what_comes_of_them(cohort):
    options = pairing_by_hand.options(cohort.key, pairs()["Ben", "Leo"])

    assert [(option.mentor, option.leader, option.why) for option in options] == [
        ("Ana", "", ""),
        ("Zoe", "Kim", "one reporting line (Ben, Kim)"),
    ]
    assert options[0].scores[0] > options[0].now[0]
    assert options[0].gain > 0


def test_a_free_mentor_takes_the_place_of_another(cohort):
    pairing_by_hand.swap(cohort.key, pairs()["Ben", "Leo"], f"mentor-{somebody('Ana').id}", the_mark(cohort))

    assert set(pairs()) == {("Ana", "Leo"), ("Zoe", "Kim")}


def test_two_pairs_swap_their_mentors_and_have_scores_and_reasons_of_their_own(cohort):
    one = pairs()["Ben", "Leo"]
    pairing_by_hand.swap(cohort.key, one, f"mentor-{somebody('Ana').id}", the_mark(cohort))

    made = pairing_by_hand.swap(cohort.key, pairs()["Ana", "Leo"], f"pair-{pairs()['Zoe', 'Kim']}", "")

    assert set(pairs()) == {("Zoe", "Leo"), ("Ana", "Kim")}
    assert all(pair.reasons and 40 <= pair.score <= 100 for pair in made)


def test_a_forbidden_swap_says_why_and_changes_nothing(cohort):
    before = pairs()

    with pytest.raises(
        pairing_by_hand.PairForbidden, match="Ben and Kim cannot be a pair: one reporting line"
    ):
        pairing_by_hand.swap(
            cohort.key, before["Ben", "Leo"], f"pair-{before['Zoe', 'Kim']}", the_mark(cohort)
        )

    assert pairs() == before


def test_a_pair_that_hr_excluded_cannot_be_made_by_hand(cohort):
    pairing_conditions.exclude(cohort.key, "ana@example.com", "leo@example.com")

    with pytest.raises(pairing_by_hand.PairForbidden, match="excluded by name"):
        pairing_by_hand.add(cohort.key, "ana@example.com", "leo@example.com")


def test_a_leader_may_be_given_a_second_mentor_by_hand_but_not_the_same_twice(cohort):
    pairing_by_hand.add(cohort.key, "ana@example.com", "leo@example.com")

    assert {("Ana", "Leo"), ("Ben", "Leo")} <= set(pairs())
    with pytest.raises(pairing_by_hand.PairThere):
        pairing_by_hand.add(cohort.key, "ana@example.com", "leo@example.com")


def test_whoever_has_left_is_given_no_pair(cohort):
    with writing():
        somebody("Ana").state = "left"

    with pytest.raises(pairing_by_hand.PartnerAway, match="Ana does not take part"):
        pairing_by_hand.add(cohort.key, "ana@example.com", "leo@example.com")


@pytest.mark.parametrize("choice", ["", "mentor-0", "mentor-x", "pair-", "rubbish", "mentor-99"])
def test_a_choice_that_is_none_is_asked_again(cohort, choice):
    with pytest.raises(pairing_by_hand.PartnerUnknown):
        pairing_by_hand.swap(cohort.key, pairs()["Ben", "Leo"], choice, the_mark(cohort))


def test_a_leader_is_no_mentor(cohort):
    with pytest.raises(pairing_by_hand.PartnerUnknown):
        pairing_by_hand.add(cohort.key, "leo@example.com", "ana@example.com")


def test_an_ended_pair_leaves_nothing_behind(cohort):
    pair_id = pairs()["Ben", "Leo"]
    with writing() as session:
        session.add(Goal(pair_id=pair_id, text="Meet the night shift"))

    pairing_by_hand.end(cohort.key, pair_id, the_mark(cohort))

    assert set(pairs()) == {("Zoe", "Kim")}
    assert list(db.session.scalars(select(Goal))) == []


def test_a_swap_leaves_the_goals_of_other_pairs_alone(cohort):
    with writing() as session:
        session.add(Goal(pair_id=pairs()["Zoe", "Kim"], text="Meet the night shift"))

    pairing_by_hand.swap(cohort.key, pairs()["Ben", "Leo"], f"mentor-{somebody('Ana').id}", the_mark(cohort))

    assert [goal.text for goal in db.session.scalars(select(Goal))] == ["Meet the night shift"]


def test_of_two_who_edit_the_same_pairs_the_second_is_told_and_nothing_is_lost(cohort):
    mark, ben_and_leo = the_mark(cohort), pairs()["Ben", "Leo"]
    pairing_by_hand.swap(cohort.key, ben_and_leo, f"mentor-{somebody('Ana').id}", mark)
    after_the_first = pairs()

    for late in (
        lambda: pairing_by_hand.swap(cohort.key, pairs()["Zoe", "Kim"], f"mentor-{somebody('Ben').id}", mark),
        lambda: pairing_by_hand.add(cohort.key, "ben@example.com", "leo@example.com", mark),
        lambda: pairing_by_hand.end(cohort.key, pairs()["Zoe", "Kim"], mark),
    ):
        with pytest.raises(pairing.PairsChanged, match="Somebody has changed the pairs"):
            late()

    assert pairs() == after_the_first


def test_a_pair_of_another_cohort_is_not_found(cohort):
    other = roster.load(PEOPLE, "a.csv", "pilot", "Spring").cohort

    with pytest.raises(NotFound):
        pairing_by_hand.end(other, pairs()["Ben", "Leo"])
