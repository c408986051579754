"""One line carries many mails; each failure says whether the mail went out, and whose fault it is."""

import socket
import threading

import pytest

from rmfeedback import smtp
from rmfeedback.errors import Hopeless
from rmfeedback.smtp import AddressRefused, Line, NoLine, NotTaken, SmtpUrlWrong, Unsure
from tests.mailbox import a_mailbox

CONTENT = b"Subject: Hello\r\n\r\n.A dot begins this line.\r\n"
SENDER = "mentoring@example.com"


@pytest.fixture
def mailbox():
    with a_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def line(mailbox):
    line = Line(mailbox.url, SENDER)
    yield line
    line.close()


def test_many_mails_go_over_one_line(mailbox, line):
    for number in range(5):
        line.carry(f"person{number}@example.com", CONTENT)

    assert (mailbox.lines, len(mailbox.arrived)) == (1, 5)
    assert {content for _, content in mailbox.arrived} == {CONTENT}


def test_a_line_that_the_server_ended_is_opened_anew(mailbox, line):
    mailbox.drop_after = 2
    for number in range(5):
        line.carry(f"person{number}@example.com", CONTENT)

    assert (mailbox.lines, len(mailbox.arrived)) == (3, 5)


def test_a_closed_line_opens_with_the_next_mail(mailbox, line):
    line.carry("ana@example.com", CONTENT)
    line.close()
    line.carry("leo@example.com", CONTENT)

    assert (mailbox.lines, len(mailbox.arrived)) == (2, 2)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("550 no such user", AddressRefused),
        ("551 user not local", AddressRefused),
        ("553 mailbox name not allowed", AddressRefused),
        ("550 5.1.1 no such user", AddressRefused),
        ("554 5.1.10 null MX", AddressRefused),
        ("550 5.2.1 mailbox disabled", AddressRefused),
        ("550 5.7.1 we know your server", NotTaken),
        ("550 5.1.8 sender unknown", NotTaken),
        ("554 no", NotTaken),
        ("450 4.2.0 greylisted", NotTaken),
        ("452 too many recipients", NotTaken),
    ],
)
def test_a_refused_recipient_costs_neither_the_line_nor_the_next_mail(mailbox, line, said, fault):
    mailbox.on_rcpt = lambda address: said if address.startswith("ana") else None
    with pytest.raises(fault) as no:
        line.carry("ana@example.com", CONTENT, lambda: pytest.fail("nothing went out"))
    line.carry("leo@example.com", CONTENT)

    assert "ana" not in str(no.value)
    assert (mailbox.lines, mailbox.addresses()) == (1, ["leo@example.com"])


@pytest.mark.parametrize(
    ("said", "fault"),
    [("550 looks like spam", NotTaken), ("550 5.1.1 no", AddressRefused), ("451 later", NotTaken)],
)
def test_after_the_whole_mail_only_a_status_blames_the_address(mailbox, line, said, fault):
    mailbox.on_data = lambda _address: said

    with pytest.raises(fault):
        line.carry("ana@example.com", CONTENT)


def test_only_a_refused_address_is_hopeless():
    assert issubclass(AddressRefused, Hopeless)
    assert not any(issubclass(kind, Hopeless) for kind in (NotTaken, NoLine, Unsure))


def test_a_line_lost_after_the_mail_leaves_it_in_doubt_and_the_next_goes(mailbox, line):
    mailbox.lose = lambda address: address.startswith("ana")
    with pytest.raises(Unsure):
        line.carry("ana@example.com", CONTENT)
    line.carry("leo@example.com", CONTENT)

    assert mailbox.addresses() == ["ana@example.com", "leo@example.com"]


def test_what_fails_at_the_last_moment_sends_nothing(mailbox, line):
    def full():
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        line.carry("ana@example.com", CONTENT, full)
    line.carry("leo@example.com", CONTENT)

    assert mailbox.addresses() == ["leo@example.com"]


def test_a_server_that_is_not_there_is_no_line():
    with pytest.raises(NoLine):
        Line("smtp://127.0.0.1:1", SENDER).carry("ana@example.com", CONTENT)


def test_a_server_that_says_nothing_is_no_line(monkeypatch):
    monkeypatch.setattr(smtp, "TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NoLine):
        Line(f"smtp://127.0.0.1:{silent.getsockname()[1]}", SENDER).carry("ana@example.com", CONTENT)


def test_a_server_that_closes_at_once_is_no_line():
    with socket.create_server(("127.0.0.1", 0)) as rude:
        thread = threading.Thread(target=lambda: rude.accept()[0].close())
        thread.start()
        with pytest.raises(NoLine):
            Line(f"smtp://127.0.0.1:{rude.getsockname()[1]}", SENDER).carry("ana@example.com", CONTENT)
        thread.join()


def test_a_server_without_our_password_is_no_line(mailbox):
    url = mailbox.url.replace("//", "//user:secret@")

    with pytest.raises(NoLine) as no:
        Line(url, SENDER).carry("ana@example.com", CONTENT)
    assert "secret" not in str(no.value)


@pytest.mark.parametrize("url", ["http://example.com", "smtp://", "example.com:25"])
def test_an_address_that_is_no_mail_server_is_refused(url):
    with pytest.raises(SmtpUrlWrong):
        Line(url, SENDER).carry("ana@example.com", CONTENT)


def test_greeting_sends_nothing(mailbox, line):
    assert line.greet() is False  # Not encrypted.
    assert mailbox.arrived == []
