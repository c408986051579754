"""What both env.py files share: run the revisions of one room on the connection that was handed in."""

import re

from alembic import context

from rmfeedback.db import db

# A wave's own tables come and go with its box; no revision makes them.
_OF_A_WAVE = re.compile(r"(envelope|link)_[0-9a-f]{16}")


def run(room: str) -> None:
    """Run the migrations of a room."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=db.metadatas[room],
        render_as_batch=True,
        include_name=lambda name, kind, _parents: kind != "table" or not _OF_A_WAVE.fullmatch(name or ""),
    )
    with context.begin_transaction():
        context.run_migrations()
