"""HR reads what will be sent before anybody else does; the link of such a mail opens nothing."""

import pytest
from sqlalchemy import select

from rmfeedback import config, mail
from rmfeedback.db import db
from rmfeedback.errors import NotFound
from rmfeedback.jobs import Job
from rmfeedback.surveys import codes, links
from rmfeedback.surveys.models import Link
from rmfeedback.waves import trial
from tests.factories import a_cohort, a_planned_wave, a_trustees_wave, an_open_wave
from tests.mailbox import a_mailbox

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def mailbox(app, monkeypatch):
    with a_mailbox() as mailbox:
        monkeypatch.setitem(config.current(), "SMTP_URL", mailbox.url)
        yield mailbox


def text_of(message):
    return " ".join(message.get_body(("plain",)).get_content().split())


@pytest.mark.parametrize(
    "arrange", [a_planned_wave, an_open_wave, lambda: a_trustees_wave(is_launched=False)[0]]
)
def test_a_test_is_the_invitation_of_each_role_and_says_that_it_is_one(mailbox, arrange):
    wave = arrange()
    mailbox.arrived.clear()
    assert trial.send("hal@example.com", wave) == 2
    mentors, leaders = mailbox.mails()

    assert mailbox.addresses() == ["hal@example.com"] * 2
    assert mentors["Subject"].startswith("Test, for mentors: How is it going?")
    assert leaders["Subject"].startswith("Test, for leaders:")
    for message in (mentors, leaders):
        assert "This is a test. It went to nobody else, and its link opens nothing." in text_of(message)
        assert message["Auto-Submitted"] == "auto-generated"
    assert "Thank you for mentoring" in text_of(mentors)


def test_a_programme_in_german_is_tried_out_in_german(mailbox):
    wave = a_planned_wave(a_cohort(language="de"))
    wave.choices = wave.choices | {"language": "de"}
    trial.send("hal@example.com", wave)
    db.session.rollback()

    assert mailbox.mails()[0]["Subject"].startswith("Probe, für Mentorinnen und Mentoren: ")
    assert "Dies ist eine Probe. Sie ging an niemanden sonst" in text_of(mailbox.mails()[0])


def test_its_code_has_the_right_form_and_opens_nothing(mailbox, client):
    wave = an_open_wave()
    before = set(db.session.scalars(select(Link.digest)))
    mailbox.arrived.clear()
    trial.send("hal@example.com", wave)

    for code in mailbox.codes():
        assert codes.tidy(code) == code
        assert links.find(code) is None
        assert client.post("/a", data={"code": code}).status_code == 404
    assert len(set(mailbox.codes())) == 2
    assert set(db.session.scalars(select(Link.digest))) == before
    assert db.session.scalars(select(Job)).all() == []


def test_without_a_wave_an_invented_one_is_tried_out_and_the_last_one_where_there_is_any():
    assert trial.a_wave().key == "test"
    assert trial.send("hal@example.com", trial.a_wave()) == 2
    wave = a_planned_wave()

    assert trial.a_wave().key == trial.a_wave(wave.key).key == wave.key
    with pytest.raises(NotFound):
        trial.a_wave("nowhere")


def test_a_test_written_as_a_file_goes_with_its_wave():
    wave = a_planned_wave()
    trial.send("hal@example.com", wave)

    assert len(mail.written(config.current(), wave.key)) == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("550 5.1.1 <hal@example.com> unknown", r"refuses this address \(550 5.1.1\)"),
        ("451 later", r"did not take it \(451\)"),
    ],
)
def test_what_the_mail_server_says_is_told_at_once(mailbox, said, why):
    mailbox.on_rcpt = lambda _address: said

    with pytest.raises(trial.TrialNotSent, match=why):
        trial.send("hal@example.com", trial.a_wave())


def test_a_mail_server_that_does_not_answer_is_told_at_once(mailbox, monkeypatch):
    monkeypatch.setitem(config.current(), "SMTP_URL", "smtp://127.0.0.1:1")

    with pytest.raises(trial.TrialNotSent, match="does not answer"):
        trial.send("hal@example.com", trial.a_wave())
