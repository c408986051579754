import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmfeedback.errors import NotFound
from rmfeedback.surveys import editing
from rmfeedback.surveys.editing import ConstructUnknown, LastItem, NoMirror, WordingFixed
from rmfeedback.surveys.questionnaire import of_tables, shipped_files
from rmfeedback.surveys.questionnaire_file import QuestionnaireFile, misshapen
from rmfeedback.surveys.questionnaire_rules import OTHER, breaches
from rmfeedback.surveys.wordings import Fixed, Known
from rmfeedback.terms import Role
from tests.surveys.drafts import SAID, an_item

M, L = Role.MENTOR, Role.LEADER
SHIPPED = {
    section: {
        table["key"]: Fixed(table, f"{key}, version 1")
        for key, file in shipped_files().items()
        for table in file.tables[section]
    }
    for section in ("items", "constructs")
}
KNOWN = Known(SHIPPED["items"], SHIPPED["constructs"], frozenset(SHIPPED["items"]))
NEW = an_item()


def a_twin(name="standard"):
    keys = {role: role.value if name == "standard" else f"{name}_{role}" for role in Role}
    return {role: copy.deepcopy(shipped_files()[key].tables) for role, key in keys.items()}


def keys(twin, role):
    return [item["key"] for item in twin[role]["items"]]


def broken(twin):
    """The names of the rules that a twin breaks by itself."""
    files = {
        tables["key"]: QuestionnaireFile(f"{tables['key']}.toml", "", tables) for tables in twin.values()
    }
    return {name for _, _, name in breaches(files)}


def wording(item, **changed):
    return {
        name: value for name, value in item.items() if name not in ("key", "mirror", "required")
    } | changed


def test_a_wording_that_was_asked_is_not_changed_under_its_key():
    twin = a_twin()
    before = copy.deepcopy(twin)
    item = editing.find(twin, M, "m_open_challenge")

    for changed, field in (
        ({"text": SAID}, "text"),
        ({"kind": "frequency5"}, "kind"),
        ({"reverse": True}, "reverse"),
    ):
        with pytest.raises(
            WordingFixed, match=r"“m_open_challenge” was asked with another .* \(.*version 1\)"
        ) as no:
            editing.reword(twin, M, "m_open_challenge", wording(item, **changed), KNOWN)
        assert no.value.field == field
    assert twin == before


def test_a_changed_wording_becomes_a_new_item_in_the_same_place_and_its_mirror_with_it():
    twin = a_twin()
    place = keys(twin, M).index("m_open_challenge")
    item = editing.find(twin, M, "m_open_challenge")

    key = editing.reword(twin, M, "m_open_challenge", wording(item, text=SAID), KNOWN, as_new=True)

    assert key == "m_answers_calmly"
    assert keys(twin, M)[place] == key
    partner = editing.partner_of(twin, M, editing.find(twin, M, key))
    assert partner["key"] == "l_answers_calmly"
    assert (
        partner["text"]
        == shipped_files()["leader"].tables["items"][keys(a_twin(), L).index("l_open_challenge")]["text"]
    )
    assert broken(twin) == set()


def test_a_scale_changes_on_both_sides_of_a_mirror():
    twin = a_twin()
    item = editing.find(twin, L, "l_time_kept")
    key = editing.reword(twin, L, "l_time_kept", wording(item, kind="agree5"), KNOWN, as_new=True)

    assert {
        editing.find(twin, role, f"{prefix}{key[2:]}")["kind"] for role, prefix in ((M, "m_"), (L, "l_"))
    } == {"agree5"}


def test_an_item_nobody_was_asked_keeps_its_key_whatever_it_says():
    twin = a_twin()
    [key] = editing.add(twin, {M: NEW}, {M: "m_pair_fit"}, KNOWN)

    assert editing.reword(twin, M, key, NEW | {"text": SAID, "kind": "frequency5"}, KNOWN) == key
    assert editing.find(twin, M, key)["text"] == SAID


def test_an_item_written_for_both_is_mirrored_where_it_has_a_scale():
    twin = a_twin()
    both = editing.add(twin, {M: NEW, L: NEW}, {M: "m_pair_fit", L: ""}, KNOWN)
    open_ = editing.add(
        twin, {M: an_item("Anything else?", "comment"), L: an_item("More?", "comment")}, {}, KNOWN
    )

    assert both == ["m_laugh_together", "l_laugh_together"]
    assert keys(twin, M)[keys(twin, M).index("m_pair_fit") + 1] == "m_laugh_together"
    assert editing.find(twin, M, "m_laugh_together")["mirror"] == "l_laugh_together"
    assert all("mirror" not in editing.find(twin, role, key) for role, key in zip(Role, open_, strict=True))


def test_what_is_taken_out_leaves_its_mirror_alone_and_its_construct_when_it_was_the_last():
    twin = a_twin()
    for key in ("m_tech_confidence", "m_recommend"):
        editing.remove(twin, M, key, KNOWN)

    assert "mirror" not in editing.find(twin, L, "l_tech_confidence")
    assert "technology" not in [each["key"] for each in twin[M]["constructs"]]
    assert "technology" in [each["key"] for each in twin[L]["constructs"]]
    assert broken(twin) == set()


def test_the_last_item_stays():
    twin = a_twin("pulse")
    *others, last = keys(twin, M)
    for key in others:
        editing.remove(twin, M, key, KNOWN)

    with pytest.raises(LastItem):
        editing.remove(twin, M, last, KNOWN)
    assert keys(twin, M) == [last]
    assert len(twin[M]["parts"]) == 1


def test_an_item_is_brought_back_where_it_stood_with_its_mirror():
    twin = a_twin()
    before = a_twin()
    editing.remove(twin, M, "m_pair_goals", KNOWN)
    editing.remove(twin, M, "m_pair_fit", KNOWN)
    editing.bring_back(twin, M, "m_pair_fit", before[M], KNOWN)
    editing.bring_back(twin, M, "m_pair_goals", before[M], KNOWN)
    editing.bring_back(twin, M, "m_pair_goals", before[M], KNOWN)

    assert twin == before


def test_what_was_never_there_cannot_be_brought_back():
    with pytest.raises(NotFound):
        editing.bring_back(a_twin(), M, "m_nothing", a_twin()[M], KNOWN)


def test_a_mirror_needs_the_same_construct_scale_and_direction():
    twin = a_twin()
    with pytest.raises(NoMirror, match="same construct, the same scale"):
        editing.mirror(twin, L, "l_transfer_team", "m_growth_confidence", KNOWN)


def test_a_new_item_takes_the_key_of_the_one_it_mirrors():
    twin = a_twin()
    wanted = NEW | {"construct": "transfer"}
    [key] = editing.add(twin, {M: wanted}, {M: "m_transfer_action"}, KNOWN)
    editing.move(twin, M, "m_incl_organisation", key)

    assert editing.mirror(twin, M, key, "l_transfer_team", KNOWN) == "m_transfer_team"
    assert editing.partner_of(twin, L, editing.find(twin, L, "l_transfer_team"))["text"] == wanted["text"]
    assert broken(twin) == set()


def test_two_items_that_were_asked_under_other_keys_cannot_mirror_each_other():
    twin = a_twin()
    with pytest.raises(NoMirror, match="both were asked before"):
        editing.mirror(twin, M, "m_pair_fit", "l_pair_goals", KNOWN)


def test_a_mirror_moves_along():
    twin = a_twin()
    editing.move_both(twin, M, "m_time_kept", "m_safe_disagree")

    for role, prefix in ((M, "m_"), (L, "l_")):
        its = keys(twin, role)
        assert its.index(f"{prefix}time_kept") == its.index(f"{prefix}safe_disagree") + 1
        assert [part["key"] for part in twin[role]["parts"]] == [
            part["key"] for part in a_twin()[role]["parts"]
        ]


def test_a_construct_that_nobody_described_is_refused():
    with pytest.raises(ConstructUnknown):
        editing.add(a_twin(), {M: NEW | {"construct": "mood"}}, {}, KNOWN)


DEEDS = st.sampled_from(["remove", "move", "move_both", "as_new", "add", "unmirror"])
steps = st.lists(st.tuples(DEEDS, st.integers(0, 40), st.integers(0, 40), st.sampled_from(Role)), max_size=12)


@settings(max_examples=60)
@given(steps)
def test_whatever_is_done_parts_constructs_and_mirrors_stay_sound(done):
    twin = a_twin()
    for number, (what, one, other, role) in enumerate(done):
        its = keys(twin, role)
        key, after = its[one % len(its)], ["", *its][other % (len(its) + 1)]
        item = editing.find(twin, role, key)
        match what:
            case "remove" if len(its) > 1:
                editing.remove(twin, role, key, KNOWN)
            case "move" | "move_both" if after != key:
                getattr(editing, what)(twin, role, key, after)
            case "as_new":
                text = {"en": f"Words number {number}.", "de": f"Worte {number}."}
                editing.reword(twin, role, key, wording(item, text=text), KNOWN, as_new=True)
            case "add":
                editing.add(
                    twin, {role: an_item(f"Laughter {number}."), OTHER[role]: NEW}, {role: after}, KNOWN
                )
            case "unmirror":
                editing.unmirror(twin, role, key)

    for tables in twin.values():
        assert list(misshapen(tables)) == []
        assert sum(len(items) for _, items in of_tables(tables).parts_with_items()) == len(tables["items"])
    assert broken(twin) <= {"_facts_come_first", "_comments_come_last", "_keys_are_unique"}


def test_an_item_and_its_mirror_belong_to_another_construct_under_the_same_keys():
    twin = a_twin()
    item = editing.find(twin, M, "m_pair_fit")

    assert editing.reword(twin, M, "m_pair_fit", wording(item, construct="programme"), KNOWN) == "m_pair_fit"
    assert editing.find(twin, L, "l_pair_fit")["construct"] == "programme"
    assert broken(twin) == set()
