"""A prepared statement does what SQLAlchemy would do, on both engines."""

from datetime import date

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from rmfeedback.db import db, overwriting, reading, writing
from rmfeedback.prepared import Prepared
from rmfeedback.surveys.models import Envelope, Wave
from tests.databases import both_engines
from tests.factories import CLOSES, a_planned_wave

pytestmark = [pytest.mark.usefixtures("app"), both_engines]
WAVES, ENVELOPES = Wave.__table__, Envelope.__table__
FIND = select(*WAVES.c).where(WAVES.c.key == bindparam("of"), WAVES.c.state == "planned")


def blanks(wave_key, number):
    row = {"wave_key": wave_key, "cell": "mentor", "sealed": b"x"}
    return [{"id": bytes([n]) * 16, **row} for n in range(number)]


def test_a_row_has_its_values_as_their_types_say():
    wave = a_planned_wave()

    with reading("responses") as connection:
        (found,) = Prepared(FIND).rows(connection, of=wave.key)
        (expected,) = connection.execute(FIND, {"of": wave.key})

    assert tuple(found) == tuple(expected)
    assert found.closes_on == CLOSES and isinstance(found.closes_on, date)
    assert found.choices["cohort"] == "Cohort"


def test_the_same_statement_finds_something_else_with_other_values():
    wave, find = a_planned_wave(), Prepared(FIND)

    with reading("responses") as connection:
        assert find.rows(connection, of="another") == []
        assert len(find.rows(connection, of=wave.key)) == 1


def test_many_rows_are_written_and_changes_are_counted():
    wave_key = a_planned_wave().key
    of_cell = update(ENVELOPES).where(ENVELOPES.c.cell == bindparam("of"))
    cut = Prepared(of_cell.values(sealed=bindparam("seal")))

    with overwriting("responses") as connection:
        Prepared(insert(ENVELOPES)).change_many(connection, blanks(wave_key, 3))
        assert cut.change(connection, of="leader", seal=b"y") == 0
        assert cut.change(connection, of="mentor", seal=b"y") == 3

    assert set(db.session.scalars(select(Envelope.sealed))) == {b"y"}


def test_what_fails_is_told_as_sqlalchemy_tells_it_and_without_the_values():
    wave_key = a_planned_wave().key
    with writing() as session:
        session.execute(text("DROP TABLE link"), bind_arguments={"mapper": Envelope})
        session.execute(text("DROP TABLE envelope"), bind_arguments={"mapper": Envelope})

    (row,) = blanks(wave_key, 1)
    for deed in (lambda it, on: it.change_many(on, [row]), lambda it, on: it.change(on, **row)):
        with pytest.raises(DBAPIError, match="envelope") as no, overwriting("responses") as connection:
            deed(Prepared(insert(ENVELOPES)), connection)
        assert "mentor" not in str(no.value)


def test_nothing_below_the_session_outlives_a_transaction_that_fails():
    wave_key = a_planned_wave().key
    with pytest.raises(ZeroDivisionError), overwriting("responses") as connection:
        Prepared(insert(ENVELOPES)).change_many(connection, blanks(wave_key, 1))
        raise ZeroDivisionError

    assert db.session.scalars(select(Envelope)).all() == []


def test_below_the_session_one_sees_and_joins_its_transaction():
    wave_key = a_planned_wave().key
    with pytest.raises(ZeroDivisionError), writing() as session:
        with overwriting("responses") as connection:
            Prepared(insert(ENVELOPES)).change_many(connection, blanks(wave_key, 1))
        assert len(session.scalars(select(Envelope)).all()) == 1
        with reading("responses") as connection:
            assert len(connection.execute(select(ENVELOPES.c.id)).all()) == 1
        raise ZeroDivisionError

    assert db.session.scalars(select(Envelope)).all() == []
