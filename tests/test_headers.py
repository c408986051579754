"""Each reply says what a browser may do with it, and travels packed."""

import gzip
from http.cookies import SimpleCookie

import pytest

from rmfeedback import config
from rmfeedback.headers import is_respondents_path
from tests import factories
from tests.conftest import make_app

RESPONDENTS = (
    *("/a", "/a/again", "/a/nowhere", "/promise", "/a/static/style.css"),
    *("/a/goals", "/a/goals/nowhere"),
)
STAFF = ("/sign-in", "/healthz", "/nowhere", "/")


def policy(reply):
    """The content security policy as a mapping."""
    parts = (part.split() for part in reply.headers["Content-Security-Policy"].split(";") if part.strip())
    return {part[0]: part[1:] for part in parts}


@pytest.mark.parametrize("path", RESPONDENTS)
def test_a_respondents_page_runs_and_loads_nothing_from_elsewhere(client, path):
    said = policy(client.get(path))

    assert said["default-src"] == ["'none'"]
    assert {source for sources in said.values() for source in sources} == {"'none'", "'self'"}


@pytest.mark.parametrize("path", STAFF)
def test_a_staff_page_runs_htmx_from_its_one_address_and_nothing_else_from_elsewhere(client, path):
    said = policy(client.get(path))

    assert said["script-src"] == ["'self'", "https://cdn.jsdelivr.net"]
    others = {source for name, sources in said.items() if name != "script-src" for source in sources}
    assert others == {"'none'", "'self'"}


@pytest.mark.parametrize("path", (*RESPONDENTS, *STAFF))
def test_no_page_allows_inline_script_or_style_or_a_frame_around_it(client, path):
    reply = client.get(path)

    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert policy(reply)["frame-ancestors"] == ["'none'"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_copy_of_htmx_on_this_server_needs_no_other_address(tmp_path):
    app = make_app(tmp_path / "copied", HTMX_URL="/static/htmx.js")

    assert policy(app.test_client().get("/sign-in"))["script-src"] == ["'self'"]


def test_the_page_names_htmx_with_its_integrity(client):
    page = client.get("/sign-in").text

    assert f'src="{config.HTMX_URL}" integrity="{config.HTMX_INTEGRITY}" crossorigin="anonymous"' in page


@pytest.mark.parametrize("path", (*RESPONDENTS, *STAFF))
def test_no_page_is_kept_by_a_browser(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_the_staffs_own_files_may_be_kept_for_a_while(client):
    with client.get("/static/style.css") as reply:
        assert "no-store" not in reply.headers["Cache-Control"]


def test_where_somebody_came_from_is_told_to_nobody_else(client):
    assert client.get("/a").headers["Referrer-Policy"] == "no-referrer"
    assert client.get("/sign-in").headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/sign-in", "/a", "/static/style.css", "/a/static/code.js"])
def test_a_reply_is_packed_for_whoever_can_unpack_it(client, path):
    with client.get(path) as plain, client.get(path, headers={"Accept-Encoding": "gzip, br"}) as packed:
        bare, body = plain.data, packed.data

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(body) < len(bare)
    assert int(packed.headers["Content-Length"]) == len(body)
    assert len(gzip.decompress(body)) == len(bare)


def test_packing_twice_gives_the_same_bytes_whatever_the_clock_says(client):
    pages = [client.get("/promise", headers={"Accept-Encoding": "gzip"}).data for _ in range(2)]

    assert pages[0] == pages[1]
    assert pages[0][4:8] == bytes(4), "the file header carries the time"


def test_a_short_reply_and_one_for_an_old_browser_stay_as_they_are(client):
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers
    assert "Content-Encoding" not in client.get("/a").headers


@pytest.mark.parametrize(
    ("path", "is_theirs"),
    [
        ("/a", True),
        ("/a/answers", True),
        ("/promise", True),
        ("/a/goals", True),
        ("/a/goals/keep", True),
        ("/accounts", False),
        ("/promises", False),
        ("/cohorts/goals", False),
        ("/", False),
    ],
)
def test_whose_page_it_is_shows_in_its_address(path, is_theirs):
    assert is_respondents_path(path) == is_theirs


FILL = {"cohort_key": "cohort", "wave_key": "cohort-midpoint", "filename": "style.css"}
TRACES = ("Set-Cookie", "ETag", "Last-Modified", "Expires", "Server", "Refresh", "Location")


def replies(app, client):
    """Ask every route with every method, with a code and without; return each with its address."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods):
            values = {name: FILL.get(name, "1") for name in rule.arguments}
            path = urls.build(rule.endpoint, values, method)
            for sent in ({}, {"code": "A" * 32, "email": "ana@example.com"}):
                with client.open(path, method=method, data=sent) as reply:
                    yield path, reply
    for path in ("/a/nowhere", "/a/static/other.js", "/nowhere"):
        with client.get(path) as reply:
            yield path, reply


@pytest.mark.parametrize("who", ["nobody", "hal", "tom"])
def test_every_reply_of_every_route_carries_what_it_must_and_nothing_else(app, client, who):
    factories.an_open_wave()
    if who != "nobody":
        factories.signed_in(client, who)
    for path, reply in replies(app, client):
        headers, said = reply.headers, policy(reply)
        assert said["default-src"] == said["frame-ancestors"] == said["base-uri"] == ["'none'"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        if is_respondents_path(path):
            assert not [name for name in TRACES if name in headers], path
            assert headers["Cache-Control"] == "no-store", path
            assert headers["Referrer-Policy"] == "no-referrer", path
            assert "Cookie" not in headers.get("Vary", ""), path
            assert said["script-src"] == ["'self'"], path
        else:
            assert headers["Referrer-Policy"] == "same-origin", path
            assert "no-store" in headers.get("Cache-Control", "") or path.startswith("/static/"), path


@pytest.mark.parametrize(
    ("address", "name", "is_secure"),
    [("http://127.0.0.1:8000", "rmfeedback", False), ("https://feedback.example", "__Host-rmfeedback", True)],
)
def test_the_staffs_cookie_is_for_this_host_and_no_script(tmp_path, address, name, is_secure):
    app = make_app(tmp_path / "cookies", BASE_URL=address)
    with app.app_context():
        reply = app.test_client().get("/sign-in", base_url=address)
    cookie = SimpleCookie(reply.headers["Set-Cookie"])[name]

    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert bool(cookie["secure"]) == is_secure
    assert not cookie["domain"]


@pytest.mark.parametrize("path", ["/a", "/a/answers", "/promise", "/a/goals"])
def test_a_cookie_that_a_browser_sends_all_the_same_changes_nothing(app, client, path):
    factories.an_open_wave()
    bare = client.get(path).data
    factories.signed_in(client, "hal")

    assert client.get(path).data == bare


def test_a_cookie_set_on_a_respondents_page_is_found(app, client):
    @app.after_request
    def remember(response):
        response.set_cookie("seen", "1")
        return response

    with pytest.raises(AssertionError):
        test_every_reply_of_every_route_carries_what_it_must_and_nothing_else(app, client, "nobody")
