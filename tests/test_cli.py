"""A programme by command line alone, with the keys, exit codes and sentences that other programs rely on."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from rmfeedback import cli, config, mail
from rmfeedback.demo.playing import ROSTER
from rmfeedback.staff import accounts
from rmfeedback.surveys import ballot_box
from rmfeedback.waves import lifecycle
from tests.conftest import make_app
from tests.factories import (
    CLOSES,
    PASSWORD,
    TODAY,
    a_planned_wave,
    a_trustees_wave,
    an_open_wave,
    answers_to,
    codes_of,
    everybody_answers,
    surroundings,
)

WAVE = "pilot-midpoint"
PLAN = (
    "wave",
    "plan",
    "pilot",
    "--kind",
    "midpoint",
    "--opens",
    TODAY.isoformat(),
    "--closes",
    CLOSES.isoformat(),
)
LOAD = ("cohort", "load", str(ROSTER), "--programme", "reverse", "--name", "Pilot")
ROSTER_KEYS = {"cohort", "read", "imported", "merged", "waiting", "skipped", "problems"}


def run(instance, *words, given="", **settings):
    """Run a command as a shell would; nothing it prints may hold a code of the outbox."""
    done = CliRunner().invoke(cli.main, words, input=given, env=surroundings(instance, **settings))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    codes = {word.partition("#")[2] for file in (instance / "outbox").glob("*.eml") for word in _links(file)}
    assert not [code for code in codes if code in done.stdout + done.stderr]
    return done


def _links(file: Path) -> list[str]:
    return [word for word in file.read_text().split() if "/a#" in word and "<" not in word]


def answer(instance, *words, **more):
    """The object a command answers with."""
    done = run(instance, *words, "--json", **more)
    assert (done.exit_code, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)


def refusal(instance, *words, **more):
    """The one sentence a command refuses with."""
    done = run(instance, *words, **more)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith(".\n") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A programme played from the first command to the last: each answer by its command's words."""
    instance = tmp_path_factory.mktemp("cli") / "instance"
    said = {}

    def do(*words, **more):
        said[" ".join(words[:2])] = answer(instance, *words, **more)

    do("schema", "upgrade")
    do("staff", "add", "Hal@Example.com", "--role", "hr", "--password-stdin", given=f"{PASSWORD}\n")
    do("programme", "add", "Reverse", "--language", "de")
    do("cohort", "load", *LOAD[2:])
    do("pairs", "propose", "pilot", "--accept")
    do(*PLAN)
    do("wave", "launch", WAVE)
    do("jobs", "run", "--until-idle")
    said["launched"] = answer(instance, "wave", "launch", WAVE)
    said["open"] = answer(instance, "wave", "show", WAVE)
    do("wave", "remind", WAVE)
    shutil.copytree(instance, instance.with_name("open"))
    _everybody_answers(instance)
    closed = {"TODAY": CLOSES.isoformat()}
    do("wave", "close", WAVE, **closed)
    do("insights", "run", WAVE, **closed)
    do("findings", "show", WAVE, **closed)
    said["unreleased"] = refusal(instance, "findings", "export", WAVE, str(instance / "f.json"), **closed)
    do("findings", "release", WAVE, **closed)
    said["done"] = answer(instance, "wave", "show", WAVE, **closed)
    do("doctor")
    return instance, said


def _everybody_answers(instance):
    app = make_app(instance)
    with app.app_context():
        for seed, file in enumerate(mail.written(config.current(), WAVE)):
            code = _links(file)[0].partition("#")[2]
            asked = ballot_box.look_up(code, TODAY).questionnaire
            ballot_box.submit(code, answers_to(asked, seed=seed), language="en", today=TODAY)


@pytest.fixture
def opened(played, tmp_path):
    """The played instance as it was while its wave was open."""
    return Path(shutil.copytree(played[0].with_name("open"), tmp_path / "open"))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("schema upgrade", {"identity": "0004", "responses": "0004"}),
        ("staff add", {"account": "hal@example.com"}),
        ("programme add", {"programme": "reverse"}),
        ("wave launch", {"wave": WAVE, "mailed": 0, "waiting": 22}),
        ("jobs run", {"done": 22}),
        ("launched", {"wave": WAVE, "mailed": 22, "waiting": 0}),
        ("open", {"wave": WAVE, "state": "open", "invited": 22, "answered": None}),
        ("wave remind", {"wave": WAVE, "mailed": 22, "waiting": 22}),
        ("wave close", {"wave": WAVE, "state": "done", "responses": 22, "dropped": 0, "damaged": 0}),
        ("done", {"wave": WAVE, "state": "done", "invited": 22, "answered": 22}),
    ],
)
def test_a_command_answers_with_these_keys_and_values(played, command, said):
    assert played[1][command] == said


def test_a_roster_is_loaded_with_its_counts(played):
    said = played[1]["cohort load"]

    assert set(said) == ROSTER_KEYS
    assert (said["cohort"], said["read"], said["imported"]) == ("pilot", 22, 22)


def test_each_leader_is_proposed_a_mentor_with_reasons(played):
    said = played[1]["pairs propose"]

    assert set(said) >= {"pairs", "unpaired"}
    assert len(said["pairs"]) == 11
    assert all(set(pair) == {"mentor", "leader", "score", "reasons"} for pair in said["pairs"])


def test_planning_tells_how_many_are_invited_and_the_odds(played):
    said = played[1]["wave plan"]

    assert set(said) == {"wave", "invited", "odds"}
    assert (said["wave"], said["invited"]) == (WAVE, 22)
    assert all(set(odds) == {"all", "by_role", "themes"} for odds in said["odds"].values())


def test_insights_tell_how_many_themes_in_how_many_comments(played):
    said = played[1]["insights run"]

    assert set(said) == {"wave", "themes", "comments"}
    assert said["comments"] == 66


def test_findings_are_released_as_they_were_shown_but_for_who_wrote_to_which_theme(played):
    shown, released = played[1]["findings show"], played[1]["findings release"]

    assert {row for theme in shown["themes"] for row in theme["by_role"].values()} == {"too few"}
    hidden = {"themes": [theme | {"by_role": None} for theme in shown["themes"]], "suppressed": None}
    told = {"themes": [theme | {"by_role": None} for theme in released["themes"]], "suppressed": None}
    assert shown | hidden == released | told
    wanted = "wave kind cohort invited responses by_role constructs items gaps themes actions suppressed"
    assert {*wanted.split(), "rules", "made_with"} <= set(shown)
    assert shown["responses"] == 22


def test_nothing_is_exported_before_it_is_released(played):
    assert "once HR releases them" in played[1]["unreleased"]


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx", "pdf"])
def test_findings_are_exported_by_suffix_and_twice_alike(played, tmp_path, suffix):
    files = [tmp_path / f"{name}.{suffix}" for name in "ab"]
    for file in files:
        assert answer(played[0], "findings", "export", WAVE, str(file)) == {"file": str(file)}

    assert files[0].read_bytes() == files[1].read_bytes() != b""


def test_the_doctor_finds_everything_well(played):
    checks = played[1]["doctor"]["checks"]

    assert all(set(check) == {"name", "ok", "say"} and check["ok"] for check in checks)


def test_the_doctor_exits_with_1_where_something_is_wrong(opened):
    (opened / "secret_key").chmod(0o644)
    done = run(opened, "doctor")

    assert done.exit_code == 1
    assert "NO  file secret_key: mode 0644 lets others in" in done.stdout


def test_looking_at_a_roster_writes_nothing(instance):
    answer(instance, "schema", "upgrade")
    answer(instance, "programme", "add", "Reverse")
    looked = [answer(instance, *LOAD, "--check") for _ in range(2)]

    assert looked[0] == looked[1]
    assert set(looked[0]) == ROSTER_KEYS
    assert (looked[0]["cohort"], looked[0]["imported"]) == (None, 22)


def test_proposing_pairs_keeps_none_until_they_are_accepted(opened):
    assert run(opened, "pairs", "propose", "pilot").stdout.startswith("11 pairs, 0 people without one.")


@pytest.mark.parametrize(
    "again",
    [("schema", "upgrade"), ("pairs", "propose", "pilot", "--accept"), ("wave", "launch", WAVE), LOAD],
)
def test_running_a_command_again_changes_nothing(opened, again):
    first, second = (answer(opened, *again) for _ in range(2))

    assert first == second


def test_closing_again_says_the_same(played):
    closed = answer(played[0], "wave", "close", WAVE, TODAY=CLOSES.isoformat())

    assert closed == played[1]["wave close"]


def test_without_json_a_command_answers_in_a_sentence(opened):
    assert run(opened, "wave", "show", WAVE).stdout == (
        f"Wave {WAVE} is open: 22 invited; nobody is counted before it closes.\n"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("wave", "show", "spring"), "There is no wave “spring”."),
        (("wave", "close", WAVE), "opened on 2026-03-12, not before"),
        (("insights", "run", WAVE), "Close the wave first."),
        (("findings", "release", WAVE), "Close the wave first."),
        (("pairs", "propose", "nowhere"), "There is no cohort “nowhere”."),
        (("programme", "add", "Reverse"), "Reverse"),
        (("wave", "remind", WAVE, "--note", "x" * 301), "Please shorten it."),
        (
            ("wave", "plan", "pilot", "--kind", "pulse", "--opens", "2026-03-09", "--closes", "2026-03-03"),
            "Choose other",
        ),
        (("staff", "add", "nobody", "--role", "hr", "--password-stdin"), "nobody"),
        (("cohort", "load", __file__, "--programme", "reverse", "--name", "Pilot"), ""),
        (("findings", "export", WAVE, "findings.docx"), "Choose a file that ends in"),
    ],
)
def test_a_no_is_one_sentence_on_stderr_and_exit_1(opened, words, says):
    assert says in refusal(opened, *words, given=f"{PASSWORD}\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [("BASE_URL", ""), ("SMALLEST_GROUP", "3"), ("TODAY", "tomorrow"), ("JOBS", "somewhere")],
)
def test_a_missing_or_wrong_setting_is_named(opened, name, value):
    assert f"RMFEEDBACK_{name} is" in refusal(opened, "wave", "launch", WAVE, **{name: value})


@pytest.mark.parametrize(
    "words",
    [("wave", "show"), ("wave", "plan", "pilot", "--kind", "never"), ("nothing",),
     ("staff", "add", "a@example.com"),
     ("wave", "plan", "pilot", "--kind", "pulse", "--opens", "9.3.2026", "--closes", "2026-03-12"),
     ("cohort", "load", "no-such-file.csv", "--programme", "x", "--name", "y")],
)  # fmt: skip
def test_wrong_usage_exits_with_2(instance, words):
    assert run(instance, *words).exit_code == 2


def test_a_password_is_asked_for_where_none_is_piped(opened):
    done = run(opened, "staff", "add", "lin@example.com", "--role", "leadership", given=f"{PASSWORD}\n")

    assert done.exit_code == 0
    assert PASSWORD not in done.stdout + done.stderr


def test_as_a_process_of_its_own_a_command_prints_one_object_or_one_sentence(opened):
    command = [sys.executable, "-m", "rmfeedback.cli", "wave"]
    kept = {"env": surroundings(opened), "capture_output": True, "text": True}
    shown = subprocess.run([*command, "show", WAVE, "--json"], **kept)
    refused = subprocess.run([*command, "close", WAVE], **kept)

    assert (shown.returncode, shown.stderr, json.loads(shown.stdout)["state"]) == (0, "", "open")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)


def test_serving_answers_mails_and_ends_when_it_is_told_to(app, instance):
    wave, port = a_planned_wave(), _free_port()
    command = [sys.executable, "-m", "rmfeedback.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=surroundings(instance), stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr.readline() == f"Serving on http://127.0.0.1:{port}. Press Ctrl-C to end.\n"
        assert _in_time(lambda: _status(f"http://127.0.0.1:{port}/healthz") == 200)
        lifecycle.launch(wave.key, TODAY)
        assert _in_time(lambda: len(codes_of(wave)) == 12)
    finally:
        began = time.monotonic()
        server.terminate()
        said = server.communicate(timeout=30)[1]
    assert (server.returncode, said) == (0, "")
    assert time.monotonic() - began < 5


def test_serving_is_refused_where_a_promise_would_be_untrue(opened):
    (opened / "keys").chmod(0o755)

    assert "chmod go-rwx" in refusal(opened, "serve", "--port", "1")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return int(reply.status)
    except OSError:
        return 0


def _in_time(is_so) -> bool:
    until = time.monotonic() + 20
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return bool(is_so())


def test_closing_early_needs_two_people_with_their_passwords(instance):
    with make_app(instance).app_context():
        key = an_open_wave().key
        for email, role in (("hal@example.com", "hr"), ("ada@example.com", "admin")):
            accounts.add(email, role, PASSWORD)
    close = ("wave", "close", key, "--early", "--by", "hal@example.com")
    both = f"{PASSWORD}\n{PASSWORD}\n"

    for words, given in (
        (close, both),
        ((*close, "--confirmed-by", "hal@example.com"), both),
        ((*close, "--confirmed-by", "ada@example.com"), f"{PASSWORD}\nwrong\n"),
    ):
        assert run(instance, *words, given=given).exit_code == 1
    done = run(instance, *close, "--confirmed-by", "ada@example.com", given=both)
    assert "closes on 2026-03-05; everybody is told so" in done.stdout


def test_a_trustees_wave_is_closed_with_the_words_on_standard_input(instance):
    with make_app(instance).app_context():
        wave, words = a_trustees_wave()
        key = wave.key
        everybody_answers(wave)
    close = ("wave", "close", key, "--json")

    refused = run(instance, *close, TODAY=CLOSES.isoformat())
    assert (refused.exit_code, "six words" in refused.stderr) == (1, True)
    done = run(instance, *close, "--words-stdin", given=words.replace(" ", "\n"), TODAY=CLOSES.isoformat())
    assert json.loads(done.stdout)["responses"] == 12
