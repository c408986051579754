"""What a release freezes, from answers and comments as they lie in the response room."""

import json

import pytest

from rmfeedback.db import writing
from rmfeedback.errors import NotFound
from rmfeedback.reports import findings, reviewing, running, wording
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.surveys import asking
from rmfeedback.terms import WaveKind
from tests.reports.conftest import WAVE, a_counted_wave, a_theme


def row(table, key, role):
    return next(each for each in table if (each["key"], each["role"]) == (key, role))


def gap_of(found, item):
    return next(each for each in found["gaps"] if each["mentor_item"] == item)


def test_findings_have_the_shape_that_others_rely_on(app):
    a_counted_wave()
    a_theme()

    found = findings.show(WAVE)

    named = "wave kind cohort invited responses by_role constructs items gaps themes actions suppressed"
    assert set(named.split()) | {"rules", "made_with"} <= set(found)
    assert (found["wave"], found["invited"], found["responses"]) == (WAVE, 22, 19)
    assert found["by_role"] == {"mentor": 10, "leader": 9}
    assert set(found["constructs"][0]) >= {
        "key",
        "name",
        "role",
        "n",
        "mean",
        "band",
        "interval_90",
        "favourable",
    }
    assert set(found["themes"][0]) >= {
        "comments",
        "share",
        "by_role",
        "terms",
        "stability",
        "trend",
        "quotes",
        "summary",
    }


def test_reverse_items_are_recoded_when_scored(app):
    a_counted_wave(fixed={"m_safe_hold_back": [4] * 10})

    assert row(findings.show(WAVE)["items"], "m_safe_hold_back", "mentor")["mean"] == 2.0


def test_a_gap_is_the_difference_of_the_shown_means(app):
    a_counted_wave(fixed={"m_time_kept": [2] * 5 + [3] * 5, "l_time_kept": [4] * 9})

    gap = gap_of(findings.show(WAVE), "m_time_kept")

    assert (gap["gap"], gap["is_notable"], gap["n_leader"], gap["n_mentor"]) == (1.5, True, 9, 10)


def test_the_gap_of_a_construct_leaves_out_what_only_one_role_was_asked(app):
    a_counted_wave(
        fixed={"l_transfer_action": [3] * 9, "l_transfer_team": [4] * 9, "m_transfer_action": [3] * 10}
    )

    found = findings.show(WAVE)

    gap = next(each for each in found["construct_gaps"] if each["construct"] == "transfer")
    assert (gap["leader_mean"], gap["gap"], gap["questions"]) == (3.0, 0.0, 1)
    assert row(found["constructs"], "transfer", "leader")["mean"] == 3.5


def test_an_item_few_of_a_role_answered_is_told_of_everybody_and_of_no_role(app):
    a_counted_wave(fixed={"m_pair_fit": [3] * 4, "l_pair_fit": [3] * 9})

    items = findings.show(WAVE)["items"]

    assert (row(items, "pair_fit", "all")["n"], row(items, "pair_fit", "all")["mean"]) == (13, 3.0)
    hidden = [row(items, "m_pair_fit", "mentor"), row(items, "l_pair_fit", "leader")]
    assert [(each["n"], each["mean"], each["favourable"]) for each in hidden] == [(TOO_FEW,) * 3] * 2


def test_a_banded_mean_enters_neither_construct_nor_gap_nor_everybody_together(app):
    a_counted_wave(fixed={"m_pair_fit": [5] * 10, "m_pair_goals": [3] * 10})

    found = findings.show(WAVE)

    assert row(found["items"], "m_pair_fit", "mentor")["band"] == "4.5 or more"
    assert row(found["constructs"], "pairing", "mentor")["mean"] == 3.0
    assert gap_of(found, "m_pair_fit")["gap"] == TOO_FEW
    assert row(found["items"], "pair_fit", "all")["mean"] == TOO_FEW


def test_one_small_role_leaves_only_everybody_together(app):
    a_counted_wave(10, 4)

    found = findings.show(WAVE)

    assert found["responses"] == 14
    assert set(found["by_role"].values()) == {TOO_FEW}
    assert {each["n"] for each in found["items"] if each["role"] != "all"} == {TOO_FEW}
    assert {each["n"] for each in found["items"] if each["role"] == "all"} == {14}
    assert {each["gap"] for each in found["gaps"] + found["construct_gaps"]} == {TOO_FEW}


def test_facts_words_and_recommendation_have_no_construct_score(app):
    a_counted_wave()

    found = findings.show(WAVE)

    assert {each["key"] for each in found["constructs"]}.isdisjoint({"facts", "words", "recommend"})
    assert row(found["items"], "m_recommend", "mentor")["favourable"] is None


def test_how_a_choice_spreads_is_told_from_twenty_answers(app):
    a_counted_wave(10, 9)
    assert row(findings.show(WAVE)["items"], "m_sessions_held", "mentor")["distribution"] == TOO_FEW


def test_every_cell_that_reads_too_few_is_named(app):
    a_counted_wave(fixed={"m_pair_fit": [3] * 4})

    hidden = [each["what"] for each in findings.show(WAVE)["suppressed"]]

    assert "m_pair_fit, mentor" in hidden
    assert "gap, l_pair_fit and m_pair_fit" in hidden


def test_themes_are_not_shown_of_nine_responses(app):
    a_counted_wave(5, 4)
    a_theme()

    found = findings.show(WAVE)

    assert found["themes"] == []
    assert found["comments"]["written"] == TOO_FEW


def test_the_order_of_small_themes_does_not_tell_their_counts(app):
    a_counted_wave()
    a_theme("a", "Holds three comments", {"all": {"what_works": 3}}, quotes=())
    a_theme("b", "Holds four comments", {"all": {"what_works": 4}}, quotes=())

    assert [(each["key"], each["comments"]) for each in findings.show(WAVE)["themes"]] == [
        ("a", "3 to 4"),
        ("b", "3 to 4"),
    ]


def test_a_withheld_quote_is_in_no_findings(app):
    a_counted_wave()
    theme = a_theme()

    found = findings.release(WAVE)

    assert found["themes"][0]["quotes"] == []
    assert theme.quotes[0].text not in findings.released_text(WAVE)


def test_releasing_twice_gives_the_same_bytes(app):
    a_counted_wave()
    a_theme()

    findings.release(WAVE)
    first = findings.released_text(WAVE)
    findings.release(WAVE)

    assert findings.released_text(WAVE) == first
    assert json.loads(first) == findings.show(WAVE)


def test_what_leadership_reads_stays_until_it_is_released_again(app):
    a_counted_wave()
    a_theme()
    findings.release(WAVE)

    reviewing.describe(WAVE, "decisions", name="Asked too late", kind="blind_spot")

    assert findings.released(WAVE)["themes"][0]["name"] == "Decisions arrive finished"
    assert findings.is_changed(WAVE)
    findings.release(WAVE)
    assert findings.released(WAVE)["themes"][0]["name"] == "Asked too late"


def test_nothing_is_released_before_hr_does(app):
    a_counted_wave()

    with pytest.raises(findings.NotReleased, match="27 November"):
        findings.released(WAVE)


def test_a_release_waits_for_the_comments_to_be_read(app):
    a_counted_wave()

    with pytest.raises(findings.CommentsUnread, match="insights run"):
        findings.release(WAVE)


def test_a_wave_too_small_for_text_is_released_without_a_run(app):
    a_counted_wave(5, 4)

    assert findings.release(WAVE)["themes"] == []


@pytest.mark.parametrize(
    ("state", "refusal"), [("open", running.WaveNotCounted), ("void", running.TooFewResponses)]
)
def test_a_wave_that_is_not_counted_shows_nothing(app, state, refusal):
    a_counted_wave(state=state)

    with pytest.raises(refusal):
        findings.show(WAVE)


def test_an_unknown_wave_is_named(app):
    with pytest.raises(NotFound, match="nowhere"):
        findings.show("nowhere")


def test_the_headline_claims_both_roles_only_where_both_are_told(app):
    a_counted_wave()
    theme = a_theme()
    assert wording.themes_headline(findings.show(WAVE)).endswith("Mentors and leaders both say so.")

    with writing():
        theme.counts = {"mentor": {"what_works": 7}, "leader": {"what_works": 4}}

    assert "both" not in wording.themes_headline(findings.show(WAVE))


def test_the_headline_of_the_gaps_claims_nothing_that_may_be_chance(app):
    a_counted_wave(fixed={"m_time_kept": [3] * 10, "l_time_kept": [3] * 8 + [4]})

    found = findings.show(WAVE)

    if not any(gap["is_notable"] for gap in found["construct_gaps"]):
        assert "stands out from chance" in wording.gaps_headline(found)


def test_the_summary_names_every_theme_with_kind_and_size(app):
    a_counted_wave(fixed={"m_time_kept": [2] * 10, "l_time_kept": [4] * 9})
    a_theme()
    a_theme("phones", "My phone is faster", {"all": {"what_works": 4}}, kind="technology_gap")

    text = wording.summary(findings.show(WAVE))

    assert "Decisions arrive finished (Blind spot, 12 comments" in text
    assert "My phone is faster (Technology gap, 3 to 4 comments; by role: too few)" in text
    assert "Widest gap: Programme structure and support, Leaders 2.0 higher" in text
    assert len(text) > 200


@pytest.mark.parametrize("kind", ["kickoff", "pulse"])
def test_shorter_waves_are_scored_by_what_they_ask(app, kind):
    wave = a_counted_wave()
    with writing():
        wave.kind = kind
        wave.questionnaires = asking.freeze(WaveKind(kind))

    found = findings.show(WAVE)

    assert {each["role"] for each in found["items"]} == {"mentor", "leader", "all"}
    assert found["made_with"]["questionnaires"]["mentor"] == f"{kind}_mentor 1"
