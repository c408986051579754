import dataclasses

import pytest
from sqlalchemy import func, select, update

from rmfeedback.db import db, writing
from rmfeedback.doctor.waves import pins
from rmfeedback.reports import findings, members
from rmfeedback.surveys import asking, ballot_box, editions, keys, opening, questionnaire, results
from rmfeedback.surveys.asking import Choice, NotPublished, QuestionnaireChanged
from rmfeedback.surveys.models import QuestionnaireVersion
from rmfeedback.surveys.questionnaire import Text
from rmfeedback.surveys.questionnaire_file import ASKS
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import choosing, lifecycle
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    TODAY,
    a_closed_wave,
    a_code,
    a_cohort,
    a_planned_wave,
    an_open_wave,
    do_jobs,
    everybody_answers,
)
from tests.surveys.drafts import EDITION, SAID, a_draft, publish, reword


@pytest.fixture(autouse=True)
def _afresh(app):
    """No test remembers what another one asked."""
    asking._frozen.cache_clear()
    yield
    asking._frozen.cache_clear()


def our_own():
    """Let the pilot's midpoint wave ask HR's own words; return the new item's key."""
    a_draft()
    key = reword("m_pair_fit", SAID, as_new=True)
    publish()
    cohort = a_cohort()
    choosing.choose("pilot", {WaveKind.MIDPOINT: Choice(EDITION, 1)})
    return cohort, key


@both_engines
def test_a_wave_asks_counts_and_reports_what_was_chosen_for_it():
    cohort, key = our_own()
    wave = a_closed_wave(cohort)

    assert asking.asked(wave, Role.MENTOR).item(key).text == Text(**SAID)
    assert ("mentor", key) in results.scores(wave.key)
    assert ("mentor", "m_pair_fit") not in results.scores(wave.key)


def test_findings_and_themes_read_a_wave_in_its_own_words(app):
    a_draft()
    scored = reword("m_pair_fit", SAID, as_new=True)
    text = {"en": "What works well at Northwind?", "de": "Was läuft bei Northwind gut?"}
    reword("m_words_programme", text, as_new=True, asks="what_works")
    publish()
    cohort = a_cohort()
    choosing.choose("pilot", {WaveKind.MIDPOINT: Choice(EDITION, 1)})
    wave = a_closed_wave(cohort)

    shown = findings.show(wave.key)
    assert scored in {row["key"] for row in shown["items"]}
    assert shown["made_with"]["questionnaires"]["mentor"] == "northwind_mentor 1"
    assert {each.asks for each in members.of_wave(wave)} == set(ASKS)


def test_a_programme_that_chose_nothing_asks_what_is_shipped():
    frozen = asking.freeze(WaveKind.PULSE)

    assert {role: its["key"] for role, its in frozen.items()} == {
        "mentor": "pulse_mentor",
        "leader": "pulse_leader",
    }
    assert frozen["mentor"]["digest"] == questionnaire.shipped()["pulse_mentor"].digest


def test_a_draft_is_never_asked():
    a_draft()
    with pytest.raises(NotPublished):
        asking.freeze(WaveKind.MIDPOINT, Choice(EDITION, 1))


@both_engines
def test_words_changed_by_hand_are_neither_asked_nor_counted():
    cohort, _ = our_own()
    wave = an_open_wave(cohort)
    code = a_code(wave)
    everybody_answers(wave)
    body = QuestionnaireVersion.body
    with writing() as session:
        changed = func.replace(body, SAID["en"], "My leader is always right.")
        session.execute(update(QuestionnaireVersion).values(body=changed))

    with pytest.raises(QuestionnaireChanged):
        asking.asked_anew(wave, Role.MENTOR)
    assert [check.ok for check in pins() if check.name == f"wave {wave.key}"] == [False]
    # Whoever runs since before still asks the words that were frozen; whoever starts now asks none.
    assert ballot_box.look_up(code, TODAY).questionnaire.digest == wave.questionnaires["mentor"]["digest"]
    asking._frozen.cache_clear()
    with pytest.raises(QuestionnaireChanged):
        ballot_box.look_up(code, TODAY)
    opening.shut(wave)
    with pytest.raises(QuestionnaireChanged):
        opening.count(wave, keys.private(wave.key), str, CLOSES)


def test_a_wave_whose_words_were_changed_is_not_launched_and_nobody_gets_a_mail(instance):
    cohort, _ = our_own()
    wave = a_planned_wave(cohort)
    with writing() as session:
        session.execute(update(QuestionnaireVersion).values(body="nonsense"))

    with pytest.raises(QuestionnaireChanged):
        lifecycle.launch(wave.key, TODAY)
    assert results.wave(wave.key).state == "planned"
    assert do_jobs() == 0


@pytest.mark.parametrize("body", ["", "nonsense", 'key = "northwind_mentor"'])
def test_a_body_that_is_no_questionnaire_is_a_changed_one(body):
    cohort, _ = our_own()
    wave = an_open_wave(cohort)
    with writing() as session:
        session.execute(update(QuestionnaireVersion).values(body=body))

    asking._frozen.cache_clear()
    with pytest.raises(QuestionnaireChanged):
        asking.asked(wave, Role.MENTOR)


def test_another_version_of_the_program_asks_an_old_wave_in_its_own_words(monkeypatch):
    wave = a_planned_wave()
    ours = questionnaire.shipped()
    changed = {key: dataclasses.replace(its, title=Text("Another", "Anders")) for key, its in ours.items()}
    monkeypatch.setattr(questionnaire, "shipped", lambda: changed)

    assert asking.asked(wave, Role.MENTOR) == ours["mentor"]


def test_without_the_words_kept_another_version_of_the_program_asks_nothing(monkeypatch):
    wave = a_planned_wave()
    changed = {key: dataclasses.replace(its, version=2) for key, its in questionnaire.shipped().items()}
    monkeypatch.setattr(questionnaire, "shipped", lambda: changed)
    with writing() as session:
        session.query(QuestionnaireVersion).delete()

    with pytest.raises(QuestionnaireChanged):
        asking.asked(wave, Role.MENTOR)


def test_what_is_shipped_is_kept_once_for_all_waves():
    for kind in (WaveKind.MIDPOINT, WaveKind.CLOSING, WaveKind.MIDPOINT):
        asking.freeze(kind)

    assert db.session.scalar(select(func.count()).select_from(QuestionnaireVersion)) == 2
    assert [version.number for version in editions.versions("standard")] == [1]


def test_a_wave_that_was_planned_keeps_what_it_was_planned_with():
    cohort = a_cohort()
    wave = a_planned_wave(cohort)
    a_draft()
    publish()
    choosing.choose("pilot", {WaveKind.MIDPOINT: Choice(EDITION, 1)})
    lifecycle.launch(wave.key, TODAY)

    assert asking.asked(wave, Role.LEADER) == questionnaire.shipped()["leader"]
