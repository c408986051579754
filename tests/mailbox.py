"""A real SMTP server on loopback that can be told to behave badly."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.factories import CODE


class Mailbox:
    """Keeps what arrives, byte by byte; each hook may answer for the server.

    `on_rcpt`, `on_data`: given an address, return what the server says instead of 250, or None.
    `drop_after`: close the line after so many mails. `lose`: given an address, take the mail and close the
    line without a word.
    """

    def __init__(self) -> None:
        self.arrived: list[tuple[str, bytes]] = []
        self.lines = 0
        self.on_rcpt: Callable[[str], str | None] = lambda _address: None
        self.on_data: Callable[[str], str | None] = lambda _address: None
        self.lose: Callable[[str], bool] = lambda _address: False
        self.drop_after = 10**9
        self._of_line = 0
        self.port = 0

    def mails(self) -> list[EmailMessage]:
        """What has arrived, as a mail program reads it."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.arrived]  # type: ignore[misc]

    def addresses(self) -> list[str]:
        return sorted(address for address, _ in self.arrived)

    def codes(self) -> list[str]:
        """The codes of all links, in the order in which they arrived."""
        texts = [mail.get_body(("plain",)).get_content() for mail in self.mails()]  # type: ignore[union-attr]
        return [CODE.findall(text)[0] for text in texts]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:  # noqa: N802
        self.lines += 1
        self._of_line = 0
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:  # noqa: N802
        if self._of_line >= self.drop_after:
            assert server.transport is not None
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:  # noqa: N802
        if said := self.on_rcpt(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        [address] = envelope.rcpt_tos
        if said := self.on_data(address):
            return said
        self.arrived.append((address, envelope.content))
        self._of_line += 1
        if self.lose(address):
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"


@contextmanager
def a_mailbox() -> Iterator[Mailbox]:
    """Run the server in a thread, on a free port."""
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        mailbox.port = probe.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    server.start()
    try:
        yield mailbox
    finally:
        # What was closed a moment ago ends in the server's own time.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), server.loop).result()
        server.stop()
