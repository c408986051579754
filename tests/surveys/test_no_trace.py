"""Nothing a respondent does leaves a trace on the way, and nothing but sending changes what is kept."""

import gzip
import re

import pytest
from sqlalchemy import select

from rmfeedback import config, jobs
from rmfeedback.db import db
from rmfeedback.surveys.questionnaire import shipped
from tests.factories import answers_to, codes_of, do_jobs

UNKNOWN = "A" * 32
STATIC = ("/a/static/style.css", "/a/static/code.js", "/a/static/icon.svg")


def send(client, code, **more):
    return client.post("/a/answers", data={"code": code, **more})


def test_unknown_and_malformed_codes_get_the_same_page(client, open_wave):
    codes = (UNKNOWN, "short", "Z" * 31 + "!", "", "ä" * 900)
    pages = [client.post("/a", data={"code": code}) for code in codes]
    pages.append(send(client, UNKNOWN, m_pair_fit="3"))
    pages.append(client.post("/a/take-back", data={"code": UNKNOWN}))

    assert {(page.status_code, page.data) for page in pages} == {(404, pages[0].data)}
    assert "the wave has closed" in pages[0].text


def test_many_unknown_codes_are_slowed_down_but_a_known_one_never(client, ana_code):
    replies = [client.post("/a", data={"code": UNKNOWN}).status_code for _ in range(51)]

    assert replies == [404] * 50 + [429]
    assert client.post("/a", data={"code": ana_code}).status_code == 200


def test_get_head_and_blank_posts_change_nothing(client, open_wave, ana_code, sealed):
    before = sealed()
    for path in ("/a", f"/a?code={ana_code}", f"/a/{ana_code}", "/promise", "/a/again", "/a/answers"):
        client.get(path)
        client.head(path)
    client.post("/a", data={"code": ana_code})

    assert send(client, ana_code, anyway="1").status_code == 422
    assert client.post("/a/answers").status_code == 404
    assert sealed() == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "null"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
    ],
)
def test_a_form_from_another_site_is_refused(client, ana_code, headers, status, sealed):
    before = sealed()
    data = {"code": ana_code, "m_pair_fit": "4", "anyway": "1"}
    reply = client.post("/a/answers", data=data, headers=headers)

    assert reply.status_code == status
    assert (sealed() == before) == (status == 403)


def test_no_page_sets_or_reads_a_cookie_or_may_be_kept(client, ana_code):
    client.set_cookie("session", "anything")
    replies = [client.get(path) for path in ("/a", "/a/again", "/promise", "/a/nowhere", *STATIC)]
    replies += [client.post("/a", data={"code": code}) for code in (ana_code, UNKNOWN)]
    replies.append(send(client, ana_code, m_pair_fit="4", anyway="1"))
    for reply in replies:
        assert "Set-Cookie" not in reply.headers
        assert "Cookie" not in reply.headers.get("Vary", "")
        assert "no-store" in reply.headers["Cache-Control"]
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert not {"ETag", "Last-Modified"} & set(reply.headers.keys())
        assert reply.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_no_page_has_an_inline_script_a_style_or_a_foreign_address(client, ana_code):
    pages = [client.get("/a"), client.get("/promise"), client.post("/a", data={"code": ana_code})]
    pages.append(send(client, ana_code, m_pair_fit="4", anyway="1"))
    inline = re.compile(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=")
    foreign = re.compile(r'(?:src|href|action)="(?:https?:)?//')
    for page in pages:
        assert not inline.search(page.text)
        assert not foreign.search(page.text)


def test_replies_have_one_length_whatever_was_done(client, ana_code):
    packed = {"Accept-Encoding": "gzip"}
    full = answers_to(shipped()["mentor"])
    checked = {"check": "1", "m_words_programme": "b " * 700}
    sent = [("/a", {}), ("/a/answers", {}), ("/a/answers", full), ("/a/answers", checked)]
    replies = [client.post(path, data={"code": ana_code} | data, headers=packed) for path, data in sent]
    replies += [client.post("/a", data={"code": UNKNOWN}, headers=packed)]
    replies += [client.post("/a/take-back", data={"code": ana_code}, headers=packed)]

    assert {len(reply.data) for reply in replies} == {20_480}
    assert all(gzip.decompress(reply.data).rstrip().endswith(b"</html>") for reply in replies)
    replies = [client.post(path, data={"code": ana_code} | data) for path, data in sent]
    assert {len(reply.data) for reply in replies} == {65_536}


def test_a_first_visit_weighs_at_most_40_kilobytes_in_four_requests(client, ana_code):
    packed = {"Accept-Encoding": "gzip"}
    page = client.get("/a", headers=packed)
    loaded = re.findall(r'(?:src|href)="(/a/static/[^"]+)"', gzip.decompress(page.data).decode())
    form = client.post("/a", data={"code": ana_code}, headers=packed)
    files = [client.get(path, headers=packed) for path in loaded]
    sizes = [len(reply.data) for reply in (page, form, *files)]

    assert sorted(loaded) == sorted(STATIC)
    assert sum(sizes) + 600 * len(sizes) < 40_000
    assert len(client.get("/a/static/code.js").data) <= 2_000


def test_only_the_three_files_are_served(client):
    assert client.get("/a/static/../app.py").status_code == 404
    assert client.get("/a/static/other.css").status_code == 404


def test_a_fresh_link_is_mailed_and_the_reply_never_tells_to_whom(client, open_wave):
    do_jobs()
    known = next(iter(codes_of(open_wave)))
    emails = (known, known.upper(), "nobody@example.com", "@@")
    replies = [client.post("/a/again", data={"email": email}) for email in emails]

    assert {(reply.status_code, reply.data) for reply in replies} == {(200, replies[0].data)}
    do_jobs()
    first, fresh = codes_of(open_wave)[known]
    assert client.post("/a", data={"code": first}).status_code == 200
    assert client.post("/a", data={"code": fresh}).status_code == 200


def test_a_renewal_job_holds_no_address(client, open_wave):
    client.post("/a/again", data={"email": "ana.cohort@example.com"})

    [argument] = db.session.scalars(select(jobs.Job.argument).where(jobs.Job.kind == "renew")).all()
    assert re.fullmatch(r"[0-9a-f]{64}", argument)


def test_asking_for_a_link_without_an_address_is_told(client):
    reply = client.post("/a/again", data={"email": " "})

    assert reply.status_code == 422
    assert "Write your work address" in reply.text


def test_the_promise_is_made_from_the_running_settings(app, client, open_wave):
    app.config["RM"] |= {"SMALLEST_GROUP": 6, "SMALLEST_TEXT_GROUP": 12}
    page = client.get("/promise").text

    assert "Numbers are shown only for six or more people" in page
    assert "12<small>responses in the wave" in page
    assert "2 March until 12 March" in page
    assert "SQLite" in page
    assert '<html lang="de">' in client.get("/promise?lang=de").text


def test_an_address_that_is_not_there_and_a_body_too_large_are_told_kindly(app, client, ana_code):
    assert "This page is not there." in client.get("/a/nowhere").text
    large = send(client, ana_code, m_words_programme="a" * 600_000)
    assert large.status_code == 413
    assert "Nothing was kept." in large.text


def test_a_rehearsal_says_so(app, client):
    assert config.is_rehearsal(app.config["RM"])
    assert "Rehearsal:" in client.get("/a").text
