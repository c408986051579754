"""Accounts of staff, in the identity room. People who take part have no account."""

import secrets
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from rmfeedback.db import IdentityModel

ROLES = ("hr", "leadership", "admin", "trustee")


def new_session_key() -> str:
    """Return what a session cookie carries instead of an account's number or address."""
    return secrets.token_urlsafe(24)


class Account(IdentityModel):
    """A member of staff, with one role."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role_known"),)

    # Flask-Login asks this of whoever is signed in.
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str] = mapped_column(unique=True, default=new_session_key)

    def get_id(self) -> str:
        """Return the opaque key of this account's sessions; a new one ends them all."""
        return self.session_key


class AuditEntry(IdentityModel):
    """A deed of a member of staff. `hash` covers the row and the hash before it: no row is changed unnoticed.

    Nothing that a person who answers does is ever entered.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    # UTC, ISO 8601, to the second.
    at: Mapped[str]
    who: Mapped[str]
    deed: Mapped[str]
    about: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Agreement(IdentityModel):
    """A member of staff asks for a release; somebody else has to agree to the very same findings."""

    __tablename__ = "agreement"

    wave_key: Mapped[str] = mapped_column(primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    # SHA-256 of the findings that were asked for: what was changed since has to be asked for again.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
