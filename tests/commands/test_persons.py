"""Who takes part, by command."""

import json

import pytest
from click.testing import CliRunner

from rmfeedback import cli
from rmfeedback.programmes import enrolling, inviting
from tests.conftest import make_app
from tests.factories import a_cohort, surroundings

ANA = "ana.cohort@example.com"


@pytest.fixture
def cohort(instance):
    with make_app(instance).app_context():
        a_cohort()
        yield


def run(instance, *words):
    return CliRunner().invoke(cli.main, ["people", *words], env=surroundings(instance))


def test_everybody_is_listed_with_role_and_state(instance, cohort):
    people = json.loads(run(instance, "list", "cohort", "--json").stdout)["people"]

    assert len(people) == 12
    assert people[0] == {
        "email": ANA, "name": "Ana Example", "role": "mentor", "state": "active",
        "is_invited": True, "mail_note": "",
    }  # fmt: skip


def test_somebody_pauses_and_returns(instance, cohort):
    done = run(instance, "move", "cohort", ANA.upper(), "pause", "--json")

    assert json.loads(done.stdout) == {"email": ANA, "role": "mentor", "state": "paused"}
    assert inviting.count_by_role("cohort")["mentor"] == 5
    assert "Ana Example is active as mentor" in run(instance, "move", "cohort", ANA, "return").stdout


def test_a_second_role_has_to_be_named(instance, cohort):
    enrolling.add_role("cohort", 1)
    unclear = run(instance, "move", "cohort", ANA, "leave")

    assert unclear.exit_code == 1
    assert unclear.stderr.strip() == enrolling.RoleUnclear.message % {"name": "Ana Example"}
    assert run(instance, "move", "cohort", ANA, "leave", "--role", "leader").exit_code == 0
    assert run(instance, "move", "cohort", "nobody@example.com", "leave").exit_code == 1
