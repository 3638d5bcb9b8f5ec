"""An index of the trials that are not completed, by which they are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    unfinished = sa.text("state != 'completed'")
    op.create_index(
        "ix_trials_unfinished",
        "trials",
        ["state", "study"],
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )


def downgrade() -> None:
    """Remove the index."""
    op.drop_index("ix_trials_unfinished", "trials")
