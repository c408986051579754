import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmfeedback.surveys import differences, editing, editing_heads
from rmfeedback.surveys.questionnaire import shipped_files
from rmfeedback.surveys.scales import Text
from rmfeedback.terms import Role
from tests.surveys.drafts import SAID, an_item
from tests.surveys.test_editing import KNOWN, a_twin, wording

M = Role.MENTOR


def between(do):
    twin = a_twin()
    do(twin)
    return differences.between(a_twin()[M], twin[M])


@pytest.mark.parametrize("key", shipped_files())
def test_nothing_differs_from_itself(key):
    tables = shipped_files()[key].tables
    assert differences.between(tables, copy.deepcopy(tables)) == []


def test_a_new_wording_is_told_with_both_texts():
    def do(twin):
        item = editing.find(twin, M, "m_open_challenge")
        editing.reword(twin, M, "m_open_challenge", wording(item, text=SAID), KNOWN, as_new=True)

    [found] = between(do)
    assert found.what == "New item m_answers_calmly in the place of m_open_challenge."
    assert "responds openly" in found.before
    assert SAID["en"] in found.after
    assert SAID["de"] in found.after


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (lambda t: editing.remove(t, M, "m_pair_fit", KNOWN), ["Item m_pair_fit is taken out."]),
        (
            lambda t: editing.add(t, {M: an_item()}, {M: "m_pair_fit"}, KNOWN),
            ["New item m_laugh_together (pairing, agree, 1 to 5)."],
        ),
        (
            lambda t: editing.unmirror(t, M, "m_pair_fit"),
            ["Item m_pair_fit has no mirror any more: its gap can no longer be read."],
        ),
        (
            lambda t: editing.move(t, M, "m_pair_fit", "m_time_kept"),
            ["Item m_pair_fit has moved: it stands behind m_time_kept now."],
        ),
        (
            lambda t: editing_heads.set_head(t, M, Text("New", "Neu"), Text(**t[M]["intro"])),
            ["The title (English) reads otherwise.", "The title (German) reads otherwise."],
        ),
        (
            lambda t: t[M]["parts"].pop(),
            ["The part “In your own words” is gone."],
        ),
        (
            lambda t: t[M]["parts"].append({"key": "end", "name": SAID, "first": "m_words_programme"}),
            [f"A new part: “{SAID['en']}”, from m_words_programme on."],
        ),
        (
            lambda t: t[M]["parts"][1].update(first="m_safe_hold_back", name=SAID),
            [
                "The heading of the part “pair” (English) reads otherwise.",
                "The heading of the part “pair” (German) reads otherwise.",
                f"The part “{SAID['en']}” begins with m_safe_hold_back, not with m_safe_disagree.",
            ],
        ),
        (
            lambda t: editing.find(t, M, "m_words_programme").update(asks="what_else", construct="facts"),
            [
                "The construct of m_words_programme is facts, not words.",
                "The name in the findings of m_words_programme is what_else, not what_works.",
            ],
        ),
        (
            lambda t: editing.find(t, M, "m_pair_fit").update(kind="frequency5", reverse=True),
            ["The answers to m_pair_fit are others now (pairing, how often, 1 to 5, reversed)."],
        ),
    ],
)  # fmt: skip
def test_each_kind_of_difference_is_said_in_words(do, said):
    assert [one.what for one in between(do)] == said


def test_a_mirror_that_begins_anew_says_that_its_words_are_the_same():
    twin = a_twin()
    item = editing.find(twin, M, "m_open_challenge")
    editing.reword(twin, M, "m_open_challenge", wording(item, text=SAID), KNOWN, as_new=True)

    [found] = differences.between(a_twin()[Role.LEADER], twin[Role.LEADER])
    assert found.what == "Item l_open_challenge begins anew as l_answers_calmly, in the same words."


def test_a_mirror_that_is_set_is_told():
    before, after = a_twin(), a_twin()
    editing.unmirror(before, M, "m_pair_fit")

    assert [one.what for one in differences.between(before[M], after[M])] == [
        "Item m_pair_fit mirrors l_pair_fit now."
    ]


@settings(max_examples=50)
@given(st.permutations(range(6)), st.sets(st.integers(0, 5), max_size=5), st.integers(0, 3))
def test_every_item_that_came_went_or_moved_is_named_and_no_other(order, gone, more):
    before = a_twin()["mentor"]
    before["items"] = before["items"][:6]
    after = copy.deepcopy(before)
    after["items"] = [after["items"][n] for n in order if n not in gone]
    after["items"] += [{"key": f"m_new_{n}", **an_item()} for n in range(more)]

    said = " ".join(one.what for one in differences.between(before, after))

    for item in before["items"]:
        if item not in after["items"]:
            assert item["key"] in said
    for n in range(more):
        assert f"m_new_{n}" in said
    kept = [n for n in order if n not in gone]
    assert ("has moved" in said) == (kept != sorted(kept))
