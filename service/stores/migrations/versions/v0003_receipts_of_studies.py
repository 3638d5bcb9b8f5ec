"""Receipts know of which study they are; those of before never were of one that is still named."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "receipts", sa.Column("study", sa.Text, nullable=False, server_default=sa.text("''"))
    )


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("receipts", "study")
