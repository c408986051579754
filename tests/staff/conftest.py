"""A desk and a visitor."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.staff.desk import knock, make_desk


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
