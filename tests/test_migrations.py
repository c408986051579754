"""Both rooms go up and down, and no model wants a change that no revision makes."""

import pytest
from sqlalchemy import inspect, text

from rmfeedback import migrations
from rmfeedback.db import ROOMS, UNORDERED, db
from rmfeedback.programmes import pairing
from tests.databases import both_engines
from tests.factories import a_cohort, an_open_wave

pytestmark = pytest.mark.usefixtures("app")


def tables(room):
    return set(inspect(db.engines[room]).get_table_names()) - {"alembic_version"}


@both_engines
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_goes_down_to_nothing_and_up_again(room):
    made = tables(room)

    migrations.move(room, "base")
    assert tables(room) == set()
    assert migrations.move(room, "head") == migrations.newest(room)
    assert tables(room) == made == set(db.metadatas[room].tables)


@both_engines
@pytest.mark.parametrize("room", ROOMS)
def test_rows_survive_a_way_down_and_up(room):
    cohort = a_cohort()
    pairing.accept(cohort.key, pairing.propose(cohort.key))
    an_open_wave(cohort)
    before = counts(room)

    migrations.move(room, "-1")
    # What the last revision made goes with it; everything older stays.
    older = tables(room)
    migrations.move(room, "head")

    assert {name: count for name, count in counts(room).items() if name in older} == {
        name: count for name, count in before.items() if name in older
    }


def counts(room):
    with db.engines[room].connect() as connection:
        return {name: connection.scalar(text(f"select count(*) from {name}")) for name in tables(room)}


@both_engines
@pytest.mark.parametrize("room", ROOMS)
def test_the_models_want_nothing_that_no_revision_makes(room):
    assert migrations.is_complete(room)


@both_engines
def test_a_room_that_is_behind_is_found_out():
    migrations.move("responses", "base")

    assert not migrations.is_complete("responses")


@both_engines
def test_upgrading_again_changes_nothing():
    assert migrations.upgrade() == migrations.upgrade() == {room: migrations.newest(room) for room in ROOMS}


def test_no_table_of_the_response_room_has_a_hidden_row_number():
    with db.engines["responses"].connect() as connection:
        for table in tables("responses"):
            sql = connection.exec_driver_sql(
                "select sql from sqlite_master where name = ?", (table,)
            ).scalar()
            assert "WITHOUT ROWID" in sql, table
    assert UNORDERED == {"sqlite_with_rowid": False}


def test_no_column_of_the_response_room_keeps_a_clock_time():
    for table in db.metadatas["responses"].tables.values():
        for column in table.columns:
            assert "TIME" not in str(column.type).upper(), f"{table.name}.{column.name}"


def test_the_rooms_share_no_foreign_key():
    for room, metadata in db.metadatas.items():
        for table in metadata.tables.values():
            for key in table.foreign_keys:
                assert key.column.table.name in db.metadatas[room].tables
