"""The sample configurations of docs/proxies keep every address of respondents, and no other, from logs."""

import re
from pathlib import Path

import pytest

from rmfeedback.headers import RESPONDENT_PATHS, is_respondents_path
from rmfeedback.surveys.views import MOST_SENT_BYTES, STATIC_FILES

FOLDER = Path(__file__).parents[1] / "docs" / "proxies"
# Where each names the addresses that stand in no log, and what it says about them.
NAMED = {
    "nginx.conf": (r"location ~ (\S+) \{([^}]+)\}", ("access_log  off;", "error_log   /dev/null crit;")),
    "Caddyfile": (r"@respondents path_regexp (\S+)()", ("log_skip @respondents",)),
    "apache.conf": (
        r'SetEnvIf Request_URI "(\S+)" is_respondent()',
        ("rmfeedback_staff env=!is_respondent",),
    ),
}
FILL = {"filename": "style.css"}


def text_of(name):
    return (FOLDER / name).read_text("utf-8")


def unlogged(name):
    """Return the pattern of the addresses that a configuration keeps out of its log."""
    pattern, told = NAMED[name]
    found = re.findall(pattern, text_of(name))
    assert len(found) == 1
    assert all(words in (found[0][1] or text_of(name)) for words in told)
    return re.compile(found[0][0])


def addresses(app):
    """Return an address of every route, and some that lead nowhere."""
    made = []
    for rule in app.url_map.iter_rules():
        values = {name: FILL.get(name, "1") for name in rule.arguments}
        made.append(app.url_map.bind("localhost").build(rule.endpoint, values, next(iter(rule.methods))))
    return [
        *made,
        "/a/nowhere",
        "/accounts",
        "/promises",
        "/about",
        "/",
        *(f"/a/static/{f}" for f in STATIC_FILES),
    ]


@pytest.mark.parametrize("name", NAMED)
def test_each_address_of_respondents_is_unlogged_and_no_other(app, name):
    pattern = unlogged(name)

    for address in addresses(app):
        assert bool(pattern.search(address)) == is_respondents_path(address), address
    assert all(pattern.search(start) for start in RESPONDENT_PATHS)


def test_apache_keeps_the_same_addresses_out_of_its_error_log():
    found = re.search(r'<LocationMatch "(\S+)">\s+LogLevel emerg', text_of("apache.conf"))

    assert found
    assert found[1] == unlogged("apache.conf").pattern


def test_nginx_keeps_a_whole_form_in_memory():
    found = re.search(r"client_body_buffer_size\s+(\d+)m;", text_of("nginx.conf"))

    assert found
    assert int(found[1]) * 2**20 >= MOST_SENT_BYTES
    assert "proxy_max_temp_file_size   0;" in text_of("nginx.conf")


@pytest.mark.parametrize("name", NAMED)
def test_no_line_holds_the_address_of_a_visitor(name):
    lines = [line for line in text_of(name).splitlines() if "og" in line and not line.strip().startswith("#")]

    assert not any(
        word in line for line in lines for word in ("$remote_addr", "%h", "%a", "$http_", "combined")
    )
