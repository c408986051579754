"""Doors and sessions: who is let in, who is sent where, and what a cookie may be."""

import time
from urllib.parse import quote

import pytest

from rmfeedback.staff import access, accounts
from tests.staff.desk import address, knock, make_desk, token_of


def cookie_lines(reply) -> list[str]:
    return reply.headers.getlist("Set-Cookie")


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    reply = client.get("/for-hr?page=2")
    assert (reply.status_code, reply.location) == (303, "/sign-in?next=/for-hr?page%3D2")
    entered = knock(client, "hal", path=reply.location)
    assert (entered.status_code, entered.location) == (303, "/for-hr?page=2")
    assert client.get(entered.location).text == "only for HR"


def test_a_strangers_post_leads_to_sign_in_without_coming_back(client):
    token = token_of(client, "/sign-in")
    reply = client.post("/for-hr", data={"csrf_token": token})
    assert (reply.status_code, reply.location) == (303, "/sign-in")


def test_a_post_without_its_token_is_refused_whoever_sends_it(client, signed_in):
    assert client.post("/for-hr").status_code == 400
    assert signed_in("hal").post("/for-hr").status_code == 400


def test_a_strangers_fragment_sends_htmx_to_the_whole_page(client):
    reply = client.get("/for-hr", headers={"HX-Request": "true"})
    assert (reply.status_code, reply.headers["HX-Redirect"], reply.text) == (401, "/sign-in", "")


@pytest.mark.parametrize("name", ["ada", "lin", "tom"])
def test_the_wrong_role_is_turned_away_and_told_why(signed_in, name):
    reply = signed_in(name).get("/for-hr")
    assert reply.status_code == 403
    assert "This page is for hr; your account has the role" in reply.text
    assert "only for HR" not in reply.text


def test_a_page_without_a_door_stays_shut_for_all_and_is_logged(client, signed_in, caplog):
    for visitor in (client, signed_in("ada"), signed_in("hal")):
        assert visitor.get("/forgotten").status_code == 403
    assert "rooms.forgotten has no door" in caplog.text


def test_an_unknown_address_stays_unknown(client, signed_in):
    assert client.get("/no-such-page").status_code == 404
    assert signed_in("hal").get("/no-such-page").status_code == 404
    assert client.get("/sign-out").status_code == 405


def test_a_door_takes_only_known_roles():
    with pytest.raises(ValueError, match="a door needs roles"):
        access.role_required("boss")
    with pytest.raises(ValueError, match="a door needs roles"):
        access.role_required()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "evil.example", "",
        "javascript:alert(1)", "/\t/evil.example", "/ok\r\nSet-Cookie: x=1", "/a", "/a/answers", "/promise",
    ],
)  # fmt: skip
def test_sign_in_leads_nowhere_else(client, elsewhere):
    assert access.local_path(elsewhere) is None
    assert knock(client, "hal", path=f"/sign-in?next={quote(elsewhere)}").location == "/"


def test_the_cookie_is_kept_from_scripts_and_other_sites(client):
    (line,) = cookie_lines(knock(client, "hal"))
    assert line.startswith("rmfeedback=")
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Path=/" in line
    assert "Secure" not in line


def test_under_https_the_cookie_belongs_to_this_host_alone(tmp_path):
    client = make_desk(tmp_path, BASE_URL="https://feedback.example.org").test_client()
    (line,) = cookie_lines(client.get("/sign-in", base_url="https://feedback.example.org"))
    assert line.startswith("__Host-rmfeedback=")
    assert "Secure" in line
    assert "Path=/" in line
    assert "Domain" not in line


def test_the_cookie_carries_neither_address_nor_number(client, desk):
    knock(client, "hal")
    with desk.app_context():
        hal = accounts.find(address("hal"))
    with client.session_transaction() as session:
        assert session["_user_id"] == hal.session_key
        assert set(session) == {"_user_id", "_fresh", "_id", "_permanent", "signed_in_at", "proved_at"}


def test_nothing_from_before_the_sign_in_lives_on(client):
    token_of(client, "/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    knock(client, "ada")
    client.get("/accounts")
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_thirty_minutes_without_a_click_end_a_session(signed_in, monkeypatch):
    hal, now = signed_in("hal"), time.time()
    for minutes in (29, 58, 87):
        monkeypatch.setattr(time, "time", lambda m=minutes: now + m * 60)
        assert hal.get("/for-hr").status_code == 200, "each click begins the half hour anew"
    monkeypatch.setattr(time, "time", lambda: now + (87 + 31) * 60)
    assert hal.get("/for-hr").location == "/sign-in?next=/for-hr"


def test_twelve_hours_end_a_session_however_busy(signed_in, monkeypatch):
    hal, now = signed_in("hal"), time.time()
    for minutes in range(25, 720, 25):
        monkeypatch.setattr(time, "time", lambda m=minutes: now + m * 60)
        assert hal.get("/for-hr").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 721 * 60)
    assert hal.get("/for-hr").status_code == 303
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert hal.get("/for-hr").status_code == 303, "what ended does not come back"


def test_a_copied_cookie_is_worthless_after_signing_out(desk, signed_in):
    ada, thief = signed_in("ada"), desk.test_client()
    thief.set_cookie("rmfeedback", ada.get_cookie("rmfeedback").value)
    assert thief.get("/accounts").status_code == 200
    ada.post("/sign-out", data={"csrf_token": token_of(ada, "/accounts")})
    assert thief.get("/accounts").status_code == 303


def test_closing_an_account_ends_its_session_at_once(desk, signed_in):
    hal = signed_in("hal")
    with desk.app_context():
        accounts.deactivate(address("hal"))
    assert hal.get("/for-hr").status_code == 303


def test_respondents_pages_neither_read_nor_set_a_cookie(desk, signed_in, monkeypatch):
    hal = signed_in("hal")
    asked = []
    monkeypatch.setattr(accounts, "of_session", asked.append)
    monkeypatch.setattr(desk.session_interface, "get_cookie_name", asked.append)
    reply = hal.get("/a/page")
    assert reply.text == "for respondents"
    assert not cookie_lines(reply)
    assert "Cookie" not in reply.headers.get("Vary", "")
    assert asked == []


@pytest.mark.parametrize("path", ["/static/style.css", "/healthz", "/metrics"])
def test_what_needs_no_session_has_none(signed_in, path):
    reply = signed_in("hal").get(path)
    reply.close()
    assert reply.status_code == 200
    assert not cookie_lines(reply)


def test_a_static_file_outside_the_folder_is_not_served(client):
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e/app.py").status_code == 404
