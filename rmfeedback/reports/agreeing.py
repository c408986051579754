"""Two people release: one of HR asks, another agrees to the very same findings.

Where a team has one person alone (the setting REVIEWERS), and on the command line, one releases; the findings
then say so.
"""

import hashlib
from dataclasses import dataclass

from rmfeedback import config
from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.reports import findings, notifying, trends
from rmfeedback.reports.findings import Findings
from rmfeedback.staff import accounts, audit
from rmfeedback.staff.models import Account, Agreement
from rmfeedback.surveys import results

TWO, ONE = "two people", "one person"
RELEASERS = ("hr",)


class SecondNeeded(Refused):
    status = 409
    message = N_(
        "A release takes two people here. Ask for it on the review page; it goes out when another account of "
        "HR agrees."
    )


class NobodyElse(Refused):
    status = 409
    message = N_(
        "A release takes two people, and yours is the only account of HR that can sign in. Have an "
        "administrator add another; a team of one sets RMFEEDBACK_REVIEWERS to 1, and the report says so."
    )


class AskedBefore(Refused):
    status = 409
    message = N_("%(email)s has asked for this release already. You can agree to it, or withdraw it.")


class NothingAsked(Refused):
    status = 409
    message = N_(
        "Nobody asks for this release: it was withdrawn, or it has gone out. Look at the review page."
    )


class AskedYourself(Refused):
    status = 409
    message = N_(
        "You asked for this release yourself: somebody else of HR has to agree, with their own account."
    )


class FindingsChanged(Refused):
    status = 409
    message = N_(
        "The findings are not those that %(email)s asked to release: something was changed since. Nothing "
        "was released. Look through them, and ask again."
    )


class NothingNew(Refused):
    status = 409
    message = N_("Leadership reads these findings already: nothing was changed since they were released.")


class MayNotRelease(Refused):
    status = 403
    message = N_("%(email)s has the role %(role)s. HR asks for a release, and another of HR agrees.")


@dataclass(frozen=True)
class Standing:
    """How far a release is: who asked for it, if anybody, and whether something was changed since.

    `seconds`: who of HR can sign in, by address; `is_released`, `is_new`: whether leadership reads findings,
    and whether there are other ones to release.
    """

    needs_two: bool
    asked_by: str
    is_stale: bool
    seconds: tuple[str, ...]
    is_released: bool
    is_new: bool

    def others(self, email: str) -> list[str]:
        """Return who could agree to what somebody asks for."""
        return [each for each in self.seconds if each != email]


def standing(wave_key: str) -> Standing:
    """Return how far the release of a counted wave is.

    Raises: NotFound, WaveNotCounted, TooFewResponses.
    """
    asked, asker = db.session.get(Agreement, wave_key), _asker(wave_key)
    is_released = findings.is_released(wave_key)
    return Standing(
        needs_two=needs_two(),
        asked_by=asker.email if asker else "",
        is_stale=asked is not None
        and asker is not None
        and asked.digest != _digest(findings.show(wave_key, TWO)),
        seconds=tuple(account.email for account in _seconds()),
        is_released=is_released,
        is_new=not is_released or findings.is_changed(wave_key),
    )


def needs_two() -> bool:
    """Tell whether a release on the web takes two people."""
    return int(config.current()["REVIEWERS"]) > 1


def asked_by(wave_key: str) -> str:
    """Return the address of who asks for a release; empty where nobody does."""
    asker = _asker(wave_key)
    return asker.email if asker else ""


def alone(wave_key: str, account: Account) -> Findings:
    """Release where one person may; pressed once more, nothing happens.

    Raises: SecondNeeded, MayNotRelease, and what a release does.
    """
    _check_role(account)
    if needs_two():
        raise SecondNeeded()
    with writing(), audit.acting(account.email):
        if findings.is_released(wave_key) and not findings.is_changed(wave_key):
            return findings.released(wave_key)
        return findings.release(wave_key, ONE)


def ask(wave_key: str, account: Account) -> None:
    """Note that somebody wants the findings released as they are now, and tell the others of HR by mail.

    Raises: MayNotRelease, NobodyElse, AskedBefore, NothingNew, and what a release does.
    """
    _check_role(account)
    trends.refresh(wave_key)
    with writing() as session, audit.acting(account.email):
        digest, before = _digest(findings.ready(wave_key, TWO)), _asker(wave_key)
        if findings.is_released(wave_key) and not findings.is_changed(wave_key):
            raise NothingNew()
        others = [each for each in _seconds() if each.id != account.id]
        if not others:
            raise NobodyElse()
        if before and before.id != account.id and _digest_asked(wave_key) == digest:
            raise AskedBefore(email=before.email)
        session.merge(Agreement(wave_key=wave_key, asked_by=account.id, digest=digest))
        audit.enter("release asked for", wave_key, findings_sha256=digest.hex())
        notifying.of_ask(results.wave(wave_key), [each.id for each in others], account.id)


def agree(wave_key: str, account: Account) -> Findings:
    """Release what another asked for, if it is still the same; of two who agree at once, one does.

    Raises: MayNotRelease, NothingAsked, AskedYourself, FindingsChanged, and what a release does.
    """
    _check_role(account)
    trends.refresh(wave_key)
    with writing() as session, audit.acting(account.email):
        asker = _asker(wave_key)
        if asker is None:
            raise NothingAsked()
        if asker.id == account.id:
            raise AskedYourself()
        released = findings.release(wave_key, TWO)
        if _digest(released) != _digest_asked(wave_key):
            raise FindingsChanged(email=asker.email)
        audit.enter("release agreed to", wave_key, asked_by=asker.email)
        session.delete(session.get(Agreement, wave_key))
    return released


def withdraw(wave_key: str, account: Account) -> None:
    """Forget that somebody asked: whoever asked takes it back, or another does not agree.

    Raises: MayNotRelease, NothingAsked.
    """
    _check_role(account)
    with writing() as session, audit.acting(account.email):
        asked = session.get(Agreement, wave_key)
        if asked is None:
            raise NothingAsked()
        session.delete(asked)
        audit.enter("release withdrawn", wave_key)


def _check_role(account: Account) -> None:
    if account.role not in RELEASERS:
        raise MayNotRelease(email=account.email, role=account.role)


def _asker(wave_key: str) -> Account | None:
    """Return who asks; nobody where that account was closed or is no longer of HR."""
    asked = db.session.get(Agreement, wave_key)
    try:
        asker = accounts.get(asked.asked_by) if asked else None
    except NotFound:
        return None
    return asker if asker and asker.is_active and asker.role in RELEASERS else None


def _seconds() -> list[Account]:
    return [each for each in accounts.everybody() if each.is_active and each.role in RELEASERS]


def _digest_asked(wave_key: str) -> bytes:
    return bytes(db.session.get_one(Agreement, wave_key).digest)


def _digest(found: Findings) -> bytes:
    return hashlib.sha256(findings.as_text(found).encode()).digest()
