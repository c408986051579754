"""A programme's waves ask what HR chose, from the day it was chosen on."""

import pytest

from rmfeedback.errors import NotFound
from rmfeedback.programmes import cohorts
from rmfeedback.surveys.asking import Choice, NotPublished
from rmfeedback.terms import WaveKind
from rmfeedback.waves import choosing
from tests.databases import both_engines
from tests.factories import a_cohort, a_planned_wave, a_programme, signed_in
from tests.surveys.drafts import EDITION, a_draft, a_published
from tests.surveys.test_drafting_views import said, send

PAGE = "/programmes/pilot/questionnaires"


@pytest.fixture
def hal(client):
    a_programme()
    return signed_in(client, "hal")


def names(wave):
    return {role: (its["key"], its["version"]) for role, its in wave.questionnaires.items()}


@both_engines
def test_a_wave_asks_what_its_programme_chose_for_its_kind(app):
    a_published()
    cohort = a_cohort()
    choosing.choose("pilot", {WaveKind.MIDPOINT: Choice(EDITION, 1), WaveKind.CLOSING: None})

    chosen, other = (a_planned_wave(cohort, kind) for kind in (WaveKind.MIDPOINT, WaveKind.CLOSING))

    assert names(chosen) == {"mentor": ("northwind_mentor", 1), "leader": ("northwind_leader", 1)}
    assert names(other) == {"mentor": ("mentor", 1), "leader": ("leader", 1)}


def test_another_programme_still_asks_what_is_shipped(app):
    a_published()
    a_programme()
    other = a_programme("Other")
    choosing.choose("pilot", {WaveKind.PULSE: Choice(EDITION, 1)})

    assert choosing.chosen(cohorts.find_programme("pilot"), WaveKind.PULSE) == Choice(EDITION, 1)
    assert choosing.chosen(other, WaveKind.PULSE) is None


def test_neither_a_draft_nor_what_is_not_there_can_be_chosen(app):
    a_draft()
    a_programme()
    for choice, no in ((Choice(EDITION, 1), NotPublished), (Choice("nothing", 1), NotFound)):
        with pytest.raises(no):
            choosing.choose("pilot", {WaveKind.PULSE: choice})
    with pytest.raises(NotFound):
        choosing.choose("nowhere", {})


def test_hr_chooses_on_a_page_and_goes_back_to_what_is_shipped(hal):
    a_published("pulse")
    shipped = {kind.value: "standard/1" for kind in WaveKind} | {"kickoff": "kickoff/1"}

    send(hal, PAGE, PAGE, **shipped | {"pulse": f"{EDITION}/1"})
    assert choosing.chosen(cohorts.find_programme("pilot"), WaveKind.PULSE) == Choice(EDITION, 1)
    page = hal.get(PAGE)
    assert f'<option value="{EDITION}/1" selected>Northwind, version 1</option>' in page.text
    assert "Waves that are planned from now on ask these." in said(page)

    send(hal, PAGE, PAGE, **shipped | {"pulse": "pulse/1"})
    assert cohorts.find_programme("pilot").questionnaires == {}


def test_a_pulse_is_not_offered_the_long_one_that_is_shipped(hal):
    offered = {one.kind: [version.edition for version in one.versions] for one in choosing.offered("pilot")}

    assert offered[WaveKind.PULSE] == ["pulse"]
    assert offered[WaveKind.FOLLOW_UP] == ["standard"]


@pytest.mark.parametrize("value", ["nothing/1", "pulse/x", f"{EDITION}/1"])
def test_a_choice_that_cannot_be_is_refused(hal, value):
    a_draft()
    reply = send(hal, PAGE, PAGE, pulse=value)

    assert reply.status_code in (404, 409)
    assert cohorts.find_programme("pilot").questionnaires == {}
