"""API keys have quotas; those of before leave them to the settings."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("max_studies", "max_trials", "max_requests")


def upgrade() -> None:
    """Add the columns."""
    for name in COLUMNS:
        op.add_column("api_keys", sa.Column(name, sa.Integer))


def downgrade() -> None:
    """Remove the columns."""
    for name in COLUMNS:
        op.drop_column("api_keys", name)
