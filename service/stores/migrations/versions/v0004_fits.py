"""Fits of the surrogates of studies."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "fits",
        sa.Column("study", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("hyperparameters", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("study", "key", name="pk_fits"),
        sa.ForeignKeyConstraint(
            ["study"], ["studies.id"], name="fk_fits_studies", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Remove the table; fits are made again."""
    op.drop_table("fits")
