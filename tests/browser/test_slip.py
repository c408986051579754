"""The trustee's slip: one sheet of paper, and no trace of the words in the browser."""

import re

from tests.browser.pages import slip
from tests.browser.stage import TO_CONFIRM

PAGE = re.compile(rb"/Type\s*/Page\b")


def test_it_prints_on_one_sheet_with_the_words_and_without_the_form(visit):
    page = slip(visit("trustee"))
    paper = page.pdf(format="A4", margin={side: "15mm" for side in ("top", "bottom", "left", "right")})
    page.emulate_media(media="print")

    assert len(PAGE.findall(paper)) == 1
    assert page.locator(".six").is_visible()
    assert not page.locator("#words").is_visible()


def test_the_words_are_in_no_address_and_nothing_that_the_browser_keeps(visit):
    visited = visit("trustee")
    page = slip(visited)
    words = page.locator(".six li").all_inner_texts()
    page.fill("#words", " ".join(words))
    page.click("main form .btn")
    page.wait_for_selector("text=You hold the key of this wave")

    assert page.url.endswith(f"/trustee/{TO_CONFIRM}")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])")
    cookies = [cookie["value"] for cookie in visited.context.cookies()]
    assert len(words) == 6
    assert not [word for word in words for text in (kept, *cookies) if word in re.findall(r"\w+", text)]
    # The page's own prose may use some of them by chance, as in "only you"; a leak would show all six.
    assert len(set(words) & set(re.findall(r"\w+", page.content()))) < 5


def test_going_back_does_not_show_the_words_again(visit):
    page = slip(visit("trustee"))
    words = page.locator(".six li").all_inner_texts()
    page.goto(page.url.rpartition("/")[0])
    page.go_back()

    assert not [word for word in words if f"<li>{word}</li>" in page.content()]
