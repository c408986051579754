"""The front desk's pages: sign in, home by role, accounts; and what the operator asks."""

from typing import Any

import flask
from flask import Blueprint, current_app, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rmfeedback.errors import Refused
from rmfeedback.htmx import page
from rmfeedback.staff import access, accounts, health
from rmfeedback.staff.access import open_to_all, role_required
from rmfeedback.staff.brake import TooManyTries
from rmfeedback.staff.forms import AccountForm, SignInForm
from rmfeedback.staff.models import ROLES

# The page each role begins with; it is shown at / itself.
HOMES = {
    "hr": "programmes.home",
    "leadership": "reports.home",
    "admin": "staff.accounts",
    "trustee": "trustee.home",
}
ROLE_NAMES = {"hr": "HR", "leadership": "Leadership", "admin": "Administrator", "trustee": "Trustee"}

bp = Blueprint("staff", __name__)


@bp.get("/")
@role_required(*ROLES)
def home() -> ResponseReturnValue:
    show = current_app.view_functions[HOMES[current_user.role]]
    return current_app.ensure_sync(show)()  # type: ignore[no-any-return]


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    onward = access.local_path(request.args.get("next")) or url_for("staff.home")
    if form.validate_on_submit():
        access.sign_in(form.email.data, form.password.data)
        return redirect(onward, 303)
    if current_user.is_authenticated:
        return redirect(onward, 303)
    return _sign_in_page(form, 200)


@bp.post("/sign-out")
@role_required(*ROLES)
def sign_out() -> ResponseReturnValue:
    access.sign_out()
    return redirect(url_for("staff.sign_in"), 303)


@bp.get("/accounts", endpoint="accounts")
@role_required("admin")
def show_accounts() -> ResponseReturnValue:
    return _accounts_page(200)


@bp.post("/accounts")
@role_required("admin")
def add_account() -> ResponseReturnValue:
    form = AccountForm()
    account = accounts.add(form.email.data, form.role.data, form.password.data)
    flash(f"{account.email} can sign in now. Hand over the password in person or by telephone, not by mail.")
    return redirect(url_for("staff.accounts"), 303)


@bp.get("/accounts/<int:account_id>")
@role_required("admin")
def account(account_id: int) -> ResponseReturnValue:
    return _account_page(account_id, 200)


@bp.post("/accounts/<int:account_id>/role")
@role_required("admin")
def change_role(account_id: int) -> ResponseReturnValue:
    changed = accounts.change_role(accounts.get(account_id).email, AccountForm().role.data)
    return _changed(f"{changed.email} has the role {ROLE_NAMES[changed.role]} now, and must sign in again.")


@bp.post("/accounts/<int:account_id>/password")
@role_required("admin")
def change_password(account_id: int) -> ResponseReturnValue:
    changed = accounts.set_password(accounts.get(account_id).email, AccountForm().password.data)
    return _changed(f"{changed.email} has a new password, and must sign in again.")


@bp.post("/accounts/<int:account_id>/deactivate")
@role_required("admin")
def deactivate(account_id: int) -> ResponseReturnValue:
    changed = accounts.deactivate(accounts.get(account_id).email)
    return _changed(f"{changed.email} can no longer sign in.")


@bp.post("/accounts/<int:account_id>/activate")
@role_required("admin")
def activate(account_id: int) -> ResponseReturnValue:
    changed = accounts.activate(accounts.get(account_id).email)
    return _changed(f"{changed.email} can sign in again.")


@bp.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    rooms = health.rooms()
    return jsonify(live=True, ready=all(rooms.values()), rooms=rooms), 200 if all(rooms.values()) else 503


@bp.get("/metrics")
@open_to_all
def metrics() -> ResponseReturnValue:
    return flask.Response(health.figures(), mimetype="text/plain")


# These show what is to be mended beside what was typed; every other refusal has the page that says no.


@bp.errorhandler(accounts.SignInRefused)
@bp.errorhandler(TooManyTries)
def sign_in_refused(no: Refused) -> ResponseReturnValue:
    return _sign_in_page(SignInForm(), no.status, problem=no)


@bp.errorhandler(accounts.AccountRefused)
def account_refused(no: accounts.AccountRefused) -> ResponseReturnValue:
    account_id = (request.view_args or {}).get("account_id")
    if account_id is None:
        return _accounts_page(no.status, no)
    return _account_page(account_id, no.status, no)


def _sign_in_page(form: SignInForm, status: int, problem: Refused | None = None) -> ResponseReturnValue:
    words = {
        "form": form,
        "onward": access.local_path(request.args.get("next")),
        "organisation": current_app.config["RM"]["ORGANISATION"],
        "problem": problem,
    }
    return page("staff/sign_in.html", "main", status, **words)


def _accounts_page(status: int, problem: Refused | None = None) -> ResponseReturnValue:
    return page("staff/accounts.html", "main", status, **_words(problem), accounts=accounts.everybody())


def _account_page(account_id: int, status: int, problem: Refused | None = None) -> ResponseReturnValue:
    account = accounts.get(account_id)
    return page("staff/account.html", "main", status, **_words(problem), account=account)


def _words(problem: Refused | None) -> dict[str, Any]:
    return {
        "form": AccountForm(),
        "role_names": ROLE_NAMES,
        "shortest": accounts.SHORTEST_PASSWORD,
        "problem": problem,
    }


def _changed(sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("staff.accounts"), 303)
