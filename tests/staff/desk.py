"""The front desk alone, on a small app without the rooms behind it; and how to sign in there."""

import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect

from rmfeedback import config, db
from rmfeedback.errors import Refused
from rmfeedback.htmx import refusal
from rmfeedback.staff import access, accounts, audit_views, views
from rmfeedback.surveys import models as response_room

PASSWORD = "three quiet otters"
CAST = {"ada": "admin", "hal": "hr", "lin": "leadership", "tom": "trustee"}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def address(name: str) -> str:
    return f"{name}@example.com"


def hire_the_cast() -> None:
    for name, role in CAST.items():
        accounts.add(address(name), role, PASSWORD)


def make_desk(instance: Path, **settings: str) -> Flask:
    desk = Flask("rmfeedback", static_folder=None)
    loaded = config.load({"INSTANCE": instance, **settings}, environ={})
    config.prepare(loaded)
    desk.config.update(RM=loaded, SECRET_KEY="a secret of the tests", TESTING=True)
    db.init(desk)
    CSRFProtect(desk)
    desk.register_blueprint(views.bp)
    desk.register_blueprint(audit_views.bp)
    desk.register_blueprint(rooms_behind())
    desk.add_url_rule("/trustee", "trustee.home", access.role_required("trustee")(lambda: "You hold a key"))
    desk.add_url_rule("/programmes", "programmes.home", access.role_required("hr")(lambda: "the programmes"))
    desk.add_url_rule("/reports", "reports.home", access.role_required("leadership")(lambda: "the reports"))
    for path, name in (("/a", "surveys.enter"), ("/promise", "surveys.promise")):
        desk.add_url_rule(path, name, access.open_to_all(lambda: "for respondents"))
    access.init(desk)
    desk.register_error_handler(Refused, say_no)
    with desk.app_context():
        assert response_room.Wave.__bind_key__ == "responses"
        db.db.create_all(bind_key=["identity", "responses"])
        hire_the_cast()
    return desk


def rooms_behind() -> Blueprint:
    """Pages as other packages have them, good and bad."""
    bp = Blueprint("rooms", __name__)
    bp.get("/a/page")(access.open_to_all(lambda: "for respondents"))
    bp.get("/for-hr")(access.role_required("hr")(for_hr))
    bp.post("/for-hr")(access.role_required("hr")(for_hr_send))
    bp.get("/forgotten")(forgotten)
    return bp


def for_hr() -> str:
    return "only for HR"


def for_hr_send() -> str:
    return "sent by HR"


def forgotten() -> str:
    return "nobody said who may see this"


def say_no(no: Refused) -> Any:
    return refusal("refused.html", no.status, number=no.status, heading="No.", sentence=str(no))


def token_of(client: FlaskClient, path: str) -> str:
    found = TOKEN.search(client.get(path).text)
    assert found, f"no CSRF field on {path}"
    return found[1]


def knock(client: FlaskClient, name: str, password: str = PASSWORD, path: str = "/sign-in") -> Any:
    """Send the sign-in form as a browser does."""
    fields = {"email": address(name), "password": password, "csrf_token": token_of(client, path)}
    return client.post(path, data=fields)
