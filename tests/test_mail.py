"""A mail goes to one address, in one piece, to a real server or into outbox/."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import AsyncMessage

from rmfeedback import config, mail
from rmfeedback.waves import lifecycle
from tests.conftest import make_app
from tests.factories import TODAY, a_planned_wave, codes_of, do_jobs


class Inbox(AsyncMessage):
    """Keeps what a real SMTP server received."""

    def __init__(self):
        super().__init__(message_class=EmailMessage)
        self.mails = []

    def prepare_message(self, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.mails[-1]

    async def handle_message(self, message):
        return None


@pytest.fixture
def inbox():
    handler = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        handler.port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=handler.port)
    server.start()
    yield handler
    server.stop()


def a_message():
    message = EmailMessage()
    message["To"], message["Subject"] = "ana@example.com", "Hello"
    message.set_content("Text")
    return message


def settings(app, **more):
    return app.config["RM"] | more


def test_a_mail_without_a_server_is_a_file_that_only_we_can_read(app):
    mail.send(a_message(), message_id="abc", about="wave", settings=settings(app))

    [file] = mail.written(config.current(), "wave")
    assert message_from_bytes(file.read_bytes())["Message-ID"] == "<abc@example.com>"
    assert file.stat().st_mode & 0o077 == 0


def test_the_same_mailing_overwrites_its_file(app):
    for _ in range(2):
        mail.send(a_message(), message_id="abc", about="wave", settings=settings(app))

    assert len(mail.written(config.current(), "wave")) == 1


def test_mails_of_a_whole_wave_arrive_by_smtp(instance, inbox):
    app = make_app(instance, SMTP_URL=f"smtp://127.0.0.1:{inbox.port}")
    with app.app_context():
        wave = a_planned_wave()
        lifecycle.launch(wave.key, TODAY)
        assert do_jobs() == 12

    assert len({mail["To"] for mail in inbox.mails}) == 12
    assert all(mail["Auto-Submitted"] == "auto-generated" for mail in inbox.mails)
    assert all(mail.is_multipart() and not list(mail.iter_attachments()) for mail in inbox.mails)


def test_a_server_that_is_down_loses_no_mail(instance, inbox):
    app = make_app(instance, SMTP_URL="smtp://127.0.0.1:1")
    with app.app_context():
        wave = a_planned_wave()
        lifecycle.launch(wave.key, TODAY)
        do_jobs()
        assert lifecycle.progress(wave.key) == lifecycle.Mailed(mailed=0, waiting=12)
        assert codes_of(wave) == {}


def test_a_url_that_is_no_mail_server_is_refused(app):
    with pytest.raises(mail.SmtpUrlWrong):
        mail.send(
            a_message(), message_id="a", about="w", settings=settings(app, SMTP_URL="http://example.com")
        )


def test_without_a_sender_nothing_is_sent(app):
    with pytest.raises(config.SettingMissing, match="RMFEEDBACK_MAIL_FROM"):
        mail.send(a_message(), message_id="a", about="w", settings=settings(app, MAIL_FROM=""))


def test_a_header_cannot_be_smuggled_in():
    with pytest.raises(ValueError):
        a_message()["X"] = "a\nBcc: everybody@example.com"


def test_an_address_mark_does_not_care_for_capitals_and_blanks():
    assert mail.address_mark(" Ana@Example.com", "s") == mail.address_mark("ana@example.com", "s")
    assert mail.address_mark("ana@example.com", "s") != mail.address_mark("leo@example.com", "s")
