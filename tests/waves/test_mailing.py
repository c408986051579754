"""Every mail mints its own code; a fresh link is for who is invited, once an hour, and nobody is told."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from rmfeedback import config, jobs, mail
from rmfeedback.db import db, writing
from rmfeedback.jobs import Job
from rmfeedback.programmes import inviting
from rmfeedback.surveys import ballot_box, codes
from rmfeedback.surveys.models import Link
from rmfeedback.waves import lifecycle, mailing
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    TODAY,
    a_planned_wave,
    an_open_wave,
    codes_of,
    do_jobs,
    let_time_pass,
    send_some,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    mailing._renewed.clear()


def ask_again(email):
    with writing():
        jobs.enqueue("renew", mail.address_mark(email, config.secret_key(config.current())))
    return do_jobs()


@both_engines
def test_a_lost_link_is_renewed_and_the_old_one_goes_on_working():
    wave = an_open_wave()
    ask_again("ana.cohort@example.com")
    found = codes_of(wave)["ana.cohort@example.com"]

    assert len(set(found)) == 2
    assert len({ballot_box.look_up(code, TODAY).envelope_id for code in found}) == 1


@both_engines
def test_a_stranger_s_address_does_nothing_and_leaves_no_job():
    wave = an_open_wave()

    assert ask_again("nobody@example.com") == 1
    assert sum(len(found) for found in codes_of(wave).values()) == 12
    assert db.session.scalars(select(Job)).all() == []


@both_engines
def test_a_second_renewal_within_the_hour_sends_nothing():
    wave = an_open_wave()
    ask_again("ana.cohort@example.com")
    ask_again("ana.cohort@example.com")

    assert len(codes_of(wave)["ana.cohort@example.com"]) == 2


@both_engines
def test_after_an_hour_a_renewal_is_sent_again(monkeypatch):
    wave = an_open_wave()
    ask_again("ana.cohort@example.com")
    monkeypatch.setattr(mailing, "RENEWAL_PAUSE_S", 0.0)
    ask_again("ana.cohort@example.com")

    assert len(codes_of(wave)["ana.cohort@example.com"]) == 3


@both_engines
def test_no_job_holds_a_code_or_an_address():
    wave = a_planned_wave()
    lifecycle.launch(wave.key, TODAY)
    with writing():
        jobs.enqueue("renew", mail.address_mark("ana.cohort@example.com", "secret"))

    for argument in db.session.scalars(select(Job.argument)):
        assert re.fullmatch(r"\d+:\d+|[0-9a-f]{64}", argument)


@both_engines
def test_only_digests_are_stored():
    wave = an_open_wave()
    minted = [code for found in codes_of(wave).values() for code in found]
    instance = config.current()["INSTANCE"]
    kept = b"".join(
        file.read_bytes() for file in instance.rglob("*") if file.is_file() and file.suffix != ".eml"
    )

    assert len(minted) == 12
    assert not any(code.encode() in kept or code.lower().encode() in kept for code in minted)
    assert {codes.digest(code) for code in minted} <= set(db.session.scalars(select(Link.digest)))


@both_engines
def test_a_mail_left_over_after_closing_is_not_sent():
    wave = an_open_wave()
    lifecycle.remind(wave.key, TODAY)
    lifecycle.close(wave.key, CLOSES)
    lifecycle.close(wave.key, wave.box_opens_on)

    assert do_jobs() == 0
    assert codes_of(wave) == {}


@both_engines
def test_a_reminder_carries_the_sentence_of_hr():
    wave = an_open_wave()
    lifecycle.remind(wave.key, TODAY, "The rota notice is coming.")
    do_jobs()
    texts = [file.read_text() for file in mail.written(config.current(), wave.key)]

    assert sum("The rota notice is coming." in text for text in texts) == 12


@both_engines
def test_a_renewal_that_could_not_be_sent_is_tried_again(monkeypatch):
    wave = an_open_wave()
    with monkeypatch.context() as patch:
        patch.setitem(config.current(), "SMTP_URL", "smtp://127.0.0.1:1")
        ask_again("ana.cohort@example.com")
    let_time_pass()
    do_jobs()

    assert len(codes_of(wave)["ana.cohort@example.com"]) == 2


@both_engines
def test_a_mail_written_while_the_wave_closes_does_not_stay(monkeypatch):
    wave_key = an_open_wave().key
    lifecycle.remind(wave_key, TODAY)
    real = mail.Post.carry

    def closing_first(post, ready, before):
        if lifecycle.close(wave_key, CLOSES).state == "open":
            lifecycle.close(wave_key, CLOSES + timedelta(days=7))
        real(post, ready, before)

    monkeypatch.setattr(mail.Post, "carry", closing_first)
    send_some(5)

    assert list((config.current()["INSTANCE"] / "outbox").iterdir()) == []


@both_engines
def test_closing_clears_half_written_mails_too():
    wave_key = an_open_wave().key
    half = config.current()["INSTANCE"] / "outbox" / f".{wave_key}.abc.123.part"
    half.write_text("half a mail")
    mail.clear(config.current(), wave_key)

    assert not half.exists()


@pytest.mark.parametrize("changed", ["address", "envelope"])
def test_whoever_can_write_the_identity_room_cannot_have_a_link_sent_elsewhere(changed):
    wave = an_open_wave()
    first, second = inviting.of_wave(wave.key)[:2]
    with writing():
        if changed == "address":
            first.participation.person.email = "eve@example.com"
        else:
            first.envelope_id, second.envelope_id = second.envelope_id, first.envelope_id
    before = sum(len(found) for found in codes_of(wave).values())
    ask_again("eve@example.com" if changed == "address" else first.participation.person.email)

    assert sum(len(found) for found in codes_of(wave).values()) == before
    assert db.session.scalars(select(Job.kind)).all() == ["renew"]


@both_engines
def test_an_invitation_changed_before_its_mail_waits_and_is_not_forgotten():
    wave = a_planned_wave()
    lifecycle.launch(wave.key, TODAY)
    with writing():
        inviting.of_wave(wave.key)[0].participation.person.email = "eve@example.com"

    assert do_jobs() == 11
    assert lifecycle.progress(wave.key) == lifecycle.Mailed(mailed=11, waiting=1)
