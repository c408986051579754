"""Programmes and cohorts have names for people and keys for addresses."""

import pytest

from rmfeedback.errors import NotFound
from rmfeedback.programmes import cohorts, roster
from tests.programmes import rosters

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("name, key", [
    ("Reverse Mentoring 2026", "reverse-mentoring-2026"), ("Führungskräfte Süd", "fuehrungskraefte-sued"),
    ("Große Łódź", "grosse-lodz"), ("!!!", "programme"),
])  # fmt: skip
def test_a_key_is_made_from_the_name(name, key):
    assert cohorts.add_programme(name, "de").key == key


def test_two_names_of_one_key_are_told_apart():
    keys = [cohorts.add_programme(name, "en").key for name in ("Pilot", "Pilot!", "Pilot?")]

    assert keys == ["pilot", "pilot-2", "pilot-3"]


def test_a_programme_made_twice_is_there_once():
    cohorts.add_programme("Pilot", "en")

    assert cohorts.add_programme(" Pilot ", "en").key == "pilot"
    assert len(cohorts.overview()) == 1


def test_the_same_name_in_another_language_is_refused():
    cohorts.add_programme("Pilot", "en")

    with pytest.raises(cohorts.ProgrammeThere):
        cohorts.add_programme("Pilot", "de")


def test_a_programme_needs_a_name_and_a_language_we_write():
    with pytest.raises(cohorts.NameMissing):
        cohorts.add_programme(" ", "en")
    with pytest.raises(cohorts.LanguageUnknown):
        cohorts.add_programme("Pilote", "fr")


def test_what_is_not_there_is_not_found():
    with pytest.raises(NotFound, match="programme “nowhere”"):
        cohorts.find_programme("nowhere")
    with pytest.raises(NotFound, match="cohort “nowhere”"):
        cohorts.find_cohort("nowhere")


def test_the_overview_counts_roles():
    pilot = cohorts.add_programme("Pilot", "en")
    roster.load(rosters.CLEAN, "a.csv", pilot.key, "Autumn")

    (shown,) = cohorts.overview()

    assert [(c.key, c.mentors, c.leaders, c.pairs) for c in shown.cohorts] == [("autumn", 2, 2, 0)]
