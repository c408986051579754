"""On the wire no form that is sent tells by its length what it is, or how much was written."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import PHONE

SENT_BYTES = 20_480
# Letters of one to four bytes, line ends, and what a form has to escape.
WORDS = ("", "No.", "Décisions & réunions – ä ß 🙂 100 %\nzwei\r\ndrei + vier = fünf\n" * 20)


@pytest.fixture
def sent(visit):
    """A visit with the lengths of what it sent, by path."""
    visited = visit(width=PHONE)
    lengths = []
    visited.page.on("request", lambda request: note(lengths, request))
    return visited, lengths


def note(lengths, request):
    if request.method == "POST":
        lengths.append((request.url.rpartition("/")[2], len(request.post_data_buffer or b"")))


@pytest.mark.parametrize("words", WORDS)
def test_whatever_is_sent_has_one_length(sent, stage, words):
    visited, lengths = sent
    page = visited.answer_form(stage.a_code())
    page.check("#m_pair_goals input[value='4']")
    page.locator("textarea").first.fill(words)
    if words:
        page.click("button[name=check]")
    page.click(".langs button[value=de]")
    page.click(".send .btn.wide")
    page.click("[name=anyway]")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.click("main button.quiet")

    assert [path for path, _ in lengths].count("answers") >= 2
    assert {length for _, length in lengths} == {SENT_BYTES}, lengths


def test_asking_for_a_fresh_link_looks_like_everything_else(sent):
    visited, lengths = sent
    page = visited.go("/a/again")
    page.fill("#email", "nobody@example.com")
    page.click("main form .btn")

    assert lengths == [("again", SENT_BYTES)]


def test_without_scripts_the_length_shows_as_the_promise_says(visit, stage):
    visited = visit(java_script_enabled=False)
    lengths = []
    visited.page.on("request", lambda request: note(lengths, request))
    page = visited.go("/a")
    page.fill("#code", stage.a_code())
    page.click("main form .btn")

    assert all(length < SENT_BYTES for _, length in lengths)
    assert "without, its length shows how much you wrote" in visited.go("/promise?lang=en").inner_text("main")
