"""Mails to everybody through a real server that refuses, puts off, loses the line, or is down for a day."""

import logging
import math
import time

import pytest
from sqlalchemy import select, update

from rmfeedback import config, jobs, journal, mail
from rmfeedback.db import db, writing
from rmfeedback.jobs import Job
from rmfeedback.programmes import addressing, inviting
from rmfeedback.programmes.models import Person
from rmfeedback.surveys import ballot_box, links
from rmfeedback.surveys.models import Link
from rmfeedback.waves import batches, lifecycle, mailing, sending
from tests.databases import both_engines
from tests.factories import (
    TODAY,
    a_cohort,
    a_planned_wave,
    an_open_wave,
    do_jobs,
    let_time_pass,
    release_claims,
    send_some,
)
from tests.mailbox import a_mailbox

pytestmark = pytest.mark.usefixtures("app")
ANA = "ana.cohort@example.com"


@pytest.fixture
def mailbox(app, monkeypatch):
    batches.unsure.clear()
    with a_mailbox() as mailbox:
        monkeypatch.setitem(config.current(), "SMTP_URL", mailbox.url)
        yield mailbox


@pytest.fixture
def launched(mailbox):
    wave = a_planned_wave()
    lifecycle.launch(wave.key, TODAY)
    return wave


def used_slots():
    return sum(links.number_of(slot) > 0 for slot in db.session.scalars(select(Link)))


def notes():
    db.session.rollback()
    query = select(Person.email, Person.mail_note).where(Person.mail_note != "")
    return dict(db.session.execute(query).all())


def its_mailing(wave):
    db.session.rollback()
    return inviting.mailings(wave.key)[-1]


@both_engines
def test_one_line_carries_a_whole_wave(mailbox, launched):
    assert do_jobs() == 12

    assert (mailbox.lines, len(set(mailbox.addresses()))) == (1, 12)
    assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=12, waiting=0)
    assert all(ballot_box.look_up(code, TODAY) for code in mailbox.codes())
    assert journal.left(config.current()["INSTANCE"]) == []


def test_no_mail_goes_out_before_the_disk_knows_that_it_may(mailbox, launched, monkeypatch):
    slow, seen = journal._append, []
    monkeypatch.setattr(journal, "_append", lambda *given: (time.sleep(0.02), slow(*given))[1])
    files = config.current()["INSTANCE"] / journal.FOLDER

    def look(_address):
        seen.append([mark for file in files.glob("*.journal") for _, mark in journal.read(file) if mark])

    mailbox.on_data = look
    do_jobs()

    assert len(seen) == 12
    assert all(marks.count(journal.IN_FLIGHT) == 1 for marks in seen)
    assert all(set(marks) <= {journal.SENT, journal.IN_FLIGHT} for marks in seen)


def test_everybody_has_the_mail_of_the_own_language_and_role(mailbox):
    english, german = a_planned_wave(), a_planned_wave(a_cohort(name="Zweite", language="de"))
    for wave in (english, german):
        lifecycle.launch(wave.key, TODAY)
    do_jobs()

    for message in mailbox.mails():
        is_german, is_mentor = ".zweite@" in message["To"], message["To"][0] in "am"
        text = " ".join(message.get_body(("plain",)).get_content().split())
        assert ("Ihre Antworten werden" in text, "Your answers are sealed" in text) == (
            is_german,
            not is_german,
        )
        if not is_german:
            assert ("Thank you for mentoring" in text) == is_mentor


def test_a_server_that_ends_each_line_after_three_mails_costs_nobody_a_mail(mailbox, launched):
    mailbox.drop_after = 3

    assert do_jobs() == 12
    assert (mailbox.lines, len(mailbox.arrived), used_slots()) == (4, 12, 12)


@both_engines
def test_a_refused_address_is_noted_and_its_mail_is_not_tried_for_ever(mailbox, launched):
    mailbox.on_rcpt = lambda address: "550 5.1.1 no such user" if address == ANA else None

    assert do_jobs() == 12
    assert notes() == {ANA: addressing.REFUSED}
    assert addressing.count_refused(launched.key) == 1
    assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=11, waiting=0)
    assert used_slots() == 11


def test_the_note_goes_when_mail_arrives_again_or_the_address_is_corrected(mailbox, launched):
    mailbox.on_rcpt = lambda address: "550 5.1.1 no" if address[0] in "al" else None
    do_jobs()
    refused = set(notes())
    with writing() as session:
        session.scalar(select(Person).where(Person.email == ANA)).email = "anna@example.com"
    assert set(notes()) == refused - {ANA}

    mailbox.on_rcpt = lambda _address: None
    lifecycle.remind(launched.key, TODAY)
    do_jobs()
    assert notes() == {}


def test_a_refused_fresh_link_leaves_no_trace_that_tells_who_asked(mailbox, launched):
    do_jobs()
    mailing._renewed.clear()
    mailbox.on_rcpt = lambda _address: "550 5.1.1 no such user"
    with writing():
        jobs.enqueue("renew", mail.address_mark(ANA, config.secret_key(config.current())))
    do_jobs()

    assert notes() == {}
    assert its_mailing(launched).stopped_on is None
    assert db.session.scalars(select(Job)).all() == []
    assert used_slots() == 12


def test_a_server_that_is_down_when_somebody_asks_for_a_link_is_told_to_nobody(
    mailbox, launched, monkeypatch
):
    do_jobs()
    mailing._renewed.clear()
    monkeypatch.setitem(config.current(), "SMTP_URL", "smtp://127.0.0.1:1")
    with writing():
        jobs.enqueue("renew", mail.address_mark(ANA, config.secret_key(config.current())))
    do_jobs()

    assert its_mailing(launched).stopped_on is None


@both_engines
def test_a_server_that_is_down_for_a_day_loses_no_mail_and_costs_nobody_a_slot(
    mailbox, launched, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setitem(config.current(), "SMTP_URL", "smtp://127.0.0.1:1")
        waits = []
        for _ in range(30):
            began = time.time()
            assert do_jobs() == 0
            waits.append(min(db.session.scalars(select(Job.not_before))) - began)
            let_time_pass()
        assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=0, waiting=12)
        assert its_mailing(launched).stopped_on == TODAY
        assert used_slots() == 0
    assert [round(wait / 60) for wait in waits[:8]] == [1, 2, 4, 8, 16, 32, 60, 60]

    assert do_jobs() == 12
    assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=12, waiting=0)
    assert (len(set(mailbox.addresses())), len(mailbox.arrived)) == (12, 12)
    assert its_mailing(launched).stopped_on is None


def test_while_the_server_is_down_one_try_stands_for_all(mailbox, launched, monkeypatch):
    monkeypatch.setitem(config.current(), "SMTP_URL", "smtp://127.0.0.1:1")
    tried = []
    real = mail.Post.carry
    monkeypatch.setattr(mail.Post, "carry", lambda *given: (tried.append(1), real(*given)))
    do_jobs()

    assert len(tried) == 1
    assert {job.claimed_until for job in db.session.scalars(select(Job))} == {0.0}
    assert min(db.session.scalars(select(Job.not_before))) > time.time() + 50


@both_engines
def test_a_server_that_takes_a_mail_and_loses_the_line_gets_the_same_mail_again(mailbox, launched):
    mailbox.lose = lambda address: address == ANA and ANA not in mailbox.addresses()[1:]
    for _ in range(4):
        do_jobs()
        mailbox.lose = lambda _address: False
        let_time_pass()
    mine = [message for message in mailbox.mails() if message["To"] == ANA]

    assert len(mine) == 2 and len(mailbox.arrived) == 13
    assert mine[0]["Message-ID"] == mine[1]["Message-ID"]
    assert len(set(mailbox.codes())) == 12  # The very same link.
    assert its_mailing(launched).repeated == 1
    assert used_slots() == 12
    assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=12, waiting=0)


def test_a_server_that_loses_every_mail_it_takes_gets_no_more_than_one_each_time(mailbox, launched):
    mailbox.lose = lambda _address: True
    for tries in range(1, 6):
        do_jobs()
        assert len(mailbox.arrived) == tries
        let_time_pass()
    mailbox.lose = lambda _address: False
    do_jobs()

    assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=12, waiting=0)
    assert its_mailing(launched).repeated == 5
    assert len(set(mailbox.codes())) == 12
    lifecycle.remind(launched.key, TODAY)
    assert do_jobs() == 12


def test_somebody_who_is_put_off_is_tried_later_and_keeps_nobody_waiting(mailbox, launched):
    mailbox.on_rcpt = lambda address: "450 4.2.0 greylisted" if address == ANA else None
    do_jobs()
    assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=11, waiting=1)
    assert (notes(), its_mailing(launched).stopped_on) == ({}, None)
    mailbox.on_rcpt = lambda _address: None
    let_time_pass()
    do_jobs()

    assert ANA in mailbox.addresses()
    assert used_slots() == 12


@pytest.mark.parametrize("said", ["550 relay denied", "553 sorry"])
def test_refusals_of_everybody_without_a_status_are_the_server_s_fault(mailbox, launched, said):
    mailbox.on_rcpt = lambda _address: said
    do_jobs()

    assert notes() == {}
    assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=0, waiting=12)
    assert its_mailing(launched).stopped_on == TODAY


def test_a_policy_of_the_server_is_no_fault_of_a_person(mailbox, launched):
    mailbox.on_rcpt = lambda _address: "554 5.7.1 we know your server"
    do_jobs()

    assert notes() == {}
    assert lifecycle.progress(launched.key).waiting == 12


def test_a_batch_whose_claim_is_nearly_over_is_given_back_unsent(mailbox, launched, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(batches, "GOOD_FOR_S", -1.0)
        send_some(12)
    assert (mailbox.arrived, used_slots()) == ([], 0)

    assert do_jobs() == 12


def test_a_batch_that_another_worker_has_claimed_meanwhile_is_left_to_him(mailbox, launched):
    first = sending.Desk().prepare(12)
    release_claims()
    batches.live.clear()
    second = sending.Desk().prepare(12)
    with mail.opened(config.current()) as post:
        sending.send(second, post)
    sending.settling.settle(first)
    sending.settling.settle(second)

    assert lifecycle.progress(launched.key) == lifecycle.Mailed(mailed=12, waiting=0)
    assert all(ballot_box.look_up(code, TODAY) for code in mailbox.codes())


def test_a_fresh_link_does_not_wait_for_a_long_mailing(mailbox, launched):
    do_jobs()
    mailing._renewed.clear()
    lifecycle.remind(launched.key, TODAY)
    with writing():
        jobs.enqueue("renew", mail.address_mark(ANA, config.secret_key(config.current())))
    do_jobs()

    assert mailbox.mails()[12]["Subject"].startswith("Your fresh link")


def test_a_fresh_link_asked_for_in_the_midst_of_a_mailing_goes_between_two_batches(mailbox, launched):
    do_jobs()
    mailing._renewed.clear()
    lifecycle.remind(launched.key, TODAY)

    def ask(_address):
        mailbox.on_rcpt = lambda _address: None
        with app.app_context(), writing():
            jobs.enqueue("renew", mail.address_mark(ANA, config.secret_key(config.current())))

    app = sending.current_app._get_current_object()
    mailbox.on_rcpt = ask
    do_jobs()
    subjects = [message["Subject"] for message in mailbox.mails()[12:]]

    assert [subject.startswith("Your fresh link") for subject in subjects].index(True) < 13
    assert len(subjects) == 13


def test_a_run_ends_when_its_time_is_over(mailbox, launched, monkeypatch):
    monkeypatch.setattr(sending, "FEWEST", 4)
    assert sending.run(until=time.monotonic()) == 4
    assert sending.run(until=math.inf) == 8


def test_two_mails_to_one_person_that_wait_both_go(mailbox, launched):
    lifecycle.remind(launched.key, TODAY)

    assert do_jobs() == 24
    assert len(set(mailbox.codes())) == 24 and used_slots() == 24


def test_a_job_put_off_over_the_night_waits_and_one_of_a_clock_set_back_does_not(mailbox):
    with writing():
        jobs.enqueue("note", "night", not_before=time.time() + 3 * 86_400)
        jobs.enqueue("note", "retry", not_before=time.time() + 3 * 86_400)
        db.session.execute(update(Job).where(Job.argument == "retry").values(attempts=1))

    assert [task.argument for task in jobs.claim_many(None, 9)] == ["retry"]


def test_no_log_line_of_a_mailing_names_an_address(mailbox, launched, caplog):
    caplog.set_level(logging.DEBUG, "rmfeedback")
    mailbox.on_rcpt = lambda address: (
        f"550 <{address}> unknown" if address[0] == "a" else f"451 <{address}> later"
    )
    do_jobs()

    assert "example.com" not in caplog.text


@both_engines
def test_slots_given_back_are_those_of_unsent_mails_only(mailbox):
    wave = an_open_wave()
    before = used_slots()
    mailbox.on_rcpt = lambda address: "450 later" if address == ANA else None
    lifecycle.remind(wave.key, TODAY)
    do_jobs()

    assert used_slots() == before + 11
