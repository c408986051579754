"""Sessions of staff; respondents have none, whatever their browser sends."""

from datetime import timedelta

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from rmfeedback.headers import is_respondents_path

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NAME = "rmfeedback"
_SESSIONLESS = ("/static/", "/healthz", "/metrics")


class StaffSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, neither read nor written where nobody signs in."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return None where there is no session: Flask then refuses to write one."""
        if is_respondents_path(request.path) or request.path.startswith(_SESSIONLESS):
            return None
        return super().open_session(app, request)


def init(app: Flask) -> None:
    """Set the cookie: HttpOnly, SameSite, and bound to this host where the address is https."""
    is_secure = str(app.config["RM"]["BASE_URL"]).lower().startswith("https://")
    app.session_interface = StaffSessions()
    app.config.update(
        # Browsers take a __Host- cookie only with Secure and Path=/, and no other host can set one.
        SESSION_COOKIE_NAME=f"__Host-{NAME}" if is_secure else NAME,
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_DOMAIN=None,
        # A permanent session's cookie is renewed by each request and good for this long: the idle time.
        PERMANENT_SESSION_LIFETIME=IDLE,
        SESSION_REFRESH_EACH_REQUEST=True,
    )
