"""Each member of a pair is mailed a link to its goals, in their language; the link stands in no table."""

import re
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from rmfeedback import config, jobs, mail
from rmfeedback.db import db, writing
from rmfeedback.programmes import goals_links, pairing, pairing_by_hand
from rmfeedback.programmes.goals_links import NoPairsToMail
from rmfeedback.programmes.models import GoalsLink, Pair, Participation
from tests import factories

LINK = re.compile(r"^http://feedback\.example/a/goals#([A-Z2-7]{40})\r?$", re.M)


@pytest.fixture
def cohort(app):
    cohort = factories.a_cohort(3, 2)
    pairing.accept(cohort.key, pairing.propose(cohort.key))
    return cohort


def mails(cohort):
    files = mail.written(config.current(), f"goals_{cohort.key}")
    messages = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return {message["To"]: message for message in messages}


def text_of(message, kind="plain"):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_every_member_of_a_pair_gets_a_link_that_opens_the_goals_of_the_pair(cohort):
    assert goals_links.send_all(cohort.key) == 4
    factories.do_jobs()

    opened = {}
    for address, message in mails(cohort).items():
        [code] = LINK.findall(text_of(message))
        opened[address] = goals_links.find(code)
        assert f"/a/goals#{code}" in text_of(message, "html")
        assert "/a#" not in text_of(message) + text_of(message, "html")
    for address, pair in opened.items():
        assert address in (pair.mentor.person.email, pair.leader.person.email)
    assert len(opened) == 4
    assert goals_links.overview(cohort.key) == goals_links.Overview(pairs=2, linked=2, people=4, waiting=0)


def test_the_mail_names_the_partner_in_the_language_of_whoever_gets_it(cohort):
    with writing() as session:
        leo = session.scalars(select(Participation).where(Participation.role == "leader")).first()
        leo.person.language = "de"
    goals_links.send_all(cohort.key)
    factories.do_jobs()

    message = mails(cohort)["leo.cohort@example.com"]
    pair = next(p for p in db.session.scalars(select(Pair)) if p.leader_id == leo.id)
    assert message["Subject"] == f"Ihre Ziele mit {pair.mentor.person.name}"
    assert "Guten Tag," in text_of(message)
    for part in (text_of(message), text_of(message, "html")):
        assert not re.search(r"%\(|\{\{|\bNone\b", part)
    assert max(len(line) for line in text_of(message).splitlines()) < 78


def test_pressed_twice_nobody_is_mailed_twice_and_sent_again_both_links_work(cohort):
    goals_links.send_all(cohort.key)
    goals_links.send_all(cohort.key)
    assert goals_links.overview(cohort.key).waiting == 4
    factories.do_jobs()
    first = {address: LINK.findall(text_of(message))[0] for address, message in mails(cohort).items()}

    mail.clear(config.current(), f"goals_{cohort.key}")
    goals_links.send_all(cohort.key)
    factories.do_jobs()

    for address, message in mails(cohort).items():
        [code] = LINK.findall(text_of(message))
        assert code != first[address]
        assert goals_links.find(code).id == goals_links.find(first[address]).id


def test_whoever_has_left_or_has_no_mail_is_sent_none(cohort):
    with writing() as session:
        pair = session.scalars(select(Pair)).first()
        pair.mentor.state = "left"
        pair.leader.person.email = "nobody@paper.invalid"

    assert goals_links.send_all(cohort.key) == 2


def test_a_pair_that_ends_before_its_mail_is_sent_gets_none(cohort):
    goals_links.send_all(cohort.key)
    for pair in list(db.session.scalars(select(Pair))):
        pairing_by_hand.end(cohort.key, pair.id)
    factories.do_jobs()

    assert mails(cohort) == {}
    assert list(db.session.scalars(select(GoalsLink))) == []


def test_a_mail_that_is_not_taken_leaves_no_link_and_is_tried_again(app, cohort, monkeypatch):
    goals_links.send_all(cohort.key)
    monkeypatch.setitem(app.config["RM"], "SMTP_URL", "smtp://127.0.0.1:1")
    factories.do_jobs()

    assert list(db.session.scalars(select(GoalsLink))) == []
    assert goals_links.overview(cohort.key).waiting == 4


def test_an_address_that_the_server_refuses_is_noted_and_not_tried_again(cohort, monkeypatch):
    def refuse(message, **_given):
        raise mail.AddressRefused("550")

    monkeypatch.setattr(mail, "send", refuse)
    goals_links.send_all(cohort.key)
    factories.do_jobs()

    assert list(db.session.scalars(select(GoalsLink))) == []
    assert goals_links.overview(cohort.key).waiting == 0
    notes = [pair.mentor.person.mail_note for pair in db.session.scalars(select(Pair))]
    assert notes == ["address refused by the server"] * 2


def test_a_job_holds_numbers_and_no_code(cohort):
    goals_links.send_all(cohort.key)

    rows = db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "goals"))
    assert all(re.fullmatch(r"\d+:\d+", row.argument) for row in rows)


def test_without_pairs_there_is_nobody_to_mail(app):
    with pytest.raises(NoPairsToMail, match="has no pair that mail reaches"):
        goals_links.send_all(factories.a_cohort().key)


def test_hr_sends_the_links_with_one_button(client, cohort):
    hal = factories.signed_in(client, "hal")
    page = hal.get(f"/cohorts/{cohort.key}/pairs").text
    assert "Send the goals links to 4 people" in page
    token = re.findall(r'name="csrf_token" value="([^"]*)"', page)[-1]

    reply = hal.post(f"/cohorts/{cohort.key}/pairs/goals-links", data={"csrf_token": token})

    assert reply.status_code == 303
    factories.do_jobs()
    page = hal.get(reply.location).text
    assert "4 mails with a link to the goals are on their way." in page
    assert "2 of 2 pairs have been sent links." in page
