"""backup: a copy of one room."""

from pathlib import Path

import click

from rmfeedback import backup
from rmfeedback.commands.answering import Answer, command
from rmfeedback.db import ROOMS

copies = click.Group("backup", help="Copy one room, each to a place of its own; keys are in no copy.")


def _make(room: str) -> None:
    def write(file: Path) -> Answer:
        written = backup.write(room, file)
        return {"room": room, "file": str(written)}, f"The {room} room is copied to {written}."

    write.__doc__ = f"Copy the {room} room into a new file."
    command(copies, room)(click.argument("file", type=click.Path(dir_okay=False, path_type=Path))(write))


for _room in ROOMS:
    _make(_room)
