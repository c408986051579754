"""The audit log: entries that nobody can change or take out unnoticed."""

import pytest
from sqlalchemy import delete, update

from rmfeedback.db import writing
from rmfeedback.staff import audit
from rmfeedback.staff.models import AuditEntry
from tests.databases import both_engines

pytestmark = pytest.mark.usefixtures("app")


@both_engines
def test_an_entry_says_who_did_what_to_what():
    with audit.acting("hal@example.com"):
        audit.enter("exported", "midpoint", format="xlsx")
    audit.enter("released", "midpoint")

    told = [(e.who, e.deed, e.about, e.details) for e in audit.entries()]

    assert told == [
        ("hal@example.com", "exported", "midpoint", {"format": "xlsx"}),
        ("command line", "released", "midpoint", {}),
    ]
    assert audit.check() == 2


@pytest.mark.parametrize("column", ["at", "who", "deed", "about", "details"])
def test_a_changed_entry_is_found(column):
    three_entries()
    with writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.id == 2).values({column: "x"}))

    with pytest.raises(audit.AuditBroken, match="Entry 2"):
        audit.check()


def test_an_entry_taken_out_is_found():
    three_entries()
    with writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == 2))

    with pytest.raises(audit.AuditBroken, match="Entry 2"):
        audit.check()


def test_a_shortened_log_has_another_head():
    three_entries()
    head = audit.head()
    with writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == 3))

    assert audit.check() == 2
    assert audit.head() != head


def test_a_deed_that_fails_is_not_entered():
    with pytest.raises(RuntimeError), writing():
        audit.enter("released", "midpoint")
        raise RuntimeError

    assert audit.entries() == []


def three_entries():
    for wave in ("kickoff", "midpoint", "closing"):
        audit.enter("released", wave)
