"""The front desk's pages, as a browser walks through them."""

import pytest

from rmfeedback.staff import access, accounts, views
from rmfeedback.staff.brake import TRIES
from tests.staff.desk import PASSWORD, address, knock, token_of

OTHER = "four loud badgers!"
HOMES = {
    "ada": "and what each may open",
    "hal": "the programmes",
    "lin": "the reports",
    "tom": "You hold a key",
}


def send(client, path, **fields):
    return client.post(path, data=fields | {"csrf_token": token_of(client, "/accounts")})


def number(desk, name) -> int:
    with desk.app_context():
        return accounts.find(address(name)).id


@pytest.mark.parametrize(("name", "sight"), HOMES.items())
def test_each_role_begins_at_its_own_home(signed_in, name, sight):
    reply = signed_in(name).get("/")
    assert reply.status_code == 200
    assert sight in reply.text


def test_each_home_lets_its_role_in(desk):
    for role, endpoint in views.HOMES.items():
        assert role in access.door_of(desk.view_functions[endpoint])


def test_a_stranger_at_home_is_sent_to_sign_in(client):
    assert client.get("/").location == "/sign-in"


def test_whoever_is_signed_in_needs_no_form(signed_in):
    assert signed_in("hal").get("/sign-in").location == "/"


@pytest.mark.parametrize("name", ["hal", "nobody"])
def test_a_wrong_password_brings_the_form_back_with_one_sentence(client, name):
    reply = knock(client, name, OTHER)
    assert reply.status_code == 422
    assert "Address and password do not fit together." in reply.text
    assert "<title>Error: Sign in" in reply.text
    assert f'value="{address(name)}"' in reply.text
    assert OTHER not in reply.text
    assert client.get("/").status_code == 303


def test_an_empty_form_is_refused_like_a_wrong_one(client):
    reply = client.post("/sign-in", data={"csrf_token": token_of(client, "/sign-in")})
    assert reply.status_code == 422


def test_the_form_without_its_token_is_refused(client):
    assert client.post("/sign-in", data={"email": address("hal"), "password": PASSWORD}).status_code == 400
    assert client.get("/").status_code == 303


def test_after_five_wrong_passwords_even_the_right_one_waits(client):
    for _ in range(TRIES):
        assert knock(client, "hal", OTHER).status_code == 422
    reply = knock(client, "hal")
    assert reply.status_code == 429
    assert "wait 30 seconds" in reply.text
    assert knock(client, "lin").status_code == 303


def test_the_right_password_releases_the_brake(client, desk):
    for _ in range(TRIES - 1):
        knock(client, "hal", OTHER)
    knock(client, "hal")
    assert knock(desk.test_client(), "hal", OTHER).status_code == 422
    assert knock(desk.test_client(), "hal").status_code == 303


def test_sign_out_ends_the_session(signed_in):
    ada = signed_in("ada")
    assert send(ada, "/sign-out").location == "/sign-in"
    assert ada.get("/accounts").status_code == 303


def test_an_administrator_adds_an_account_that_can_sign_in(signed_in, client):
    ada = signed_in("ada")
    reply = send(ada, "/accounts", email="Mia@example.com", role="leadership", password=PASSWORD)
    assert reply.status_code == 303
    page = ada.get(reply.location).text
    assert "mia@example.com can sign in now." in page
    assert "5 accounts, and what each may open" in page
    assert knock(client, "mia").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "mia"}, "is no mail address"),
        ({"role": "boss"}, "is no role"),
        ({"password": "short"}, "The password has 5 characters"),
        ({"email": "hal@example.com"}, "has an account already"),
    ],
)
def test_a_wrong_new_account_brings_the_form_back_with_what_was_typed(signed_in, wrong, sentence):
    fields = {"email": "mia@example.com", "role": "leadership", "password": PASSWORD} | wrong
    reply = send(signed_in("ada"), "/accounts", **fields)
    assert reply.status_code == 422
    assert reply.text.count(sentence) == 2, "in the summary and beside the field"
    assert f'value="{fields["email"]}"' in reply.text
    assert f'href="#{next(iter(wrong))}"' in reply.text
    assert f'value="{fields["password"]}"' not in reply.text


def test_an_administrator_changes_role_and_password(signed_in, desk):
    ada, hal = signed_in("ada"), signed_in("hal")
    at = f"/accounts/{number(desk, 'hal')}"
    assert "hal@example.com" in ada.get(at).text
    send(ada, f"{at}/role", role="leadership")
    assert hal.get("/").status_code == 303, "a changed account signs in again"
    send(ada, f"{at}/password", password=OTHER)
    newcomer = desk.test_client()
    assert knock(newcomer, "hal", OTHER).status_code == 303
    assert newcomer.get("/programmes").status_code == 403


def test_a_change_without_its_field_changes_nothing(signed_in, desk):
    ada, at = signed_in("ada"), f"/accounts/{number(desk, 'tom')}"
    assert send(ada, f"{at}/role").status_code == 422
    assert send(ada, f"{at}/password").status_code == 422
    assert knock(desk.test_client(), "tom").status_code == 303


def test_an_administrator_closes_and_opens_an_account(signed_in, desk, client):
    ada, at = signed_in("ada"), f"/accounts/{number(desk, 'hal')}"
    assert "hal@example.com can no longer sign in." in ada.get(send(ada, f"{at}/deactivate").location).text
    assert "Closed" in ada.get("/accounts").text
    assert knock(client, "hal").status_code == 422
    assert "This account is closed" in ada.get(at).text
    send(ada, f"{at}/activate")
    assert knock(client, "hal").status_code == 303


def test_the_last_administrator_cannot_close_the_own_account(signed_in, desk):
    ada, at = signed_in("ada"), f"/accounts/{number(desk, 'ada')}"
    for change, fields in (("deactivate", {}), ("role", {"role": "hr"})):
        reply = send(ada, f"{at}/{change}", **fields)
        assert reply.status_code == 422
        assert "is the only administrator" in reply.text
    assert ada.get("/accounts").status_code == 200


def test_an_account_that_is_not_there_is_not_found(signed_in):
    ada = signed_in("ada")
    assert ada.get("/accounts/99").status_code == 404
    assert send(ada, "/accounts/99/deactivate").status_code == 404


def test_htmx_gets_the_main_part_alone(client):
    part = client.get("/sign-in", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<main")
    assert "<html" not in part
