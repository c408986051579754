"""Two hundred people answer at the same moment over HTTP: every answer that was accepted is there."""

import http.client
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from rmfeedback import serving
from rmfeedback.db import db
from rmfeedback.surveys import ballot_box, results
from rmfeedback.waves import lifecycle
from tests.factories import CLOSES, TODAY, a_cohort, an_open_wave, answers_to, codes_of

PEOPLE = 200
AT_ONCE = 32


def send(port, code, answers):
    """Send a form as a browser does; return the status."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = urllib.parse.urlencode({"code": code, "anyway": "1", **answers})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    line.request("POST", "/a/answers", body, headers)
    status = line.getresponse().status
    line.close()
    return status


def test_two_hundred_answers_at_once_are_all_there(app):
    wave = an_open_wave(a_cohort(PEOPLE // 2, PEOPLE // 2))
    sheets = []
    for seed, codes in enumerate(codes_of(wave).values()):
        ballot = ballot_box.look_up(codes[0], TODAY)
        sheets.append((codes[0], ballot.role.value, answers_to(ballot.questionnaire, seed=seed)))
    db.session.remove()
    with serving.in_background(app) as port, ThreadPoolExecutor(AT_ONCE) as crowd:
        statuses = list(crowd.map(lambda sheet: send(port, sheet[0], sheet[2]), sheets))

    assert Counter(statuses) == {200: PEOPLE}
    outcome = lifecycle.close("cohort-midpoint", CLOSES)
    assert (outcome.responses, outcome.damaged, outcome.dropped) == (PEOPLE, 0, 0)
    assert stored("cohort-midpoint") == sent(sheets)


def sent(sheets):
    return Counter(
        (role, key, value)
        for _, role, answers in sheets
        for key, value in answers.items()
        if value.isdecimal()
    )


def stored(wave_key):
    found = results.scores(wave_key)
    return Counter((cell, key, str(score)) for (cell, key), scores in found.items() for score in scores)
