"""Respondents' pages call nobody, staff's only the CDN; what the policy forbids does not run.

That no page calls anybody else, breaks its own policy or has an error in the console is seen to in every
browser test: `visit` looks when the test is over.
"""

import pytest
from playwright.sync_api import Error

from rmfeedback.config import HTMX_INTEGRITY, HTMX_URL
from tests.browser.pages import RESPONDENTS, STAFF


@pytest.mark.parametrize("name", RESPONDENTS)
def test_respondents_pages_call_nobody_else(name, visit):
    visited = visit()
    RESPONDENTS[name].walk(visited)

    assert visited.scripts_from_elsewhere == []


@pytest.mark.parametrize("name", ["themes", "review", "wave-open", "sign-in"])
def test_staff_pages_load_htmx_from_the_address_and_with_the_hash_they_name(name, visit, htmx):
    way = STAFF[name]
    visited = visit(way.role)
    page = way.walk(visited)
    script = page.locator("script[src]")

    assert visited.scripts_from_elsewhere[-1] == HTMX_URL
    assert (script.get_attribute("src"), script.get_attribute("integrity")) == (HTMX_URL, HTMX_INTEGRITY)
    assert page.evaluate("htmx.version") == "2.0.11"


def test_a_changed_htmx_is_not_run(visit, htmx):
    visited = visit("leadership")
    allow = {"Access-Control-Allow-Origin": "*"}
    visited.context.route(HTMX_URL, lambda route: route.fulfill(body=htmx + b" ", headers=allow))
    page = STAFF["themes"].walk(visited)

    assert page.evaluate("typeof htmx") == "undefined"
    assert "integrity" in visited.complaints.pop()


def test_a_script_slipped_into_a_page_is_not_run(visit):
    visited = visit()
    page = visited.go("/a")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'broken = 1'}))"
    )

    assert page.evaluate("typeof broken") == "undefined"
    assert "Content Security Policy" in visited.complaints.pop()


def test_a_foreign_host_is_not_reached_and_noticed(visit):
    visited = visit()
    with pytest.raises(Error, match="ERR_FAILED"):
        visited.page.goto("https://elsewhere.example/")

    assert visited.foreign.pop() == "https://elsewhere.example/"
