import copy

import pytest

from rmfeedback.surveys import editing_heads
from rmfeedback.surveys.editing_heads import PartsWrong, PartWanted
from rmfeedback.surveys.questionnaire import of_tables
from rmfeedback.surveys.scales import Text
from rmfeedback.terms import Role
from tests.surveys.test_editing import KNOWN, a_twin, broken

ALL = PartWanted("pulse", Text("Since then", "Seitdem"), "m_safe_disagree")


def test_parts_are_put_in_the_order_of_their_items():
    twin = a_twin("pulse")
    late = PartWanted("", Text("In your own words", "In eigenen Worten"), "m_words_next")
    editing_heads.set_parts(twin, Role.MENTOR, [late, ALL])

    parts = of_tables(twin[Role.MENTOR]).parts_with_items()
    assert [(part.key, len(items)) for part, items in parts] == [("pulse", 4), ("words", 1)]
    assert broken(twin) == set()


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ([], "keep one part at least"),
        ([ALL, PartWanted("", Text("More", "Mehr"), "m_nothing")], "each part begins with an item"),
        ([ALL, PartWanted("", Text("More", "Mehr"), ALL.first)], "begin with the same item"),
        ([PartWanted("", Text("More", "Mehr"), "m_time_kept")], "the first part begins with the first item"),
        ([ALL, PartWanted("", Text("More", ""), "m_time_kept")], "a heading is missing"),
    ],
)
def test_parts_that_cannot_stand_are_refused_and_nothing_changes(wanted, reason):
    twin = a_twin("pulse")
    before = copy.deepcopy(twin)

    with pytest.raises(PartsWrong, match=reason):
        editing_heads.set_parts(twin, Role.MENTOR, wanted)
    assert twin == before


def test_title_and_intro_are_given_in_both_languages():
    twin = a_twin("pulse")
    editing_heads.set_head(twin, Role.LEADER, Text("How?", "Wie?"), Text("Please.", "Bitte."))

    asked = of_tables(twin[Role.LEADER])
    assert (asked.title, asked.intro) == (Text("How?", "Wie?"), Text("Please.", "Bitte."))


def test_a_new_construct_never_takes_the_key_of_another():
    keys = [
        editing_heads.describe_construct(a_twin("pulse"), Text("Openness", "Offenheit"), "Because.", KNOWN)
        for _ in range(2)
    ]
    twin = a_twin("pulse")
    keys += [
        editing_heads.describe_construct(twin, Text(name, name), "Because.", KNOWN)
        for name in ("3 wishes", "…", "…")
    ]

    assert keys == ["openness_2", "openness_2", "p_3_wishes", "construct", "construct_2"]
