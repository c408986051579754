"""What came of a wave's rehearsal: a file of invented words, until the wave is launched or taken away."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rmfeedback import config, files

FOLDER = "rehearsals"


@dataclass(frozen=True)
class Rehearsal:
    """How far a rehearsal is, and what came of it: lines of text, all of it invented."""

    is_waiting: bool = False
    said: list[str] = field(default_factory=list)
    summary: str = ""
    problem: str = ""
    invited: int = 0
    answered: int = 0


def of(wave_key: str, *, is_waiting: bool = False) -> Rehearsal:
    """Return what is known of a wave's last rehearsal."""
    file = _file(wave_key)
    kept: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return Rehearsal(is_waiting=is_waiting, **kept)


def keep(wave_key: str, answer: dict[str, Any]) -> None:
    """Write it down, whole or not at all."""
    file = _file(wave_key)
    file.parent.mkdir(exist_ok=True)
    files.write_aside(file, json.dumps(answer).encode()).replace(file)


def forget(wave_key: str) -> None:
    """Throw it away."""
    _file(wave_key).unlink(missing_ok=True)


def _file(wave_key: str) -> Path:
    folder: Path = config.current()["INSTANCE"]
    return folder / FOLDER / f"{wave_key}.json"
