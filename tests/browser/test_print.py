"""Leadership's pages print as a report: no navigation, nothing closed, in black."""

import pytest

from tests.browser.pages import PAGES

NOT_ON_PAPER = ".mast, .nav, .langs, .acts, details > summary"


@pytest.mark.parametrize("name", ["themes", "pooled"])
def test_a_page_prints_as_a_report(name, visit):
    page = PAGES[name].walk(visit(PAGES[name].role))
    page.emulate_media(media="print", color_scheme="dark")

    assert not page.locator(NOT_ON_PAPER).filter(visible=True).count()
    inside = page.locator("details > :not(summary)")
    assert inside.count() == inside.filter(visible=True).count() > 0
    black, white = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).color") == black
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == white
    assert page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF-")
