"""Rules of pairing are never broken, and every leader who can have a mentor gets one."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from rmfeedback.demo import answering
from rmfeedback.programmes.pairing_fit import Fit
from rmfeedback.programmes.pairing_match import match
from rmfeedback.programmes.pairing_rules import Conditions, Member, Rule, names_of, objections, read_rules

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
    return objections(mentors, leaders, Conditions(), names_of({*mentors, *leaders})) == 0


@settings(deadline=None, max_examples=150)
@given(a_side(), a_side())
def test_no_rule_is_broken_and_nobody_mentors_twice(mentors, leaders):
    proposal = match(mentors, leaders)

    may = allowed(mentors, leaders)
    at = {m.email: i for i, m in enumerate(mentors)}, {p.email: i for i, p in enumerate(leaders)}
    assert all(may[at[1][pair.leader], at[0][pair.mentor]] for pair in proposal.pairs)
    assert len({pair.mentor for pair in proposal.pairs}) == len(proposal.pairs)
    assert len({pair.leader for pair in proposal.pairs}) == len(proposal.pairs)


@settings(deadline=None, max_examples=150)
@given(a_side(), a_side())
def test_as_many_leaders_are_paired_as_can_be(mentors, leaders):
    proposal = match(mentors, leaders)

    most = (maximum_bipartite_matching(csr_matrix(allowed(mentors, leaders))) >= 0).sum()
    assert len(proposal.pairs) == most


@settings(deadline=None, max_examples=100)
@given(a_side(), a_side())
def test_everybody_is_paired_or_left_with_a_reason(mentors, leaders):
    proposal = match(mentors, leaders)

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
    assert match(mentors, leaders) == match(mentors[::-1], leaders[::-1])


def somebody(name, **known):
    return Member(email=f"{name.lower()}@example.com", name=f"{name} Example", **known)


def why_not(mentor, leader, conditions=Conditions()):  # noqa: B008
    """Return what forbids one pair."""
    return Rule(int(objections([mentor], [leader], conditions, names_of({mentor, leader}))[0, 0])).words


LEO = somebody("Leo")
SAME_LINE, SAME_UNIT, SENIOR = "one reporting line", "the same unit", "the mentor is not the junior"
EXCLUDED = frozenset({frozenset({"ana@example.com", "leo@example.com"})})


def test_a_mentor_for_everybody_comes_before_a_perfect_pair():
    """Ana and Leo fit perfectly, but Kim may be mentored by nobody else."""
    ana = somebody("Ana", language="en", topics=("AI tools",))
    ben = somebody("Ben", language="de", constraints="kein Tandem mit Kim Example")
    leo, kim = somebody("Leo", language="en", topics=("AI tools",)), somebody("Kim", language="fr")

    pairs = match([ana, ben], [leo, kim]).pairs

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
    assert why_not(somebody("Ana", **of_mentor), somebody("Leo", **of_leader)) == why


@pytest.mark.parametrize("asked, of_mentor, of_leader, why", [
    ({"other_unit": True}, {"unit": "Legal"}, {"unit": "LEGAL"}, SAME_UNIT),
    ({"other_unit": True}, {"unit": "Legal"}, {"unit": ""}, ""),
    ({"other_site": True}, {"location": "Köln"}, {"location": "köln"}, "the same site"),
    ({"other_site": True}, {"location": "Köln"}, {"location": "Bonn"}, ""),
    ({"shared_language": True}, {"language": "en"}, {"language": "de"}, "no shared language"),
    ({"shared_language": True}, {"language": "de"}, {"language": "de"}, ""),
    ({"junior_mentor": True}, {"level": "Director"}, {"level": "Abteilungsleitung"}, SENIOR),
    ({"junior_mentor": True}, {"level": "Director"}, {"level": "Director"}, SENIOR),
    ({"junior_mentor": True}, {"level": "Trainee"}, {"level": "Vorstand"}, ""),
    ({"junior_mentor": True}, {"level": "Wizard"}, {"level": "Trainee"}, ""),
    ({"excluded": EXCLUDED}, {}, {}, "excluded by name"),
])  # fmt: skip
def test_what_hr_asks_for_forbids_its_pairs_and_no_others(asked, of_mentor, of_leader, why):
    mentor, leader = somebody("Ana", **of_mentor), somebody("Leo", **of_leader)

    assert why_not(mentor, leader, Conditions(**asked)) == why
    assert why_not(mentor, leader) == ""


def test_what_could_not_be_checked_is_told():
    asked = Conditions(other_unit=True, other_site=True, junior_mentor=True)

    (pair,) = match([somebody("Ana")], [LEO], asked).pairs

    told = ["reporting line not known", "unit not known", "site not known", "level not known"]
    assert pair.reasons[-4:] == told


def test_nobody_is_paired_with_themself():
    assert why_not(LEO, LEO) == "the same person"


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

    assert read_rules(text, names_of([LEO, *two_of_a_name])).rest == rest


def test_topics_goals_language_and_another_unit_raise_the_score():
    leader = somebody(
        "Leo", topics=("AI tools", "Sustainability"), language="en", unit="Board", goals="Use AI myself"
    )
    offers = [
        {},
        {"language": "en"},
        {"language": "en", "unit": "Legal"},
        {"topics": ("KI-Werkzeuge",), "language": "en", "unit": "Legal"},
        {"topics": ("Nachhaltigkeit", "AI tools"), "language": "en", "unit": "Legal"},
    ]

    scores = Fit([somebody(f"A{n}", **its) for n, its in enumerate(offers)], [leader]).scores[0]

    assert list(scores[:3]) == [40, 50, 55]
    assert 55 < scores[3] < scores[4] <= 100
    assert scores[4] > 95


def test_topics_meet_across_languages_and_the_reason_says_how():
    leader = somebody("Leo", topics=("AI in daily work",), language="de")
    ana, ben = somebody("Ana", topics=("Nachhaltigkeit",)), somebody("Ben", topics=("KI-Werkzeuge",))

    (pair,) = match([ana, ben], [leader]).pairs

    assert pair.mentor == ben.email
    assert pair.reasons[0] == "wanted and offered: AI in daily work (“KI-Werkzeuge”)"


def test_the_pilot_is_solvable_even_across_units_and_sites_with_the_junior_mentoring():
    text = (answering.HERE / "pilot_11_leaders.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    columns = ("email", "name", "unit", "language", "manager_email", "constraints", "location", "level")
    sides = {"mentor": [], "leader": []}
    for row in rows:
        topics = tuple(topic.strip() for topic in row["topics"].split(";"))
        sides[row["role"]].append(Member(topics=topics, **{name: row[name] for name in columns}))

    found = match(*sides.values(), Conditions(True, True, True, True))

    assert (len(found.pairs), found.unpaired) == (11, [])
    assert found.ruled_out["one reporting line"] == 10


def test_nobody_has_two_pairs_unless_hr_allows_it():
    mentors, leaders = [somebody("Ana"), somebody("Ben")], [somebody(f"L{n}") for n in range(4)]

    assert len(match(mentors, leaders).pairs) == 2
    pairs = match(mentors, leaders, Conditions(second="leader")).pairs
    assert sorted(pair.mentor for pair in pairs) == [ana.email for ana in mentors for _ in range(2)]
    assert {pair.leader for pair in pairs} == {leader.email for leader in leaders}


def test_the_load_is_spread_before_anybody_has_a_second_pair():
    """Ana fits both leaders perfectly; Ben gets one all the same."""
    leaders = [somebody(f"L{n}", topics=("AI",), language="en") for n in range(2)]
    mentors = [somebody("Ana", topics=("AI",), language="en"), somebody("Ben", language="de")]

    pairs = match(mentors, leaders, Conditions(second="leader")).pairs

    assert sorted(pair.mentor for pair in pairs) == ["ana@example.com", "ben@example.com"]


def test_a_leader_without_a_mentor_is_told_why_and_what_would_help():
    mentor, leader = somebody("Ana", manager_email=LEO.email), LEO

    left = {left.role: left for left in match([mentor], [leader]).unpaired}

    assert left["leader"].reason == "every mentor is ruled out: 1 for one reporting line"
    assert left["mentor"].reason == "every leader is ruled out: 1 for one reporting line"
    assert [r.as_json() for r in left["leader"].relax] == [{"rule": SAME_LINE, "with": [mentor.email]}]
    assert "if “one reporting line” were not minded" in match([mentor], [leader]).in_words()


def test_where_mentors_are_too_few_a_second_leader_for_one_is_named():
    (left,) = match([somebody("Ana")], [LEO, somebody("Kim")]).unpaired

    assert left.reason == "too few mentors"
    assert [relaxation.rule for relaxation in left.relax] == ["mentors may take a second leader"]
