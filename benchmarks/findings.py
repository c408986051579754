"""How long leadership's pages of a wave of 1,000 answers take on the server; 50 ms at most is wanted.

`python -m benchmarks.findings [--visits N]`: of the cohort's ten waves eight are released, with twelve themes
each that are followed from wave to wave. The pages take turns with one that shows nothing.
"""

import argparse
import statistics
from datetime import date

from benchmarks.cells import a_wave, an_instance, timed
from rmfeedback.db import db, writing
from rmfeedback.reports import findings
from rmfeedback.reports.models import Quote, Run, Theme
from rmfeedback.surveys.models import Wave
from tests import factories

RESPONSES, WAVES, RELEASED = 1_000, 10, 8
KEYS = ("prog_time", "tech_tools", "win_mentor_growth", "safety_fear", *(f"found_{n}" for n in range(1, 9)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=30)
    given = parser.parse_args()
    with an_instance() as app:
        last = a_cohort()
        visit(factories.signed_in(app.test_client(), "lin"), last, given.visits)


def a_cohort():
    """Write the waves of a cohort, the last released one of 1,000 answers; return its key."""
    keys = [f"wave-{place}" for place in range(WAVES)]
    for place, key in enumerate(keys):
        a_wave(key, RESPONSES if place == RELEASED - 1 else 100)
        with writing():
            wave = db.session.get(Wave, key)
            wave.opens_on, wave.closes_on = date(2026, 1 + place, 1), date(2026, 1 + place, 12)
            wave.state = "done" if place < RELEASED else "open"
            # In one cohort and one programme, and all comparable.
            wave.cohort_key = "cohort"
            wave.choices = wave.choices | {"programme_key": "p", "comparable_with": keys[:place]}
        if place < RELEASED:
            themes(key, 2 if place < RELEASED - 1 else 20)
            findings.release(key)
    return keys[RELEASED - 1]


def themes(key, times):
    with writing() as session:
        session.merge(
            Run(wave_key=key, comments=200 * times, substantive=200 * times, themes=12, settings={})
        )
        for place, theme_key in enumerate(KEYS):
            counts = {role: {"what_works": (6 + place) * times} for role in ("mentor", "leader")}
            theme = Theme(
                wave_key=key, key=theme_key, name=f"What {theme_key} says", kind="other", counts=counts
            )
            theme.terms, theme.stability = ["time", "slides", "rota"], 0.9
            theme.quotes = [
                Quote(position=0, text="Nobody asked", state="reworded", wording="We were not asked.")
            ]
            session.add(theme)


def visit(client, key, visits):
    pages = {
        "a page that shows nothing": "/reports/wave-9",
        "all reports": "/reports",
        "findings": f"/reports/{key}",
        "a theme": f"/reports/{key}/themes/prog_time",
        "perception gaps": f"/reports/{key}/gaps",
        "changes": f"/reports/{key}/changes",
    }
    took = {name: [] for name in pages}
    for _ in range(visits):
        for name, path in pages.items():
            took[name].append(timed(lambda path=path: client.get(path)))
    shown = [client.get(path) for path in pages.values()]
    assert [reply.status_code for reply in shown] == [404, 200, 200, 200, 200, 200]
    assert all("What prog_time says" in shown[place].get_data(as_text=True) for place in (2, 3, 5))
    for name, times in took.items():
        print(f"{name}: {1000 * statistics.median(times):.1f} ms, at best {1000 * min(times):.1f} ms")


if __name__ == "__main__":
    main()
