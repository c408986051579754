"""Nothing that is kept is left untold: every table, column and file, as they really are."""

from fnmatch import fnmatch

import pytest
from sqlalchemy import inspect

from rmfeedback.db import ROOMS, db
from rmfeedback.surveys import tables
from tests.factories import a_closed_wave, a_cohort, a_trustees_wave, an_open_wave

pytestmark = pytest.mark.usefixtures("app")


def columns_in(room):
    """The tables of a running database with their columns."""
    found = inspect(db.engines[room])
    return {name: [its["name"] for its in found.get_columns(name)] for name in found.get_table_names()}


@pytest.mark.parametrize("room", ROOMS)
def test_every_table_and_column_of_the_running_database_is_told(room):
    told = {row.name: [name for name, _ in row.columns] for row in tables.of_room(room, "en")}

    assert {name: sorted(its) for name, its in told.items()} == {
        name: sorted(its) for name, its in columns_in(room).items()
    }


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_told_of_what_is_not_there(room):
    there = columns_in(room)

    assert set(tables.told_of(room)) == set(there)
    for name, columns in tables.told_of(room).items():
        assert columns <= set(there[name]), name


def test_all_is_told_in_both_languages():
    for english, german in zip(all_told("en"), all_told("de"), strict=True):
        assert english.name == german.name
        assert all((english.why, german.why, english.how_long, german.how_long))
        assert english.why != german.why
        for (column, purpose), (_, zweck) in zip(english.columns, german.columns, strict=True):
            assert purpose and zweck, column


def all_told(language):
    return [*(row for room in ROOMS for row in tables.of_room(room, language)), *tables.files(language)]


def test_every_file_of_an_instance_is_told(instance):
    an_open_wave()
    a_trustees_wave(a_cohort(name="Second"))
    a_trustees_wave(a_cohort(name="Third"), is_launched=False)
    a_closed_wave(a_cohort(name="Fourth"))
    databases = {f"{room}.sqlite" for room in ROOMS}
    files = {str(file.relative_to(instance)) for file in instance.rglob("*") if file.is_file()}
    patterns = [row.name for row in tables.files("en")]
    untold = {file for file in files - databases if not any(fnmatch(file, its) for its in patterns)}

    assert len(files) > 20
    assert untold == set()


def test_a_table_that_nobody_told_of_is_noticed(monkeypatch):
    monkeypatch.setitem(tables.OF_MIGRATIONS, "visit", ["id", "came_at"])

    with pytest.raises(KeyError):
        list(tables.of_room("responses", "en"))
