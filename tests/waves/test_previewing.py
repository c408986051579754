"""HR sees the mails and forms of each role as they will be, with a code that opens nothing."""

from itertools import product

import pytest
from sqlalchemy import func, select

from rmfeedback.db import db, writing
from rmfeedback.errors import NotFound
from rmfeedback.programmes.models import Participation
from rmfeedback.surveys import ballot_box, codes, results
from rmfeedback.surveys.models import Envelope, Link, Wave
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle, planning, previewing
from tests.factories import (
    CLOSES,
    TODAY,
    a_cohort,
    a_person,
    a_planned_wave,
    a_trustees_wave,
    an_open_wave,
)

SEEN = list(product(("mentor", "leader"), ("en", "de")))


@pytest.fixture(autouse=True)
def _app(app):
    return app


def counts():
    return [db.session.scalar(select(func.count()).select_from(table)) for table in (Wave, Envelope, Link)]


@pytest.mark.parametrize(("role", "language"), SEEN)
@pytest.mark.parametrize("name", previewing.MAILS)
def test_a_mail_is_the_one_that_will_be_sent_but_for_its_link(name, role, language):
    wave = a_planned_wave()
    shown = previewing.mail_of(wave.key, name, role, language)

    assert f"http://feedback.example/a#{previewing.EXAMPLE_CODE}" in shown.text.split()
    assert previewing.EXAMPLE_CODE in shown.html
    assert ("Guten Tag" if language == "de" else "Hello") in shown.text


def test_the_example_s_code_is_one_by_its_looks_and_opens_nothing():
    wave = an_open_wave()

    assert codes.digest(previewing.EXAMPLE_CODE)
    with pytest.raises(ballot_box.CodeUnknown):
        ballot_box.look_up(previewing.EXAMPLE_CODE, TODAY)
    assert previewing.as_launched(wave.key) is wave


def test_looking_stores_nothing():
    wave = a_planned_wave()
    before = counts()
    for role, language in SEEN:
        previewing.mail_of(wave.key, "invitation", role, language)
        previewing.form_of(wave.key, role, language)
    with writing():
        pass

    assert counts() == before


def test_the_numbers_are_those_of_the_cohort_as_it_is_now():
    cohort = a_cohort(6, 6)
    wave = a_planned_wave(cohort)
    with writing() as session:
        session.add(Participation(cohort_key=cohort.key, role="mentor", person=a_person("late@example.com")))

    assert "7 mentors and 6 leaders" in previewing.mail_of(wave.key, "invitation", "mentor", "en").html


def test_what_is_shown_before_is_what_is_frozen_at_launch():
    cohort = a_cohort(11, 11)
    wishes = planning.Wishes(breakdown="unit", shows_names=True)
    wave = planning.plan(cohort.key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    before, names = previewing.as_launched(wave.key).choices, previewing.names_of(wave.key)
    lifecycle.launch(wave.key, TODAY)

    assert before == results.wave(wave.key).choices
    assert len(names["mentor"]) == 11


def test_a_trustees_wave_says_who_holds_the_words():
    wave, _ = a_trustees_wave(is_launched=False)

    assert "Tom Trust" in previewing.mail_of(wave.key, "invitation", "leader", "en").text


@pytest.mark.parametrize(
    "asked", [("bribe", "mentor", "en"), ("invitation", "boss", "en"), ("invitation", "mentor", "fr")]
)
def test_what_there_is_not_is_not_found(asked):
    wave = a_planned_wave()
    with pytest.raises(NotFound):
        previewing.mail_of(wave.key, *asked)


def test_the_pages_show_every_mail_and_form(hal):
    a_planned_wave()
    start = hal.get("/waves/cohort-midpoint/before").text
    for role, language in SEEN:
        for name in previewing.MAILS:
            path = f"/waves/cohort-midpoint/before/mail/{name}/{role}/{language}"
            assert f'href="{path}"' in start
            assert "EXAMPLECODETHATOPENSNOTHINGATALL" in hal.get(path).text
        form = hal.get(f"/waves/cohort-midpoint/before/form/{role}/{language}")
        assert f'<html lang="{language}">' in form.text
        assert ("Antworten senden" if language == "de" else "Send my answers") in form.text
        assert "Preview for the programme team" in form.text


def test_a_mail_shown_as_html_may_load_and_run_nothing(hal):
    a_planned_wave()
    reply = hal.get("/waves/cohort-midpoint/before/mail/invitation/mentor/en/html")
    policy = reply.headers["Content-Security-Policy"]

    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_a_form_sent_from_the_preview_is_kept_nowhere(hal):
    a_planned_wave()
    reply = hal.post("/a/answers", data={"code": previewing.EXAMPLE_CODE, "m_pair_fit": "5"})

    assert reply.status_code == 404
    assert counts()[1:] == [0, 0]
