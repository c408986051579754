"""A year of nine waves lives by itself however often the worker is killed: every mail once, all waves closed.

In small, unless `--year full` is given: 80 leaders and 90 mentors then.
"""

import random
from datetime import date

from rmfeedback.db import writing
from rmfeedback.programmes import cohorts
from rmfeedback.surveys import results
from rmfeedback.waves import lifecycle
from tests import factories, year
from tests.attacks.forking import FORKING

pytestmark = [*FORKING]
SIZES = {"small": (7, 6), "full": (90, 80)}
STARTS, TODAY = date(2026, 4, 13), date(2026, 3, 2)
MAILS = 1 + lifecycle.MOST_REMINDERS


def test_every_mail_comes_once_and_every_wave_closes(app, tmp_path, request):
    mentors, leaders = SIZES[request.config.getoption("--year")]
    cohort = factories.a_cohort(mentors, leaders)
    with writing():
        cohorts.find_programme("pilot").holidays = year.REGION
    waves = {wave.key: wave.opens_on for wave in year.plan(cohort.key, STARTS, TODAY)}
    seed = f"a year {date.today()}"
    played = year.play(app, cohort.key, tmp_path, random.Random(seed))
    people, told = mentors + leaders, f"{seed}: {told_of(played)}"
    print(told)

    assert len(waves) == 9
    assert {wave.state for wave in results.waves()} == {"done"}, told
    assert len(played.mails) == 9 * MAILS, told
    for day, arrived in played.mails.items():
        assert len(arrived) == people, (day, told)
        assert {len(ids) for ids in arrived.values()} == {1}, (day, told)
    assert played.arrived == people * 9 * MAILS
    # Whoever is killed between the server's word and the note of it sends that one mail again.
    assert played.repeats <= played.kills, told
    assert played.answered == sum(results.opening(key).responses for key in waves) > 0, told


def told_of(played):
    return (
        f"{played.arrived} mails, {played.repeats} in flight repeated, {played.kills} kills, "
        f"{played.answered} answers, {played.seconds:.0f} s"
    )
