"""HR makes a questionnaire of its own, with htmx and without any script."""

from playwright.sync_api import expect

FILE = "/questionnaires/{}/versions/1"
WORDS = "The leader I mentor stays calm when I challenge them."


def test_hr_copies_rewords_and_publishes_without_scripts(visit):
    page = visit("hr", java_script_enabled=False).go("/questionnaires")
    page.select_option("#source", "pulse/1")
    page.fill("#name", "Plain")
    page.click("text=Copy it")
    page.click("#m_time_kept a")
    page.fill("#text_en", WORDS)
    page.fill("#text_de", "Die Führungskraft bleibt ruhig, wenn ich sie hinterfrage.")

    page.click("text=Save under the same key")
    expect(page.locator("#text_en-e")).to_contain_text("“m_time_kept” was asked with another text")
    expect(page.locator("#text_en")).to_have_value(WORDS)
    page.click("text=Save as a new item")
    expect(page.locator(".flash").first).to_contain_text("is saved as a new item")
    page.click("text=Publish version 1")

    expect(page.locator("h1")).to_have_text("Plain, both sides")
    expect(page.locator("#m_stays_calm_challenge")).to_contain_text(WORDS)
    assert page.url.endswith(FILE.format("plain"))


def test_with_htmx_the_page_stays_while_an_item_is_edited(visit, htmx):
    page = visit("hr").go("/questionnaires")
    page.select_option("#source", "pulse/1")
    page.fill("#name", "Swift")
    page.click("text=Copy it")
    page.evaluate("document.querySelector('h1').dataset.stays = 'yes'")
    page.click("#m_time_kept a")
    page.fill("#text_en", "The leader I mentor laughs with me.")
    page.click("text=Save under the same key")

    expect(page.locator("#text_en-e")).to_contain_text("was asked with another text")
    expect(page.locator("#edit .wrong")).to_be_focused()
    assert page.locator("h1").get_attribute("data-stays") == "yes"
    page.click("text=Save as a new item")
    expect(page.locator("#m_laughs")).to_contain_text("laughs with me")
    assert page.locator("h1").get_attribute("data-stays") is None


def test_a_preview_sends_nothing_whatever_is_pressed(visit):
    visited = visit("hr")
    page = visited.go("/questionnaires/standard/versions/1/preview/mentor?lang=de")
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.check("#m_pair_goals input[value='4']")
    page.keyboard.press("Enter")
    page.locator("textarea").first.fill("Nobody reads this.")
    expect(page.get_by_role("button", name="Antworten senden")).to_be_disabled()

    # The browser may come for the page's icon at any time.
    assert [url for url in sent if not url.endswith("/icon.svg")] == []
