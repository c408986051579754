"""questionnaires that HR makes, the ledger of what was published, and reliability coefficients.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire_version",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published')", name="state_known"),
        sa.PrimaryKeyConstraint("key", "version"),
        sqlite_with_rowid=False,
    )
    _make_ledger()
    _make_reliability()


def downgrade() -> None:
    op.drop_table("reliability")
    op.drop_table("ledger")
    op.drop_table("questionnaire_version")


def _make_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("programme_key", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("atoms", sa.JSON(), nullable=False),
        sa.Column("is_banded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_programme_key", "ledger", ["programme_key"])


def _make_reliability() -> None:
    op.create_table(
        "reliability",
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("construct_key", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("coefficient", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["wave_key"], ["wave.key"]),
        sa.PrimaryKeyConstraint("wave_key", "role", "construct_key"),
        sqlite_with_rowid=False,
    )
