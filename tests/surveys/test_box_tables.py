"""On PostgreSQL a wave's envelopes and links lie in tables of their own, whose files go at opening."""

import pytest
from sqlalchemy import text

from rmfeedback import migrations
from rmfeedback.db import db
from rmfeedback.surveys import ballot_box
from rmfeedback.terms import WaveKind
from rmfeedback.waves import lifecycle
from tests.databases import on_postgresql
from tests.factories import CLOSES, TODAY, a_code, a_cohort, an_open_wave, answers_to, everybody_answers

pytestmark = [pytest.mark.usefixtures("app"), on_postgresql]


def ask(statement, **given):
    with db.engines["responses"].connect() as connection:
        return connection.execute(text(statement), given).all()


def own_tables():
    """The tables of waves, and where each lies on the disk."""
    query = "SELECT relname, pg_relation_filepath(oid) FROM pg_class WHERE relkind = 'r' AND relname ~ :named"
    return dict(ask(query, named="_[0-9a-f]{16}$"))


def test_a_wave_s_box_lies_in_its_own_tables_and_is_read_through_the_common_ones():
    an_open_wave()

    assert sorted(name.partition("_")[0] for name in own_tables()) == ["envelope", "link"]
    for table, rows in (("envelope", 12), ("link", 12 * 16)):
        assert ask(f"SELECT count(*) FROM {table}") == [(rows,)]
        assert ask(f"SELECT count(*) FROM ONLY {table}") == [(0,)]


def test_the_files_of_the_box_are_gone_once_it_is_opened(postgresql):
    wave = an_open_wave()
    everybody_answers(wave)
    files = [postgresql.folder / "data" / path for path in own_tables().values()]
    assert all(file.exists() for file in files)

    lifecycle.close(wave.key, CLOSES)
    postgresql.do("CHECKPOINT")  # Until then an empty file keeps the name from being given again.
    assert own_tables() == {}
    assert not any(file.exists() for file in files)


def test_closing_one_wave_leaves_the_box_of_another_alone():
    cohort = a_cohort()
    first, second = an_open_wave(cohort), an_open_wave(cohort, WaveKind.CLOSING)
    code = a_code(second)
    everybody_answers(first)

    lifecycle.close(first.key, CLOSES)
    ballot = ballot_box.look_up(code, TODAY)
    ballot_box.submit(code, answers_to(ballot.questionnaire), language="en", today=TODAY)
    assert len(own_tables()) == 2


def test_a_box_that_is_never_opened_goes_too():
    wave = an_open_wave()
    lifecycle.close(wave.key, CLOSES)

    assert lifecycle.close(wave.key, wave.box_opens_on).state == "void"
    assert own_tables() == {}


def test_an_envelope_keeps_to_its_rules_in_a_wave_s_own_table():
    an_open_wave()
    indexed = {name for (name,) in ask("SELECT DISTINCT tablename FROM pg_indexes")}
    primary = ask("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p'")

    assert set(own_tables()) <= indexed & {name for (name,) in primary}


def test_no_revision_minds_the_tables_of_an_open_wave():
    an_open_wave()

    assert migrations.is_complete("responses")
