"""On PostgreSQL a deleted row stays in its file until the tables are written anew."""

import pytest

from rmfeedback.db import db
from rmfeedback.waves import retention
from tests.databases import on_postgresql
from tests.factories import TODAY, a_closed_wave

pytestmark = [on_postgresql, pytest.mark.usefixtures("app")]


def holds_an_address(server):
    """Tell whether a file of the identity room's database holds the address of somebody of the cohort."""
    name = db.engines["identity"].url.database
    [(number,)] = server.do("CHECKPOINT", f"SELECT oid FROM pg_database WHERE datname = '{name}'")
    folder = server.folder / "data" / "base" / str(number)
    return any(b"cohort@example.com" in file.read_bytes() for file in folder.iterdir())


def test_no_file_of_the_server_s_tables_holds_anybody_who_was_deleted(postgresql):
    a_closed_wave()
    db.session.remove()
    assert holds_an_address(postgresql)
    retention.delete("pilot", TODAY)

    db.session.remove()
    assert not holds_an_address(postgresql)
