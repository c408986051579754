"""A rehearsal plays the whole wave with invented people elsewhere, and leaves nothing here but its words."""

import json

import pytest
from flask import current_app

from rmfeedback import config, jobs
from rmfeedback.attacks.copying import copy
from rmfeedback.db import writing
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Person
from rmfeedback.surveys.asking import Choice
from rmfeedback.terms import WaveKind
from rmfeedback.waves import choosing, lifecycle, planning, rehearsed, rehearsing
from tests.factories import CLOSES, TODAY, a_cohort, a_planned_wave, an_open_wave, do_jobs, signed_in
from tests.surveys.drafts import EDITION, a_published


@pytest.fixture(autouse=True)
def _app(app):
    return app


def test_a_rehearsal_shows_findings_of_invented_people_and_touches_nothing():
    wave = a_planned_wave(a_cohort(8, 7))
    folder = config.current()["INSTANCE"]
    before = {name: data for name, data in copy(folder, whole=True).files.items() if "rehears" not in name}
    came = rehearsing.run(wave.key)

    assert (came.invited, came.answered) == (15, 11)
    assert "11 of 15 answered" in came.summary
    assert came.said[0] == "Inventing people."
    after = {name: data for name, data in copy(folder, whole=True).files.items() if "rehears" not in name}
    assert after == before
    assert not (folder / "outbox").exists() or not list((folder / "outbox").glob("*.eml"))
    assert wave.state == "planned"


def test_a_rehearsal_asks_the_questionnaire_that_its_wave_asks():
    a_published()
    cohort = a_cohort(8, 7)
    choosing.choose("pilot", {WaveKind.MIDPOINT: Choice(EDITION, 1)})

    brief = rehearsing.brief(a_planned_wave(cohort), "/nowhere")

    assert {row["key"] for row in brief["asked"]} == {"northwind_mentor", "northwind_leader"}
    assert rehearsing.run(a_planned_wave(cohort).key).answered == 11


def test_the_player_is_told_numbers_and_no_person():
    cohort = a_cohort(12, 12)
    with writing() as session:
        for number, person in enumerate(session.query(Person)):
            person.unit = ("Ground", "Cabin")[number % 2]
    wishes = planning.Wishes(breakdown="unit")
    wave = planning.plan(cohort.key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    brief = rehearsing.brief(wave, "/nowhere")

    assert sorted(size for _, _, size in brief["groups"]) == [6, 6, 6, 6]
    assert brief["breakdown"] == "unit"
    told = json.dumps(brief)
    assert not any(word in told for word in ("Ana", "example.com", "Ground", "Cabin"))


def test_the_job_keeps_a_refusal_for_the_page_and_is_not_tried_again(monkeypatch):
    wave = a_planned_wave()
    monkeypatch.setattr(rehearsing, "PLAYER", "rmfeedback.demo.nothing_of_this_name")
    rehearsing.ask(wave.key)
    do_jobs()

    assert rehearsing.of(wave.key).problem == str(rehearsing.RehearsalFailed())
    assert jobs.waiting(wave.key) == 0


def test_asked_twice_it_is_played_once():
    wave = a_planned_wave()
    rehearsing.ask(wave.key)
    rehearsing.ask(wave.key)

    assert jobs.waiting(wave.key, ("rehearse",)) == 1
    assert rehearsing.of(wave.key).is_waiting


def test_a_launched_wave_and_one_that_is_too_small_are_not_rehearsed():
    with pytest.raises(rehearsing.NotPlanned):
        rehearsing.ask(an_open_wave().key)
    small = a_planned_wave(a_cohort(6, 4, name="Small"))
    with pytest.raises(inviting.GroupTooSmall):
        rehearsing.run(small.key)


def test_what_came_of_it_goes_at_launch_and_with_the_wave():
    for deed in (lambda key: lifecycle.launch(key, TODAY), planning.withdraw):
        wave = a_planned_wave(a_cohort(name=deed.__name__.strip("<>")))
        rehearsed.keep(wave.key, {"summary": "Invented."})
        deed(wave.key)
        assert rehearsing.of(wave.key).summary == ""


def test_the_page_asks_for_it_and_marks_it_as_invented(client):
    hal, wave = signed_in(client, "hal"), a_planned_wave()
    current_app.config["WTF_CSRF_ENABLED"] = False
    page = hal.post(f"/waves/{wave.key}/before/rehearsal", follow_redirects=True).text
    assert "The rehearsal is under way" in page
    jobs_left = jobs.arguments(wave.key, "rehearse")
    assert jobs_left == {""}
    rehearsed.keep(wave.key, {"summary": "Three themes.", "invited": 12, "answered": 9})
    with writing():
        jobs.drop(wave.key)
    page = hal.get(f"/waves/{wave.key}/before/rehearsal", headers={"HX-Request": "true"}).text

    assert "Invented." in page
    assert "9 of 12 invented people" in page
    assert "<html" not in page
