"""Read settings and promises back from the running parts; refuse to serve where a promise would be untrue."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rmfeedback import config, migrations
from rmfeedback.db import PRAGMAS, ROOMS, db, read_pragma
from rmfeedback.errors import N_, Refused
from rmfeedback.surveys import asking, keys, results
from rmfeedback.terms import Role


@dataclass(frozen=True)
class Check:
    """One thing that was read back; `is_promise`: serving depends on it."""

    name: str
    ok: bool
    say: str
    is_promise: bool = True

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "say": self.say}

    def in_words(self) -> str:
        return f"{'ok ' if self.ok else 'NO '} {self.name}: {self.say}"


class Unwell(Refused):
    status = 500
    message = N_("%(failed)s")

    def __init__(self, checks: list[Check]) -> None:
        super().__init__(failed=" ".join(f"{c.name}: {c.say}." for c in checks if not c.ok))
        self.checks = checks


def examine() -> list[Check]:
    """Return every check with what was found."""
    settings = config.current()
    checks = [_secret(settings), *_schemas()]
    if all(check.ok for check in checks):
        checks += [*_pragmas(), *_files(settings), *_pins()]
    return [*checks, *_mail(settings)]


def check() -> None:
    """Refuse where a promise would be untrue.

    Raises: Unwell.
    """
    failed = [check for check in examine() if check.is_promise and not check.ok]
    if failed:
        raise Unwell(failed)


def _secret(settings: Mapping[str, Any]) -> Check:
    ok = bool(config.secret_key(settings))
    say = "there is a key for staff sessions" if ok else "there is none. Run `schema upgrade` first"
    return Check("secret key", ok, say)


def _schemas() -> Iterator[Check]:
    for room in ROOMS:
        found, wanted = migrations.current(room), migrations.newest(room)
        say = (
            f"at {found}"
            if found == wanted
            else f"at “{found}”, but {wanted} is needed. Run `schema upgrade`"
        )
        yield Check(f"schema of {room}", found == wanted, say)


def _pragmas() -> Iterator[Check]:
    for room in ROOMS:
        for name, wanted in PRAGMAS.items():
            found = read_pragma(db.engines[room], name)
            wish = (
                f", but {wanted} is needed. Stop every other program that has the file open, then start again"
            )
            say = f"{found}{'' if found == wanted else wish}"
            yield Check(f"{room} {name}", found == wanted, say)


def _files(settings: Mapping[str, Any]) -> Iterator[Check]:
    if os.name == "nt":
        return
    instance: Path = settings["INSTANCE"]
    rooms = [Path(str(db.engines[room].url.database)) for room in ROOMS]
    keys_folder = instance / "keys"
    for path in (keys_folder, *sorted(keys_folder.iterdir()), instance / config.SECRET_FILE, *rooms):
        if path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            say = (
                f"mode {mode:04o}" if not mode & 0o077 else f"mode {mode:04o} lets others in: chmod go-rwx it"
            )
            yield Check(f"file {_called(path, instance)}", not mode & 0o077, say)


def _called(path: Path, instance: Path) -> str:
    return str(path.relative_to(instance) if path.is_relative_to(instance) else path)


def _pins() -> Iterator[Check]:
    for wave in results.waves("open", "closing"):
        try:
            keys.pin(wave)
            keys.links_key()
            asking.asked(wave, Role.MENTOR), asking.asked(wave, Role.LEADER)
        except Refused as no:
            yield Check(f"wave {wave.key}", False, str(no))
        else:
            yield Check(
                f"wave {wave.key}", True, "record, pin and questionnaires are those it was launched with"
            )
        has_key = keys.has_private(wave.key)
        say = (
            "is in keys/"
            if has_key
            else "is not in keys/: put the folder back, or its answers cannot be opened."
        )
        yield Check(f"key of {wave.key}", has_key, say)


def _mail(settings: Mapping[str, Any]) -> Iterator[Check]:
    for name in ("BASE_URL", "MAIL_FROM"):
        ok = bool(settings[name])
        say = (
            settings[name]
            if ok
            else f"not set. Put {config.PREFIX}{name} into {settings['INSTANCE'] / 'config.py'}"
        )
        yield Check(name, ok, say, is_promise=False)
    way = "by SMTP" if settings["SMTP_URL"] else "each mail is written as a file in outbox/"
    yield Check("mail", True, way, is_promise=False)
