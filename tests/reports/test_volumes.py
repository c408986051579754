"""Every leadership page leads to the cohort's other waves, and says of each hole when it ends, or why."""

from datetime import date

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import findings, volumes
from rmfeedback.reports.models import Run
from tests import factories
from tests.reports.conftest import WAVE, a_counted_wave, a_theme


@pytest.fixture
def shelf(client):
    """A cohort with a wave of each state, and a second cohort; the first two waves are released."""
    states = {"pilot-a": "done", WAVE: "done", "pilot-c": "done", "pilot-d": "void", "pilot-e": "open"}
    states |= {"pilot-f": "planned"}
    for place, (key, state) in enumerate(states.items()):
        wave = a_counted_wave(key=key, state=state, **({"cohort": ""} if state == "planned" else {}))
        with writing():
            wave.opens_on, wave.closes_on = date(2026, 5 + place, 1), date(2026, 5 + place, 12)
            wave.kind = "kickoff" if key == "pilot-a" else "midpoint"
    a_theme()
    for key in ("pilot-a", WAVE):
        with writing() as session:
            session.merge(Run(wave_key=key, comments=9, substantive=9, themes=1, settings={}))
        findings.release(key)
    other = a_counted_wave(key="cargo-midpoint")
    with writing():
        other.cohort_key, other.choices = "cargo", other.choices | {"cohort": "Cargo"}
    return factories.signed_in(client, "lin")


HOLES = {
    "pilot-c": "not released yet",
    "pilot-d": "destroyed unread, too few answered",
    "pilot-e": "the box opens on 12 September",
    "pilot-f": "opens on 1 October",
}


def test_each_wave_is_a_link_or_a_hole_with_its_reason(shelf):
    pilot, cargo = volumes.volumes()

    assert {leaf.wave.key: leaf.hole for leaf in pilot.leaves} == {"pilot-a": "", WAVE: ""} | HOLES
    assert (pilot.cohort, pilot.latest.wave.key, cargo.cohort, cargo.latest) == (
        "Northwind pilot",
        WAVE,
        "Cargo",
        None,
    )
    assert [leaf.wave.key for leaf in pilot.ahead] == ["pilot-e", "pilot-f"]
    # The kind is enough where the cohort has one of it.
    assert [leaf.name for leaf in pilot.leaves][:2] == ["Kickoff", "Midpoint, 12 June"]


def test_every_page_leads_to_the_other_waves(shelf):
    for page in ("", "/themes/decisions", "/gaps", "/changes", "/actions"):
        text = shelf.get(f"/reports/{WAVE}{page}").get_data(as_text=True)

        assert 'href="/reports/pilot-a"' in text, page
        assert all(hole in text for hole in HOLES.values()), page
        assert "Other programmes" in text, page
        assert all(f'href="/reports/{key}"' not in text for key in HOLES), page


def test_leadership_starts_with_the_latest_headline_the_other_waves_and_the_holes(shelf):
    text = shelf.get("/reports").get_data(as_text=True)

    assert "Decisions arrive finished. Mentors and leaders both say so." in text
    assert 'href="/reports/pilot-a"' in text
    assert all(hole in text for hole in HOLES.values())


def test_a_wave_that_is_not_released_says_what_will_be_visible_when(shelf):
    says = {
        "pilot-c": "HR reads the comments first",
        "pilot-d": "destroyed unread",
        "pilot-e": "Comments are read after the wave closes on 12 September",
    }
    for key, sentence in says.items():
        reply = shelf.get(f"/reports/{key}")

        text = reply.get_data(as_text=True)
        assert reply.status_code == 404
        assert sentence in text
        assert ("From ten answers" in text and "From five on each side" in text) == (key != "pilot-d")
