"""early closings and epochs.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "early_closing",
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("wave_key"),
    )
    op.create_table(
        "known_epoch",
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("wave_key"),
    )
    _kinds_of_mailing("invite", "remind", "extend", "shorten")


def downgrade() -> None:
    op.execute("DELETE FROM mailing WHERE kind = 'shorten'")
    _kinds_of_mailing("invite", "remind", "extend")
    op.drop_table("known_epoch")
    op.drop_table("early_closing")


def _kinds_of_mailing(*kinds: str) -> None:
    with op.batch_alter_table("mailing") as batch:
        batch.drop_constraint("kind_known", type_="check")
        batch.create_check_constraint("kind_known", sa.text(f"kind IN {kinds}"))
