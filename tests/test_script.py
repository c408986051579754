"""A copy of htmx of our own: fetched, verified, and served instead of the CDN's."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from rmfeedback import config, script
from rmfeedback.script import ScriptUnknown, ScriptUnreachable
from tests.conftest import make_app

CONTENT = b"/* htmx, as far as this test goes */"


@pytest.fixture
def shelf():
    """A web server on loopback that gives CONTENT; its address."""

    class Shelf(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CONTENT)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Shelf)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/htmx.min.js"
    server.shutdown()
    thread.join()
    server.server_close()


def settings_of(instance, url):
    return config.load({"INSTANCE": str(instance), "HTMX_URL": url}, {})


def test_a_verified_copy_is_served_and_nothing_comes_from_elsewhere(instance, shelf, monkeypatch):
    make_app(instance)
    monkeypatch.setattr(config, "HTMX_INTEGRITY", script.integrity(CONTENT))
    script.fetch(settings_of(instance, shelf))
    client = make_app(instance).test_client()
    page = client.get("/sign-in")
    address = re.search(r'<script src="([^"]+)" integrity="(sha384-[^"]+)"', page.get_data(as_text=True))

    assert address[2] == script.integrity(CONTENT)
    with client.get(address[1]) as reply:
        assert reply.data == CONTENT
    assert "http" not in page.headers["Content-Security-Policy"]
    assert "http" not in address[1]


def test_another_file_is_not_kept(instance, shelf):
    make_app(instance)
    with pytest.raises(ScriptUnknown, match="Nothing was kept"):
        script.fetch(settings_of(instance, shelf))

    assert not script.is_kept(settings_of(instance, shelf))


def test_a_copy_that_was_changed_is_not_served(instance):
    make_app(instance)
    (instance / script.FILE).write_bytes(b"alert(1)")

    page = make_app(instance).test_client().get("/sign-in").get_data(as_text=True)
    assert config.HTMX_URL in page


def test_a_network_without_the_cdn_is_told(instance):
    make_app(instance)
    with pytest.raises(ScriptUnreachable, match="Check the address and the network"):
        script.fetch(settings_of(instance, "http://127.0.0.1:9/htmx.min.js"))
