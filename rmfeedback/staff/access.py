"""The doors: each route says who may come in, and what says nothing lets nobody in."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import flask
from flask import (
    Flask,
    current_app,
    has_request_context,
    make_response,
    redirect,
    request,
    send_from_directory,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, current_user, login_user, logout_user

from rmfeedback import script
from rmfeedback.errors import N_, Refused
from rmfeedback.headers import is_respondents_path
from rmfeedback.htmx import is_fragment
from rmfeedback.staff import accounts, audit, sessions
from rmfeedback.staff.brake import Brake
from rmfeedback.staff.models import ROLES, Account

STATIC = Path(__file__).resolve().parent.parent / "static"
# The door of what needs no account; no role has this name.
EVERYBODY = frozenset({"everybody"})

_DOOR = "rmfeedback_door"
_SINCE = "signed_in_at"
_PROVED = "proved_at"
# So long after typing a password nobody has to type it again for what asks for it once more.
PROOF_HOLDS_S = 600.0
_SAFE = ("GET", "HEAD", "OPTIONS")

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])


class NotYourDoor(Refused):
    status = 403
    message = N_(
        "This page is for %(roles)s; your account has the role %(role)s. An administrator can change that."
    )


class DoorMissing(Refused):
    status = 403
    message = N_("Nobody has said who may open this page, so nobody may. Tell whoever runs this server.")


def role_required(*roles: str) -> Callable[[View], View]:
    """Let in whoever is signed in with one of the roles."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"a door needs roles out of {ROLES}, not {roles}")
    return _door(frozenset(roles))


def open_to_all(view: View) -> View:
    """Let everybody in, signed in or not."""
    return _door(EVERYBODY)(view)


def door_of(view: Callable[..., Any]) -> frozenset[str] | None:
    """Return the roles a view lets in, EVERYBODY, or None where it does not say."""
    return vars(view).get(_DOOR)


def init(app: Flask) -> None:
    """Give an app its sessions, its doors and the staff's static files."""
    sessions.init(app)
    login = LoginManager()
    login.session_protection = None
    # Its own context processor would look for a cookie on the respondents' pages too.
    login.init_app(app, add_context_processor=False)
    login.user_loader(accounts.of_session)
    app.extensions["sign_in_brake"] = Brake()
    app.before_request(_guard)
    app.teardown_request(lambda _: audit.act_as(audit.COMMAND_LINE))
    app.context_processor(_whoever_is_signed_in)
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_static_file)


def sign_in(email: str, password: str) -> Account:
    """Begin a session for whom address and password fit.

    Raises: TooManyTries, SignInRefused.
    """
    address = accounts.normalise(email)
    brake: Brake = current_app.extensions["sign_in_brake"]
    brake.count(address, time.monotonic())
    account = accounts.check(address, password)
    brake.forget(address)
    # Nothing from before the sign-in lives on in the session.
    session.clear()
    login_user(account)
    session.permanent = True
    session[_SINCE] = session[_PROVED] = time.time()
    with audit.acting(account.email):
        audit.enter("signed in")
    return account


def sign_in_again(password: str) -> Account:
    """Check the password of whoever is signed in, before a deed that cannot be undone.

    Raises: TooManyTries, SignInRefused.
    """
    brake: Brake = current_app.extensions["sign_in_brake"]
    brake.count(current_user.email, time.monotonic())
    account = accounts.check(current_user.email, password)
    brake.forget(current_user.email)
    session[_PROVED] = time.time()
    return account


def is_proved() -> bool:
    """Tell whether whoever is signed in typed the password within the last ten minutes."""
    return time.time() - float(session.get(_PROVED, 0)) <= PROOF_HOLDS_S


def prove(password: str) -> None:
    """Check the password of whoever is signed in, unless it was typed a moment ago.

    Raises: TooManyTries, SignInRefused.
    """
    if not is_proved():
        sign_in_again(password)


def sign_out() -> None:
    """End all sessions of whoever is signed in, on every device."""
    accounts.end_sessions(current_user.email)
    _forget_session()


def local_path(address: str | None) -> str | None:
    """Return an address if it leads to a staff page of this server, else None."""
    if not address or not address.startswith("/") or "\\" in address or not address.isprintable():
        return None
    parts = urlsplit(address)
    is_elsewhere = bool(parts.scheme or parts.netloc) or address.startswith("//")
    return None if is_elsewhere or is_respondents_path(parts.path) else address


def _door(roles: frozenset[str]) -> Callable[[View], View]:
    def put_on(view: View) -> View:
        vars(view)[_DOOR] = roles
        return view

    return put_on


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # An unknown address: Flask's own 404 or 405 follows.
    door = door_of(current_app.view_functions[request.endpoint])
    if door is None:
        log.error("the endpoint %s has no door and stays shut", request.endpoint)
        raise DoorMissing()
    if door == EVERYBODY:
        return None
    if not current_user.is_authenticated or _is_over():
        _forget_session()
        return _to_sign_in()
    if current_user.role not in door:
        raise NotYourDoor(role=current_user.role, roles=", ".join(r for r in ROLES if r in door))
    audit.act_as(current_user.email)
    return None


def _is_over() -> bool:
    return time.time() - float(session.get(_SINCE, 0)) > sessions.LONGEST.total_seconds()


def _forget_session() -> None:
    if current_user.is_authenticated:
        logout_user()
        session.clear()


def _to_sign_in() -> ResponseReturnValue:
    if is_fragment():
        # A form to sign in does not fit into a part of a page: htmx goes to the whole one.
        response = make_response("", 401)
        response.headers["HX-Redirect"] = url_for("staff.sign_in")
        return response
    query = request.query_string.decode("ascii", "replace")
    here = local_path(f"{request.path}?{query}" if query else request.path)
    is_worth_keeping = request.method in _SAFE and here != "/"
    return redirect(url_for("staff.sign_in", next=here if is_worth_keeping else None), 303)


def _whoever_is_signed_in() -> dict[str, Any]:
    has_session = has_request_context() and not is_respondents_path(request.path)  # mails have no request
    return {"current_user": current_user if has_session else AnonymousUserMixin()}


@open_to_all
def _static_file(filename: str) -> flask.Response:
    is_copy = filename == script.FILE
    folder = current_app.config["RM"]["INSTANCE"] if is_copy else STATIC
    return send_from_directory(folder, filename, max_age=300)
