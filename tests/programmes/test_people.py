"""HR's list of people says who takes part, and who is without a pair."""

import pytest

from rmfeedback.programmes import cohorts, pairing, people, roster
from tests.programmes import rosters


@pytest.fixture
def cohort_key(app):
    programme = cohorts.add_programme("Pilot", "en")
    return roster.load(rosters.CLEAN, "a.csv", programme.key, "Autumn").cohort


def names(shown):
    return [row.participation.person.name for row in shown.found]


@pytest.mark.parametrize("find, role, found", [
    ("", "", ["Margaret Hale", "Richard Fenwick", "Zainab Qureshi", "Ibrahim Demirel"]),
    ("FINANCE", "", ["Richard Fenwick", "Ibrahim Demirel"]), ("finance ibra", "", ["Ibrahim Demirel"]),
    ("finance", "leader", ["Richard Fenwick"]), ("margaret@", "mentor", []),
])  # fmt: skip
def test_people_are_found_by_words_and_role(cohort_key, find, role, found):
    assert names(people.people(cohort_key, find, role)) == found


def test_the_numbers_are_of_all_people_whatever_is_sought(cohort_key):
    shown = people.people(cohort_key, "zainab")

    assert (shown.persons, shown.roles["leader"], shown.units["mentor"]) == (4, 2, 2)
    assert (shown.pairs, shown.unpaired) == (0, 4)


def test_partners_are_named_on_both_sides(cohort_key):
    pairing.accept(cohort_key, pairing.propose(cohort_key))

    shown = people.people(cohort_key)
    partners = {row.participation.person.name: row.partners for row in shown.found}
    assert partners["Zainab Qureshi"] == ["Richard Fenwick"]
    assert partners["Richard Fenwick"] == ["Zainab Qureshi"]
    assert (shown.pairs, shown.unpaired) == (2, 0)


def test_one_person_in_two_roles_counts_once(cohort_key):
    roster.load(b"name,email,role\nZainab Qureshi,zainab@example.com,leader\n", "b.csv", "pilot", "Autumn")

    shown = people.people(cohort_key)
    assert (shown.persons, shown.roles.total(), shown.twice) == (4, 5, ["Zainab Qureshi"])
