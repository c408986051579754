"""A mail goes to one address, in one piece, to a real server or into outbox/."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback import config, mail
from tests.mailbox import a_mailbox


@pytest.fixture
def mailbox():
    with a_mailbox() as mailbox:
        yield mailbox


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


def test_a_url_that_is_no_mail_server_is_refused(app):
    with pytest.raises(mail.SmtpUrlWrong):
        mail.send(
            a_message(), message_id="a", about="w", settings=settings(app, SMTP_URL="http://example.com")
        )


def test_without_a_sender_nothing_is_sent(app):
    with pytest.raises(config.SettingMissing, match="RMFEEDBACK_MAIL_FROM"):
        mail.send(a_message(), message_id="a", about="w", settings=settings(app, MAIL_FROM=""))


def a_wavelike_letter(app, language="de"):
    message = a_message()
    message.replace_header("Subject", "Wie läuft es?")
    message.set_content(f"Grüße\n\nhttp://feedback.example/a#{mail.CODE_PLACE}\n", cte="quoted-printable")
    page = f"<p>Ü <a href='http://feedback.example/a#{mail.CODE_PLACE}'>{mail.CODE_PLACE}</a></p>"
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return mail.Letter(message, settings(app))


@given(code=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=32, max_size=32), before=st.integers(0, 90))
def test_a_code_is_put_in_wherever_the_lines_are_broken(code, before):
    message = EmailMessage()
    message["Subject"] = "Hello"
    message.set_content(f"ä{'-' * before}{mail.CODE_PLACE}.\n", cte="quoted-printable")
    letter = mail.Letter(message, {"MAIL_FROM": "Team <team@example.com>"})
    content = letter.to("ana@example.com", code=code, name="abc", about="wave").content

    [line] = message_from_bytes(content, policy=policy.default).get_content().splitlines()
    assert line == f"ä{'-' * before}{code}."
    assert max(len(line) for line in content.split(b"\r\n")) <= 78


def test_a_mail_is_plain_enough_to_be_signed(app, mailbox):
    letter = a_wavelike_letter(app)
    with mail.opened(settings(app, SMTP_URL=mailbox.url)) as post:
        post.carry(letter.to("ana@example.com", code="A" * 32, name="abc", about="wave"))
    [(address, content)], [message] = mailbox.arrived, mailbox.mails()

    assert address == "ana@example.com" and content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert [part["Content-Transfer-Encoding"] for part in message.iter_parts()] == ["quoted-printable"] * 2
    assert sorted(set(message)) == sorted(message)
    assert {"To", "From", "Date", "Message-ID", "Subject", "MIME-Version"} <= set(message)
    assert message["From"].addresses[0].addr_spec == "mentoring@example.com"
    assert message["Message-ID"] == "<abc@example.com>"
    assert (message["To"], message["Auto-Submitted"]) == ("ana@example.com", "auto-generated")
    assert message["Date"].datetime.utcoffset() == timedelta(0)
    assert message.defects == [] and all(part.defects == [] for part in message.walk())
    assert not {"Bcc", "Reply-To", "List-Unsubscribe", "X-Mailer"} & set(message.keys())


def test_single_mails_of_a_run_share_its_line(app, mailbox):
    named = settings(app, SMTP_URL=mailbox.url)
    with mail.opened(named):
        for number in range(3):
            mail.send(a_message(), message_id=str(number), about="wave", settings=named)

    assert (mailbox.lines, len(mailbox.arrived)) == (1, 3)


def test_no_line_is_shared_between_threads(app, mailbox):
    named = settings(app, SMTP_URL=mailbox.url)

    def send():
        mail.send(a_message(), message_id="a", about="wave", settings=named)

    with mail.opened(named), ThreadPoolExecutor(1) as other:
        send()
        other.submit(send).result()

    assert (mailbox.lines, len(mailbox.arrived)) == (2, 2)


def test_no_more_mails_go_in_a_minute_than_were_allowed(app):
    with mail.opened(settings(app, MAIL_PER_MINUTE=1200)) as post:
        letter, began = a_wavelike_letter(app), time.monotonic()
        for number in range(5):
            post.carry(letter.to("ana@example.com", code="A" * 32, name=str(number), about="wave"))

    assert time.monotonic() - began >= 4 * 60 / 1200


def test_a_header_cannot_be_smuggled_in():
    with pytest.raises(ValueError):
        a_message()["X"] = "a\nBcc: everybody@example.com"


def test_an_address_mark_does_not_care_for_capitals_and_blanks():
    assert mail.address_mark(" Ana@Example.com", "s") == mail.address_mark("ana@example.com", "s")
    assert mail.address_mark("ana@example.com", "s") != mail.address_mark("leo@example.com", "s")
