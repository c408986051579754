"""Addresses of rooms: which can be used, and which name one place."""

import pytest

from rmfeedback import addresses

PG = "postgresql+psycopg://ana:Snowdrop@"


@pytest.mark.parametrize(
    ("given", "used"),
    [("postgresql://ana@db/x", "postgresql+psycopg://ana@db/x"),
     ("sqlite:////x/y.sqlite", "sqlite:////x/y.sqlite"),
     ("postgresql+psycopg://ana@db/x", "postgresql+psycopg://ana@db/x")],
)  # fmt: skip
def test_a_room_lies_where_the_setting_says(given, used, tmp_path):
    settings = {"INSTANCE": tmp_path, "IDENTITY_URL": given, "RESPONSES_URL": ""}

    assert addresses.of_room(settings, "identity") == used
    assert addresses.of_room(settings, "responses") == f"sqlite:///{tmp_path}/responses.sqlite"
    assert addresses.objection(used) == ""


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [(f"{PG}db/x", f"{PG}db/y", False), (f"{PG}db/x", f"{PG}other/x", False),
     (f"{PG}db/x", f"{PG}db:5433/x", False),
     (f"{PG}db/x", f"{PG}db:5432/x", True),
     (f"{PG}/x?host=/run/pg", f"{PG}/x?host=/run/pg&port=5432", True),
     (f"{PG}/x", f"{PG}localhost/x", True), ("sqlite:///x", f"{PG}db/x", False),
     ("sqlite:///x", "sqlite:///x", True)],
)  # fmt: skip
def test_two_addresses_of_one_database_are_found_out(one, other, is_one):
    assert addresses.are_same(one, other) == is_one


@pytest.mark.parametrize(
    "wrong", ["", "Snowdrop", "oracle://a:Snowdrop@b/c", "postgresql://a:Snowdrop@b", "sqlite://"]
)
def test_an_objection_holds_no_part_of_the_address(wrong):
    assert addresses.objection(wrong)
    assert "Snowdrop" not in addresses.objection(wrong)
