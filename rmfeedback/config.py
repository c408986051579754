"""Every setting with its default and its reason; defaults, then instance/config.py, then the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app

from rmfeedback import addresses
from rmfeedback.errors import N_, Refused

PREFIX = "RMFEEDBACK_"
REHEARSAL_MARK = "rehearsal"
SECRET_FILE = "secret_key"
# Many backup programs leave out a folder with this (Cache Directory Tagging Specification, bford.info).
NO_BACKUP = "CACHEDIR.TAG"
CACHE_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Keys: in no backup.\n"
JOBS = ("embedded", "sqlite")
SMALLEST_GROUP = 5
SMALLEST_TEXT_GROUP = 10
REVIEWERS = (1, 2)
HTMX_URL = "https://cdn.jsdelivr.net/npm/htmx.org@2.0.11/dist/htmx.min.js"
HTMX_INTEGRITY = "sha384-2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"


@dataclass(frozen=True)
class Setting:
    """One setting: its name without the prefix, its default, and why it exists."""

    name: str
    default: Any
    why: str


SETTINGS = (
    Setting("INSTANCE", "", "folder of all that is kept; empty: instance/ beside the code"),
    Setting(
        "IDENTITY_URL", "", "SQLAlchemy URL of the identity room; empty: identity.sqlite in the instance"
    ),
    Setting(
        "RESPONSES_URL", "", "SQLAlchemy URL of the response room; empty: responses.sqlite in the instance"
    ),
    Setting(
        "JOBS", "embedded", "where jobs run: embedded in `serve`, or sqlite for `jobs run` in its own process"
    ),
    Setting("SMTP_URL", "", "smtp[s]://user:password@host:port; empty: each mail is a file in outbox/"),
    Setting(
        "MAIL_PER_MINUTE", 0, "most mails a minute, where the mail server counts them; 0: as fast as it takes"
    ),
    Setting("MAIL_FROM", "", "sender of all mail; no default, so that nobody mails under a strange name"),
    Setting("BASE_URL", "", "address printed in links; no default, so that no link leads nowhere"),
    Setting(
        "SECRET_KEY", "", "signs staff sessions; empty: read from the instance, made by `schema upgrade`"
    ),
    Setting("SMALLEST_GROUP", SMALLEST_GROUP, "fewest people behind a number; may be raised"),
    Setting(
        "SMALLEST_TEXT_GROUP",
        SMALLEST_TEXT_GROUP,
        "fewest responses before any theme is shown; may be raised",
    ),
    Setting(
        "REVIEWERS", 2, "how many of HR a release on the web takes; 1 for a team of one, and reports say so"
    ),
    Setting("HTMX_URL", HTMX_URL, "script of the staff pages"),
    Setting("ORGANISATION", "", "name on the respondents' pages and mails; empty: the programme's name"),
    Setting("CONTACT", "", "address printed for people who would rather write to the programme team"),
    Setting("REHEARSAL", "", "1 makes a new instance a rehearsal for good"),
    Setting("TODAY", "", "the date a rehearsal believes in, ISO"),
)


class SettingUnknown(Refused):
    message = N_("%(name)s is no setting of rmfeedback. Known are: %(known)s.")


class SettingMissing(Refused):
    status = 500
    message = N_("%(name)s is not set. Put it into %(file)s or into the environment: %(why)s.")


class SettingsUnreadable(Refused):
    status = 500
    message = N_("%(file)s cannot be read as settings: %(reason)s. Mend it, then start again.")


class SettingWrong(Refused):
    message = N_("%(name)s is “%(value)s”: %(reason)s.")


class NotARehearsal(Refused):
    status = 500
    message = N_(
        "%(instance)s was not made as a rehearsal, so RMFEEDBACK_REHEARSAL and RMFEEDBACK_TODAY "
        "may not be set. Unset them, or make a new instance for rehearsing."
    )


def load(
    overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return all settings by their names without prefix.

    Raises: SettingUnknown, SettingsUnreadable, SettingWrong, NotARehearsal.
    """
    environ = os.environ if environ is None else environ
    overrides = dict(overrides or {})
    given = {name: environ[PREFIX + name] for name in _names() if PREFIX + name in environ}
    instance = Path(overrides.get("INSTANCE") or given.get("INSTANCE") or _checkout() / "instance").resolve()
    settings = {s.name: s.default for s in SETTINGS}
    settings |= _from_file(instance / "config.py") | given | overrides
    settings["INSTANCE"] = instance
    _check(settings)
    return settings


def current() -> dict[str, Any]:
    """Return the settings of the running application."""
    settings: dict[str, Any] = current_app.config["RM"]
    return settings


def today(settings: Mapping[str, Any]) -> date:
    """Return the day it is; only a rehearsal may believe in another."""
    return date.fromisoformat(settings["TODAY"]) if settings["TODAY"] else date.today()


def this_day() -> date:
    """Return the day it is for the running application."""
    return today(current())


def need(settings: Mapping[str, Any], name: str) -> str:
    """Return a setting that has no default.

    Raises: SettingMissing.
    """
    if not settings[name]:
        why = next(s.why for s in SETTINGS if s.name == name)
        raise SettingMissing(name=PREFIX + name, file=settings["INSTANCE"] / "config.py", why=why)
    return str(settings[name])


def is_rehearsal(settings: Mapping[str, Any]) -> bool:
    """Tell whether the instance was made for rehearsing."""
    return bool((settings["INSTANCE"] / REHEARSAL_MARK).exists())


def prepare(settings: Mapping[str, Any]) -> None:
    """Make the instance's folders, its secret, and the mark of a rehearsal; what is there stays."""
    instance: Path = settings["INSTANCE"]
    is_new = not (instance / SECRET_FILE).exists()
    for folder in (instance, instance / "keys", instance / "outbox"):
        folder.mkdir(parents=True, exist_ok=True)
    (instance / "keys").chmod(0o700)
    mark = instance / "keys" / NO_BACKUP
    mark.write_text(CACHE_SIGNATURE, encoding="ascii")
    mark.chmod(0o600)
    if is_new:
        if settings["REHEARSAL"]:
            (instance / REHEARSAL_MARK).touch()
        file = os.open(instance / SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as secret:
            secret.write(secrets.token_hex(32))


def secret_key(settings: Mapping[str, Any]) -> str:
    """Return the key that signs staff sessions; empty before the instance was prepared."""
    file: Path = settings["INSTANCE"] / SECRET_FILE
    return str(settings["SECRET_KEY"] or (file.read_text("ascii") if file.exists() else ""))


def _names() -> list[str]:
    return [s.name for s in SETTINGS]


def _checkout() -> Path:
    return Path(__file__).resolve().parent.parent


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    written: dict[str, Any] = {}
    try:
        exec(compile(path.read_text("utf-8"), str(path), "exec"), written)
    except Exception as error:
        raise SettingsUnreadable(file=path, reason=f"{type(error).__name__}, {error}") from None
    found = {key.removeprefix(PREFIX): value for key, value in written.items() if key.startswith(PREFIX)}
    for name in found:
        if name not in _names():
            raise SettingUnknown(name=PREFIX + name, known=", ".join(PREFIX + n for n in _names()))
    return found


def _check(settings: dict[str, Any]) -> None:
    for name, least in (("SMALLEST_GROUP", SMALLEST_GROUP), ("SMALLEST_TEXT_GROUP", SMALLEST_TEXT_GROUP)):
        settings[name] = _number(name, settings[name])
        if settings[name] < least:
            reason = f"it may be raised, but never be under {least}"
            raise SettingWrong(name=PREFIX + name, value=settings[name], reason=reason)
    settings["MAIL_PER_MINUTE"] = _number("MAIL_PER_MINUTE", settings["MAIL_PER_MINUTE"])
    if settings["MAIL_PER_MINUTE"] < 0:
        reason = "a number of mails is wanted, or 0 for no limit"
        raise SettingWrong(name=PREFIX + "MAIL_PER_MINUTE", value=settings["MAIL_PER_MINUTE"], reason=reason)
    settings["REVIEWERS"] = _number("REVIEWERS", settings["REVIEWERS"])
    if settings["REVIEWERS"] not in REVIEWERS:
        reason = "1 or 2 people of HR release"
        raise SettingWrong(name=PREFIX + "REVIEWERS", value=settings["REVIEWERS"], reason=reason)
    _check_addresses(settings)
    if settings["JOBS"] not in JOBS:
        known = ", ".join(JOBS)
        raise SettingWrong(name=PREFIX + "JOBS", value=settings["JOBS"], reason=f"known are {known}")
    if settings["TODAY"]:
        _date("TODAY", settings["TODAY"])
    made = (settings["INSTANCE"] / SECRET_FILE).exists()
    if made and not is_rehearsal(settings) and (settings["REHEARSAL"] or settings["TODAY"]):
        raise NotARehearsal(instance=settings["INSTANCE"])
    if settings["TODAY"] and not made and not settings["REHEARSAL"]:
        raise NotARehearsal(instance=settings["INSTANCE"])


def _check_addresses(settings: Mapping[str, Any]) -> None:
    rooms = {room: addresses.of_room(settings, room) for room in ("identity", "responses")}
    # An address is never told again: it may hold a password.
    for room, address in rooms.items():
        if reason := addresses.objection(address):
            raise SettingWrong(name=f"{PREFIX}{room.upper()}_URL", value="…", reason=reason)
    if addresses.are_same(*rooms.values()):
        reason = "it names the database of the other room. Each room needs one of its own"
        raise SettingWrong(name=PREFIX + "RESPONSES_URL", value="…", reason=reason)


def _number(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise SettingWrong(name=PREFIX + name, value=value, reason="a whole number is wanted") from None


def _date(name: str, value: Any) -> None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SettingWrong(
            name=PREFIX + name, value=value, reason="a date like 2026-11-24 is wanted"
        ) from None
