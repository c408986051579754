"""The pairs of a cohort: proposed, accepted, kept while people come and go, and never overwritten unseen."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.programmes import cohorts, pairing, pairing_conditions, roster
from rmfeedback.programmes.models import Pair, Participation
from rmfeedback.programmes.pairing_match import Proposal, ProposedPair
from tests.databases import both_engines
from tests.programmes import rosters

STRANGERS = ["no shared topic", "both in English", "different units"]


@pytest.fixture
def cohort_key(app):
    programme = cohorts.add_programme("Pilot", "en")
    return roster.load(rosters.CLEAN, "a.csv", programme.key, "Autumn").cohort


def test_a_cohort_is_paired_with_reasons(cohort_key):
    proposal = pairing.propose(cohort_key)

    shown = {(pair.mentor, pair.leader): pair.reasons for pair in proposal.pairs}
    assert shown == {
        ("zainab@example.com", "richard@example.com"): [
            "no shared topic",
            "both in English",
            "different units",
        ],
        ("ibrahim@example.com", "margaret@example.com"): [
            "no shared topic",
            "both in English",
            "different units",
        ],
    }
    assert [note.text for note in proposal.notes] == ["shift work; mornings only"]


def test_proposing_stores_nothing_and_accepting_replaces(cohort_key):
    proposal = pairing.propose(cohort_key)
    assert pairing.accepted(cohort_key).pairs == []

    pairing.accept(cohort_key, proposal)
    pairing.accept(cohort_key, proposal)

    assert pairing.accepted(cohort_key).pairs == proposal.pairs
    assert len(list(db.session.scalars(select(Pair)))) == 2


def test_mentors_left_over_are_a_reserve(cohort_key):
    roster.load(b"name,email,role\nKim Lee,kim@example.com,mentor\n", "b.csv", "pilot", "Autumn")

    (left,) = pairing.propose(cohort_key).unpaired

    assert (left.role, left.reason) == ("mentor", "in reserve: every leader has a mentor")


def test_a_proposal_for_people_who_left_is_refused(cohort_key):
    strangers = Proposal([ProposedPair("x@example.com", "richard@example.com", 50.0, [])])

    with pytest.raises(pairing.ProposalStale):
        pairing.accept(cohort_key, strangers)


def pairs_by_id():
    return {
        pair.id: (pair.mentor.person.name, pair.leader.person.name)
        for pair in db.session.scalars(select(Pair))
    }


def leave(name, state="left"):
    with writing() as session:
        for one in session.scalars(select(Participation)):
            if one.person.name == name:
                one.state = state


def join(name, role):
    email = name.partition(" ")[0].lower()
    file = f"name,email,role,language\n{name},{email}@example.com,{role},en\n".encode()
    roster.load(file, "b.csv", "pilot", "Autumn")


def test_accepted_pairs_stay_when_somebody_joins(cohort_key):
    pairing.accept(cohort_key, pairing.propose(cohort_key))
    before = pairs_by_id()
    join("Kim Lee", "mentor")
    join("Lou Reed", "leader")

    pairing.accept(cohort_key, pairing.propose(cohort_key))

    after = pairs_by_id()
    assert before.items() <= after.items()
    assert len(after) == 3


def test_a_proposal_anew_keeps_the_row_of_a_pair_that_stays(cohort_key):
    pairing.accept(cohort_key, pairing.propose(cohort_key))
    before = pairs_by_id()

    pairing.accept(cohort_key, pairing.propose(cohort_key, anew=True))

    assert pairs_by_id() == before


def test_whoever_pauses_or_has_left_is_not_proposed(cohort_key):
    join("Kim Lee", "mentor")
    leave("Zainab Qureshi")
    leave("Ibrahim Demirel", "paused")

    assert {pair.mentor for pair in pairing.propose(cohort_key).pairs} == {"kim@example.com"}


def test_a_pair_in_which_somebody_pauses_rests_and_stays(cohort_key):
    pairing.accept(cohort_key, pairing.propose(cohort_key))
    before = pairs_by_id()
    leave("Zainab Qureshi", "paused")
    join("Kim Lee", "mentor")

    proposal = pairing.propose(cohort_key, anew=True)
    pairing.accept(cohort_key, proposal)

    resting = next(id_ for id_, (mentor, _) in before.items() if mentor == "Zainab Qureshi")
    assert "richard@example.com" not in {pair.leader for pair in proposal.pairs}
    assert pairs_by_id()[resting] == before[resting]
    assert "Zainab Qureshi pauses" in {pair.flaw for pair in pairing.accepted(cohort_key).pairs}


@both_engines
def test_who_left_makes_room_and_the_other_gets_somebody_new(cohort_key):
    pairing.accept(cohort_key, pairing.propose(cohort_key))
    leave("Zainab Qureshi")
    join("Kim Lee", "mentor")

    pairing.accept(cohort_key, pairing.propose(cohort_key))

    assert ("Kim Lee", "Richard Fenwick") in pairs_by_id().values()
    assert "Zainab Qureshi" not in {mentor for mentor, _ in pairs_by_id().values()}


def test_new_partners_for_one_pair_change_as_little_as_can_be(cohort_key):
    join("Kim Lee", "mentor")
    join("Lou Reed", "leader")
    pairing.accept(cohort_key, pairing.propose(cohort_key))
    before = pairs_by_id()
    parted = next(id_ for id_, (mentor, _) in before.items() if mentor == "Kim Lee")

    pairing.accept(cohort_key, pairing.propose(cohort_key, part=parted))

    after = pairs_by_id()
    assert len(after) == 3
    assert before[parted] not in after.values()
    assert len(set(before.values()) & set(after.values())) == 1, (
        "a swap takes two pairs, and leaves the third"
    )


def test_pairs_that_somebody_else_changed_meanwhile_are_not_overwritten(cohort_key):
    mine = pairing.propose(cohort_key)
    pairing.accept(cohort_key, replace(mine, pairs=mine.pairs[:1]))
    before = pairs_by_id()

    with pytest.raises(pairing.PairsChanged, match="Somebody has changed the pairs"):
        pairing.accept(cohort_key, mine)

    assert pairs_by_id() == before


def test_a_rule_that_came_since_the_proposal_is_kept(cohort_key):
    proposal = pairing.propose(cohort_key)
    pairing_conditions.exclude(cohort_key, "zainab@example.com", "richard@example.com")

    with pytest.raises(pairing.ProposalStale):
        pairing.accept(cohort_key, proposal)


def test_a_rule_that_came_later_shows_at_the_pair_and_ends_it_at_the_next_proposal(cohort_key):
    pairing.accept(cohort_key, pairing.propose(cohort_key))
    pairing_conditions.exclude(cohort_key, "zainab@example.com", "richard@example.com")

    assert "excluded by name" in {pair.flaw for pair in pairing.accepted(cohort_key).pairs}
    assert ("zainab@example.com", "richard@example.com") not in {
        p.both for p in pairing.propose(cohort_key).pairs
    }


def test_a_cohort_without_mentors_is_refused(app):
    programme = cohorts.add_programme("Pilot", "en")
    key = roster.load(b"name,email,role\nA B,a@example.com,leader\n", "a.csv", programme.key, "Alone").cohort

    with pytest.raises(pairing.CohortEmpty, match="no mentors"):
        pairing.propose(key)


def test_a_proposal_is_plain_json(cohort_key):
    shown = json.loads(json.dumps(pairing.propose(cohort_key).as_json()))

    assert set(shown["pairs"][0]) == {"mentor", "leader", "score", "reasons"}
    assert {"pairs", "unpaired"} <= shown.keys()
