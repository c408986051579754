"""Goals are counted in groups of five pairs and more; nothing smaller can be read or worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.programmes import goals_counting, pairing
from rmfeedback.programmes.goals_counting import OTHERS, TOO_FEW, _merged
from rmfeedback.programmes.models import Goal, Pair
from tests import factories


@pytest.fixture
def cohort(app):
    cohort = factories.a_cohort(16, 16)
    pairing.accept(cohort.key, pairing.propose(cohort.key))
    return cohort


def note(*rows):
    """Let the pairs from number `first` up to `last` have a goal on a topic."""
    ids = list(db.session.scalars(select(Pair.id).order_by(Pair.id)))
    with writing() as session:
        for first, last, topic, state in rows:
            for pair_id in ids[first:last]:
                session.add(Goal(pair_id=pair_id, text="Secret words", topic=topic, state=state))


def test_topics_are_counted_in_pairs_and_rare_ones_are_merged(cohort):
    note(
        *((0, 6, "ai", "planned"), (0, 6, "ai", "reached"), (0, 5, "hybrid", "reached")),
        *((6, 9, "careers", "dropped"), (9, 12, "Falconry", "planned")),
    )

    counts = goals_counting.count(cohort.key).as_json()

    assert counts["topics"] == {"AI in daily work": 6, "Hybrid work": 5, OTHERS: 6}
    assert counts["states"] == {"planned": 9, "reached": 6, "dropped": TOO_FEW}


def test_where_even_the_others_are_too_few_it_says_so(cohort):
    note((0, 6, "ai", "planned"), (6, 8, "careers", "planned"), (6, 10, "Falconry", "planned"))

    assert goals_counting.count(cohort.key).as_json()["topics"] == {"AI in daily work": 6, OTHERS: TOO_FEW}


def test_a_word_of_their_own_is_never_shown_however_many_wrote_it(cohort):
    note((0, 12, "Falconry", "planned"))

    assert goals_counting.count(cohort.key).as_json()["topics"] == {OTHERS: 12}


def test_several_goals_of_one_pair_count_once(cohort):
    note(*((0, 4, "ai", "planned"),) * 3)

    assert goals_counting.count(cohort.key).as_json()["topics"] == {OTHERS: TOO_FEW}


def test_a_larger_smallest_group_is_minded(app, cohort):
    app.config["RM"]["SMALLEST_GROUP"] = 7
    note((0, 6, "ai", "planned"))

    assert goals_counting.count(cohort.key).as_json()["topics"] == {OTHERS: TOO_FEW}


topics = st.sampled_from(["ai", "hybrid", "careers", "Falconry", "data", ""])


@given(st.dictionaries(topics, st.sets(st.integers(0, 20), min_size=1)), st.integers(5, 8))
def test_no_number_is_smaller_than_the_smallest_group(by_topic, fewest):
    for counted in _merged(by_topic, fewest):
        assert counted.pairs == TOO_FEW or counted.pairs >= fewest


def test_no_goals_no_counts(cohort):
    assert goals_counting.count(cohort.key).as_json()["topics"] == {}


@pytest.mark.parametrize("who", ["hal", "lin"])
def test_hr_and_leadership_read_counts_and_no_words(client, cohort, who):
    note((0, 6, "ai", "planned"), (6, 8, "Falconry", "planned"))
    page = factories.signed_in(client, who).get(f"/cohorts/{cohort.key}/goals").text

    assert "AI in daily work" in page
    assert "too few" in page
    assert "Secret words" not in page
    assert "Falconry" not in page
    assert "Example" not in page, "a name stands on the page"


@pytest.mark.parametrize("who", ["ada", "tom"])
def test_nobody_else_reads_them(client, cohort, who):
    assert factories.signed_in(client, who).get(f"/cohorts/{cohort.key}/goals").status_code == 403
