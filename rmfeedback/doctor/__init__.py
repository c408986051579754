"""Read settings and promises back from the running parts; refuse to serve where a promise would be untrue."""

import os
import stat
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from rmfeedback import config, logs, mail, migrations
from rmfeedback.db import ROOMS, db, is_postgresql
from rmfeedback.doctor import postgresql, sqlite, waves
from rmfeedback.doctor.checks import Check, Unwell
from rmfeedback.postgresql import RoomUnreachable
from rmfeedback.staff import audit

__all__ = ["Check", "Unwell", "check", "examine", "guard", "promises"]


def examine() -> list[Check]:
    """Return every check with what was found."""
    return [*_kept(), *_mail(config.current())]


def promises() -> list[Check]:
    """Return the checks that serving depends on; no other server is asked but those of the databases."""
    return [check for check in _kept() if check.is_promise]


def check() -> None:
    """Refuse where a promise would be untrue; keep for /promise how many were looked at.

    Raises: Unwell.
    """
    found = promises()
    failed = [check for check in found if not check.ok]
    if failed:
        raise Unwell(failed)
    current_app.extensions["own_checks"] = (len(found), len(found))


def guard(app: Flask) -> None:
    """Let no request through before the promises were read back, for servers that only import the app.

    A request raises Unwell as long as one promise would be untrue.
    """
    asked = threading.Lock()

    @app.before_request
    def look_once() -> None:
        with asked:
            if "own_checks" not in app.extensions:
                check()


def _kept() -> list[Check]:
    settings = config.current()
    checks = [_secret(settings), _logs(), *_schemas()]
    if all(check.ok for check in checks):
        checks += [*_engines(), *_files(settings), *_placement(settings), *waves.of_all(), _audit()]
    return checks


def _secret(settings: Mapping[str, Any]) -> Check:
    ok = bool(config.secret_key(settings))
    say = "there is a key for staff sessions" if ok else "there is none. Run `schema upgrade` first"
    return Check("secret key", ok, say)


def _logs() -> Check:
    ok = logs.is_installed()
    say = (
        "codes and network addresses are taken out of every line"
        if ok
        else "another program part replaced the factory of log records, so a code could stand in a log"
    )
    return Check("logs", ok, say)


def _schemas() -> Iterator[Check]:
    for room in ROOMS:
        name, wanted = f"schema of {room}", migrations.newest(room)
        try:
            found = migrations.current(room)
        except RoomUnreachable as no:
            yield Check(name, False, str(no).rstrip("."))
            continue
        wish = f"at “{found}”, but {wanted} is needed. Run `schema upgrade`"
        yield Check(name, found == wanted, f"at {found}" if found == wanted else wish)


def _engines() -> Iterator[Check]:
    for room in ROOMS:
        yield from postgresql.server(room) if is_postgresql(room) else sqlite.pragmas(room)
    if all(is_postgresql(room) for room in ROOMS):
        yield from postgresql.apart()


def _files(settings: Mapping[str, Any]) -> Iterator[Check]:
    if os.name == "nt":
        return
    instance: Path = settings["INSTANCE"]
    rooms = [Path(str(db.engines[room].url.database)) for room in ROOMS if not is_postgresql(room)]
    keys_folder = instance / "keys"
    key_files = sorted(keys_folder.glob("*"))
    if not keys_folder.exists():
        say = "is not there. Put the folder back, or what was answered in open waves cannot be read"
        yield Check("file keys", False, say)
    for path in (keys_folder, *key_files, instance / config.SECRET_FILE, *rooms):
        if path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            say = (
                f"mode {mode:04o}" if not mode & 0o077 else f"mode {mode:04o} lets others in: chmod go-rwx it"
            )
            yield Check(f"file {_called(path, instance)}", not mode & 0o077, say)


def _placement(settings: Mapping[str, Any]) -> Iterator[Check]:
    """Tell whether the keys lie where no backup takes them along: in a marked folder of our own."""
    folder: Path = settings["INSTANCE"] / "keys"
    is_own = folder.is_dir() and not folder.is_symlink()
    own, elsewhere = "a folder of the instance's own", "missing, or a link to elsewhere. Put it back"
    yield Check("keys folder", is_own, own if is_own else elsewhere)
    is_marked = (folder / config.NO_BACKUP).exists()
    mark = f"bears {config.NO_BACKUP}" if is_marked else f"{config.NO_BACKUP} is gone. Run `schema upgrade`"
    yield Check("keys in no backup", is_marked, mark, is_promise=False)


def _audit() -> Check:
    """Tell whether the audit log is whole; how many entries it has is the administrator's to read."""
    try:
        audit.check()
    except audit.AuditBroken as no:
        return Check("audit log", False, str(no).rstrip("."), is_promise=False)
    return Check("audit log", True, "every entry holds", is_promise=False)


def _called(path: Path, instance: Path) -> str:
    return str(path.relative_to(instance) if path.is_relative_to(instance) else path)


def _mail(settings: Mapping[str, Any]) -> Iterator[Check]:
    for name in ("BASE_URL", "MAIL_FROM"):
        ok = bool(settings[name])
        say = (
            settings[name]
            if ok
            else f"not set. Put {config.PREFIX}{name} into {settings['INSTANCE'] / 'config.py'}"
        )
        yield Check(name, ok, say, is_promise=False)
    try:
        yield Check("mail", True, mail.greet(settings), is_promise=False)
    except (mail.NoLine, mail.SmtpUrlWrong) as no:
        say = f"the mail server does not answer, or wants no mail from us ({no}). Mails wait, none is lost"
        yield Check("mail", False, say, is_promise=False)
