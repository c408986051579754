"""At the end of a programme its people are deleted, announced before; what was counted stays."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from rmfeedback import config, jobs
from rmfeedback.db import IdentityModel, db, is_postgresql, writing
from rmfeedback.doctor import waves as doctor
from rmfeedback.errors import NotFound
from rmfeedback.programmes import cohorts, forgetting, pairing, schedules
from rmfeedback.programmes.models import Deletion, Exclusion, Goal, GoalsLink, Pair, Participation, Person
from rmfeedback.reports import findings, running
from rmfeedback.staff import accounts
from rmfeedback.surveys import results
from rmfeedback.waves import plans, retention
from tests.databases import both_engines
from tests.factories import (
    CLOSES,
    PASSWORD,
    STAFF,
    TODAY,
    a_closed_wave,
    a_cohort,
    a_planned_wave,
    a_programme,
    an_open_wave,
    do_jobs,
)

pytestmark = both_engines
# What may hold rows once nobody takes part any more.
STAYS = {"programme", "cohort", "account", "deletion", "alembic_version", "audit_entry", "job"}
MAILS = {f"{about}.0123.eml" for about in ("cohort-midpoint", "cohort", "goals_link_cohort")}
DUE = TODAY + timedelta(days=100)


@pytest.fixture(autouse=True)
def _app(app):
    return app


@pytest.fixture
def ended():
    """A programme with everything in it that speaks of people; its one wave is closed and released."""
    accounts.add(*STAFF["hal"], PASSWORD)
    cohort = a_cohort(8, 8)
    pairing.accept(cohort.key, pairing.propose(cohort.key))
    wave = a_closed_wave(cohort)
    running.run(wave.key)
    findings.release(wave.key)
    plans.make(cohort.key, "six-months", TODAY + timedelta(weeks=4), TODAY)
    pair = db.session.scalar(select(Pair).limit(1))
    people = list(db.session.scalars(select(Person.id).limit(2)))
    with writing() as session:
        session.add(Goal(pair_id=pair.id, text="A goal of Ana's"))
        session.add(GoalsLink(pair_id=pair.id, digest=b"x" * 32))
        session.add(Exclusion(cohort_key=cohort.key, one_id=people[0], other_id=people[1]))
        jobs.enqueue("remind", "1:1", wave.key)
        schedules.put(wave.key, [TODAY])
    for about in (wave.key, cohort.key, f"goals_link_{cohort.key}"):
        (config.current()["INSTANCE"] / "outbox" / f"{about}.0123.eml").write_text(
            "To: ana.cohort@example.com"
        )
    return cohorts.find_programme("pilot")


def rows():
    """Return how many rows each table of the identity room has, where it has any."""
    tables = [table for table in db.metadatas["identity"].tables.values() if table.name not in STAYS]
    assert len(tables) > 10
    assert {Person.__table__, Pair.__table__} <= set(tables)
    counts = {
        table.name: db.session.scalar(
            select(func.count()).select_from(table), bind_arguments={"bind": db.engines["identity"]}
        )
        for table in tables
    }
    return {name: count for name, count in counts.items() if count}


def addresses_found():
    """Return the files under the instance that hold the address of somebody who took part."""
    folder = config.current()["INSTANCE"]
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.name for file in files if b"cohort@example.com" in file.read_bytes()}


def test_nothing_that_speaks_of_people_is_left(ended):
    db.session.remove()
    assert is_postgresql("identity") or addresses_found() == {"identity.sqlite", *MAILS}
    deletion = retention.delete("pilot", TODAY)

    assert rows() == {}
    assert addresses_found() == set()
    assert (deletion.people, deletion.pairs, deletion.invitations) == (16, 8, 16)
    assert deletion.is_scrubbed
    assert "@" not in str([*vars(deletion).values()])


def test_what_was_counted_stays(ended):
    before = findings.released_text("cohort-midpoint"), results.scores("cohort-midpoint")
    retention.delete("pilot", TODAY)

    assert (findings.released_text("cohort-midpoint"), results.scores("cohort-midpoint")) == before
    assert results.opening("cohort-midpoint").responses == 16


def test_planned_waves_are_taken_away_and_doctor_is_content(ended):
    retention.delete("pilot", TODAY)

    assert [wave.state for wave in results.waves()] == ["done"]
    assert [check for check in doctor.of_all() if not check.ok] == []


def test_an_open_wave_stands_in_the_way():
    wave = an_open_wave()

    with pytest.raises(retention.WaveStillOpen, match=wave.key):
        retention.delete("pilot", TODAY)
    assert len(list(db.session.scalars(select(Person)))) == 12


def test_whoever_takes_part_in_another_programme_stays_there(ended):
    other = a_programme("Other")
    with writing() as session:
        ana = session.scalar(select(Person).where(Person.name == "Ana Example"))
        cohort = cohorts.Cohort(key="elsewhere", name="Elsewhere", programme_key=other.key)
        session.add(cohort)
        session.add(Participation(cohort=cohort, person=ana, role="leader"))
    retention.delete("pilot", TODAY)

    assert [person.name for person in db.session.scalars(select(Person))] == ["Ana Example"]
    assert forgetting.extent("other").people == 1


def test_a_second_deletion_finds_nothing(ended):
    retention.delete("pilot", TODAY)

    with pytest.raises(retention.NothingToDelete, match="Pilot"):
        retention.delete("pilot", TODAY)
    with pytest.raises(NotFound):
        retention.delete("nowhere", TODAY)


def test_what_else_belongs_to_the_programme_goes_with_it(ended, app):
    asked = []
    retention.init(app, [asked.append])
    retention.delete("pilot", TODAY)

    assert asked == ["pilot"]


def notices():
    folder = config.current()["INSTANCE"] / "outbox"
    return [file.read_text() for file in folder.glob("pilot.*.eml")]


def look(day):
    config.current()["TODAY"] = day.isoformat()
    retention.look(day)
    do_jobs()


def test_a_deletion_is_announced_two_weeks_ahead_and_then_done(ended):
    retention.set_end("pilot", DUE - timedelta(days=30), 30, TODAY)
    look(DUE - timedelta(days=15))
    assert notices() == []
    look(DUE - timedelta(days=14))
    look(DUE - timedelta(days=13))
    assert len(notices()) == 1
    assert f"{DUE:%d %B %Y}" in notices()[0]
    look(DUE - timedelta(days=1))
    assert rows()
    look(DUE)

    assert rows() == {}
    assert [deletion.day for deletion in forgetting.deletions("pilot")] == [DUE]
    look(DUE + timedelta(days=1))
    assert len(forgetting.deletions()) == 1


def test_a_server_that_was_off_announces_before_it_deletes(ended):
    retention.set_end("pilot", DUE, 0, TODAY)
    late = DUE + timedelta(days=40)
    look(late)
    look(late + timedelta(days=13))
    assert rows()
    look(late + timedelta(days=14))

    assert rows() == {}


def test_it_can_be_put_off_until_it_is_done(ended):
    retention.set_end("pilot", DUE, 0, TODAY)
    look(DUE - timedelta(days=14))
    retention.set_end("pilot", DUE + timedelta(days=60), 0, DUE - timedelta(days=2))
    look(DUE)

    assert rows()
    assert cohorts.find_programme("pilot").announced_on is None


def test_an_open_wave_puts_it_off(app):
    cohort = a_cohort()
    an_open_wave(cohort)
    retention.set_end("pilot", TODAY + timedelta(days=14), 0, TODAY)
    look(TODAY)
    look(TODAY + timedelta(days=20))

    assert len(list(db.session.scalars(select(Person)))) == 12


def test_without_an_end_nobody_is_deleted(ended):
    look(date(2040, 1, 1))

    assert rows()


@pytest.mark.parametrize(
    ("ends_on", "keep_days", "refusal"),
    [
        (TODAY, 13, retention.EndTooSoon),
        (TODAY - timedelta(days=400), 180, retention.EndTooSoon),
        (TODAY, -1, retention.KeepDaysWrong),
        (None, 5000, retention.KeepDaysWrong),
    ],
)
def test_an_end_that_leaves_no_time_to_say_so_is_refused(ended, ends_on, keep_days, refusal):
    with pytest.raises(refusal):
        retention.set_end("pilot", ends_on, keep_days, TODAY)
    assert cohorts.find_programme("pilot").ends_on is None


def test_a_deletion_that_stopped_before_the_files_were_rewritten_goes_on(ended, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(retention, "vacuum", stop)
        with pytest.raises(KeyboardInterrupt):
            retention.delete("pilot", TODAY)
    db.session.rollback()
    assert not db.session.scalar(select(Deletion.is_scrubbed))
    retention.look(TODAY)

    assert db.session.scalar(select(Deletion.is_scrubbed))
    assert addresses_found() == set()


def test_two_programmes_end_apart(ended):
    other = a_programme("Other")
    with writing() as session:
        cohort = cohorts.Cohort(key="second", name="Second", programme_key=other.key)
        session.add(cohort)
        for role in ("mentor", "leader"):
            for n in range(5):
                person = Person(email=f"{role}{n}@other.example.com", name=f"{role} {n}", language="en")
                session.add(Participation(cohort=cohort, role=role, person=person))
    wave = a_planned_wave(cohort)
    retention.delete("pilot", TODAY)

    assert (forgetting.extent("other").people, wave.state) == (10, "planned")
    assert wave.closes_on == CLOSES


def test_every_table_that_names_a_person_is_known_here():
    """A table that somebody adds later has to be thought of here: add it to STAYS, or delete its rows."""
    people = {"person.id", "participation.id", "pair.id"}
    metadata = IdentityModel.metadata
    naming = {
        table.name
        for table in db.metadatas["identity"].tables.values()
        for key in table.foreign_keys
        if key.target_fullname in people
    }
    assert metadata is not None
    assert naming.isdisjoint(STAYS)
