"""the review desk's members, steps and examples, trends, and what is done about themes.

Revision ID: 0004
Revises: 0003
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Added and dropped one by one: SQLite would copy a table to change more, and drop what other tables point at.
ADDED: tuple[Callable[[], sa.Column[Any]], ...] = (
    lambda: sa.Column("is_pinned", sa.Boolean(), nullable=False, server_default=sa.false()),
    lambda: sa.Column("follows", sa.String(), nullable=True),
    lambda: sa.Column("trend", sa.String(), nullable=True),
)


def upgrade() -> None:
    for column in ADDED:
        op.add_column("theme", column())
    op.create_table(
        "theme_comment",
        sa.Column("comment_id", sa.LargeBinary(16), nullable=False),
        sa.Column("theme_id", sa.LargeBinary(16), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"]),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"]),
        sa.PrimaryKeyConstraint("comment_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_theme_comment_theme_id", "theme_comment", ["theme_id"])
    op.create_table(
        "review_step",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["wave_key"], ["wave.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("wave_key", "position", name="one_step_at_a_time"),
        sqlite_with_rowid=False,
    )
    _make_examples()
    _make_actions()


def downgrade() -> None:
    for table in ("action", "example", "review_step", "theme_comment"):
        op.drop_table(table)
    for column in ADDED:
        op.drop_column("theme", column().name)


def _make_examples() -> None:
    op.create_table(
        "example",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("programme_key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_example_programme_key", "example", ["programme_key"])


def _make_actions() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("theme_key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'in_progress', 'done', 'declined')", name="state_known"),
        sa.CheckConstraint("(state <> 'declined') OR (reason <> '')", name="declined_with_a_reason"),
        sa.ForeignKeyConstraint(["wave_key"], ["wave.key"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("wave_key", "key", name="action_once_per_wave"),
        sqlite_with_rowid=False,
    )
