"""A wave with a breakdown: frozen at launch, told on the form, and stored only where every group has five."""

from collections import Counter

import pytest
from sqlalchemy import select, update

from rmfeedback.db import db, writing
from rmfeedback.programmes.models import Person
from rmfeedback.surveys import ballot_box, results
from rmfeedback.surveys.models import Answer, Comment, Envelope
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning
from rmfeedback.waves.obstacles import SamePersonTwice
from rmfeedback.waves.planning import BreakdownUnknown
from tests.factories import CLOSES, TODAY, a_code, a_cohort, answers_to, codes_of, do_jobs

pytestmark = pytest.mark.usefixtures("app")


def a_broken_down_wave(units, leaders=5):
    """Launch a wave whose mentors have these units; the leaders have none."""
    cohort = a_cohort(len(units), leaders)
    with writing() as session:
        people = session.scalars(select(Person).where(Person.email.regexp_match("^(ana|mentor)"))).all()
        for person, unit in zip(sorted(people, key=lambda p: p.id), units, strict=True):
            person.unit = unit
    wishes = planning.Wishes(breakdown="unit")
    wave = planning.plan(cohort.key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    lifecycle.launch(wave.key, TODAY)
    do_jobs()
    return wave


def answer(wave, by_cell):
    """Let so many of each cell answer."""
    left = dict(by_cell)
    for seed, its in enumerate(codes_of(wave).values()):
        ballot = ballot_box.look_up(its[0], TODAY)
        if left.get(ballot.cell, 0):
            left[ballot.cell] -= 1
            ballot_box.submit(its[0], answers_to(ballot.questionnaire, seed=seed), language="en", today=TODAY)
    assert not any(left.values())


def test_cells_are_frozen_at_launch_with_rare_units_merged():
    wave = a_broken_down_wave(["Cabin"] * 6 + ["Ground"] * 4 + ["IT"] * 2)

    cells = Counter(db.session.scalars(select(Envelope.cell)))
    assert cells == {"mentor/Cabin": 6, "mentor/*": 6, "leader": 5}
    assert wave.choices["breakdown"] == {"by": "unit", "values": {"mentor": ["*", "Cabin"], "leader": []}}


def test_the_form_says_by_what_results_are_reported(client):
    wave = a_broken_down_wave(["Cabin"] * 6 + ["Ground"] * 4 + ["IT"] * 2)
    page = client.post("/a", data={"code": a_code(wave), "lang": "en"}).get_data(as_text=True)

    assert "reported by role and by unit (Cabin and others), and in no other way" in page
    assert "Ground" not in page


def test_five_and_five_are_stored_apart_and_read_together():
    wave = a_broken_down_wave(["Cabin"] * 6 + ["Ground"] * 6)
    answer(wave, {"mentor/Cabin": 5, "mentor/Ground": 5, "leader": 5})
    lifecycle.close(wave.key, CLOSES)

    assert results.tally(wave.key, by_group=True) == {"mentor/Cabin": 5, "mentor/Ground": 5, "leader": 5}
    assert results.tally(wave.key) == {"mentor": 10, "leader": 5}
    assert len(results.scores(wave.key)["mentor", "m_pair_fit"]) == 10
    assert len(results.scores(wave.key, by_group=True)["mentor/Cabin", "m_pair_fit"]) == 5
    assert set(db.session.scalars(select(Comment.cell))) == {"mentor", "leader"}


def test_six_and_four_are_stored_together_for_the_four_would_follow_by_subtraction():
    wave = a_broken_down_wave(["Cabin"] * 6 + ["Ground"] * 6)
    answer(wave, {"mentor/Cabin": 6, "mentor/Ground": 4, "leader": 5})
    lifecycle.close(wave.key, CLOSES)

    assert set(db.session.scalars(select(Answer.cell))) == {"mentor", "leader"}


def test_a_small_role_leaves_no_group():
    wave = a_broken_down_wave(["Cabin"] * 6 + ["Ground"] * 6)
    answer(wave, {"mentor/Cabin": 6, "mentor/Ground": 6, "leader": 4})
    lifecycle.close(wave.key, CLOSES)

    assert results.tally(wave.key, by_group=True) == {"all": 16}
    assert all("/" not in cell for cell in db.session.scalars(select(Answer.cell)))


def test_too_few_units_leave_a_wave_without_a_breakdown():
    wave = a_broken_down_wave(["Cabin"] * 8)

    assert wave.choices["breakdown"] is None
    assert set(db.session.scalars(select(Envelope.cell))) == {"mentor", "leader"}


def test_before_launch_the_odds_of_the_groups_are_told():
    cohort = a_cohort(12, 5)
    with writing() as session:
        session.execute(update(Person).where(Person.id % 2 == 0).values(unit="Cabin"))
        session.execute(update(Person).where(Person.id % 2 == 1).values(unit="Ground"))
    wishes = planning.Wishes(breakdown="unit")
    wave = planning.plan(cohort.key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, wishes)
    odds = planning.odds(wave)["0.90"]

    assert 0 < odds["breakdown"] < odds["by_role"] <= 1


def test_nobody_breaks_down_by_anything_else():
    with pytest.raises(BreakdownUnknown, match="one of unit, location"):
        wishes = planning.Wishes(breakdown="age")
        planning.plan(a_cohort().key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, wishes)


def test_one_person_with_two_addresses_is_invited_to_no_wave():
    cohort = a_cohort()
    with writing() as session:
        session.execute(update(Person).where(Person.email.like("mentor2%")).values(name="Dr. EXAMPLE, Ána"))
    wave = planning.plan(cohort.key, WaveKind.PULSE, (TODAY, CLOSES), TODAY)

    with pytest.raises(SamePersonTwice, match="ana.cohort@example.com and mentor2.cohort@example.com"):
        lifecycle.launch(wave.key, TODAY)
    lifecycle.launch(wave.key, TODAY, are_namesakes=True)


def test_a_planned_wave_can_be_taken_away_a_launched_one_cannot():
    wave = planning.plan(a_cohort().key, WaveKind.PULSE, (TODAY, CLOSES), TODAY)
    key = wave.key
    planning.withdraw(key)
    assert results.waves() == []

    launched = planning.plan("cohort", WaveKind.PULSE, (TODAY, CLOSES), TODAY)
    lifecycle.launch(launched.key, TODAY)
    with pytest.raises(planning.LaunchedAlready):
        planning.withdraw(launched.key)
