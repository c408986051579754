"""T12: whoever polls the desk, the figures and the commands sees no answer and no fresh link arrive.

And what is not known of a code shows neither in the page nor in the time that it takes.
"""

import gc
import statistics
import time
from contextlib import suppress
from unittest.mock import patch

import pytest

from rmfeedback.staff import health
from rmfeedback.surveys import ballot_box, codes
from rmfeedback.waves import lifecycle
from tests.attacks import polling
from tests.attacks.polling import STAFF, a_poller
from tests.factories import (
    TODAY,
    an_open_wave,
    answers_to,
    codes_of,
    do_jobs,
)

EMAIL = "ana.cohort@example.com"


@pytest.fixture
def look(app, instance):
    """Return what looks at everything, once a wave is open."""
    return a_poller(app, instance, an_open_wave())


def differences(look, client):
    """Answer, take back, and ask for a fresh link; return where somebody who polls sees it."""
    before, found = look(), set()
    code = codes_of_all()[EMAIL][0]
    sent = {"code": code, "anyway": "1", **answers_to(ballot_box.look_up(code, TODAY).questionnaire)}
    deeds = [
        lambda: client.post("/a", data={"code": code}),
        lambda: client.post("/a/answers", data=sent),
        lambda: client.post("/a/answers", data=sent | {"m_pair_fit": "1"}),
        lambda: client.post("/a/take-back", data={"code": code}),
        lambda: client.post("/a/again", data={"email": EMAIL}),
        lambda: client.post("/a/again", data={"email": "nobody@example.com"}),
        do_jobs,
    ]
    for deed in deeds:
        deed()
        found |= polling.differences(before, look())
    return found


def codes_of_all():
    return codes_of(lifecycle.results.wave("cohort-midpoint"))


def test_no_page_no_figure_and_no_command_tells_of_an_answer_or_a_fresh_link(look, client):
    assert sum(status == 200 for status, _ in (v for k, v in look().items() if isinstance(k, tuple))) > 15

    assert differences(look, client) == set()


def test_waiting_mails_that_count_fresh_links_too_are_found(look, client):
    with (
        patch.object(lifecycle, "MAILS", ("invite", "remind", "renew", "")),
        patch.object(lifecycle.jobs, "waiting", lambda *_: len(lifecycle.jobs.arguments("", "renew"))),
    ):
        assert ("hal", "/waves/cohort-midpoint") in differences(look, client)


def test_a_figure_that_counts_answers_is_found(look, client):
    counted, submit = [0], ballot_box.submit

    def counting(*given, **named):
        counted[0] += 1
        return submit(*given, **named)

    with (
        patch.object(ballot_box, "submit", counting),
        patch.object(health, "figures", lambda: f"answers {counted[0]}\n"),
    ):
        assert differences(look, client) == {(who, "/metrics") for who in STAFF}


PAIRS = 150
# Of medians of interleaved series: wider than what a busy machine moves, far narrower than a spared look-up.
RATIO = (0.7, 1.4)


def ratio(one, other):
    """Return how long it takes to look up one code beside another: the ratio of interleaved medians."""
    took = {one: [], other: []}
    gc.disable()
    try:
        for number in range(2 * PAIRS):
            code = (one, other)[number % 2]
            begin = time.perf_counter()
            with suppress(ballot_box.CodeUnknown):
                ballot_box.look_up(code, TODAY)
            took[code].append(time.perf_counter() - begin)
    finally:
        gc.enable()
    first, second = (statistics.median(times[10:]) for times in took.values())
    return first / second


@pytest.mark.parametrize("wrong", ["short", "ä" * 32, "A" * 31 + "1", "", "x" * 400])
def test_an_unknown_code_takes_as_long_as_one_that_cannot_be(app, wrong):
    an_open_wave()

    assert RATIO[0] < ratio(codes.mint(), wrong) < RATIO[1]


def test_a_form_takes_as_long_whether_somebody_has_answered_or_not(app):
    wave = an_open_wave()
    mine, theirs = [its[0] for email, its in sorted(codes_of(wave).items()) if email.startswith("mentor")][:2]
    asked = ballot_box.look_up(mine, TODAY).questionnaire
    ballot_box.submit(mine, answers_to(asked), language="en", today=TODAY)

    assert RATIO[0] < ratio(mine, theirs) < RATIO[1]


def test_a_look_up_that_is_spared_is_found(app):
    an_open_wave()
    look_up = ballot_box.look_up

    def sparing(code, today):
        if codes.tidy(code) is None:
            raise ballot_box.CodeUnknown()
        return look_up(code, today)

    with patch.object(ballot_box, "look_up", sparing):
        assert ratio(codes.mint(), "short") > RATIO[1]
