"""A closed wave that was released with two themes, and answers to them; put straight into both rooms.

The way through the ballot box is tested elsewhere.
"""

from datetime import date, timedelta
from typing import Any

from rmfeedback.db import writing
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Cohort
from rmfeedback.reports import actions, findings
from rmfeedback.reports.action_rules import Answer
from rmfeedback.reports.models import Action, Run, Theme
from rmfeedback.surveys.models import Opening, Tally, Wave
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import planning
from rmfeedback.waves.planning import Wishes
from tests.factories import CLOSES, TODAY, a_cohort

ROTA = "Rota drafts are open for comment for ten working days."
REPORT_BY = CLOSES + timedelta(weeks=3)
LATER = REPORT_BY + timedelta(days=1)


def a_released_wave(cohort: Cohort | None = None, report_by: date | None = None) -> Wave:
    """A wave that twelve were invited to and answered, released with its themes."""
    cohort = cohort or a_cohort()
    wishes = Wishes(report_by=report_by)
    wave = planning.plan(cohort.key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    inviting.invite(wave.key, cohort.key, lambda _email, _id: b"tag")
    with writing() as session:
        wave.state = "done"
        inviting.forget_envelopes(wave.key)
        session.add(Opening(wave_key=wave.key, responses=12, dropped=0, damaged=0))
        session.add_all(Tally(wave_key=wave.key, cell=role.value, responses=6) for role in Role)
        session.add(Run(wave_key=wave.key, comments=40, substantive=40, themes=2, settings={}))
        session.add(_theme(wave.key, "decisions", "Decisions arrive finished", "blind_spot", 7))
        session.add(_theme(wave.key, "safer", "Speaking up feels safer", "strength", 5))
    findings.release(wave.key)
    return wave


def an_action(wave: Wave, theme: str = "decisions", **given: Any) -> Action:
    """An answer to a theme: planned, due in a month, unless given otherwise."""
    usual = {"text": ROTA, "owner": "Ground Operations", "due_on": TODAY + timedelta(days=30)}
    return actions.add(wave.key, theme, Answer(**usual | given))


def the_next_wave(wave: Wave, **wished: Any) -> Wave:
    """A wave of the same cohort, planned for the day after the report was promised."""
    dates = (LATER, LATER + timedelta(days=10))
    return planning.plan(wave.cohort_key, WaveKind.CLOSING, dates, LATER, Wishes(**wished))


def _theme(wave_key: str, key: str, name: str, kind: str, size: int) -> Theme:
    counts = {"mentor": {"what_works": size}, "leader": {"what_works": 5}}
    return Theme(
        wave_key=wave_key, key=key, name=name, kind=kind, terms=["plans"], counts=counts, stability=0.9
    )
