"""Every route and every role: let in or turned away, exactly as this table says."""

from collections.abc import Iterator

import pytest
from flask import Flask

from rmfeedback.headers import is_respondents_path
from rmfeedback.staff import access
from tests import factories

ALL = access.EVERYBODY
HR = frozenset({"hr"})
READERS = frozenset({"hr", "leadership"})
ADMIN = frozenset({"admin"})
TRUSTEE = frozenset({"trustee"})
SECONDS = frozenset({"hr", "admin", "trustee"})
STAFF = frozenset({"hr", "leadership", "admin", "trustee"})

# A route that is not here fails: write down who may open it, and why, before it is served.
MATRIX = {
    # open to all: respondents' pages, signing in, the operator's questions, files
    "surveys.enter": ALL,
    "surveys.ask": ALL,
    "surveys.keep": ALL,
    "surveys.take_back": ALL,
    "surveys.again": ALL,
    "surveys.renew": ALL,
    "surveys.promise": ALL,
    "surveys.static": ALL,
    # the goals of a pair: whoever has its link
    "goals.enter": ALL,
    "goals.ask": ALL,
    "goals.keep": ALL,
    "static": ALL,
    "staff.sign_in": ALL,
    "staff.healthz": ALL,
    "staff.metrics": ALL,
    # all staff
    "staff.home": STAFF,
    "staff.sign_out": STAFF,
    # accounts: the administrator, who opens nothing else
    "staff.accounts": ADMIN,
    "staff.add_account": ADMIN,
    "staff.account": ADMIN,
    "staff.change_role": ADMIN,
    "staff.change_password": ADMIN,
    "staff.deactivate": ADMIN,
    "staff.activate": ADMIN,
    "audit.show": ADMIN,
    # the trustee's waves: the trustee alone
    "trustee.home": TRUSTEE,
    "trustee.show": TRUSTEE,
    "trustee.offer": TRUSTEE,
    "trustee.confirm": TRUSTEE,
    "trustee.open_box": TRUSTEE,
    # people, pairs: HR
    "programmes.home": HR,
    "programmes.add_programme": HR,
    "programmes.new_cohort": HR,
    "programmes.look": HR,
    "programmes.import_roster": HR,
    "programmes.look_again": HR,
    "programmes.waiting_rows": HR,
    "programmes.roster_notes": HR,
    "people.new": HR,
    "people.add": HR,
    "people.show": HR,
    "people.correct": HR,
    "people.move": HR,
    "people.add_role": HR,
    "people.forget_note": HR,
    "people.remove": HR,
    "programmes.people": HR,
    "programmes.pairs": HR,
    "programmes.proposal": HR,
    "programmes.accept": HR,
    # questionnaires: HR
    "questionnaires.home": HR,
    "questionnaires.copy": HR,
    "questionnaires.take_in": HR,
    "questionnaires.version": HR,
    "questionnaires.difference": HR,
    "questionnaires.preview": HR,
    "questionnaires.file": HR,
    "questionnaires.begin": HR,
    "questionnaires.publish": HR,
    "questionnaires.discard": HR,
    "drafts.show": HR,
    "drafts.item": HR,
    "drafts.save": HR,
    "drafts.move": HR,
    "drafts.mirror": HR,
    "drafts.remove": HR,
    "drafts.bring_back": HR,
    "drafts.new": HR,
    "drafts.add": HR,
    "drafts.around": HR,
    "drafts.save_head": HR,
    "drafts.save_parts": HR,
    "choosing.show": HR,
    "choosing.choose": HR,
    "pairs.change": HR,
    "pairs.swap": HR,
    "pairs.end": HR,
    "pairs.add": HR,
    "pairs.rules": HR,
    "pairs.keep_rules": HR,
    "pairs.exclude": HR,
    "pairs.lift": HR,
    "pairs.send_goals_links": HR,
    "goal_counts.show": READERS,
    # waves: HR
    "waves.cohort": HR,
    "waves.plan": HR,
    "waves.add": HR,
    "waves.delete": HR,
    "plans.show": HR,
    "plans.set_days": HR,
    "plans.set_office": HR,
    "plans.draw_up": HR,
    "plans.make": HR,
    "plans.compare": HR,
    "plans.days": HR,
    "plans.change": HR,
    "previews.show": HR,
    "previews.rehearsal": HR,
    "previews.rehearse": HR,
    "previews.mail": HR,
    "previews.mail_html": HR,
    "previews.form": HR,
    "deletions.look": HR,
    "deletions.delete": HR,
    "sheets.choose": HR,
    "sheets.make": HR,
    "waves.ask_early": HR,
    "waves.early": SECONDS,
    "waves.agree_early": SECONDS,
    "waves.withdraw_early": SECONDS,
    "waves.show": HR,
    "waves.status": HR,
    "waves.launch": HR,
    "waves.remind": HR,
    "waves.try_mail": HR,
    "waves.close": HR,
    # findings: HR and leadership read what is released; HR reviews and exports
    "releases.show": HR,
    "releases.release": HR,
    "releases.ask": HR,
    "releases.agree": HR,
    "releases.withdraw": HR,
    "reports.home": READERS,
    "reports.themes": READERS,
    "reports.theme": READERS,
    "reports.gaps": READERS,
    "reports.changes": READERS,
    "reports.actions": READERS,
    "reports.add_action": HR,
    "reports.change_action": HR,
    "reports.delete_action": HR,
    "reporting.show": HR,
    "reporting.mail_html": HR,
    "reporting.send": HR,
    "reporting.try_out": HR,
    "reporting.leave_out": HR,
    "reports.pilot": READERS,
    "reports.review": HR,
    "reports.read": HR,
    "reports.describe": HR,
    "reports.undo": HR,
    "reports.pin": HR,
    "reports.merge": HR,
    "reports.split": HR,
    "reports.split_theme": HR,
    "reports.comments": HR,
    "reports.decide": HR,
    "reports.quote": HR,
    "reports.hints": HR,
    "exports.show": HR,
    "exports.choose": HR,
    "exports.file": HR,
}
WHO = {"hr": "hal", "leadership": "lin", "admin": "ada", "trustee": "tom"}
FILL = {"IntegerConverter": 1, "PathConverter": "x", "UnicodeConverter": "x"}

Knock = tuple[str, str, str]


def knocks(app: Flask) -> Iterator[Knock]:
    """Yield (endpoint, method, path) of every way to knock at every door."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {name: FILL[type(kind).__name__] for name, kind in rule._converters.items()}
            path = rule.build(values)
            assert path, f"no address for {rule.endpoint}"
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                yield rule.endpoint, method, path[1]


def empty_the_rooms(app: Flask) -> None:
    """Leave every door and put nothing behind it, so that an answer tells of the door alone."""

    def behind(endpoint: str) -> None:
        door = access.door_of(app.view_functions[endpoint])

        def let_in(**_values: object) -> str:
            return "let in"

        vars(let_in).update(vars(app.view_functions[endpoint]))
        assert access.door_of(let_in) == door
        app.view_functions[endpoint] = let_in

    for endpoint in list(app.view_functions):
        behind(endpoint)


@pytest.fixture
def doors(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_every_route_stands_in_the_matrix_and_says_the_same(app):
    said = {endpoint: access.door_of(view) for endpoint, view in app.view_functions.items()}
    assert [e for e, door in said.items() if door is None] == [], "these say nothing, so nobody may open them"
    assert said == MATRIX


def test_only_respondents_pages_and_the_front_desk_are_open_to_all(app):
    open_paths = {path for endpoint, _, path in knocks(app) if MATRIX.get(endpoint) == ALL}
    others = {path for path in open_paths if not is_respondents_path(path)}
    assert others == {"/sign-in", "/healthz", "/metrics", "/static/x"}


def test_a_stranger_is_sent_to_sign_in_by_every_staff_route(doors, client):
    empty_the_rooms(doors)
    for endpoint, method, path in knocks(doors):
        reply = client.open(path, method=method)
        if access.door_of(doors.view_functions[endpoint]) == ALL:
            assert reply.status_code == 200, f"{method} {path}"
        else:
            assert reply.status_code == 303, f"{method} {path}"
            assert reply.location.startswith("/sign-in"), f"{method} {path}"


@pytest.mark.parametrize("role", sorted(WHO))
def test_each_role_is_let_in_exactly_where_the_matrix_says(doors, role):
    visitor = factories.signed_in(doors.test_client(), WHO[role])
    empty_the_rooms(doors)
    for endpoint, method, path in knocks(doors):
        reply = visitor.open(path, method=method)
        may = MATRIX[endpoint] == ALL or role in MATRIX[endpoint]
        assert reply.status_code == (200 if may else 403), f"{role}: {method} {path}"
        assert method == "HEAD" or ("let in" in reply.text) == may, f"{role}: {method} {path}"


def test_a_post_of_staff_without_its_token_is_refused(app):
    visitor = factories.signed_in(app.test_client(), "hal")
    empty_the_rooms(app)
    for _, method, path in knocks(app):
        if method not in ("GET", "HEAD") and not is_respondents_path(path):
            assert visitor.open(path, method=method).status_code == 400, f"{method} {path}"


def test_cookies_are_kept_from_scripts_and_respondents_get_none(app):
    visitor = factories.signed_in(app.test_client(), "hal")
    empty_the_rooms(app)
    for _, method, path in knocks(app):
        lines = visitor.open(path, method=method).headers.getlist("Set-Cookie")
        assert all("HttpOnly" in line and "SameSite=Lax" in line for line in lines), path
        assert not (lines and is_respondents_path(path)), f"{method} {path} sets a cookie"


def test_respondents_pages_with_a_cookie_are_those_without(app, client):
    visitor = factories.signed_in(app.test_client(), "hal")
    for path in ("/a", "/a/again", "/promise", "/a/goals"):
        replies = [who.get(path) for who in (client, visitor)]
        assert replies[0].data == replies[1].data, path
        assert "hal@example.com" not in replies[1].text
