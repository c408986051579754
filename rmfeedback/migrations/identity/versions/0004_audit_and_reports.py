"""the audit log, who agreed to a release, what was told of a wave, and who hears of urgent comments.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("programme", sa.Column("urgent_email", sa.String(), nullable=False, server_default=""))
    op.add_column("programme", sa.Column("urgent_name", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "agreement",
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave_key"),
    )
    op.create_table(
        "report",
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("wave_key"),
    )
    _kinds_of_mailing("invite", "remind", "extend", "shorten", "report")


def downgrade() -> None:
    op.execute("DELETE FROM mailing WHERE kind = 'report'")
    _kinds_of_mailing("invite", "remind", "extend", "shorten")
    for table in ("report", "agreement", "audit_entry"):
        op.drop_table(table)
    for column in ("urgent_name", "urgent_email"):
        op.drop_column("programme", column)


def _kinds_of_mailing(*kinds: str) -> None:
    with op.batch_alter_table("mailing") as batch:
        batch.drop_constraint("kind_known", type_="check")
        batch.create_check_constraint("kind_known", sa.text(f"kind IN {kinds}"))
