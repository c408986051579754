"""Respondents can open, send, mend, replace and take back, in their language."""

import re

import pytest
from sqlalchemy import update

from rmfeedback.db import writing
from rmfeedback.surveys import results, sealing
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role
from rmfeedback.waves import lifecycle
from tests.factories import (
    CLOSES,
    a_code,
    a_cohort,
    a_programme,
    an_open_wave,
    codes_of,
    do_jobs,
    everybody_answers,
    questionnaire_of,
)


def send(client, code, **more):
    return client.post("/a/answers", data={"code": code, **more})


def opened(app, wave, item_key):
    """Let the closing day come; return the mentors' scores of an item."""
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    lifecycle.close(wave.key, CLOSES)
    return results.scores(wave.key).get(("mentor", item_key), [])


def test_the_page_of_the_link_takes_a_pasted_code(client):
    page = client.get("/a")

    assert page.status_code == 200
    assert '<form class="flow" method="post" action="/a"' in page.text
    assert 'name="code"' in page.text


def test_the_form_asks_every_item_in_both_languages(client, open_wave, ana_code):
    for language in ("en", "de"):
        page = client.post("/a", data={"code": ana_code, "lang": language}).text
        assert f'<html lang="{language}">' in page
        for item in questionnaire_of(open_wave, Role.MENTOR).items:
            assert f'name="{item.key}"' in page
            assert item.text.in_(language) in page


def test_nothing_on_the_form_tells_that_an_item_is_reversed(client, ana_code):
    page = client.post("/a", data={"code": ana_code}).text
    item = page.partition('id="m_safe_hold_back"')[2].partition("</fieldset>")[0]

    assert re.findall(r'value="(\w+)"', item) == ["1", "2", "3", "4", "5", "na"]
    assert "revers" not in page.lower().replace("reverse mentoring", "")


def test_the_form_says_who_is_invited_until_when_and_who_holds_the_key(client, ana_code):
    page = client.post("/a", data={"code": ana_code}).text

    assert "6 mentors and 6 leaders" in page
    assert "Open until Thursday 12 March." in page
    assert "Nobody is counted before 12 March." in page
    assert "The people who run this server could open the box early" in page


def test_a_second_answer_replaces_the_first(app, client, open_wave, ana_code):
    do_jobs()
    everybody_answers(open_wave)
    for value in ("1", "5"):
        assert send(client, ana_code, m_pair_goals=value, anyway="1").status_code == 200

    assert len(opened(app, open_wave, "m_pair_fit")) == 5
    assert len(results.scores(open_wave.key)["mentor", "m_pair_goals"]) == 6


def test_the_form_always_comes_back_empty(client, ana_code):
    send(client, ana_code, m_pair_fit="4", m_words_programme="Snowdrop", anyway="1")
    page = client.post("/a", data={"code": ana_code}).text

    assert "checked" not in page
    assert "Snowdrop" not in page


def test_the_language_button_loses_nothing(client, ana_code):
    ticked = {"m_pair_fit": "4", "m_words_programme": "Snowdrop"}
    page = client.post("/a", data={"code": ana_code, "lang": "de", **ticked})

    assert 'name="m_pair_fit" value="4" checked' in page.text
    assert "Snowdrop</textarea>" in page.text
    assert "Wie läuft es?" in page.text


def test_open_items_are_asked_about_once(client, ana_code, sealed):
    before = sealed()
    asked = send(client, ana_code, m_pair_fit="4")

    assert asked.status_code == 422
    assert "14 questions are still open: 1, 2, 4, 5" in asked.text
    assert 'name="m_pair_fit" value="4" checked' in asked.text
    assert sealed() == before
    assert send(client, ana_code, m_pair_fit="4", anyway="1").status_code == 200
    assert sealed() != before


@pytest.mark.parametrize(
    "more", [{}, {"m_pair_fit": "9"}, {"m_words_programme": "a" * 1501}, {"m_pair_fit": "4", "colour": "red"}]
)
def test_what_cannot_be_kept_is_told_and_changes_nothing(client, ana_code, more, sealed):
    before = sealed()
    reply = send(client, ana_code, anyway="1", **more)

    assert reply.status_code == 422
    assert "<title>Error:" in reply.text
    assert 'role="alert"' in reply.text
    assert sealed() == before


def test_an_error_stands_beside_its_field_and_in_the_summary(client, ana_code):
    page = send(client, ana_code, m_pair_fit="4", m_words_programme="a" * 1501).text

    assert page.count("Question 18: your text is 1 character too long.") == 2
    assert '<a href="#m_words_programme">' in page
    assert 'id="m_words_programme-error"' in page
    assert 'aria-invalid="true"' in page
    assert "a" * 1501 + "</textarea>" in page
    assert 'name="m_pair_fit" value="4" checked' in page


def test_comments_too_long_to_be_sealed_come_back_with_the_form(client, ana_code, monkeypatch, sealed):
    before = sealed()
    monkeypatch.setattr(sealing, "PLAINTEXT_BYTES", 1_000)
    reply = send(client, ana_code, m_words_programme="a" * 1_000, anyway="1")

    assert reply.status_code == 422
    assert "Together your comments are too long to be sealed." in reply.text
    assert "a" * 1_000 + "</textarea>" in reply.text
    assert sealed() == before


def test_a_box_that_was_tampered_with_keeps_nothing_and_says_so(client, open_wave, ana_code):
    with writing() as session:
        session.execute(update(Wave).values(keyholder="trustee"))
    reply = send(client, ana_code, m_pair_fit="4", anyway="1")

    assert reply.status_code == 503
    assert "Your answers were not kept" in reply.text


def test_the_marks_are_shown_and_nothing_is_stored(client, ana_code, sealed):
    before = sealed()
    page = send(client, ana_code, m_words_programme="Leo Example was late <on> 5.3.2026.", check="1")

    assert page.status_code == 200
    assert "<mark>Leo Example</mark> was late &lt;on&gt;" in page.text
    assert "Nothing has been sent or kept yet." in page.text
    assert sealed() == before


def test_taking_back_puts_a_blank_in_the_place_of_the_answers(app, client, open_wave, ana_code):
    do_jobs()
    everybody_answers(open_wave)
    reply = client.post("/a/take-back", data={"code": ana_code})

    assert reply.status_code == 200
    assert "Your answers are taken back." in reply.text
    assert len(opened(app, open_wave, "m_pair_fit")) == 5


def test_after_the_closing_day_the_page_says_when_the_wave_closed(app, client, ana_code):
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    for reply in (
        client.post("/a", data={"code": ana_code}),
        send(client, ana_code, m_pair_fit="4", anyway="1"),
    ):
        assert reply.status_code == 410
        assert "This wave closed on 12 March." in reply.text


@pytest.mark.parametrize(
    ("asked", "browser", "spoken"),
    [
        ("de", "en", "de"),
        ("en", "de-AT,de;q=0.9", "en"),
        ("", "de-AT,de;q=0.9", "de"),
        ("xx", "fr", "en"),
        ("", "", "en"),
    ],
)
def test_the_page_speaks_as_asked_else_as_the_browser_does(client, ana_code, asked, browser, spoken):
    page = client.post("/a", data={"code": ana_code, "lang": asked}, headers={"Accept-Language": browser})

    assert f'<html lang="{spoken}">' in page.text


def test_a_german_programme_speaks_german_where_nothing_else_is_asked(client):
    a_programme("Pilot", language="de")
    code = a_code(an_open_wave(a_cohort()))
    page = client.post("/a", data={"code": code}, headers={"Accept-Language": "fr"})

    assert '<html lang="de">' in page.text
    assert "Offen bis Donnerstag, 12. März." in page.text


def test_htmx_gets_the_form_alone(client, ana_code):
    part = client.post("/a", data={"code": ana_code}, headers={"HX-Request": "true"}).text.strip()

    assert part.startswith('<form id="questions"')
    assert part.endswith("</form>")
    assert "<html" not in part


def test_each_person_is_thanked_with_the_own_code(client, app):
    wave = an_open_wave()
    codes = [its[0] for email, its in sorted(codes_of(wave).items()) if "mentor" in email][:2]
    for page in ("answers", "take-back"):
        replies = [
            client.post(f"/a/{page}", data={"code": code, "m_pair_fit": "4", "anyway": "1"}) for code in codes
        ]

        assert [reply.status_code for reply in replies] == [200, 200]
        assert [[reply.text.count(code) for code in codes] for reply in replies] == [[1, 0], [0, 1]]
