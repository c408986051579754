from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.surveys.questionnaire import (
    Item,
    Text,
    for_wave,
    load,
    shipped,
)
from rmfeedback.terms import Role, WaveKind

FIVE_POINT = [item for each in shipped().values() for item in each.items if item.kind.endswith("5")]
ITEMS = [item for each in shipped().values() for item in each.items]


def test_the_shipped_questionnaires_are_the_six():
    assert {(each.key, each.minutes, len(each.items)) for each in shipped().values()} == {
        ("kickoff_mentor", 5, 10),
        ("kickoff_leader", 5, 10),
        ("pulse_mentor", 2, 5),
        ("pulse_leader", 2, 5),
        ("mentor", 8, 18),
        ("leader", 8, 18),
    }


def test_the_shipped_questionnaires_are_read_once():
    assert shipped() is shipped()
    assert load() == shipped()


def test_no_questionnaire_can_be_changed():
    with pytest.raises(TypeError):
        shipped()["mentor"] = shipped()["leader"]
    with pytest.raises(AttributeError):
        shipped()["mentor"].items[0].text.en = "Something else"


def test_nothing_that_respondents_read_tells_which_items_are_reversed():
    reversed_ = [item for item in ITEMS if item.reverse]
    assert {item.neutral_key for item in reversed_} == {"safe_hold_back", "expect_prepared"}

    for item in reversed_:
        plain = replace(item, reverse=False)
        assert (item.values, item.scale) == (plain.values, plain.scale)
        assert item.scale_labels("en") == plain.scale_labels("en")
        assert "revers" not in f"{item.text.en} {item.text.de}".lower()


@given(st.sampled_from(WaveKind), st.sampled_from(Role))
def test_every_wave_has_a_questionnaire_for_each_role(kind, role):
    questionnaire = for_wave(kind, role)

    assert questionnaire.role is role
    first = questionnaire.key.split("_")[0]
    assert first == (kind if kind in {WaveKind.KICKOFF, WaveKind.PULSE} else role)


@given(st.sampled_from(FIVE_POINT), st.integers(1, 5))
def test_recoding_twice_changes_nothing_and_stays_on_the_scale(item: Item, value: int):
    low, high = item.scale

    assert low <= item.recoded(value) <= high
    assert item.recoded(item.recoded(value)) == value
    assert (item.recoded(value) != value) == (item.reverse and value != 3)


@given(st.sampled_from(ITEMS))
def test_the_form_may_send_each_score_of_a_scale_or_that_it_cannot_be_judged(item: Item):
    if item.is_scaled:
        low, high = item.scale
        assert item.values == (*(str(score) for score in range(low, high + 1)), "na")
    else:
        assert item.values == tuple(option.key for option in item.options)
        with pytest.raises(ValueError, match="it has no scale"):
            _ = item.scale


@given(st.sampled_from([*shipped().values()]))
def test_the_parts_hold_all_items_in_the_order_asked(questionnaire):
    parts = questionnaire.parts_with_items()

    numbered = [pair for _, items in parts for pair in items]
    assert numbered == list(enumerate(questionnaire.items, start=1))
    assert [part for part, _ in parts] == list(questionnaire.parts)
    assert all(items[0][1].key == part.first for part, items in parts)


@given(st.sampled_from(ITEMS))
def test_a_mirror_has_the_same_neutral_key(item: Item):
    assert item.key in (f"m_{item.neutral_key}", f"l_{item.neutral_key}")
    assert item.mirror is None or item.mirror[2:] == item.neutral_key


def test_an_item_is_found_by_its_key():
    assert for_wave(WaveKind.CLOSING, Role.MENTOR).item("m_pair_fit").construct == "pairing"
    with pytest.raises(KeyError):
        for_wave(WaveKind.CLOSING, Role.MENTOR).item("l_pair_fit")


@pytest.mark.parametrize(
    ("key", "language", "labels"),
    [
        ("m_pair_fit", "de", 5),
        ("m_time_kept", "en", 5),
        ("m_recommend", "en", 2),
        ("m_sessions_held", "en", 0),
        ("m_words_programme", "de", 0),
    ],
)
def test_a_scale_has_a_word_for_each_point_or_for_its_ends(key, language, labels):
    assert len(for_wave(WaveKind.MIDPOINT, Role.MENTOR).item(key).scale_labels(language)) == labels


def test_scales_read_from_low_to_high_in_both_languages():
    item = for_wave(WaveKind.MIDPOINT, Role.MENTOR).item("m_time_kept")

    assert item.scale_labels("en") == ("Never", "Rarely", "Sometimes", "Often", "Almost always")
    assert item.scale_labels("de") == ("Nie", "Selten", "Manchmal", "Oft", "Fast immer")


def test_an_unknown_language_reads_english():
    assert [Text("yes", "ja").in_(language) for language in ("en", "de", "fr")] == ["yes", "ja", "yes"]


def test_an_item_holds_nothing_about_a_person():
    assert {field.name for field in fields(Item)} == {
        "key", "construct", "kind", "text", "reverse", "required", "mirror", "options", "asks",
    }  # fmt: skip
