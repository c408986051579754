"""Who among staff may sign in: make, check, change and close accounts."""

import re
import secrets
from functools import cache
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, NotFound, Refused
from rmfeedback.staff import audit
from rmfeedback.staff.models import ROLES, Account, new_session_key

SHORTEST_PASSWORD = 12
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
# Argon2id with the library's parameters: RFC 9106, section 4, the set for little memory (64 MiB, 3 passes).
_hasher = PasswordHasher()


class AccountRefused(Refused):
    """Something about an account that cannot be; `field` names what is to be mended."""

    status = 422
    field: ClassVar[str] = "email"


class EmailInvalid(AccountRefused):
    message = N_("“%(email)s” is no mail address. Write it like ada@example.com.")


class RoleUnknown(AccountRefused):
    field = "role"
    message = N_("“%(role)s” is no role. Choose one of %(known)s.")


class PasswordTooShort(AccountRefused):
    field = "password"
    message = N_(
        "The password has %(length)s characters; it needs %(shortest)s or more. Several words are good."
    )


class AccountExists(AccountRefused):
    message = N_(
        "%(email)s has an account already, with the role %(role)s. Its role and its password "
        "are changed by an administrator, on the page Accounts."
    )


class OnlyAdministrator(AccountRefused):
    field = "role"
    message = N_(
        "%(email)s is the only administrator who can sign in. Make another administrator first; "
        "otherwise nobody could open an account any more."
    )


class TrusteeStaysTrustee(AccountRefused):
    field = "role"
    message = N_(
        "A trustee's account is made as one and stays one, so that nobody who plans waves or runs the server "
        "ever holds their words. Add another account, with another address."
    )


class SignInRefused(Refused):
    """One sentence for an unknown address, a wrong password and a closed account."""

    status = 422
    message = N_("Address and password do not fit together.")


def add(email: str, role: str, password: str) -> Account:
    """Make an account; the very same account once more is no refusal, so that a crash does no harm.

    Raises: EmailInvalid, RoleUnknown, PasswordTooShort, AccountExists.
    """
    email = normalise(email)
    _check_email(email)
    _check_role(role)
    hashed = _hash(password)
    with writing() as session:
        there = _by_email(email)
        if there is None:
            there = Account(email=email, role=role, password_hash=hashed)
            session.add(there)
            audit.enter("account made", email, role=role)
        elif not (there.is_active and there.role == role and _fits(there.password_hash, password)):
            raise AccountExists(email=email, role=there.role)
    return there


def check(email: str, password: str) -> Account:
    """Return the account that address and password fit.

    An unknown address costs the time of a wrong password, so that neither tells who has an account.

    Raises: SignInRefused.
    """
    nobodys = _hash_of_nobody()
    account = _by_email(normalise(email))
    does_fit = _fits(account.password_hash if account else nobodys, password)
    if account is None or not does_fit or not account.is_active:
        raise SignInRefused()
    if _hasher.check_needs_rehash(account.password_hash):
        hashed = _hasher.hash(password)
        with writing():
            account.password_hash = hashed
    return account


def set_password(email: str, password: str) -> Account:
    """Give an account a new password and end its sessions.

    Raises: NotFound, PasswordTooShort.
    """
    hashed = _hash(password)
    with writing():
        account = find(email)
        account.password_hash, account.session_key = hashed, new_session_key()
        audit.enter("password changed", account.email)
    return account


def change_role(email: str, role: str) -> Account:
    """Give an account another role and end its sessions.

    Raises: NotFound, RoleUnknown, OnlyAdministrator, TrusteeStaysTrustee.
    """
    _check_role(role)
    with writing():
        account = find(email)
        if "trustee" in (role, account.role) and role != account.role:
            raise TrusteeStaysTrustee()
        if role != "admin":
            _keep_an_administrator(account)
        account.role, account.session_key = role, new_session_key()
        audit.enter("role changed", account.email, role=role)
    return account


def deactivate(email: str) -> Account:
    """Close an account: nobody signs in with it, and its sessions end.

    Raises: NotFound, OnlyAdministrator.
    """
    with writing():
        account = find(email)
        _keep_an_administrator(account)
        account.is_active, account.session_key = False, new_session_key()
        audit.enter("account closed", account.email)
    return account


def activate(email: str) -> Account:
    """Open a closed account again.

    Raises: NotFound.
    """
    with writing():
        account = find(email)
        account.is_active = True
        audit.enter("account opened", account.email)
    return account


def has_active(role: str) -> bool:
    """Tell whether somebody with this role can sign in."""
    return db.session.scalar(select(Account.id).where(Account.role == role, Account.is_active)) is not None


def end_sessions(email: str) -> None:
    """Make every cookie of an account worthless, a copied one too.

    Raises: NotFound.
    """
    with writing():
        find(email).session_key = new_session_key()


def everybody() -> list[Account]:
    """Return all accounts, by address."""
    return list(db.session.scalars(select(Account).order_by(Account.email)))


def find(email: str) -> Account:
    """Return the account of an address.

    Raises: NotFound.
    """
    account = _by_email(normalise(email))
    if account is None:
        raise NotFound(what="account", key=email)
    return account


def get(account_id: int) -> Account:
    """Return an account by its number.

    Raises: NotFound.
    """
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound(what="account", key=account_id)
    return account


def of_session(session_key: str) -> Account | None:
    """Return the open account that a session belongs to."""
    return db.session.scalar(select(Account).where(Account.session_key == session_key, Account.is_active))


def normalise(email: str) -> str:
    """Return an address as it is stored and compared."""
    return email.strip().lower()


def _by_email(email: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.email == email))


def _check_email(email: str) -> None:
    if len(email) > LONGEST_EMAIL or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise EmailInvalid(email=email[:LONGEST_EMAIL])


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise RoleUnknown(role=role, known=", ".join(ROLES))


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(length=len(password), shortest=SHORTEST_PASSWORD)
    return _hasher.hash(password)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))


def _keep_an_administrator(account: Account) -> None:
    admins = list(db.session.scalars(select(Account).where(Account.role == "admin", Account.is_active)))
    if admins == [account]:
        raise OnlyAdministrator(email=account.email)
