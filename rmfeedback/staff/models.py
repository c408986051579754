"""Accounts of staff, in the identity room. People who take part have no account."""

import secrets
from typing import ClassVar

from sqlalchemy import CheckConstraint
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
