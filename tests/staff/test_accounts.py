"""Accounts: who may sign in, and every no on the way."""

import pytest
from argon2 import PasswordHasher
from flask import Flask

from rmfeedback.errors import NotFound
from rmfeedback.staff import accounts
from rmfeedback.staff.accounts import (
    AccountExists,
    EmailInvalid,
    OnlyAdministrator,
    PasswordTooShort,
    RoleUnknown,
    SignInRefused,
)
from tests.staff.desk import PASSWORD

OTHER = "four loud badgers!"


@pytest.fixture(autouse=True)
def in_the_app(desk: Flask):
    with desk.app_context():
        yield


def test_whoever_was_added_may_sign_in():
    added = accounts.add("mia@example.com", "hr", PASSWORD)
    assert accounts.check("mia@example.com", PASSWORD) is added
    assert (added.email, added.role, added.is_active) == ("mia@example.com", "hr", True)


def test_an_address_is_the_same_in_capitals_and_with_blanks():
    accounts.add(" Mia@Example.com ", "hr", PASSWORD)
    assert accounts.check("mia@EXAMPLE.com", PASSWORD).email == "mia@example.com"


def test_a_password_is_kept_as_argon2id_alone():
    added = accounts.add("mia@example.com", "hr", PASSWORD)
    assert added.password_hash.startswith("$argon2id$")
    assert PASSWORD not in added.password_hash


@pytest.mark.parametrize(
    "email",
    ["", "mia", "@example.com", "mia@", "mia @example.com", "a@b@c", "m\x00@x.de", "a" * 250 + "@x.de"],
)
def test_what_is_no_address_is_refused(email):
    with pytest.raises(EmailInvalid, match="is no mail address"):
        accounts.add(email, "hr", PASSWORD)


def test_an_unknown_role_is_refused_with_the_known_ones():
    with pytest.raises(RoleUnknown, match="hr, leadership, admin, trustee"):
        accounts.add("mia@example.com", "boss", PASSWORD)


def test_a_short_password_is_refused_with_its_length():
    with pytest.raises(PasswordTooShort, match="has 11 characters; it needs 12 or more"):
        accounts.add("mia@example.com", "hr", "12345678901")


def test_the_same_account_once_more_changes_nothing():
    before = accounts.find("hal@example.com").password_hash
    assert accounts.add("hal@example.com", "hr", PASSWORD).password_hash == before
    assert len(accounts.everybody()) == 4


@pytest.mark.parametrize(("role", "password"), [("hr", OTHER), ("admin", PASSWORD)])
def test_an_address_has_one_account_and_adding_never_changes_it(role, password):
    with pytest.raises(AccountExists, match="changed by an administrator, on the page Accounts"):
        accounts.add("hal@example.com", role, password)
    assert accounts.check("hal@example.com", PASSWORD).role == "hr"


def test_unknown_wrong_and_closed_get_the_same_sentence():
    accounts.deactivate("lin@example.com")
    said = set()
    for name, password in [
        ("nobody", PASSWORD),
        ("hal", OTHER),
        ("lin", PASSWORD),
    ]:
        with pytest.raises(SignInRefused) as no:
            accounts.check(f"{name}@example.com", password)
        said.add(str(no.value))
    assert said == {"Address and password do not fit together."}


def test_an_unknown_address_costs_the_same_work_as_a_wrong_password(monkeypatch):
    verified = []
    real = accounts._fits
    monkeypatch.setattr(
        accounts, "_fits", lambda hashed, password: verified.append(hashed) or real(hashed, password)
    )
    for email in ("hal@example.com", "nobody@example.com"):
        with pytest.raises(SignInRefused):
            accounts.check(email, OTHER)
    known, unknown = (hashed.rsplit("$", 2)[0] for hashed in verified)
    assert known == unknown, "other parameters would take another time"


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(monkeypatch):
    stronger = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", stronger)
    account = accounts.check("hal@example.com", PASSWORD)
    assert not stronger.check_needs_rehash(account.password_hash)
    assert accounts.check("hal@example.com", PASSWORD) is account


def test_a_new_password_replaces_the_old_one_and_ends_sessions():
    before = accounts.find("hal@example.com").session_key
    accounts.set_password("hal@example.com", OTHER)
    assert accounts.of_session(before) is None
    assert accounts.check("hal@example.com", OTHER)
    with pytest.raises(SignInRefused):
        accounts.check("hal@example.com", PASSWORD)


def test_a_new_password_may_not_be_short_either():
    with pytest.raises(PasswordTooShort):
        accounts.set_password("hal@example.com", "short")


def test_a_new_role_ends_the_sessions_of_the_old_one():
    before = accounts.find("hal@example.com").session_key
    assert accounts.change_role("hal@example.com", "leadership").role == "leadership"
    assert accounts.of_session(before) is None


def test_a_closed_account_has_no_session_until_it_is_opened_again():
    before = accounts.find("hal@example.com").session_key
    closed = accounts.deactivate("hal@example.com")
    assert accounts.of_session(before) is None
    assert accounts.of_session(closed.session_key) is None
    accounts.activate("hal@example.com")
    assert accounts.check("hal@example.com", PASSWORD).is_active


@pytest.mark.parametrize("removal", [accounts.deactivate, lambda email: accounts.change_role(email, "hr")])
def test_the_last_administrator_stays(removal):
    with pytest.raises(OnlyAdministrator, match="Make another administrator first"):
        removal("ada@example.com")
    assert accounts.find("ada@example.com").role == "admin"
    assert accounts.find("ada@example.com").is_active


def test_a_closed_administrator_does_not_count_as_another():
    accounts.add("old@example.com", "admin", PASSWORD)
    accounts.deactivate("old@example.com")
    with pytest.raises(OnlyAdministrator):
        accounts.deactivate("ada@example.com")


def test_with_another_administrator_one_may_go():
    accounts.add("eve@example.com", "admin", PASSWORD)
    assert not accounts.deactivate("ada@example.com").is_active


def test_an_account_that_is_not_there_is_named():
    with pytest.raises(NotFound, match="no account “zoe@example.com”"):
        accounts.set_password("zoe@example.com", OTHER)
    with pytest.raises(NotFound, match="no account “99”"):
        accounts.get(99)


def test_accounts_are_listed_by_address():
    assert [a.email.split("@")[0] for a in accounts.everybody()] == ["ada", "hal", "lin", "tom"]
