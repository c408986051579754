"""One line to a mail server, which carries many mails; and what each failure means for the mail in hand.

After RFC 5321 (a reply's code) and RFC 3463 (the three numbers behind it, where the server says them).
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from urllib.parse import SplitResult, unquote, urlsplit

from rmfeedback.errors import N_, Hopeless, Refused

TIMEOUT_S = 10.0
# A server that looks into a mail before it takes it is not given up early: the mail would go out twice.
PATIENCE_S = 60.0
# No mail is in the server's hands for longer, or hardly ever: each command waits for as long as TIMEOUT_S.
LONGEST_S = PATIENCE_S + 3 * TIMEOUT_S
_STATUS = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS_CODES = (550, 551, 553)
_CLOSING = 421
# 5.1.7 and 5.1.8 find fault with the sender.
_ADDRESS_STATUS = re.compile(r"5\.1\.(?![78]$)\d+|5\.2\.\d+|5\.4\.4")


class SmtpUrlWrong(Refused):
    status = 500
    message = N_("RMFEEDBACK_SMTP_URL must look like smtp://user:password@host:587 or smtps://…:465.")


class NotSent(Exception):
    """A mail that has certainly not gone out; its words name no address."""


class AddressRefused(NotSent, Hopeless):
    """The server will take no mail for this address, however often it is asked."""

    @property
    def is_clear(self) -> bool:
        """Tell whether the server has said by a status that the fault lies with the address."""
        return " " in str(self)


class NotTaken(NotSent):
    """The server did not take this mail now; the next one may go."""


class NoLine(NotSent):
    """The server cannot be reached, or wants no mail from us."""


class Unsure(Exception):
    """The line broke after the mail was handed over: nobody knows whether it was taken."""


class Line:
    """A connection that opens with the first mail, lasts for all, and opens anew where the server ended it.

    For one thread. `sender`: the bare address that the server hears.
    """

    def __init__(self, url: str, sender: str) -> None:
        self.url, self.sender = url, sender
        self._server: smtplib.SMTP | None = None
        self._carried = 0

    def carry(self, to: str, content: bytes, before: Callable[[], None] = lambda: None) -> None:
        """Hand one mail over; return after the server's 250.

        `before`: called at the last moment at which the mail has certainly not gone out.
        Raises: SmtpUrlWrong, AddressRefused, NotTaken, NoLine, Unsure.
        """
        self._offer(to)
        try:
            before()
        except BaseException:
            self._drop()  # The server waits for the mail by now.
            raise
        self._hand_over(content)
        self._carried += 1

    def greet(self) -> bool:
        """Connect, sign in, and ask for a sign of life; tell whether the line is encrypted.

        Raises: SmtpUrlWrong, NoLine.
        """
        try:
            server = self._opened()
            code, words = server.noop()
        except smtplib.SMTPException as reason:
            raise NoLine(type(reason).__name__) from None
        if code != 250:
            raise NoLine(_said(code, words))
        return isinstance(server.sock, ssl.SSLSocket)

    def close(self) -> None:
        """Take leave; the next mail opens the line again."""
        server, self._server, self._carried = self._server, None, 0
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def _offer(self, to: str) -> None:
        is_used = self._carried > 0
        try:
            self._ask(self._opened(), to)
        except smtplib.SMTPServerDisconnected as lost:
            self._drop()
            if not is_used:
                raise NoLine(type(lost).__name__) from None
            # A server may end a line that was idle, or has carried enough.
            self._offer(to)

    def _ask(self, server: smtplib.SMTP, to: str) -> None:
        code, words = server.mail(self.sender, _options(server, to))
        self._check_open(code)
        if code != 250:
            self.close()
            raise NoLine(_said(code, words))
        code, words = server.rcpt(to)
        self._check_open(code)
        if code not in (250, 251):
            server.rset()
            raise _verdict(code, words)
        code, words = server.docmd("DATA")
        self._check_open(code)
        if code != 354:
            server.rset()
            raise NotTaken(_said(code, words))

    def _hand_over(self, content: bytes) -> None:
        server = self._server
        assert server is not None and server.sock is not None
        try:
            server.sock.settimeout(PATIENCE_S)
            server.send(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            code, words = server.getreply()
            server.sock.settimeout(TIMEOUT_S)
        except (OSError, smtplib.SMTPException) as lost:
            self._drop()
            raise Unsure(type(lost).__name__) from None
        if code == _CLOSING:
            self._drop()
        if code != 250:
            raise _verdict(code, words, is_late=True)

    def _opened(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = _connect(_parts(self.url))
            except (OSError, smtplib.SMTPException) as reason:
                raise NoLine(type(reason).__name__) from None
        return self._server

    def _check_open(self, code: int) -> None:
        if code == _CLOSING:
            raise smtplib.SMTPServerDisconnected("421")

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server, self._carried = None, 0


def place(url: str) -> str:
    """Return where a mail server is, without the password."""
    return f"{_parts(url).hostname}:{_parts(url).port or ''}".rstrip(":")


def _parts(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SmtpUrlWrong()
    return parts


def _connect(parts: SplitResult) -> smtplib.SMTP:
    context, host = ssl.create_default_context(), parts.hostname or ""
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_S)
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _options(server: smtplib.SMTP, to: str) -> list[str]:
    if to.isascii():
        return []
    if not server.has_extn("smtputf8"):
        raise AddressRefused("no SMTPUTF8")
    return ["SMTPUTF8", "BODY=8BITMIME"]


def _verdict(code: int, words: bytes, *, is_late: bool = False) -> NotSent:
    """Say whose fault a refusal is: `is_late`, where the whole mail was looked at."""
    status = _STATUS.match(words)
    if status is not None:
        is_address = code >= 500 and bool(_ADDRESS_STATUS.fullmatch(status[1].decode()))
    else:
        is_address = code in _ADDRESS_CODES and not is_late
    return (AddressRefused if is_address else NotTaken)(_said(code, words))


def _said(code: int, words: bytes) -> str:
    """Return a reply's numbers; its words may name an address."""
    status = _STATUS.match(words)
    return f"{code} {status[1].decode()}" if status else str(code)
