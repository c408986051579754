"""What both env.py files share: run the revisions of one room on the connection that was handed in."""

from alembic import context

from rmfeedback.db import db


def run(room: str) -> None:
    """Run the migrations of a room."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=db.metadatas[room],
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
