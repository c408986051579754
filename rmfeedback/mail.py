"""compose() and send(): one multipart mail to one person, by SMTP or into outbox/."""

import hmac
import smtplib
import socket
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import css_inline
from flask import current_app
from flask_babel import force_locale

from rmfeedback import config, files
from rmfeedback.errors import N_, Refused

SMTP_TIMEOUT_S = 10.0


# Errors after which the mail has certainly not gone out; a broken line or a time-out may have come too late.
NOT_SENT = (
    Refused,
    ConnectionRefusedError,
    socket.gaierror,
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


class SmtpUrlWrong(Refused):
    status = 500
    message = N_("RMFEEDBACK_SMTP_URL must look like smtp://user:password@host:587 or smtps://…:465.")


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
        message.set_content(_render(f"mail/{name}.txt", subject=subject, **context))
        page = _render(f"mail/{name}.html", subject=subject, **context)
        message.add_alternative(_inline(page), subtype="html")
    return message


def send(message: EmailMessage, *, message_id: str, about: str, settings: Mapping[str, Any]) -> None:
    """Send one mail; returns after the server has taken it, or the file is on the disk.

    `message_id` is stable for one mailing, so a mail repeated after a crash is known as the same.
    `about` begins the file's name in outbox/, so that closing a wave finds its mails.
    Raises: SettingMissing, SmtpUrlWrong, OSError (SMTPException is one).
    """
    sender = config.need(settings, "MAIL_FROM")
    message["From"] = sender
    message["Message-ID"] = f"<{message_id}@{_domain(sender)}>"
    message["Date"] = formatdate(localtime=False)
    message["Auto-Submitted"] = "auto-generated"
    if settings["SMTP_URL"]:
        _send_by_smtp(message, settings["SMTP_URL"])
    else:
        file: Path = settings["INSTANCE"] / "outbox" / f"{about}.{message_id}.eml"
        files.write_aside(file, message.as_bytes()).replace(file)


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


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].strip("> ") or "localhost"


def _send_by_smtp(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SmtpUrlWrong()
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            parts.hostname, parts.port or 465, timeout=SMTP_TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(parts.hostname, parts.port or 587, timeout=SMTP_TIMEOUT_S)
    with server:
        if parts.scheme == "smtp":
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
