"""The page of a pair's goals: no account, no cookie, no trace; without a script, and in two languages."""

import re

import pytest
from sqlalchemy.exc import OperationalError

from rmfeedback.db import writing
from rmfeedback.headers import FromElsewhere
from rmfeedback.programmes import goals, goals_links
from rmfeedback.programmes.goals import Written
from rmfeedback.programmes.models import GoalsLink
from tests import factories

UNKNOWN = ("A" * 40, "A" * 32, "short", "", "ä" * 90)


@pytest.fixture
def code(pair):
    code = goals_links.mint()
    with writing() as session:
        session.add(GoalsLink(pair_id=pair.id, digest=goals_links.digest(code)))
    return code


def fields(page):
    """What a browser would send back, as the page stands."""
    sent = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    sent |= dict(re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n([^<]*)<', page))
    sent |= {
        name: value for name, value in re.findall(r'type="text"[^>]* name="([^"]+)".*? value="([^"]*)"', page)
    }
    return sent | dict(re.findall(r'type="radio" name="([^"]+)" value="([^"]*)" checked', page))


def opened(client, code, **more):
    return client.post("/a/goals", data={"code": code, **more})


def keep(client, page, **changes):
    return client.post(
        "/a/goals/keep", data=fields(page) | {n.replace("_", "-"): v for n, v in changes.items()}
    )


def test_who_has_no_script_pastes_the_code(client, pair, code):
    assert 'action="/a/goals"' in client.get("/a/goals").text

    page = opened(client, f"http://feedback.example/a/goals#{code}").text

    assert "What do you want to reach together?" in page
    assert pair.mentor.person.name in page
    assert pair.leader.person.name in page


def test_goals_are_kept_and_stand_in_the_form_again(client, pair, code):
    page = opened(client, code).text

    reply = keep(client, page, text_1="Meet the <night> shift", topic_1="Hybrid work", state_1="reached")

    assert reply.status_code == 200
    assert "Kept." in reply.text
    assert "Meet the &lt;night&gt; shift" in opened(client, code).text
    assert goals.kept(pair) == [Written("Meet the <night> shift", "hybrid", "reached")]


def test_a_goal_that_is_emptied_is_gone(client, pair, code):
    keep(client, opened(client, code).text, text_1="One", text_2="Two")

    keep(client, opened(client, code).text, text_1="", topic_1="")

    assert [goal.text for goal in goals.kept(pair)] == ["Two"]


def test_the_language_changes_and_nothing_typed_is_lost(client, code):
    sent = fields(opened(client, code).text) | {"text-1": "Half a goal", "topic-1": "AI in daily work"}

    page = client.post("/a/goals", data=sent | {"lang": "de"}).text

    assert '<html lang="de">' in page
    assert "Half a goal" in page
    assert "Was wollen Sie zusammen erreichen?" in page
    assert "Soziale Medien" in page, "the list of topics is not in German"
    assert fields(page)["topic-1"] == "KI im Arbeitsalltag"


def test_a_goal_too_long_is_told_at_its_field_and_comes_back(client, pair, code):
    reply = keep(client, opened(client, code).text, text_2="x" * 201)

    assert reply.status_code == 422
    assert "At most 200 characters, please; there are 201." in reply.text
    assert 'href="#text-2"' in reply.text
    assert "x" * 201 in reply.text
    assert goals.kept(pair) == []


def test_of_two_who_write_at_once_the_second_sees_both_and_can_send_again(client, pair, code):
    mine = opened(client, code).text
    keep(client, opened(client, code).text, text_1="Theirs")

    reply = keep(client, mine, text_1="Mine")

    assert reply.status_code == 409
    assert "Your partner has changed these goals" in reply.text
    assert "Theirs" in reply.text
    assert fields(reply.text)["text-1"] == "Mine"
    assert [goal.text for goal in goals.kept(pair)] == ["Theirs"]
    assert keep(client, reply.text, text_2="Theirs").status_code == 200
    assert [goal.text for goal in goals.kept(pair)] == ["Mine", "Theirs"]


@pytest.mark.parametrize("path", ["/a/goals", "/a/goals/keep"])
def test_every_unknown_code_gets_the_same_page(client, code, path):
    replies = [client.post(path, data={"code": text, "text-1": "x"}) for text in UNKNOWN]

    assert {(reply.status_code, re.sub(r'value="[^"]*"', "", reply.text)) for reply in replies} == {
        (404, re.sub(r'value="[^"]*"', "", replies[0].text))
    }
    assert "This code opens no goals." in replies[0].text


def test_a_respondents_code_opens_no_goals_and_a_goals_code_no_form(client, pair, code):
    wave = factories.an_open_wave(pair.leader.cohort)
    [ana, *_] = factories.codes_of(wave)["ana.cohort@example.com"]

    assert client.post("/a", data={"code": ana}).status_code == 200
    assert opened(client, ana).status_code == 404
    assert client.post("/a", data={"code": code}).status_code == 404


def test_get_and_head_change_nothing(client, pair, code):
    keep(client, opened(client, code).text, text_1="One")
    for path in ("/a/goals", f"/a/goals?code={code}", f"/a/goals/{code}", "/a/goals/keep"):
        client.get(path)
        client.head(path)
    opened(client, code)

    assert [goal.text for goal in goals.kept(pair)] == ["One"]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_form_from_another_site_is_refused(client, pair, code, headers):
    sent = fields(opened(client, code).text) | {"text-1": "One"}
    reply = client.post("/a/goals/keep", data=sent, headers=headers)

    assert (reply.status_code, goals.kept(pair)) == (FromElsewhere.status, [])
    assert "This came from another site" in reply.text


def test_no_page_sets_a_cookie_or_may_be_kept_or_loads_from_elsewhere(client, code):
    client.set_cookie("session", "anything")
    page = opened(client, code)
    replies = [client.get("/a/goals"), client.get("/a/goals/nowhere"), page, opened(client, "A" * 40)]
    for reply in (*replies, keep(client, page.text, text_1="One")):
        assert "Set-Cookie" not in reply.headers
        assert "no-store" in reply.headers["Cache-Control"]
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["Content-Security-Policy"].endswith("script-src 'self'")
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", reply.text)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', reply.text)
        assert set(re.findall(r'(?:src|href)="(/[^"]*/static/)', reply.text)) <= {"/a/static/"}


def test_an_address_that_is_not_there_and_too_much_are_told_on_these_pages(client, code):
    assert "Open our goals" in client.get("/a/goals/nowhere").text
    large = client.post("/a/goals/keep", data={"code": code, "text-1": "a" * 200_000})

    assert large.status_code == 413
    assert "Nothing was kept." in large.text


def test_a_full_disk_is_told(app, client, code, monkeypatch):
    def full(*_given):
        raise OperationalError("", {}, Exception("disk full"))

    monkeypatch.setattr(goals_links, "find", full)
    reply = opened(client, code)

    assert reply.status_code == 503
    assert "The server can store nothing just now." in reply.text
