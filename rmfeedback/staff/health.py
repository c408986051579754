"""Live and ready, for whoever operates the server; nothing here counts what respondents do."""

import time
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from rmfeedback.db import ROOMS, db

_STARTED = time.time()


def rooms() -> dict[str, bool]:
    """Tell of each room whether its database answers and has its tables."""
    return {room: _is_ready(room) for room in ROOMS}


def figures() -> str:
    """Return figures of the process alone, in the text format of Prometheus."""
    return (
        "# HELP rmfeedback_info The version that runs.\n"
        "# TYPE rmfeedback_info gauge\n"
        f'rmfeedback_info{{version="{version()}"}} 1\n'
        "# HELP process_start_time_seconds When this process began, in seconds since 1970.\n"
        "# TYPE process_start_time_seconds gauge\n"
        f"process_start_time_seconds {_STARTED:.0f}\n"
    )


@cache
def version() -> str:
    """Return the version that runs: of the checkout, else of the installed package."""
    checkout = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if checkout.exists():
        return str(tomllib.loads(checkout.read_text("utf-8"))["project"]["version"])
    return metadata.version("rmfeedback")


def _is_ready(room: str) -> bool:
    try:
        with db.engines[room].connect() as connection:
            return bool(inspect(connection).get_table_names())
    except SQLAlchemyError:
        return False
