"""HR takes files: signed in a moment ago, or with the password once more."""

import re

import pytest

from rmfeedback.staff import access, audit
from tests import factories
from tests.reports.conftest import WAVE

PAGE = f"/reports/{WAVE}/export"


@pytest.fixture
def late(hal, a_released_wave):
    """HR's browser, whose password was typed more than ten minutes ago."""
    a_released_wave()
    with hal.session_transaction() as session:
        session["proved_at"] -= access.PROOF_HOLDS_S + 1
    return hal


def take(browser, **given):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(PAGE).text)
    return browser.post(PAGE, data={"csrf_token": token[1], "suffix": "json", "language": "de"} | given)


def test_a_file_is_not_given_to_whoever_left_the_browser_open(late):
    reply = late.get(f"{PAGE}/csv")

    assert reply.status_code == 303
    assert reply.location == f"{PAGE}?suffix=csv#again"
    assert "Your password, once more" in late.get(PAGE).text
    assert not any(entry.deed == "exported" for entry in audit.entries())


def test_with_the_password_the_file_follows_and_is_entered(late):
    reply = take(late, password=factories.PASSWORD)

    assert reply.location == f"{PAGE}/json?language=de"
    assert late.get(reply.location).json["wave"] == WAVE
    last = audit.entries()[-1]
    assert (last.who, last.deed, last.about) == ("hal@example.com", "exported", WAVE)
    assert last.details["format"] == "json"


def test_a_wrong_password_is_told_beside_the_field_and_nothing_is_given(late):
    reply = take(late, password="wrong")

    assert reply.status_code == 422
    assert "Nothing was exported" in reply.text
    assert late.get(f"{PAGE}/csv").status_code == 303


def test_the_report_comes_in_the_language_that_was_chosen(hal, a_released_wave):
    a_released_wave()

    english, german = (hal.get(f"{PAGE}/pdf?language={language}") for language in ("en", "de"))

    assert english.data != german.data
    assert hal.get(f"{PAGE}/pdf").data == english.data
    assert f"findings-{WAVE}-de.pdf" in german.headers["Content-Disposition"]
    assert hal.get(f"{PAGE}/pdf?language=fr").status_code == 400


def test_the_page_tells_what_there_is(hal, a_released_wave):
    a_released_wave()

    text = hal.get(PAGE).text

    assert "24 constructs, 43 items" in text
    assert text.count('name="suffix"') == 7
    assert "style=" not in text
