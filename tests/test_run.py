"""The command that makes its own environment: real processes, a stand-in for uv, no network."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import run

pytestmark = pytest.mark.skipif(run.WINDOWS, reason="the stand-ins are written in sh")

ROOT = Path(__file__).parents[1]
BASE = Path(run.base_python()).parent
LIBRARIES = f".venv/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"

# Makes what uv makes, as far as run.py looks: an interpreter with libraries of its own.
UV = f"""#!/bin/sh
echo "$1" >> uv.log
echo "uv speaks where only JSON belongs"
sleep "${{UV_SECONDS:-0}}"
case "$1" in
venv) mkdir -p .venv/bin {LIBRARIES}
    ln -s "{run.base_python()}" .venv/bin/python
    echo "home = {BASE}" > .venv/pyvenv.cfg
    echo "include-system-site-packages = false" >> .venv/pyvenv.cfg ;;
pip) mkdir -p {LIBRARIES}/flask {LIBRARIES}/pytest && touch {LIBRARIES}/flask/__init__.py
    echo 'import sys; print(sys.argv[1:]); sys.exit(3)' > {LIBRARIES}/pytest/__main__.py ;;
esac
echo "$1" >> ended.log
"""

CLI = """
import json, os, sys, time
said = {"args": sys.argv[1:], "cwd": os.getcwd(), "file": __file__, "prefix": sys.prefix, "pid": os.getpid()}
print(json.dumps(said), flush=True)
time.sleep(float(os.environ.get("CLI_SECONDS", 0)))
"""


class Checkout:
    """A small checkout with the real `run` and `run.py`, and a uv of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("requirements", "rmfeedback", "bin"):
            (folder / name).mkdir(parents=True)
        for name in ("run", "run.py"):
            shutil.copy(ROOT / name, folder / name)
        for name in ("run", "test"):
            (folder / "requirements" / f"{name}.txt").write_text(f"# the {name} lock\n")
        (folder / "rmfeedback/cli.py").write_text(CLI)
        self.script("uv", UV)

    def script(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def start(self, *args: str, cwd: Path | None = None, **env: str) -> subprocess.Popen[str]:
        path = os.pathsep.join([str(self.folder / "bin"), str(BASE), os.environ["PATH"]])
        return subprocess.Popen(
            ["sh", str(self.folder / "run"), *args],
            cwd=cwd or self.folder,
            env={**os.environ, "PATH": path, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *args: str, cwd: Path | None = None, **env: str) -> dict[str, object]:
        """What the command line printed, which is one JSON object and nothing else."""
        process = self.start(*args, cwd=cwd, **env)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
        return json.loads(out)

    def made(self) -> list[str]:
        """What uv was asked for, in order."""
        return (self.folder / "uv.log").read_text().split()


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "a checkout")


def test_the_first_command_makes_the_environment_and_the_second_uses_it(checkout):
    first = checkout.run("wave", "show", "kickoff", "--json")
    checkout.run("wave", "show", "kickoff", "--json")

    assert first["args"] == ["wave", "show", "kickoff", "--json"]
    assert first["prefix"] == str(checkout.folder / ".venv")
    assert checkout.made() == ["venv", "pip"]


def test_a_finished_environment_costs_well_under_a_second(checkout):
    checkout.run("demo")

    start = time.perf_counter()
    checkout.run("demo")

    assert time.perf_counter() - start < 1


def test_the_interpreter_is_printed_on_the_last_line_each_time(checkout):
    for _ in range(2):
        out, _ = checkout.start("--print-python").communicate(timeout=30)

        assert out.splitlines()[-1] == str(checkout.folder / ".venv/bin/python")


def test_commands_run_where_they_are_called_but_with_the_code_of_the_checkout(checkout, tmp_path):
    (tmp_path / "rmfeedback").mkdir()
    (tmp_path / "rmfeedback/cli.py").write_text("raise SystemExit('not this one')")

    said = checkout.run("demo", cwd=tmp_path, PYTHONPATH=str(tmp_path))

    assert said["cwd"] == str(tmp_path)
    assert said["file"] == str(checkout.folder / "rmfeedback/cli.py")


def test_a_changed_lock_remakes_the_environment_from_nothing(checkout):
    checkout.run("demo")
    leftover = checkout.folder / ".venv/leftover"
    leftover.touch()
    (checkout.folder / "requirements/run.txt").write_text("# newer\n")

    checkout.run("demo")

    assert not leftover.exists()
    assert checkout.made() == ["venv", "pip"] * 2


def half_made(venv: Path) -> None:
    (venv / "ready").unlink()


def without_interpreter(venv: Path) -> None:
    (venv / "bin/python").unlink()
    (venv / "bin/python").symlink_to("/nowhere/python3.11")


def too_old(venv: Path) -> None:
    (venv / "bin/python").unlink()
    (venv / "bin/python").write_text("#!/bin/sh\nexit 1\n")
    (venv / "bin/python").chmod(0o755)


def of_another_version(venv: Path) -> None:
    (venv / "lib").rename(venv / "lib-of-another-version")


@pytest.mark.parametrize("spoil", [half_made, without_interpreter, too_old, of_another_version])
def test_a_broken_environment_is_made_again(checkout, spoil):
    checkout.run("demo")
    spoil(checkout.folder / ".venv")

    checkout.run("demo")

    assert checkout.made() == ["venv", "pip"] * 2


def test_a_copied_checkout_runs_its_own_code_in_its_own_environment(checkout, tmp_path):
    checkout.run("demo")
    copy = tmp_path / "copy"
    shutil.copytree(checkout.folder, copy, symlinks=True)

    out = subprocess.run(["sh", "run", "demo"], cwd=copy, capture_output=True, text=True, check=True)

    said = json.loads(out.stdout)
    assert (said["file"], said["prefix"]) == (str(copy / "rmfeedback/cli.py"), str(copy / ".venv"))
    assert out.stderr == ""


def test_two_at_once_make_one_environment(checkout):
    both = [checkout.start("demo", UV_SECONDS="0.4") for _ in range(2)]
    errors = [process.communicate(timeout=30)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert checkout.made() == ["venv", "pip"]
    assert "waiting for it" in "".join(errors)


def test_after_a_kill_in_the_middle_the_next_command_waits_and_starts_over(checkout):
    killed = checkout.start("demo", UV_SECONDS="1")
    wait_until((checkout.folder / "uv.log").exists)
    killed.kill()

    checkout.run("demo")

    assert checkout.made() == ["venv", "venv", "pip"]
    assert (checkout.folder / "ended.log").read_text().split() == ["venv", "venv", "pip"]
    killed.communicate()


def test_the_development_tools_are_added_to_what_is_there(checkout, monkeypatch):
    monkeypatch.delenv("RMFEEDBACK_NO_SKIPS", raising=False)
    checkout.run("demo")

    process = checkout.start("test", "-k", "ballot")
    out, err = process.communicate(timeout=30)

    assert (out.strip(), process.returncode) == ("['-k', 'ballot']", 3)
    assert checkout.made() == ["venv", "pip", "pip"]
    assert "Adding the development tools" in err


def test_a_signal_reaches_the_command(checkout):
    checkout.run("demo")
    process = checkout.start("serve", CLI_SECONDS="30")
    assert json.loads(process.stdout.readline())["pid"] == process.pid

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)

    assert process.returncode == -signal.SIGTERM


def test_a_python_that_is_too_old_gets_a_sentence(checkout):
    for name in ("python3", "python"):
        checkout.script(name, "#!/bin/sh\n[ $1 = --version ] && echo Python 3.9.2 || exit 1\n")
    os.symlink(shutil.which("dirname"), checkout.folder / "bin/dirname")
    command, env = [shutil.which("sh"), "run", "demo"], {"PATH": str(checkout.folder / "bin")}

    done = subprocess.run(command, cwd=checkout.folder, env=env, capture_output=True, text=True)

    assert done.returncode == 1
    assert "needs Python 3.11 or newer; what is here is Python 3.9.2" in done.stderr


@pytest.fixture
def here(checkout, monkeypatch):
    """The module run.py itself, at work in the small checkout."""
    venv = checkout.folder / ".venv"
    monkeypatch.setattr(run, "ROOT", checkout.folder)
    monkeypatch.setattr(run, "ENVIRONMENT", venv)
    monkeypatch.setattr(run, "PYTHON", venv / "bin/python")
    monkeypatch.setattr(run, "STAMP", venv / "ready")
    monkeypatch.setenv("PATH", str(checkout.folder / "bin"), prepend=os.pathsep)
    return checkout


def test_a_missing_venv_module_gets_one_sentence_that_says_what_to_install(here, monkeypatch):
    here.script("uv", "#!/bin/sh\nexit 2\n")
    here.script("lacking", "#!/bin/sh\nexit 1\n")
    monkeypatch.setattr(run, "base_python", lambda: str(here.folder / "bin/lacking"))

    with pytest.raises(SystemExit, match="venv module is missing.*apt-get install python3-venv"):
        run.ensure("run")

    assert not (here.folder / ".venv/ready").exists()


def test_where_uv_fails_pip_makes_the_environment(here, capfd):
    here.script("uv", "#!/bin/sh\nmkdir -p .venv/half-made-by-uv\nexit 2\n")
    for name in ("run", "test"):
        (here.folder / f"requirements/{name}.txt").write_text(a_pinned_flask(here.folder))

    run.ensure("run")

    assert run.is_ready("run")
    assert not (here.folder / ".venv/half-made-by-uv").exists()
    assert "uv could not make the environment; trying venv and pip" in capfd.readouterr().err


def test_all_checks_run_and_the_first_failure_counts(monkeypatch, capsys):
    monkeypatch.delenv("RMFEEDBACK_NO_SKIPS", raising=False)
    asked = []

    def call(args):
        asked.append(args)
        return {"mypy": 7, "djlint": 9}.get(args[1], 0)

    monkeypatch.setattr(run, "call", call)

    assert run.test([]) == 7
    assert asked == [*run.CHECKS.values(), ["-m", "pytest", "-n", "2"]]
    assert capsys.readouterr().out.splitlines()[-1] == "== pytest (mypy, djlint failed, see above)"


def wait_until(is_so) -> None:
    for _ in range(500):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("waited five seconds in vain")


def a_pinned_flask(folder: Path) -> str:
    """A lock that names one small wheel, which is made here: pip must install it without a network."""
    wheel = folder / "flask-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as files:
        files.writestr("flask/__init__.py", "")
        files.writestr("flask-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: flask\nVersion: 1.0\n")
        files.writestr("flask-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        files.writestr("flask-1.0.dist-info/RECORD", "")
    return f"./{wheel.name} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
