"""What people do from beginning to end, with scripts and without: answer, take back, remind, review."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import write_too_much
from tests.browser.stage import LATE, OPEN, RELEASED
from tests.browser.visits import PHONE
from tests.factories import PASSWORD, STAFF


def test_a_mentor_answers_from_the_mail_to_the_thank_you_page(visit, stage):
    code = stage.a_code()
    visited = visit(width=PHONE)
    page = visited.answer_form(code)
    assert page.url == f"{stage.base}/a"

    asked = page.locator("fieldset.item")
    assert f"0 of {asked.count()} questions answered" in words_read_aloud(visited)
    for number in range(asked.count()):
        asked.nth(number).locator("input[value='4'], input[type=radio]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    assert f"{asked.count()} of {asked.count()} questions answered" in words_read_aloud(visited)
    page.locator("textarea").first.fill("Decisions arrive finished, and we hear of them last.")
    page.click(".send .btn.wide")

    expect(page.locator("h1")).to_have_text("Thank you. Your answers are kept.")
    assert_no_trace(visited, code)


def test_the_code_stays_nowhere_even_when_one_goes_back(visit, stage):
    code = stage.a_code()
    visited = visit()
    page = visited.answer_form(code)
    page.go_back()

    assert [url for url in history(visited) if code in url] == []


def test_a_leader_without_scripts_answers_in_german(visit, stage):
    code = stage.a_code("leader")
    page = visit(width=PHONE, java_script_enabled=False).go("/a?lang=de")
    page.fill("#code", code)
    page.click("main form .btn")
    expect(page.locator("html")).to_have_attribute("lang", "de")

    asked = page.locator("fieldset.item")
    asked.first.locator("input").nth(3).check()
    page.locator("textarea").first.fill("Die Treffen tun mir gut.")
    page.click(".send .btn.wide")
    expect(page.locator(".send .flash")).to_contain_text("Möchten Sie trotzdem senden?")
    expect(asked.first.locator("input").nth(3)).to_be_checked()
    page.click("[name=anyway]")

    expect(page.locator("h1")).to_have_text("Danke. Ihre Antworten sind gespeichert.")


def test_a_comment_that_is_too_long_loses_nothing(visit, stage):
    page = visit().answer_form(stage.a_code())
    page.check("#m_pair_goals input[value='2']")
    name = write_too_much(page)
    page.click(".send .btn.wide")

    summary = page.locator(".wrong")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error:")
    assert summary.locator("a").get_attribute("href") == f"#{name}"
    assert page.locator(f"#{name}-error").inner_text() == summary.locator("a").inner_text()
    assert len(page.locator(f"#{name}").input_value()) > 1500
    expect(page.locator("#m_pair_goals input[value='2']")).to_be_checked()


def test_the_language_button_keeps_what_is_ticked(visit, stage):
    page = visit().answer_form(stage.a_code())
    page.check("#m_pair_goals input[value='5']")
    page.click(".langs button[value=de]")

    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#m_pair_goals input[value='5']")).to_be_checked()


def test_enter_sends_and_does_not_change_the_language(visit, stage):
    page = visit().answer_form(stage.a_code())
    page.check("#m_pair_goals input[value='5']")
    page.keyboard.press("Enter")

    expect(page.locator("[name=anyway]")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#m_pair_goals input[value='5']")).to_be_checked()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_answers_are_taken_back(visit, stage, has_scripts):
    page = visit(java_script_enabled=has_scripts).go("/a")
    page.fill("#code", stage.a_code())
    page.click("main form .btn")
    page.check("#m_pair_goals input[value='1']")
    page.click(".send .btn.wide")
    page.click("[name=anyway]")
    page.click("text=Take my answers back")

    expect(page.locator("h1")).to_have_text("Your answers are taken back.")


def test_hr_signs_in_and_reminds_everybody(visit):
    page = visit(width=PHONE).go(f"/waves/{OPEN}")
    page.fill("[name=email]", STAFF["hal"][0])
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**/waves/{OPEN}")
    page.fill("#remind textarea, #remind input[type=text]", "Ten minutes are enough.")
    page.click("text=Send reminder to 22 people")

    expect(page.locator("[role=status]").first).to_contain_text("22")
    expect(page.locator("main")).to_contain_text("Ten minutes are enough.")


def test_nobody_is_reminded_of_a_wave_that_takes_no_more_answers(visit):
    page = visit("hr").go(f"/waves/{LATE}")

    expect(page.locator("#close button")).to_have_text("Close the wave and open the box")
    expect(page.locator("#remind")).to_have_count(0)


def test_a_theme_is_renamed_without_leaving_the_page(visit, htmx):
    page = visit("hr").go(f"/waves/{RELEASED}/review")
    page.evaluate("window.isSamePage = true")
    row = page.locator("ul.rows > li[id^=theme-]").first
    row.locator("input[name=name]").fill("Plans arrive finished")
    save = row.locator("button[id$=-save]")
    save.click()

    expect(row.locator("[role=status]")).to_have_text("Saved.")
    assert page.evaluate("window.isSamePage") is True
    expect(save).to_be_focused()
    expect(row.locator("input[name=name]")).to_have_value("Plans arrive finished")


def test_a_name_of_one_word_is_refused_in_its_row(visit, htmx):
    page = visit("hr").go(f"/waves/{RELEASED}/review")
    row = page.locator("ul.rows > li[id^=theme-]").nth(1)
    row.locator("input[name=name]").fill("Plans")
    row.locator("button[id$=-save]").click()

    expect(row.locator("[role=alert]")).to_contain_text("two to eight words")
    expect(row.locator("input[name=name]")).to_have_value("Plans")


def test_a_theme_is_renamed_without_scripts(visit):
    page = visit("hr", java_script_enabled=False).go(f"/waves/{RELEASED}/review")
    row = page.locator("ul.rows > li[id^=theme-]").nth(2)
    named = row.locator("input[name=name]").input_value()
    row.locator("input[name=name]").fill("Time is always short")
    row.locator("button[id$=-save]").click()

    told = page.locator("main > [role=status]")
    expect(told).to_contain_text(f"Renamed “{named}” to “Time is always short”.")
    expect(row.locator("input[name=name]")).to_have_value("Time is always short")
    told.get_by_role("button", name="Undo").click()
    expect(row.locator("input[name=name]")).to_have_value(named)


def assert_no_trace(visited, code):
    """The code is neither in the address, nor in what the browser keeps."""
    page = visited.page
    assert code not in page.url
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, document.cookie])"
    )
    assert code not in kept
    assert visited.context.cookies() == []
    assert [url for url in history(visited) if code in url] == []


def history(visited):
    return [entry["url"] for entry in ask_chromium(visited, "Page.getNavigationHistory")["entries"]]


def words_read_aloud(visited):
    """Return the page's words as a screen reader gets them, with the number that the style sheet counts."""
    nodes = ask_chromium(visited, "Accessibility.getFullAXTree")["nodes"]
    texts = (node["name"]["value"] for node in nodes if node["role"]["value"] == "StaticText")
    return " ".join(" ".join(texts).split())


def ask_chromium(visited, command):
    return visited.context.new_cdp_session(visited.page).send(command)
