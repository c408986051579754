"""A plan, its days, a rehearsal and a programme's end by command, as on the pages."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from rmfeedback.cli import main
from rmfeedback.commands.people import NotSure
from rmfeedback.programmes import cohorts
from tests.factories import TODAY, a_closed_wave, a_cohort, a_planned_wave, surroundings

STARTS = (TODAY + timedelta(weeks=3)).isoformat()


@pytest.fixture
def run(app, instance, monkeypatch):
    """Run a command on the test's instance; return what it printed as an object, and how it ended."""
    for name, value in surroundings(instance).items():
        if name.startswith("RMFEEDBACK_"):
            monkeypatch.setenv(name, value)

    def one(*words):
        done = CliRunner().invoke(main, [*words, "--json"])
        return (json.loads(done.stdout) if done.exit_code == 0 else done.stderr), done.exit_code

    return one


def test_a_plan_is_looked_at_made_and_shown(run):
    a_cohort()
    words = ("plan", "cohort", "--template", "six-months", "--starts", STARTS)
    looked, _ = run(*words, "--check")
    assert [wave["wave"] for wave in looked["waves"]] == [None] * 6
    made, _ = run(*words)

    assert made["waves"][0] == {
        "wave": "cohort-kickoff", "kind": "kickoff", "opens": "2026-03-09", "closes": "2026-03-20",
        "reminders": ["2026-03-12", "2026-03-16"], "state": "planned", "by_itself": True,
    }  # fmt: skip
    assert made["next"][0] == "Propose pairs."
    assert run("plan", "cohort")[0] == made


def test_half_a_question_is_wrong_usage_and_a_second_plan_refused(run):
    a_cohort()
    assert run("plan", "cohort", "--template", "six-months")[1] == 2
    words = ("plan", "cohort", "--template", "six-months", "--starts", STARTS)
    assert run(*words)[1] == 0
    said, code = run(*words)
    assert (code, "planned already" in said) == (1, True)


def test_a_wave_gets_other_days(run):
    a_planned_wave(a_cohort())
    words = ("--opens", "2026-03-09", "--closes", "2026-03-20", "--remind", "2026-03-12", "--close-by-hand")
    changed, _ = run("wave", "days", "cohort-midpoint", *words)

    assert (changed["opens"], changed["reminders"]) == ("2026-03-09", ["2026-03-12"])
    assert run("wave", "days", "cohort-midpoint", *words[:2], "--closes", "2026-03-08")[1] == 1


def test_a_wave_planned_by_command_lives_by_itself_only_if_told_so(run):
    a_cohort()
    words = ("wave", "plan", "cohort", "--kind", "pulse", "--opens", "2026-03-09", "--closes", "2026-03-20")
    run(*words)
    run(*words, "--by-itself")

    assert [wave["by_itself"] for wave in run("plan", "cohort")[0]["waves"]] == [False, True]


def test_a_programme_s_end_is_set_and_its_people_deleted(run):
    a_closed_wave(a_cohort())
    kept, _ = run(
        "programme", "set", "pilot", "--ends", "2026-12-31", "--keep-days", "90", "--holidays", "DE"
    )
    assert kept == {"programme": "pilot", "deleted_on": "2027-03-31"}
    said, code = run("programme", "delete-people", "pilot")
    assert (code, said.strip()) == (1, str(NotSure()))
    gone, _ = run("programme", "delete-people", "pilot", "--yes")

    assert gone == {"programme": "pilot", "people": 12, "pairs": 0, "invitations": 12}


def test_a_cohort_is_compared_with_its_pilot(run):
    a_cohort()
    a_cohort(name="First")

    assert run("cohort", "pilot", "cohort", "first")[0] == {"cohort": "cohort", "pilot": "first"}
    assert cohorts.find_cohort("cohort").pilot_key == "first"
    assert run("cohort", "pilot", "cohort")[0]["pilot"] is None
    assert run("findings", "compare", "cohort-midpoint")[1] == 1


def test_a_rehearsal_says_that_it_is_invented(run):
    a_planned_wave(a_cohort(7, 7))
    came, code = run("wave", "rehearse", "cohort-midpoint")

    assert (code, came["invited"], came["answered"]) == (0, 14, 10)
    assert "10 of 14 answered" in came["summary"]
