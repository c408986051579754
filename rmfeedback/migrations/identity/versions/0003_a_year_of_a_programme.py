"""a year of a programme: plan, goals, exclusions, who pauses, retention.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Added and dropped one by one: SQLite would copy a table to change more, and drop what other tables point at.
ADDED = {
    "programme": (
        lambda: _text("holidays"),
        lambda: _text("time_zone"),
        lambda: sa.Column("ends_on", sa.Date(), nullable=True),
        lambda: sa.Column("keep_days", sa.Integer(), nullable=False, server_default="180"),
        lambda: sa.Column("announced_on", sa.Date(), nullable=True),
        lambda: sa.Column("questionnaires", sa.JSON(), nullable=False, server_default="{}"),
    ),
    "cohort": (
        lambda: sa.Column("pilot_key", sa.String(), nullable=True),
        lambda: sa.Column("pairing", sa.JSON(), nullable=False, server_default="{}"),
    ),
    "person": (lambda: _text("time_zone"), lambda: _text("mail_note")),
    "participation": (lambda: _text("state", "active"),),
    "mailing": (
        lambda: sa.Column("stopped_on", sa.Date(), nullable=True),
        lambda: sa.Column("repeated", sa.Integer(), nullable=False, server_default="0"),
    ),
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column())
    _pairs()
    _plans()


def _pairs() -> None:
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_key", sa.String(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_key"], ["cohort.key"]),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("cohort_key", "one_id", "other_id", name="excluded_once"),
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'reached', 'dropped')", name="state_known"),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_goal_pair_id", "goal", ["pair_id"])
    op.create_table(
        "goals_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pair.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_goals_link_pair_id", "goals_link", ["pair_id"])


def _plans() -> None:
    op.create_table(
        "schedule",
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("launches_itself", sa.Boolean(), nullable=False),
        sa.Column("closes_itself", sa.Boolean(), nullable=False),
        sa.Column("remind_on", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("wave_key"),
    )
    op.create_table(
        "deletion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_key", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("invitations", sa.Integer(), nullable=False),
        sa.Column("is_scrubbed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    for table in ("deletion", "schedule", "goals_link", "goal", "exclusion"):
        op.drop_table(table)
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column().name)


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)
