"""One page function: the whole page, or for htmx its block alone."""

import pytest

from rmfeedback.htmx import is_fragment, page, refusal

SAID = {"number": 404, "heading": "Not there.", "sentence": "Look again."}
WHOLE = [
    {},
    {"HX-Request": "true", "HX-Boosted": "true"},
    {"HX-Request": "true", "HX-History-Restore-Request": "true"},
]
PART = [{"HX-Request": "true"}, {"HX-Request": "true", "HX-History-Restore-Request": "false"}]


def shown(app, headers, function=page):
    """The reply to a request with these headers, as the refusal's page."""
    with app.test_request_context("/nowhere", headers=headers):
        status = 404 if function is refusal else "main"
        return app.make_response(function("refused.html", status, **SAID))


def text(app, headers):
    return shown(app, headers).get_data(as_text=True).strip()


@pytest.mark.parametrize("headers", WHOLE)
def test_a_browser_a_boosted_link_and_restored_history_get_the_whole_page(app, headers):
    assert text(app, headers).startswith("<!doctype html>")
    assert "Look again." in text(app, headers)


@pytest.mark.parametrize("headers", PART)
def test_htmx_gets_the_block_alone(app, headers):
    part = text(app, headers)

    assert part.startswith('<main id="main"')
    assert part.endswith("</main>")
    assert "Look again." in part


@pytest.mark.parametrize("headers", [*WHOLE, *PART])
def test_caches_are_told_that_the_two_differ(app, headers):
    assert shown(app, headers).headers["Vary"] == "HX-Request"
    assert shown(app, headers, refusal).status_code == 404


def test_a_refusal_takes_the_place_of_the_whole_main_part(app):
    reply = shown(app, {"HX-Request": "true"}, refusal)

    assert reply.headers["HX-Retarget"] == "#main"
    assert reply.headers["HX-Reswap"] == "outerHTML"


def test_a_refusal_without_htmx_carries_no_word_for_it(app):
    assert not [name for name, _ in shown(app, {}, refusal).headers if name.startswith("HX-")]


def test_a_status_goes_out_with_the_page(app):
    with app.test_request_context("/nowhere"):
        assert app.make_response(page("refused.html", "main", 422, **SAID)).status_code == 422


def test_the_whole_page_holds_the_block(app):
    assert text(app, {"HX-Request": "true"}) in text(app, {})


def test_what_is_a_fragment_is_asked_in_a_request_only(app):
    with app.test_request_context("/", headers={"HX-Request": "true"}):
        assert is_fragment()
    with app.test_request_context("/"):
        assert not is_fragment()
