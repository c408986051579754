"""bands, epochs, and a closing brought forward.

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
    op.add_column("wave", sa.Column("shortened_to", sa.Date(), nullable=True))
    op.create_table(
        "band",
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["wave_key"], ["wave.key"]),
        sa.PrimaryKeyConstraint("wave_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "epoch",
        sa.Column("wave_key", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("wave_key"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("epoch")
    op.drop_table("band")
    op.drop_column("wave", "shortened_to")
