"""Did it happen? What the rows tell of everybody and of each role, however people answered."""

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.reports import promised
from rmfeedback.reports.cells import Answers
from rmfeedback.reports.disclosure import TOO_FEW, Groups
from rmfeedback.reports.ledger import Ledger
from rmfeedback.surveys import promises
from rmfeedback.surveys.promises import Promise
from rmfeedback.surveys.questionnaire import shipped

ASKED = (Promise("promise_1", "Drafts are open", "pilot-midpoint", "a1", is_done=False),)
QUESTIONNAIRES = {role: promises.extended(shipped()[role], ASKED) for role in ("mentor", "leader")}
WORDS = {"yes": "Yes", "partly": "Partly", "no": "No"}
counts = st.fixed_dictionaries({key: st.integers(0, 15) for key in WORDS})


def rows(chosen, responses=None):
    """The rows by role; `chosen`: by stored cell how often each option was taken."""
    keys = {"mentor": "m_promise_1", "leader": "l_promise_1", "all": "promise_1"}
    options = {(cell, keys[cell.partition("/")[0]]): Counter(its) for cell, its in chosen.items()}
    responses = responses or {cell: max(5, sum(its.values())) for cell, its in chosen.items()}
    answers = Answers("wave", QUESTIONNAIRES, responses, {}, options, Groups(), Ledger("programme", 5))
    return {row["role"]: row for row in promised.rows(answers)}


def test_from_twenty_answers_it_is_told_how_often_each_was_given():
    told = rows({"mentor": {"yes": 11, "partly": 6, "no": 5}, "leader": {"yes": 9, "partly": 3, "no": 1}})

    assert told["all"]["says_yes"] == "about half"
    assert told["all"]["distribution"] == [
        {"options": ["Yes"], "answers": 20}, {"options": ["Partly"], "answers": 9},
        {"options": ["No"], "answers": 6},
    ]  # fmt: skip
    assert [told[role]["n"] for role in ("mentor", "leader")] == [22, 13]
    assert told["leader"]["distribution"] == TOO_FEW
    assert told["mentor"]["distribution"] == TOO_FEW  # One leader who said no would follow from it.


def test_where_too_few_of_a_role_answered_everybody_is_told_together():
    told = rows({"all": {"yes": 2, "no": 7}})

    assert (told["all"]["n"], told["all"]["says_yes"]) == (9, "few")
    assert {told[role]["n"] for role in ("mentor", "leader")} == {TOO_FEW}


@given(counts, counts)
def test_no_number_and_no_difference_of_two_speaks_for_fewer_than_five(mentors, leaders):
    told = rows({"mentor": mentors, "leader": leaders})
    by_name = {}
    for role, row in told.items():
        by_name[role, tuple(WORDS.values())] = row["n"]
        for bucket in [] if row["distribution"] == TOO_FEW else row["distribution"]:
            by_name[role, tuple(bucket["options"])] = bucket["answers"]
    shown = {name: n for name, n in by_name.items() if n != TOO_FEW}

    assert all(n >= 5 for n in shown.values())
    for (role, options), (other, others) in combinations(shown, 2):
        if options == others and "all" in (role, other):
            assert abs(shown[role, options] - shown[other, others]) not in range(5)


@given(counts, counts)
def test_the_word_is_of_everybody_alone_and_never_of_fewer_than_five(mentors, leaders):
    told = rows({"mentor": mentors, "leader": leaders})
    n = sum(mentors.values()) + sum(leaders.values())

    assert "says_yes" not in told["mentor"] | told["leader"]
    assert ("says_yes" in told["all"]) == (told["all"]["n"] != TOO_FEW)
    assert n >= 5 or told["all"]["n"] == TOO_FEW
