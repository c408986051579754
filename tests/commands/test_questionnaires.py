"""Questionnaires by command: list, export, import, check."""

import json
import shutil

import pytest

from rmfeedback.commands.questionnaires import FileUnwritable
from rmfeedback.surveys.questionnaire import SHIPPED
from tests.commands.test_papers import run
from tests.conftest import make_app
from tests.surveys.drafts import a_published


@pytest.fixture
def made(instance):
    with make_app(instance).app_context():
        a_published("pulse")
    return instance


def test_every_version_is_listed(made):
    found = json.loads(run(made, "questionnaire", "list", "--json").stdout)["questionnaires"]

    assert len(found) == 8
    named = {"key": "northwind_leader", "version": 1, "edition": "northwind", "role": "leader"}
    assert named | {"state": "published", "items": 5, "minutes": 2} in found
    assert "mentor, version 1: published, 8 minutes" in run(made, "questionnaire", "list").stdout


@pytest.mark.parametrize("key", ["mentor", "kickoff_leader"])
def test_a_shipped_questionnaire_is_exported_byte_for_byte(made, tmp_path, key):
    file = tmp_path / "out.toml"
    done = run(made, "questionnaire", "export", key, str(file), "--json")

    assert json.loads(done.stdout) == {"key": key, "version": 1, "state": "published", "file": str(file)}
    assert file.read_bytes() == (SHIPPED / f"{key}.toml").read_bytes()


def test_an_exported_file_goes_back_in_unchanged_and_the_next_version_begins_a_draft(made, tmp_path):
    file = tmp_path / "out.toml"
    run(made, "questionnaire", "export", "northwind_mentor", str(file))
    before = file.read_text("utf-8")
    assert "Nothing changed" in run(made, "questionnaire", "import", str(file)).stdout

    file.write_text(before.replace("version = 1", "version = 2"), "utf-8")
    done = run(made, "questionnaire", "import", str(file), "--json")
    assert json.loads(done.stdout) == {"key": "northwind_mentor", "version": 2, "state": "draft"}
    run(made, "questionnaire", "export", "northwind_mentor", str(file))
    assert file.read_text("utf-8") == before, "the newest that is published"
    assert (
        run(made, "questionnaire", "export", "northwind_mentor", str(file), "--version", "2").exit_code == 0
    )


def test_a_draft_is_published_and_chosen_for_the_waves_of_a_kind(made, tmp_path):
    run(made, "programme", "add", "Pilot")
    file = tmp_path / "next.toml"
    run(made, "questionnaire", "export", "northwind_mentor", str(file))
    file.write_text(file.read_text("utf-8").replace("version = 1", "version = 2"), "utf-8")
    run(made, "questionnaire", "import", str(file))

    done = run(made, "questionnaire", "publish", "northwind", "--json")
    assert json.loads(done.stdout) == {"edition": "northwind", "version": 2, "state": "published"}
    chosen = {"programme": "pilot", "kind": "pulse", "edition": "northwind", "version": 2}
    words = ("questionnaire", "choose", "pilot", "--kind", "pulse")
    assert json.loads(run(made, *words, "--edition", "northwind", "--json").stdout) == chosen
    older = run(made, *words, "--edition", "northwind", "--version", "1", "--json").stdout
    assert json.loads(older) == chosen | {"version": 1}
    assert json.loads(run(made, *words, "--json").stdout) == chosen | {"edition": "pulse", "version": 1}
    assert "There is no questionnaire version" in run(made, *words, "--edition", "nothing").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "nothing", "x.toml"), "There is no questionnaire “nothing”."),
        (("export", "nothing_mentor", "x.toml"), "There is no draft of the questionnaire"),
        (("export", "mentor", "x.toml", "--version", "9"), "There is no questionnaire version"),
        (("export", "mentor", "nowhere/x.toml"), FileUnwritable.message.partition("%")[0]),
        (("import", str(SHIPPED / "mentor.toml")), "Copy it under a name of your own"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(made, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    done = run(made, "questionnaire", *words)

    assert done.exit_code == 1
    assert said in done.stderr


@pytest.mark.parametrize("key", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_what_is_shipped_keeps_every_rule(made, key):
    done = run(made, "questionnaire", "check", str(SHIPPED / f"{key}.toml"), "--json")

    assert done.exit_code == 0, done.stdout
    assert json.loads(done.stdout)["problems"] == []


def test_every_breach_is_told_with_line_field_and_remedy(made, tmp_path):
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "mentor.toml"
    text = file.read_text("utf-8").replace("We both know what we want", "We both know well what we want")
    file.write_text(text.replace("It takes about 8 minutes.", "All is confidential."), "utf-8")
    done = run(made, "questionnaire", "check", str(file), "--json")

    assert done.exit_code == 1
    problems = json.loads(done.stdout)["problems"]
    places = [(one["line"], one["item"], one["field"]) for one in problems]
    assert places == [(6, None, "intro.en"), (118, "m_pair_goals", "text")]
    assert "Leave that to the application." in problems[0]["message"]


def test_a_file_is_checked_beside_its_twin_and_what_was_published(made, tmp_path):
    file = tmp_path / "other_mentor.toml"
    text = (SHIPPED / "pulse_mentor.toml").read_text("utf-8").replace('"pulse_', '"other_')
    file.write_text(text.replace("I can disagree", "I may disagree"), "utf-8")
    done = run(made, "questionnaire", "check", str(file))

    assert done.exit_code == 1
    assert "Mentors, m_safe_disagree: text differs from pulse_mentor.toml." in done.stdout
    assert "l_safe_disagree is not in other_leader.toml." in done.stdout
    assert "Leaders, key: this half is missing." in done.stdout


def test_a_file_that_says_nothing_is_refused(made, tmp_path):
    file = tmp_path / "any.toml"
    file.write_text(
        (SHIPPED / "pulse_mentor.toml").read_text("utf-8").replace('role = "mentor"', 'role = "boss"'),
        "utf-8",
    )
    done = run(made, "questionnaire", "check", str(file))

    assert done.exit_code == 1
    assert "the role boss is unknown" in done.stderr
