"""A bare Flask view beside which the ballot box is measured: it overwrites one row durably, nothing else."""

import secrets
import sqlite3
import threading
from pathlib import Path
from typing import Any

from flask import Flask, request

from rmfeedback import addresses, config
from rmfeedback.db import PRAGMAS

# As long as a sealed envelope.
ROW_BYTES = 17_521


def make_bare(settings: dict[str, str]) -> Flask:
    """Return an application with this view, beside the rooms of an instance or in the answers' database."""
    app, alone = Flask("bare"), threading.Lock()
    connection, begin, overwrite = (_on_postgresql if settings["RESPONSES_URL"] else _in_a_file)(settings)

    @app.post("/a/answers")
    def keep() -> str:
        request.get_data()
        row = secrets.token_bytes(ROW_BYTES)
        with alone:
            connection.execute(begin)
            connection.execute(overwrite, (row,))
            connection.execute("COMMIT")
        return "kept"

    return app


def _in_a_file(settings: dict[str, str]) -> tuple[Any, str, str]:
    file = Path(settings["INSTANCE"]) / "bare.sqlite"
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, sealed BLOB)")
    connection.execute("INSERT INTO bare VALUES (1, ?)", (bytes(ROW_BYTES),))
    return connection, "BEGIN IMMEDIATE", "UPDATE bare SET sealed = ?"


def _on_postgresql(settings: dict[str, str]) -> tuple[Any, str, str]:
    import psycopg

    url = addresses.of_room(config.load(settings), "responses").replace("+psycopg", "")
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, sealed BYTEA)")
    connection.execute("INSERT INTO bare VALUES (1, %s)", (bytes(ROW_BYTES),))
    return connection, "BEGIN", "UPDATE bare SET sealed = %s"
