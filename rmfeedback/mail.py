"""compose() and send(): one multipart mail to one person, by SMTP or into outbox/.

A Letter is what all mails of one kind, language and role have in common, rendered once; only the address and
the code of each person are put in. Plain enough for a signature (DKIM) to survive: quoted-printable, CRLF, no
line over 76 characters. No List-Unsubscribe: taking part is voluntary, and whoever could leave the list of
the invited by himself would be missing from it for everybody to see.
"""

import hmac
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

import css_inline
from flask import current_app
from flask_babel import force_locale

from rmfeedback import config, files, smtp
from rmfeedback.errors import Refused
from rmfeedback.smtp import LONGEST_S, AddressRefused, NoLine, NotSent, NotTaken, SmtpUrlWrong, Unsure

__all__ = ["LONGEST_S", "AddressRefused", "NoLine", "NotSent", "NotTaken", "SmtpUrlWrong", "Unsure"]

# Errors after which the mail has certainly not gone out; a line that broke too late is Unsure.
NOT_SENT = (Refused, NotSent)
# Stands for a code while a letter is rendered: as long as one, and as unlikely to stand there by chance.
CODE_PLACE = "X" * 32
# An address that needs no quoting in a header, as everybody's in a roster.
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
_CODE_AS_SENT = re.compile(b"(?:=\r\n)?".join(CODE_PLACE[:1].encode() for _ in CODE_PLACE))


@dataclass(frozen=True)
class Ready:
    """A mail as it goes out. `name`: stable for one mailing to one person; `about` begins its file's name."""

    to: str
    name: str
    about: str
    content: bytes


class Letter:
    """A mail without its addressee."""

    def __init__(self, message: EmailMessage, settings: Mapping[str, Any]) -> None:
        sender = config.need(settings, "MAIL_FROM")
        self._domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
        for header in ("From", "Auto-Submitted", "To"):
            del message[header]
        message["From"], message["Auto-Submitted"] = sender, "auto-generated"
        content = message.as_bytes(policy=policy.SMTP)
        # Bytes as they are, and how much of a code stands between them: a soft break may lie within it.
        self._pieces: list[bytes | slice] = []
        end = 0
        for place in _CODE_AS_SENT.finditer(content):
            self._pieces += [content[end : place.start()], *_slices(place[0])]
            end = place.end()
        self._pieces.append(content[end:])

    def to(self, address: str, *, code: str = "", name: str, about: str) -> Ready:
        """Return the mail for one person, with a code of 32 letters wherever the letter has its place."""
        letters = code.encode("ascii")
        head = (
            f"To: {_as_header(address)}\r\nMessage-ID: <{name}@{self._domain}>\r\n"
            f"Date: {format_datetime(datetime.now(UTC))}\r\n"
        )
        body = (letters[piece] if isinstance(piece, slice) else piece for piece in self._pieces)
        return Ready(address, name, about, head.encode() + b"".join(body))


class Post:
    """Takes mails to the server over one line, or into outbox/ where there is no server; for one thread."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._outbox: Path = settings["INSTANCE"] / "outbox"
        self._per_minute: int = settings["MAIL_PER_MINUTE"]
        sender = parseaddr(settings["MAIL_FROM"])[1]
        self.line = smtp.Line(settings["SMTP_URL"], sender) if settings["SMTP_URL"] else None

    def carry(self, ready: Ready, before: Callable[[], None] = lambda: None) -> None:
        """Send a mail; return after the server has taken it, or the file is on the disk.

        `before`: called at the last moment at which the mail has certainly not gone out.
        Raises: SmtpUrlWrong, AddressRefused, NotTaken, NoLine, Unsure.
        """
        _pace(self._per_minute)
        if self.line is not None:
            self.line.carry(ready.to, ready.content, before)
            return
        file = self._outbox / f"{ready.about}.{ready.name}.eml"
        before()
        try:
            files.write_aside(file, ready.content).replace(file)
        except OSError as reason:
            raise NoLine(type(reason).__name__) from None

    def close(self) -> None:
        """Take leave of the server; the next mail opens a line again."""
        if self.line is not None:
            self.line.close()


_kept: ContextVar[Post | None] = ContextVar("kept", default=None)


@contextmanager
def opened(settings: Mapping[str, Any]) -> Iterator[Post]:
    """Keep one line open for a run of mails of this thread; inside of another run it is that one's."""
    if (kept := _kept.get()) is not None:
        yield kept
        return
    post = Post(settings)
    token = _kept.set(post)
    try:
        yield post
    finally:
        _kept.reset(token)
        post.close()


def compose(
    name: str, to: str, language: str, *, base_url: str, code: str = "", **context: Any
) -> EmailMessage:
    """Render mail/<name>.subject.txt, .txt and .html in the person's language, with the link to the form.

    Without a code the mail tells something, and opens no form.
    """
    message = EmailMessage()
    message["To"] = to
    context |= {"language": language, "base_url": base_url, "code": code, "link": f"{base_url}/a#{code}"}
    with force_locale(language):
        subject = " ".join(_render(f"mail/{name}.subject.txt", **context).split())
        message["Subject"] = subject
        # Not base64, which the library would choose itself: filters of junk mail look askance at it.
        message.set_content(_render(f"mail/{name}.txt", subject=subject, **context), cte="quoted-printable")
        page = _inline(_render(f"mail/{name}.html", subject=subject, **context))
        message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message


def send(message: EmailMessage, *, message_id: str, about: str, settings: Mapping[str, Any]) -> None:
    """Send one mail; returns after the server has taken it, or the file is on the disk.

    `message_id` is stable for one mailing, so a mail repeated after a crash is known as the same.
    `about` begins the file's name in outbox/, so that closing a wave finds its mails.
    Raises: SettingMissing, SmtpUrlWrong, AddressRefused, NotTaken, NoLine, Unsure.
    """
    to = str(message["To"])
    with opened(settings) as post:
        post.carry(Letter(message, settings).to(to, name=message_id, about=about))


def greet(settings: Mapping[str, Any]) -> str:
    """Ask the mail server for a sign of life, and send nothing; return which it is, and how it is reached.

    Raises: SmtpUrlWrong, NoLine.
    """
    with opened(settings) as post:
        if post.line is None:
            return "each mail is written as a file in outbox/"
        how = "encrypted" if post.line.greet() else "not encrypted"
        return f"by SMTP to {smtp.place(settings['SMTP_URL'])}, {how}"


def clear(settings: Mapping[str, Any], about: str) -> None:
    """Delete the mails of something from outbox/, half-written ones too."""
    for file in [*written(settings, about), *(settings["INSTANCE"] / "outbox").glob(f".{about}.*")]:
        file.unlink(missing_ok=True)


def address_mark(email: str, secret: str) -> str:
    """Return what stands for an address where the address itself may not stand."""
    return hmac.digest(secret.encode(), email.strip().lower().encode(), "sha256").hex()


def written(settings: Mapping[str, Any], about: str) -> list[Path]:
    """Return the mails of something that lie in outbox/."""
    return sorted((settings["INSTANCE"] / "outbox").glob(f"{about}.*.eml"))


def _render(template: str, **context: Any) -> str:
    # Without the web's context processors: a mail knows no request and no session.
    return current_app.jinja_env.get_template(template).render(**context)


def _inline(page: str) -> str:
    """Move the style sheet into the elements; rules for dark screens stay, since no element can hold them."""
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False).inline(page)


def _pace(per_minute: int) -> None:
    """Wait until one more mail may go. Evenly, so that nothing need be remembered over a restart."""
    if per_minute:
        with _pacing:
            now, interval = time.monotonic(), 60.0 / per_minute
            _next_at[0] = max(now, _next_at[0]) + interval
            wait = _next_at[0] - interval - now
        time.sleep(wait)


# The moment from which the next mail of this process may go.
_next_at, _pacing = [0.0], threading.Lock()


def _slices(place: bytes) -> Iterator[bytes | slice]:
    """Return the parts of a code as its place is cut by soft breaks of the line, with these breaks."""
    done = 0
    for number, part in enumerate(place.split(b"=\r\n")):
        if number:
            yield b"=\r\n"
        yield slice(done, done + len(part))
        done += len(part)


def _as_header(address: str) -> str:
    if _PLAIN.fullmatch(address):
        return address
    message = EmailMessage(policy=policy.SMTP.clone(utf8=True))
    message["To"] = address
    return message.as_string().removeprefix("To: ").rstrip()
