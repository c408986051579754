"""What a small wave keeps hidden, why, and what would show more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.reports import findings, holes
from rmfeedback.reports.disclosure import TOO_FEW
from tests import factories
from tests.reports.conftest import WAVE, a_counted_wave, a_theme


@pytest.fixture
def lin(client):
    return factories.signed_in(client, "lin")


def released(**wave):
    a_counted_wave(**wave)
    a_theme()
    return findings.release(WAVE)


def test_a_small_wave_says_what_it_hides_and_what_would_show_more(lin):
    released(mentors=5, leaders=4, invited={"mentor": 6, "leader": 6})

    text = lin.get(f"/reports/{WAVE}").get_data(as_text=True)

    assert "Six pairs were invited, twelve people." in text
    assert "Nine answers cannot hold five of each role, so neither is shown" in text
    assert "<strong>One more answer</strong> and themes can be read." in text
    assert "That takes 10 of 12 at least." in text
    assert "The two of us" in text, "every hidden cell is named in words"


def test_the_counts_of_a_small_wave_add_up(app):
    found = released(mentors=5, leaders=4)

    rows = found["items"] + found["constructs"]
    assert holes.shown_cells(found) == sum(row["n"] != TOO_FEW for row in rows) > 10
    assert {row["role"] for row in rows if row["n"] != TOO_FEW} == {"all"}


@pytest.mark.parametrize(("pairs", "is_first"), [(6, True), (15, True), (16, False)])
def test_everybody_together_comes_first_for_few_pairs(lin, pairs, is_first):
    found = released(invited={"mentor": pairs, "leader": pairs})

    first_page = lin.get(f"/reports/{WAVE}").get_data(as_text=True)

    assert holes.is_pooled_first(found) is is_first
    assert ("Everybody together" in first_page) is is_first
    # The sides are on the page after it; everybody stands there, too, below them.
    sides = lin.get(f"/reports/{WAVE}/gaps").get_data(as_text=True)
    assert sides.index("Leaders’ view of themselves") < sides.index("Everybody together")


def test_where_a_role_is_hidden_everybody_comes_first_however_many_were_invited(lin):
    assert holes.is_pooled_first(released(mentors=20, leaders=4, invited={"mentor": 40, "leader": 40}))

    for page in ("", "/gaps"):
        assert "Everybody together" in lin.get(f"/reports/{WAVE}{page}").get_data(as_text=True)


@given(st.integers(5, 30), st.integers(0, 40))
def test_a_reason_is_given_only_where_the_told_counts_say_it_already(responses, more):
    found = {
        "by_role": dict.fromkeys(("mentor", "leader"), TOO_FEW),
        "invited_by_role": {"mentor": 20, "leader": 20},
        "responses": responses,
        "invited": 40,
        "themes": [],
        "rules": {"smallest_group": 5, "smallest_text_group": 10, "smallest_theme": 3},
    }

    whys = {hole.what: hole.why for hole in holes.holes(found)}

    # The two roles say the same: nothing tells which of them is the small one.
    assert whys["Mentors"] == whys["Leaders"]
    assert ("cannot hold" in whys["Mentors"]) == (responses < 10)
    assert any("more answer" in step.what for step in holes.steps(found)) == (responses < 10)
