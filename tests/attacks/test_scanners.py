"""T11: scanners, crawlers and blank forms may come a hundred times: the link works, nothing has changed."""

from functools import wraps
from unittest.mock import patch

import pytest
from flask import request

from rmfeedback import config
from rmfeedback.surveys import ballot_box
from rmfeedback.surveys.accepting import Accepted
from tests.attacks.dumping import rows_of
from tests.factories import TODAY, a_code, an_open_wave, answers_to

TIMES = 100


@pytest.fixture
def code(app):
    """Ana's code; she has answered already."""
    wave = an_open_wave()
    code = a_code(wave)
    asked = ballot_box.look_up(code, TODAY).questionnaire
    ballot_box.submit(code, answers_to(asked), language="en", today=TODAY)
    return code


def gets(client, code):
    return client.get(f"/a?code={code}&anyway=1&m_pair_fit=1")


def heads(client, code):
    return client.head(f"/a?code={code}")


def gets_where_answers_go(client, code):
    return client.get(f"/a/answers?code={code}&m_pair_fit=1&anyway=1")


def posts_nothing(client, code):
    return client.post("/a/answers", data={"code": code, "anyway": "1"})


def posts_only_blanks(client, code):
    blank = {"m_pair_fit": "", "m_words_programme": " \r\n ", "m_recommend": "na"}
    return client.post("/a/answers", data={"code": code, "anyway": "1", **blank})


def posts_without_a_code(client, _code):
    return client.post("/a/take-back")


def posts_in_the_address(client, code):
    return client.post(f"/a/take-back?code={code}")


SCANNERS = (
    gets,
    heads,
    gets_where_answers_go,
    posts_nothing,
    posts_only_blanks,
    posts_without_a_code,
    posts_in_the_address,
)


@pytest.mark.parametrize("scans", SCANNERS, ids=lambda scans: scans.__name__)
def test_a_hundred_visits_change_nothing(client, code, scans):
    assert changed_by(scans, client, code) == set()
    assert client.post("/a", data={"code": code}).status_code == 200
    assert client.post("/a/answers", data={"code": code, "m_pair_fit": "2", "anyway": "1"}).status_code == 200


def test_a_link_that_is_used_up_by_opening_it_is_found(app, client, code):
    real = app.view_functions["surveys.enter"]

    @wraps(real)
    def enter():
        ballot_box.take_back(request.args["code"], today=TODAY)
        return real()

    with patch.dict(app.view_functions, {"surveys.enter": enter}):
        assert changed_by(gets, client, code) == {"responses.sqlite"}


def test_a_blank_form_that_replaces_what_was_sent_is_found(client, code):
    with patch("rmfeedback.surveys.accepting.accept", lambda *_: Accepted({}, has_open_items=False)):
        assert changed_by(posts_nothing, client, code) == {"responses.sqlite"}


def changed_by(scans, client, code):
    """Let a scanner come a hundred times; return the files whose rows have changed."""
    before = rows()
    for _ in range(TIMES):
        scans(client, code)
    after = rows()
    return {name for name in before | after if before.get(name) != after.get(name)}


def rows():
    """Return every row of every database of the instance, by file."""
    return {file.name: rows_of(file) for file in config.current()["INSTANCE"].glob("*.sqlite")}
