"""The four walks of the house through the client, in their order; then all that can be sent wrong."""

import csv
import html
import io
import json
import re
from collections import defaultdict

import pytest

from rmfeedback.demo import answering
from rmfeedback.demo.playing import ROSTER
from rmfeedback.programmes import cohorts
from rmfeedback.surveys import ballot_box, results
from rmfeedback.surveys.keys import KeyLost
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    TODAY,
    a_code,
    a_cohort,
    a_planned_wave,
    an_open_wave,
    answers_to,
    codes_of,
    do_jobs,
    everybody_answers,
    signed_in,
)

WAVE = "pilot-midpoint"
REVIEW, REPORT = f"/waves/{WAVE}/review", f"/reports/{WAVE}"
REWORDED = "Somebody found this worth saying."
CLOSED_PAGES = {404, 410}


@pytest.fixture
def hal(app):
    return signed_in(app.test_client(), "hal")


@pytest.fixture
def lin(app):
    return signed_in(app.test_client(), "lin")


def send(client, path, page, **fields):
    """Send a form of a page with its hidden fields, and follow where it leads."""
    hidden = dict(re.findall(r'name="(csrf_token|carried)" value="([^"]*)"', page))
    return client.post(path, data=hidden | fields, follow_redirects=True)


def press(client, where, path, **fields):
    return send(client, path, client.get(where).text, **fields)


def text_of(reply):
    return " ".join(re.sub(r"<[^>]+>", " ", reply.text).split())


def hr_loads_the_roster(hal):
    press(hal, "/programmes", "/programmes", name="Reverse mentoring", language="en")
    path = "/programmes/reverse-mentoring/cohorts/new"
    file = (io.BytesIO(ROSTER.read_bytes()), ROSTER.name)
    preview = press(hal, path, path, name="Pilot", file=file)
    return preview, send(hal, "/cohorts", preview.text)


def hr_launches(hal):
    dates = {"opens_on": TODAY.isoformat(), "closes_on": CLOSES.isoformat()}
    planned = press(hal, "/cohorts/pilot/waves/new", "/cohorts/pilot/waves/new", kind="midpoint", **dates)
    launched = press(hal, f"/waves/{WAVE}", f"/waves/{WAVE}/launch")
    do_jobs()
    return planned, launched


def sheets(wave):
    """What each person sends, by code: comments as people write them, every second person in German."""
    words = defaultdict(list)
    with (answering.HERE / "comments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words[row["role"], row["language"], row["question"]].append(row["comment"])
    found = {}
    for seed, (_, codes) in enumerate(sorted(codes_of(wave).items())):
        ballot, language = ballot_box.look_up(codes[0], TODAY), ("en", "de")[seed % 2]
        given = answers_to(ballot.questionnaire, seed=seed)
        for item in ballot.questionnaire.items:
            if item.kind == "comment":
                left = words[ballot.role.value, language, item.asks]
                given[item.key] = left.pop() if left else "n/a"
        found[codes[0]] = {"code": codes[0], "lang": language, **given}
    return found


def people_answer(app):
    people = app.test_client()
    sent = sheets(results.wave(WAVE))
    for code, sheet in sent.items():
        assert people.post("/a", data={"code": code, "lang": sheet["lang"]}).status_code == 200
        assert people.post("/a/answers", data=sheet | {"anyway": "1"}).status_code == 200
    assert people.get_cookie("session") is None
    return people, sent


def hr_closes(hal, app):
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    return press(hal, f"/waves/{WAVE}", f"/waves/{WAVE}/close", sure="y")


def hr_reviews_and_releases(hal):
    """Read the comments, rename the first theme, let one quote out in other words, release."""
    press(hal, REVIEW, f"{REVIEW}/read")
    do_jobs()
    theme = re.search(rf'action="({REVIEW}/themes/[^"]+)"', hal.get(REVIEW).text)[1]
    press(hal, REVIEW, theme, name="What Hal calls it", kind="strength", summary="Said by Hal.")
    quote = re.search(rf'action="({REVIEW}/quotes/\w+)"', hal.get(REVIEW).text)[1]
    reviewed = press(hal, REVIEW, quote, wording=REWORDED, **{"as": "reworded"})
    assert "Ready, goes out with the release" in reviewed.text
    return press(hal, REVIEW, f"/waves/{WAVE}/release")


@pytest.fixture
def released(hal, app):
    """Everything up to the release."""
    hr_loads_the_roster(hal)
    hr_launches(hal)
    people_answer(app)
    hr_closes(hal, app)
    return hr_reviews_and_releases(hal)


def test_hr_goes_from_a_roster_to_a_launched_wave(hal):
    preview, people = hr_loads_the_roster(hal)
    assert "Nothing has been stored yet." in preview.text
    assert "22 of 22 rows are imported" in people.text

    proposal = hal.get("/cohorts/pilot/pairs/proposal")
    assert "11 proposed pairs" in proposal.text
    assert "11 pairs are kept." in send(hal, "/cohorts/pilot/pairs", proposal.text).text

    planned, launched = hr_launches(hal)
    assert "Launch: 22 mails" in planned.text
    assert "22 mails are on their way" in text_of(launched)
    assert len(codes_of(results.wave(WAVE))) == 22


@both_engines
def test_people_answer_in_their_language_and_one_replaces_and_one_takes_back(hal, app):
    hr_loads_the_roster(hal)
    hr_launches(hal)
    people, sent = people_answer(app)
    first, second, *_ = sent

    replaced = people.post("/a/answers", data=sent[second] | {"lang": "de", "anyway": "1"})
    assert "Danke. Ihre Antworten sind gespeichert." in replaced.text
    assert people.post("/a/take-back", data={"code": first}).status_code == 200

    assert "21 responses" in text_of(hr_closes(hal, app))
    assert len(results.comments(WAVE)) == 63


def test_hr_turns_what_was_said_into_released_findings(released):
    assert "Released." in released.text
    assert "What Hal calls it" in released.text


@both_engines
def test_leadership_reads_what_hr_released(lin, released):
    themes = lin.get(REPORT)
    links = re.findall(rf'href="({REPORT}/themes/[^"]+)"', themes.text)

    assert lin.get("/reports").text.count(REPORT) >= 1
    assert "22 of 22" in text_of(themes)
    assert len(links) >= 4
    pages = [lin.get(link).text for link in links]
    assert any("What Hal calls it" in page and "Said by Hal." in page for page in pages)
    assert sum(REWORDED in page for page in pages) == 1
    assert "Statement by statement" in lin.get(f"{REPORT}/gaps").text
    assert lin.get(f"{REPORT}/actions").status_code == 200


def test_leadership_reads_no_comment_and_no_name(lin, released):
    pages = [lin.get(path).text for path in (REPORT, f"{REPORT}/gaps", f"{REPORT}/actions")]
    pages += [lin.get(path).text for path in set(re.findall(rf'href="({REPORT}/themes/[^"]+)"', pages[0]))]

    for comment in results.comments(WAVE):
        assert len(comment.text) < 20 or not [page for page in pages if comment.text in page]
    shown = [page.replace("lin@example.com", "") for page in pages]
    assert not [page for page in shown if "Okonjo" in page or "@example.com" in page]


def test_leadership_sees_nothing_before_the_release(hal, lin, app):
    hr_loads_the_roster(hal)
    hr_launches(hal)
    assert lin.get(REPORT).status_code == 404
    people_answer(app)
    hr_closes(hal, app)

    assert lin.get(REPORT).status_code == 404
    assert "No themes yet." in lin.get(REPORT).text


def test_hr_takes_the_findings_along_in_every_format(hal, released):
    links = re.findall(r'href="([^"]+/export/\w+)"', hal.get(f"{REPORT}/export").text)
    files = {link.rpartition("/")[2]: hal.get(link).data for link in links}
    found = json.loads(files["json"])

    assert {suffix: body[:4] for suffix, body in files.items()} == {
        "csv": b"\xef\xbb\xbft", "json": files["json"][:4], "pdf": b"%PDF", "parquet": b"PAR1",
        **dict.fromkeys(("xlsx", "pptx", "zip"), b"PK\x03\x04"),
    }  # fmt: skip
    assert (found["wave"], found["responses"], found["invited"]) == (WAVE, 22, 22)
    assert [theme["quotes"] for theme in found["themes"]].count([REWORDED]) == 1
    assert REWORDED.encode() in files["csv"]


def test_after_closing_every_link_is_gone(hal, app):
    hr_loads_the_roster(hal)
    hr_launches(hal)
    people, sent = people_answer(app)
    hr_closes(hal, app)

    assert codes_of(results.wave(WAVE)) == {}, "the mails in the outbox are gone too"
    assert {people.post("/a", data={"code": code}).status_code for code in sent} <= CLOSED_PAGES
    late = next(iter(sent.values()))
    for path in ("/a/answers", "/a/take-back"):
        assert people.post(path, data=late).status_code in CLOSED_PAGES
    assert results.opening(WAVE).responses == 22


TYPED = {"m_pair_goals": "4", "m_words_programme": "Snowdrop said it."}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"m_words_barriers": "a" * 1501}, "your text is 1 character too long. At most 1,500 fit."),
        ({"m_pair_fit": "6"}, "this answer is not one of those offered. Choose again."),
        ({"m_pair_fit": "five"}, "this answer is not one of those offered. Choose again."),
        ({"colour": "red"}, "“colour” is no question of this form."),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_typed_is_lost(client, app, wrong, says):
    code = a_code(an_open_wave())
    reply = client.post("/a/answers", data={"code": code, "anyway": "1", **TYPED, **wrong})

    assert reply.status_code == 422
    assert says in text_of(reply)
    assert 'name="m_pair_goals" value="4" checked' in reply.text
    assert "Snowdrop said it.</textarea>" in reply.text
    assert all("a" * 1501 not in value or f"{value}</textarea>" in reply.text for value in wrong.values())
    mended = client.post("/a/answers", data={"code": code, "anyway": "1", **TYPED})
    assert mended.status_code == 200


def test_a_form_without_an_answer_is_told_so(client, app):
    reply = client.post("/a/answers", data={"code": a_code(an_open_wave()), "anyway": "1"})

    assert reply.status_code == 422
    assert "Answer at least one question, then send again." in text_of(reply)


@pytest.mark.parametrize("code", ["A" * 32, "short", "", "a code with blanks", "1" * 32, "\x00"])
def test_a_code_that_nobody_was_sent_is_told_without_saying_why(client, app, code):
    an_open_wave()
    for path in ("/a", "/a/answers", "/a/take-back"):
        reply = client.post(path, data={"code": code, **TYPED})
        assert reply.status_code == 404
        assert "We do not know this code. Nothing is lost." in text_of(reply)
        assert "Snowdrop" not in reply.text


def test_a_closed_wave_is_told_with_its_day(client, app):
    code = a_code(an_open_wave())
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    reply = client.post("/a/answers", data={"code": code, **TYPED})

    assert reply.status_code == 410
    assert "This wave closed on 12 March." in text_of(reply)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\n", "people.csv is a PDF"),
        ("name,email,role\nJos\xe9,a@example.com,mentor\n".encode("utf-16"), "UTF-8"),
        (b" \n", "people.csv holds nobody"),
    ],
)
def test_a_file_that_is_no_roster_is_told_beside_its_field_and_the_name_stays(hal, content, says):
    cohorts.add_programme("Reverse mentoring", "en")
    path = "/programmes/reverse-mentoring/cohorts/new"
    reply = press(hal, path, path, name="Pilot of the north", file=(io.BytesIO(content), "people.csv"))

    assert reply.status_code == 422
    assert says in text_of(reply)
    assert 'value="Pilot of the north"' in reply.text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Full name;Phone\nAna;1\n", "Missing: email, role."),
        (b"name,email,role\n\x81,a@example.com,mentor\n", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_a_roster_that_cannot_be_read_as_it_stands_asks_how_to_read_it(hal, content, says):
    cohorts.add_programme("Reverse mentoring", "en")
    path = "/programmes/reverse-mentoring/cohorts/new"
    reply = press(hal, path, path, name="Pilot of the north", file=(io.BytesIO(content), "people.csv"))

    assert (reply.status_code, says in text_of(reply)) == (422, True)
    assert "Read the file like this" in text_of(reply) and "Pilot of the north" in text_of(reply)


@pytest.mark.parametrize("name", ["BASE_URL", "MAIL_FROM"])
def test_a_missing_setting_is_named_and_the_wave_stays_planned(hal, app, name):
    wave = a_planned_wave(a_cohort())
    app.config["RM"][name] = ""
    reply = press(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/launch")

    assert reply.status_code == 500
    assert f"RMFEEDBACK_{name} is not set. Put it into" in text_of(reply)
    assert wave.state == "planned"


def test_a_lost_key_is_told_and_closing_goes_on_once_it_is_back(hal, app, instance):
    wave = an_open_wave()
    everybody_answers(wave)
    app.config["RM"]["TODAY"] = CLOSES.isoformat()
    key, aside = instance / "keys" / f"{wave.key}.key", instance / "aside"
    key.rename(aside)

    reply = press(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/close", sure="y")
    assert reply.status_code == KeyLost.status == 500
    assert KeyLost.message % {"wave": wave.key} in html.unescape(text_of(reply))
    assert wave.state == "open", "a box that cannot be opened is not shut"
    aside.rename(key)
    assert "12 responses" in text_of(press(hal, f"/waves/{wave.key}", f"/waves/{wave.key}/close", sure="y"))
