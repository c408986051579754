"""The audit log on its page and by command: what staff did, whether it holds, and a head that was mailed."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from rmfeedback import cli, doctor
from rmfeedback.db import writing
from rmfeedback.staff import accounts, audit
from rmfeedback.staff.models import AuditEntry
from tests import factories
from tests.factories import do_jobs


@pytest.fixture
def ada(app):
    return factories.signed_in(app.test_client(), "ada")


def break_the_log():
    with writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.id == 1).values(who="somebody else"))


def test_the_administrator_reads_who_did_what_and_that_it_holds(ada):
    with audit.acting("hal@example.com"):
        audit.enter("exported", "midpoint", format="csv", sha256="ab" * 32)

    text = ada.get("/audit").text

    assert "exported midpoint, format csv, sha256 abababab…" in text
    assert "account made ada@example.com, role admin" in text
    assert "whole" in text and audit.told(audit.head())[5:] in text
    assert not [entry.at for entry in audit.entries() if entry.at[11:16] in text], "days, not times"


def test_the_entries_of_one_account_or_deed_are_found(ada):
    for number in range(60):
        audit.enter("released", f"wave-{number}")

    some = ada.get("/audit?deed=released").text
    older = ada.get(f"/audit?deed=released&before={audit.entries()[-50].id}").text
    fragment = ada.get("/audit?who=ada@example.com", headers={"HX-Request": "true"}).text

    assert "50 of 60, newest first" in some and "wave-59" in some and "wave-9<" not in some
    assert "wave-9<" in older and "Show older" not in older
    assert fragment.lstrip().startswith('<div id="entries"') and "signed in" in fragment


def test_a_changed_entry_is_told_on_the_page_by_command_and_by_the_doctor(ada, instance):
    break_the_log()
    said = CliRunner().invoke(cli.main, ["audit", "check"], env=factories.surroundings(instance))

    assert "Entry 1 of the audit log was changed" in ada.get("/audit").text
    assert (said.exit_code, "Entry 1" in said.stderr) == (1, True)
    assert [check.ok for check in doctor.examine() if check.name == "audit log"] == [False]
    assert "audit log" not in [check.name for check in doctor.promises()]


def test_a_mailed_head_is_found_until_somebody_changes_what_came_before(ada):
    head = audit.told(audit.head())
    audit.enter("released", "midpoint")

    assert f"the mark of entry {len(audit.entries()) - 1} of" in ada.get(f"/audit?head={head.lower()}").text
    assert "No entry has this mark" in ada.get("/audit?head=0000").text


def test_the_command_shows_whole_entries_to_a_program(ada, instance):
    said = CliRunner().invoke(
        cli.main, ["audit", "show", "--deed", "signed in", "--json"], env=factories.surroundings(instance)
    )

    shown = json.loads(said.output)
    assert [entry["who"] for entry in shown["entries"]] == ["ada@example.com"]
    assert shown["entries"][0]["hash"] == audit.head().hex()


def test_what_is_done_to_accounts_is_entered_once(app):
    accounts.add("new@example.com", "hr", factories.PASSWORD)
    accounts.add("new@example.com", "hr", factories.PASSWORD)
    accounts.deactivate("new@example.com")

    assert [entry.deed for entry in audit.entries()] == ["account made", "account closed"]


def test_what_is_done_with_a_wave_is_entered_and_nothing_that_people_answer(app):
    cohort = factories.a_cohort(6, 6)
    wave = factories.an_open_wave(cohort)
    before = len(audit.entries())
    factories.everybody_answers(wave)

    assert len(audit.entries()) == before
    assert audit.entries()[-1].deed == "launched"
    assert audit.entries()[-1].details == {"invited": 12}


def test_the_trustee_is_mailed_the_head_at_launch(app, instance):
    accounts.add("tom@example.com", "trustee", factories.PASSWORD)
    factories.a_trustees_wave()
    launched = next(entry for entry in reversed(audit.entries()) if entry.deed == "launched")
    do_jobs()

    mails = [path.read_text() for path in (instance / "outbox").glob("*.eml")]
    assert sum(audit.told(launched.hash) in mail for mail in mails) == 1
