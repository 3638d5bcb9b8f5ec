"""Fits as one text, which only the models that made it read.

Those that are there are thrown away: they are made again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table anew."""
    _make(sa.Column("fit", sa.Text, nullable=False))


def downgrade() -> None:
    """Make the table as it was."""
    _make(
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("hyperparameters", sa.Text, nullable=False),
    )


def _make(*columns: sa.Column[str]) -> None:
    """Make the table with these columns in the middle."""
    op.drop_table("fits")
    op.create_table(
        "fits",
        sa.Column("study", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        *columns,
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("study", "key", name="pk_fits"),
        sa.ForeignKeyConstraint(
            ["study"], ["studies.id"], name="fk_fits_studies", ondelete="CASCADE"
        ),
    )
