"""What HR asks of the pairs of a cohort is stored, and an exclusion holds without a reason."""

import pytest

from rmfeedback.errors import NotFound
from rmfeedback.programmes import cohorts, pairing, pairing_conditions, roster
from rmfeedback.programmes.models import Exclusion
from rmfeedback.programmes.pairing_rules import Conditions
from tests.programmes import rosters

ZAINAB, RICHARD = "zainab@example.com", "richard@example.com"


@pytest.fixture
def cohort(app):
    programme = cohorts.add_programme("Pilot", "en")
    key = roster.load(rosters.CLEAN, "a.csv", programme.key, "Autumn").cohort
    return cohorts.find_cohort(key)


def test_nothing_is_asked_for_to_begin_with(cohort):
    assert pairing_conditions.of(cohort) == Conditions()


def test_what_is_asked_for_is_kept_and_the_rest_stays_as_it_was(cohort):
    pairing_conditions.save(cohort.key, {"other_unit": True, "second": "leader"})
    pairing_conditions.save(cohort.key, {"other_site": True})

    assert pairing_conditions.of(cohort) == Conditions(other_unit=True, other_site=True, second="leader")


def test_a_second_pair_for_somebody_else_is_refused(cohort):
    with pytest.raises(pairing_conditions.SecondUnknown):
        pairing_conditions.save(cohort.key, {"second": "everybody"})


def test_two_people_who_shall_not_be_a_pair_are_not_proposed_until_it_is_lifted(cohort):
    pairing_conditions.exclude(cohort.key, f" {ZAINAB.upper()}", RICHARD)
    pairing_conditions.exclude(cohort.key, RICHARD, ZAINAB)

    [(number, *two)] = pairing_conditions.exclusions(cohort)
    assert {person.email for person in two} == {ZAINAB, RICHARD}
    assert (ZAINAB, RICHARD) not in [pair.both for pair in pairing.propose(cohort.key).pairs]
    pairing_conditions.lift(cohort.key, number)
    assert (ZAINAB, RICHARD) in [pair.both for pair in pairing.propose(cohort.key).pairs]


def test_no_reason_is_kept():
    assert set(Exclusion.__table__.columns.keys()) == {"id", "cohort_key", "one_id", "other_id"}


@pytest.mark.parametrize(("one", "other"), [(ZAINAB, ZAINAB), (ZAINAB, "nobody@example.com"), ("", RICHARD)])
def test_an_exclusion_needs_two_people_of_the_cohort(cohort, one, other):
    with pytest.raises(pairing_conditions.ExclusionUnclear, match="Choose two different people"):
        pairing_conditions.exclude(cohort.key, one, other)


def test_an_exclusion_of_another_cohort_is_not_found(cohort):
    other = roster.load(rosters.CLEAN, "a.csv", "pilot", "Spring").cohort
    pairing_conditions.exclude(other, ZAINAB, RICHARD)
    [(number, *_)] = pairing_conditions.exclusions(cohorts.find_cohort(other))

    with pytest.raises(NotFound):
        pairing_conditions.lift(cohort.key, number)
