"""Run rmfeedback from its checkout; make the environment first where it is missing.

    sh run demo              any command of the command line
    sh run test [ARGS]       lint, types, import contracts, templates, tests; with ARGS pytest alone
    sh run lock [ARGS]       remake requirements/ from pyproject.toml; with --upgrade, newer releases
    sh run --print-python    print the environment's interpreter

On Windows: run.cmd, or `py run.py …`. Needs the standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

WINDOWS = os.name == "nt"
ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = ENVIRONMENT / "ready"

# The interpreter starts, is new enough, and finds the libraries installed for its own version.
IS_SOUND = """
import sys
from importlib.util import find_spec
sys.exit(sys.version_info < (3, 11) or not find_spec("flask"))
"""

NO_VENV = (
    "This Python ({python}) cannot make environments: its venv module is missing or incomplete. "
    "Install it (Debian, Ubuntu: apt-get install python3-venv), or install uv, and run this again."
)

# -qq: errors alone; warnings about the user's own pip configuration would hide what a newcomer should read.
PIP = ["-qq", "--no-input", "--disable-pip-version-check"]

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS = {
    "ruff": ["-m", "ruff", "check", "."],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", LINT_IMPORTS],
    "djlint": ["-m", "djlint", "rmfeedback/templates", "--lint"],
}

COMPILE = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest"),
    *("--extra", "postgres"),  # A checkout has both engines' drivers.
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
    "pyproject.toml",
]


def main(args: list[str]) -> int:
    if args[:1] == ["lock"]:
        return remake_locks(args[1:])
    is_test = args[:1] == ["test"]
    ensure("test" if is_test else "run")
    if args == ["--print-python"]:
        print(PYTHON)
        return 0
    return test(args[1:]) if is_test else become(["-P", "-m", "rmfeedback.cli", *args])


def ensure(name: str) -> None:
    """Leave with an environment that holds all of the lock `name`; make it where it does not."""
    if is_ready(name):
        return
    with alone():
        # Another process may have made it while this one waited.
        if not is_ready(name):
            make(name)


def lock_file(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def hash_of(name: str) -> str:
    return hashlib.sha256(lock_file(name).read_bytes()).hexdigest()


def is_ready(name: str) -> bool:
    """True if the stamp, written last, names the lock as it is now, and the interpreter starts."""
    try:
        stamped = STAMP.read_text("utf-8").split()
    except OSError:
        return False
    return hash_of(name) in stamped and is_sound()


def is_sound() -> bool:
    return succeeds([str(PYTHON), "-I", "-c", IS_SOUND], quiet=True)


def make(name: str) -> None:
    # The test lock holds the run lock and more: an environment made for running is only added to.
    kept = name == "test" and is_ready("run")
    if kept:
        say("Adding the development tools to .venv, once …")
    else:
        say("Making the environment in .venv, once; this may take minutes …")
    for create, install in ways(name):
        if kept and succeeds(install):
            break
        clear()
        if succeeds(create) and succeeds(install) and is_sound():
            break
        kept = False
    else:
        sys.exit("The environment could not be made; the reason stands above. Mend it and run this again.")
    write_stamp({"run", name})


def ways(name: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the commands that create and fill the environment: uv's where it is installed, then pip's."""
    base, lock = base_python(), str(lock_file(name))
    exact = ["--require-hashes", "--no-deps", "-r", lock]
    if uv := shutil.which("uv"):
        yield (
            [uv, "venv", "--quiet", "--python", base, str(ENVIRONMENT)],
            [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *exact],
        )
        say("uv could not make the environment; trying venv and pip …")
    if not succeeds([base, "-I", "-c", "import ensurepip, venv"], quiet=True):
        sys.exit(NO_VENV.format(python=base))
    yield (
        [base, "-I", "-m", "venv", str(ENVIRONMENT)],
        [str(PYTHON), "-I", "-m", "pip", "install", *PIP, *exact],
    )


def base_python() -> str:
    """The interpreter that stands behind the one running, which may be the environment's own."""
    return getattr(sys, "_base_executable", None) or sys.executable


def clear() -> None:
    try:
        if ENVIRONMENT.is_symlink() or ENVIRONMENT.is_file():
            ENVIRONMENT.unlink()
        elif ENVIRONMENT.exists():
            STAMP.unlink(missing_ok=True)
            shutil.rmtree(ENVIRONMENT)
    except OSError as no:
        sys.exit(f"The old .venv could not be removed ({no}). End what runs from it and run this again.")


def write_stamp(names: set[str]) -> None:
    fresh = STAMP.with_name("ready.new")
    fresh.write_text("".join(f"{hash_of(name)}\n" for name in sorted(names)), "utf-8")
    os.replace(fresh, STAMP)


@contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time make the environment; the others wait here."""
    with open(ROOT / ".run.lock", "a") as file:
        hold(file)
        # What this process starts holds the lock too: if it is killed, nobody clears away under its orphans.
        os.set_inheritable(file.fileno(), True)
        yield


def hold(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                return
            except OSError:  # raised after ten seconds of waiting
                continue
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another process is making the environment; waiting for it …")
        fcntl.flock(file, fcntl.LOCK_EX)


def test(args: list[str]) -> int:
    """Run every check, then pytest, whose closing line comes last; return the first failure's exit code."""
    if args:
        return call(pytest(*args))
    failed = {}
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        if code := call(command):
            failed[name] = code
    print(f"== pytest ({', '.join(failed)} failed, see above)" if failed else "== pytest", flush=True)
    code = call(pytest("-n", "2"))
    return next(iter(failed.values()), code)


def pytest(*args: str) -> list[str]:
    strict = ["-p", "no_skips"] if os.environ.get("RMFEEDBACK_NO_SKIPS") else []
    return ["-m", "pytest", *strict, *args]


def call(args: list[str]) -> int:
    """Run the environment's Python in the checkout, with the tests' own modules at hand."""
    env = in_memory() | surroundings(ROOT, ROOT / "tests")
    return subprocess.run([str(PYTHON), *args], cwd=ROOT, env=env).returncode


def in_memory() -> dict[str, str]:
    """Let whatever tests write lie in memory where there is room: durable commits then wait for no disk."""
    memory = Path("/dev/shm")
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    return {"PYTEST_DEBUG_TEMPROOT": str(memory), "TMPDIR": str(memory)} if has_room else {}


def become(args: list[str]) -> int:
    """Hand over to the environment's Python; signals reach it and its exit code is ours."""
    command, env = [str(PYTHON), *args], surroundings(ROOT)
    if not WINDOWS:
        os.execve(command[0], command, env)
    # Windows has no exec: wait, and leave Ctrl-C to the command.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.Popen(command, env=env).wait()


def surroundings(*folders: Path) -> dict[str, str]:
    """The environment variables of a command: this checkout's code and no other."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    return env | {"PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONUTF8": "1"}


def remake_locks(args: list[str]) -> int:
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("`sh run lock` needs uv: install it and run this again.")
    run, tests = str(lock_file("run")), str(lock_file("test"))
    for more in (["-o", run], ["-o", tests, "-c", run, "--group", "pyproject.toml:test"]):
        if not succeeds([uv, *COMPILE, *more, *args]):
            return 1
    return 0


def succeeds(command: list[str], quiet: bool = False) -> bool:
    """Run a command whose words, if any, go to stderr: stdout belongs to what was asked for."""
    out = subprocess.DEVNULL if quiet else sys.stderr
    # PIP_USER would send the libraries to the home folder, even from a pip configuration file.
    env = {**os.environ, "PIP_USER": "0"}
    try:
        return not subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, close_fds=False
        ).returncode
    except OSError:
        return False


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036  # Windows starts this file with whatever Python it has
        sys.exit(f"rmfeedback needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
