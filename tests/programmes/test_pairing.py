"""Rules of pairing are never broken, and every leader who can have a mentor gets one."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching
from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.programmes import cohorts, pairing, roster
from rmfeedback.programmes.models import Pair
from rmfeedback.programmes.pairing_fit import score
from rmfeedback.programmes.pairing_rules import Member, read_rules, why_not
from tests.programmes import rosters

PHRASES = ("", "not same reporting line", "nicht gleicher Bereich", "nur Video", "kein Tandem mit Person 1")
PEOPLE = [f"p{number}@example.com" for number in range(8)]


@st.composite
def a_side(draw):
    """Some of eight people, each with a unit, a manager among them or none, topics and a constraint."""
    emails = draw(st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1))
    return [
        Member(
            email=email,
            name=f"Person {PEOPLE.index(email)}",
            unit=draw(st.sampled_from(["", "A", "a", "B"])),
            language=draw(st.sampled_from(["en", "de"])),
            manager_email=draw(st.sampled_from(["", *PEOPLE[:3]])),
            topics=tuple(draw(st.lists(st.sampled_from(["AI tools", "Hybrid work"]), unique=True))),
            constraints=draw(st.sampled_from(PHRASES)),
        )
        for email in emails
    ]


def allowed(mentors, leaders):
    """Return who may be paired, leaders by mentors, by the rules alone."""
    rules = {id(m): read_rules(m.constraints, [*mentors, *leaders]) for m in (*mentors, *leaders)}
    return np.array([[not why_not(m, p, rules[id(m)], rules[id(p)]) for m in mentors] for p in leaders])


@settings(deadline=None, max_examples=150)
@given(a_side(), a_side())
def test_no_rule_is_broken_and_nobody_mentors_twice(mentors, leaders):
    proposal = pairing.match(mentors, leaders)

    may = allowed(mentors, leaders)
    at = {m.email: i for i, m in enumerate(mentors)}, {p.email: i for i, p in enumerate(leaders)}
    assert all(may[at[1][pair.leader], at[0][pair.mentor]] for pair in proposal.pairs)
    assert len({pair.mentor for pair in proposal.pairs}) == len(proposal.pairs)
    assert len({pair.leader for pair in proposal.pairs}) == len(proposal.pairs)


@settings(deadline=None, max_examples=150)
@given(a_side(), a_side())
def test_as_many_leaders_are_paired_as_can_be(mentors, leaders):
    proposal = pairing.match(mentors, leaders)

    most = (maximum_bipartite_matching(csr_matrix(allowed(mentors, leaders))) >= 0).sum()
    assert len(proposal.pairs) == most


@settings(deadline=None, max_examples=100)
@given(a_side(), a_side())
def test_everybody_is_paired_or_left_with_a_reason(mentors, leaders):
    proposal = pairing.match(mentors, leaders)

    told = [(left.role, left.email) for left in proposal.unpaired]
    for pair in proposal.pairs:
        told += [("mentor", pair.mentor), ("leader", pair.leader)]
    assert sorted(told) == sorted(
        [("mentor", m.email) for m in mentors] + [("leader", p.email) for p in leaders]
    )
    assert all(left.reason for left in proposal.unpaired)


@settings(deadline=None, max_examples=50)
@given(a_side(), a_side())
def test_the_order_of_the_people_does_not_matter(mentors, leaders):
    assert pairing.match(mentors, leaders) == pairing.match(mentors[::-1], leaders[::-1])


def somebody(name, **known):
    return Member(email=f"{name.lower()}@example.com", name=f"{name} Example", **known)


LEO = somebody("Leo")
SAME_LINE, SAME_UNIT = "one reporting line", "the same unit"


def test_a_mentor_for_everybody_comes_before_a_perfect_pair():
    """Ana and Leo fit perfectly, but Kim may be mentored by nobody else."""
    ana = somebody("Ana", language="en", topics=("AI tools",))
    ben = somebody("Ben", language="de", constraints="kein Tandem mit Kim Example")
    leo, kim = somebody("Leo", language="en", topics=("AI tools",)), somebody("Kim", language="fr")

    pairs = pairing.match([ana, ben], [leo, kim]).pairs

    assert {(pair.mentor, pair.leader) for pair in pairs} == {(ben.email, leo.email), (ana.email, kim.email)}


@pytest.mark.parametrize("of_mentor, of_leader, why", [
    ({"manager_email": "leo@example.com"}, {}, SAME_LINE),
    ({}, {"manager_email": "ana@example.com"}, SAME_LINE),
    ({"manager_email": "x@example.com"}, {"manager_email": "x@example.com"}, SAME_LINE),
    ({"constraints": "nur Video; kein Tandem mit Leo Example"}, {}, "excluded by name"),
    ({}, {"constraints": "not with Ana Example"}, "excluded by name"),
    ({"unit": "Legal", "constraints": "Not same unit"}, {"unit": "legal"}, SAME_UNIT),
    ({"unit": "Legal"}, {"unit": "Legal", "constraints": "nicht gleicher Bereich"}, SAME_UNIT),
    ({"unit": "Legal"}, {"unit": "Legal"}, ""),
    ({}, {}, ""),
])  # fmt: skip
def test_each_rule_forbids_its_pairs_and_no_others(of_mentor, of_leader, why):
    mentor, leader = somebody("Ana", **of_mentor), somebody("Leo", **of_leader)
    rules = [read_rules(member.constraints, [mentor, leader]) for member in (mentor, leader)]

    assert why_not(mentor, leader, *rules) == why


def test_nobody_is_paired_with_themself():
    assert why_not(LEO, LEO, read_rules("", []), read_rules("", [])) == "the same person"


@pytest.mark.parametrize("text, rest", [
    ("nicht gleiche Berichtslinie, nicht gleicher Bereich", ""),
    ("kein Tandem mit direkter Vorgesetzter", ""),
    ("Not same reporting line; shift work, mornings only", "shift work; mornings only"),
    ("kein Tandem mit Kim Lee", "kein Tandem mit Kim Lee"),
    ("kein Tandem mit Niemand Bekanntes", "kein Tandem mit Niemand Bekanntes"),
    ("kein Tandem mit Dr. Leo Example", ""),
])  # fmt: skip
def test_what_no_rule_understands_is_left_for_the_person_who_pairs(text, rest):
    two_of_a_name = [Member("kim1@example.com", "Kim Lee"), Member("kim2@example.com", "Kim Lee")]

    assert read_rules(text, [LEO, *two_of_a_name]).rest == rest


def test_wanted_topics_and_one_language_raise_the_score():
    leader = somebody("Leo", topics=("AI tools", "Sustainability"), language="en")
    offers = ((), "de"), ((), "en"), (("AI tools",), "en"), (("Sustainability", "AI tools"), "en")

    fits = [score(somebody("Ana", topics=topics, language=spoken), leader) for topics, spoken in offers]

    assert fits == [40, 55, 77.5, 100]


@pytest.fixture
def cohort_key(app):
    programme = cohorts.add_programme("Pilot", "en")
    return roster.load(rosters.CLEAN, "a.csv", programme.key, "Autumn").cohort


def test_a_cohort_is_paired_with_reasons(cohort_key):
    proposal = pairing.propose(cohort_key)

    shown = {(pair.mentor, pair.leader): pair.reasons for pair in proposal.pairs}
    assert shown == {
        ("zainab@example.com", "richard@example.com"): ["no shared topic", "both in English"],
        ("ibrahim@example.com", "margaret@example.com"): ["no shared topic", "both in English"],
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


def test_a_leader_without_a_mentor_is_told_why():
    mentor, leader = somebody("Ana", manager_email=LEO.email), LEO

    reasons = {left.role: left.reason for left in pairing.match([mentor], [leader]).unpaired}

    assert reasons == {
        "leader": "every mentor is ruled out: 1 for one reporting line",
        "mentor": "ruled out for whoever is left",
    }


def test_a_proposal_for_people_who_left_is_refused(cohort_key):
    strangers = pairing.Proposal([pairing.ProposedPair("x@example.com", "richard@example.com", 50.0, [])])

    with pytest.raises(pairing.ProposalStale):
        pairing.accept(cohort_key, strangers)


def test_a_cohort_without_mentors_is_refused(app):
    programme = cohorts.add_programme("Pilot", "en")
    key = roster.load(b"name,email,role\nA B,a@example.com,leader\n", "a.csv", programme.key, "Alone").cohort

    with pytest.raises(pairing.CohortEmpty, match="no mentors"):
        pairing.propose(key)


def test_a_proposal_is_plain_json(cohort_key):
    shown = json.loads(json.dumps(pairing.propose(cohort_key).as_json()))

    assert set(shown["pairs"][0]) == {"mentor", "leader", "score", "reasons"}
    assert {"pairs", "unpaired"} <= shown.keys()
