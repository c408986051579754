"""A rehearsal: the whole wave is played with invented people in an instance of its own, and thrown away.

The job hands no person on: how many there are of each role and group, and what was chosen for the wave. A
process of its own plays it; what comes back is text, and it is marked as invented wherever it is shown.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

from rmfeedback import config, jobs
from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.jobs import Task
from rmfeedback.programmes import inviting
from rmfeedback.surveys import asking, results
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import planning, rehearsed
from rmfeedback.waves.rehearsed import Rehearsal

PLAYER = "rmfeedback.demo.rehearsing"
# Shorter than a job is leased for; a wave of two hundred people takes less than half of it.
LONGEST_S = 100.0
_PASSED_ON = ("ORGANISATION", "SMALLEST_GROUP", "SMALLEST_TEXT_GROUP")


class NotPlanned(Refused):
    status = 409
    message = N_("This wave was launched: it is rehearsed no more. Only a planned wave can be rehearsed.")


class RehearsalFailed(Refused):
    status = 500
    message = N_("The rehearsal broke off. Nothing of the real instance was touched. Try it again.")


def of(wave_key: str) -> Rehearsal:
    """Return what is known of a wave's last rehearsal."""
    return rehearsed.of(wave_key, is_waiting=jobs.waiting(wave_key, ("rehearse",)) > 0)


def ask(wave_key: str) -> None:
    """Queue a rehearsal; one that waits already is enough.

    Raises: NotFound, NotPlanned, GroupTooSmall.
    """
    _check(results.wave(wave_key))
    with writing():
        if not jobs.waiting(wave_key, ("rehearse",)):
            rehearsed.forget(wave_key)
            jobs.enqueue("rehearse", "", wave_key)


def run_job(task: Task) -> None:
    """Play one; what breaks it is told on the page, and it is not tried again by itself."""
    try:
        run(task.about)
    except Refused as no:
        rehearsed.keep(task.about, {"problem": str(no)})


def run(wave_key: str) -> Rehearsal:
    """Play a planned wave with invented people; return what came of it.

    Raises: NotFound, NotPlanned, GroupTooSmall, RehearsalFailed.
    """
    wave = results.wave(wave_key)
    _check(wave)
    with tempfile.TemporaryDirectory(prefix="rmfeedback-rehearsal-", ignore_cleanup_errors=True) as folder:
        answer = _play(json.dumps(brief(wave, folder)), wave_key)
    rehearsed.keep(wave_key, answer)
    return of(wave_key)


def brief(wave: Wave, folder: str) -> dict[str, Any]:
    """Return what the player has to know: numbers and choices, no person, and no name of a unit."""
    settings = config.current()
    sizes = Counter((p.role, "") for p in inviting.to_invite(wave.cohort_key))
    groups = planning.groups(wave)
    return {
        "instance": folder,
        "kind": wave.kind,
        "days": (wave.closes_on - wave.opens_on).days,
        "groups": [
            [role, f"Group {n}", size] for n, ((role, _), size) in enumerate((groups or sizes).items())
        ],
        "breakdown": wave.choices.get("breakdown") or "" if groups else "",
        "language": wave.choices["language"],
        "programme": wave.choices["programme"],
        "asked": asking.words_of(wave),
        "settings": {name: settings[name] for name in _PASSED_ON},
    }


def _check(wave: Wave) -> None:
    if wave.state != "planned":
        raise NotPlanned()
    inviting.check_size(wave.cohort_key)


def _play(brief_text: str, wave_key: str) -> dict[str, Any]:
    """Run the player; each line it writes is a sentence of progress, the last one the answer."""
    said: list[str] = []
    command = [sys.executable, "-m", PLAYER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=_surroundings()) as player:
        assert player.stdin and player.stdout
        patience = threading.Timer(LONGEST_S, player.kill)
        patience.start()
        player.stdin.write(brief_text)
        player.stdin.close()
        last = ""
        for line in player.stdout:
            if last:
                said.append(last)
                rehearsed.keep(wave_key, {"said": said})
            last = line.rstrip("\n")
        patience.cancel()
        player.wait()
    if player.returncode or not last.startswith("{"):
        raise RehearsalFailed()
    return {"said": said, **json.loads(last)}


def _surroundings() -> dict[str, str]:
    """Return an environment that knows the program, and nothing of this instance."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(config.PREFIX)}
    program = str(Path(__file__).parents[2])
    return ours | {"PYTHONPATH": os.pathsep.join(filter(None, (program, os.environ.get("PYTHONPATH"))))}
