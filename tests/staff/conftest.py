"""A desk, a visitor, and hashes that do not make tests wait."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from rmfeedback.staff import accounts
from tests.staff.desk import knock, make_desk


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same Argon2id with little work, so that tests do not wait for what guards real passwords."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts._hash_of_nobody.cache_clear()
    yield
    accounts._hash_of_nobody.cache_clear()


@pytest.fixture
def desk(tmp_path: Path) -> Flask:
    return make_desk(tmp_path)


@pytest.fixture
def client(desk: Flask) -> FlaskClient:
    return desk.test_client()


@pytest.fixture
def signed_in(desk: Flask) -> Callable[[str], FlaskClient]:
    def come_in(name: str) -> FlaskClient:
        client = desk.test_client()
        assert knock(client, name).status_code == 303
        return client

    return come_in
