"""Counted waves put straight into the response room; the way through the ballot box is tested elsewhere."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask

from rmfeedback.db import writing
from rmfeedback.reports import findings
from rmfeedback.reports.models import Quote, Run, Theme
from rmfeedback.surveys import asking
from rmfeedback.surveys.models import Answer, Comment, Tally, Wave
from rmfeedback.surveys.questionnaire import Item, shipped
from rmfeedback.terms import WaveKind

WAVE = "pilot-midpoint"
VOICE = "Nobody asked the night shift before the plan was final, and then the plan was changed anyway."


def a_counted_wave(
    mentors: int = 10,
    leaders: int = 9,
    *,
    key: str = WAVE,
    state: str = "done",
    fixed: Mapping[str, Sequence[int]] | None = None,
    **choices: Any,
) -> Wave:
    """A wave with answers from so many of each role; `fixed` gives the raw scores of some items."""
    given = {"cohort": "Northwind pilot", "programme": "Reverse mentoring", "language": "en"}
    given |= {"invited": {"mentor": 11, "leader": 11}, "smallest_group": 5, "smallest_text_group": 10}
    wave = Wave(
        key=key,
        kind="midpoint",
        cohort_key="pilot",
        questionnaires=asking.freeze(WaveKind.MIDPOINT),
        state=state,
        opens_on=date(2026, 11, 13),
        closes_on=date(2026, 11, 27),
        choices=given | choices,
    )
    responses = {"mentor": mentors, "leader": leaders}
    small = min(responses.values()) < 5
    tally = {"all": mentors + leaders} if small else responses
    with writing() as session:
        session.add(wave)
        session.flush()
        session.add_all(Tally(wave_key=key, cell=cell, responses=n) for cell, n in tally.items() if n)
        for role, n in responses.items():
            for item in shipped()[role].items:
                session.add_all(_answers(key, role, item, n, small, fixed or {}))
    return wave


def _answers(
    key: str, role: str, item: Item, n: int, small: bool, fixed: Mapping[str, Sequence[int]]
) -> list[Answer]:
    if item.kind == "comment" or (small and not item.mirror):
        return []
    cell, item_key = ("all", item.neutral_key) if small else (role, item.key)
    if item.options:
        return [
            Answer(wave_key=key, cell=cell, item_key=item_key, option=item.options[0].key) for _ in range(n)
        ]
    chance = random.Random(item.key)
    low, high = item.scale
    scores = fixed.get(item.key) or [chance.randint(low + 1, high - 1) for _ in range(n)]
    return [Answer(wave_key=key, cell=cell, item_key=item_key, score=score) for score in scores]


def comments(texts: Sequence[str], *, cell: str = "mentor", item_key: str = "m_words_blind_spot") -> None:
    """Put comments on one question into the wave."""
    with writing() as session:
        session.add_all(Comment(wave_key=WAVE, cell=cell, item_key=item_key, text=text) for text in texts)


def a_theme(
    key: str = "decisions",
    name: str = "Decisions arrive finished",
    counts: Mapping[str, Mapping[str, int]] | None = None,
    *,
    kind: str = "blind_spot",
    quotes: Sequence[str] = (VOICE,),
) -> Theme:
    """A theme with withheld quotes, and its run if there is none; by default 7 and 5 comments."""
    counted = counts or {"mentor": {"what_works": 7}, "leader": {"what_works": 5}}
    theme = Theme(
        wave_key=WAVE,
        key=key,
        name=name,
        kind=kind,
        terms=["decided", "final"],
        counts={cell: dict(asked) for cell, asked in counted.items()},
        stability=0.9,
        quotes=[Quote(position=place, text=text) for place, text in enumerate(quotes)],
    )
    with writing() as session:
        session.add(theme)
        if session.get(Run, WAVE) is None:
            session.add(Run(wave_key=WAVE, comments=46, substantive=46, themes=1, settings={}))
    return theme


@pytest.fixture
def a_released_wave(app: Flask) -> Callable[[], dict[str, Any]]:
    """Make a wave with one theme and release it."""

    def make() -> dict[str, Any]:
        a_counted_wave()
        a_theme()
        return findings.release(WAVE)

    return make
