"""Every page unseen, without a mouse, in the dark, on a narrow screen: axe, and what axe cannot tell."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import PAGES
from tests.browser.visits import PHONE

# What of axe depends on the colours; the rest is the same in the dark.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
NARROWEST, SMALLEST_TARGET = 320, 44
STRUCTURE = """() => ({
  lang: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  first: document.querySelector("a[href], button, input, select, textarea").className,
  mains: document.querySelectorAll("main#main[tabindex='-1']").length,
  unnamed: [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(field => !field.labels.length && !field.ariaLabel).map(field => field.outerHTML),
})"""
GERMAN = ("answer-de", "answer-open", "draft-preview", "goals-de")
# A focus ring that is not drawn, or drawn thinner than the design's three pixels.
RINGLESS = """() => {
  const ring = getComputedStyle(document.activeElement), around = document.activeElement.closest(".pick");
  const outer = around ? getComputedStyle(around) : ring;
  const wide = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3;
  return wide(ring) || wide(outer) ? null : document.activeElement.outerHTML.slice(0, 200);
}"""


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_built_for_everybody(name, visit):
    page = open_page(name, visit)
    told = page.evaluate(STRUCTURE)
    in_light = serious(page, None)
    page.emulate_media(color_scheme="dark")
    in_dark = serious(page, COLOURS)
    page.set_viewport_size({"width": NARROWEST, "height": 900})

    assert told["lang"] == ("de" if name in GERMAN else "en")
    assert (told["headings"], told["mains"], told["first"]) == (1, 1, "skip")
    assert told["unnamed"] == []
    assert in_light + in_dark == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


@pytest.mark.parametrize("name", ["code", "answer", "thanks", "sign-in", "wave-open", "review", "themes"])
def test_focus_is_seen_wherever_tab_leads(name, visit):
    page = open_page(name, visit)
    page.wait_for_load_state("load")  # A ring can be seen only once the style has come.
    page.evaluate("document.activeElement.blur()")
    ringless = []
    for _ in range(25):
        page.keyboard.press("Tab")
        ringless.append(page.evaluate(RINGLESS))

    assert [one for one in ringless if one and not one.startswith("<body")] == []


@pytest.mark.parametrize("name", ["answer", "answer-de"])
def test_a_finger_hits_every_answer_on_a_phone(name, visit):
    page = open_page(name, visit, width=PHONE)
    targets = page.locator(".scale label, .ends label, .choices label, .btn, .langs button")
    sizes = targets.evaluate_all("all => all.map(one => [one.offsetWidth, one.offsetHeight, one.innerText])")

    assert len(sizes) > 90
    assert [one for one in sizes if min(one[:2]) < SMALLEST_TARGET] == []


def test_the_skip_link_leads_past_the_head(visit):
    page = open_page("answer", visit)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_that_has_focus_hides_under_the_dock(visit):
    page = open_page("answer", visit, width=PHONE)
    page.locator("#questions input").first.focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        is_hidden = page.evaluate(
            "() => { const at = document.activeElement.getBoundingClientRect();"
            " return document.querySelector('.dock').getBoundingClientRect().top < at.top + at.height / 2"
            " && !document.activeElement.closest('.dock, .send'); }"
        )

        assert not is_hidden


def open_page(name, visit, **options):
    way = PAGES[name]
    return way.walk(visit(way.role, **options))


def serious(page, options):
    found = Axe().run(page, options=options or {"resultTypes": ["violations"]}).response["violations"]
    return [
        (one["id"], one["impact"], [node["html"][:160] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
