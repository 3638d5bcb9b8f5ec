"""Studies, their trials and measurements, and receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "studies",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("edits", sa.Integer, nullable=False),
        sa.Column("budget_trials", sa.Integer),
        sa.Column("budget_cost", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_studies"),
        sa.UniqueConstraint("tenant", "name", name="uq_studies_tenant_name"),
    )
    op.create_index("ix_studies_tenant_created_at_id", "studies", ["tenant", "created_at", "id"])
    _create_trials()
    op.create_table(
        "receipts",
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", name="pk_receipts"),
    )
    op.create_index("ix_receipts_created_at", "receipts", ["created_at"])


def _create_trials() -> None:
    """Make the tables of trials and measurements."""
    op.create_table(
        "trials",
        sa.Column("study", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("metrics", sa.Text),
        sa.Column("std", sa.Text),
        sa.Column("cost", sa.Double),
        sa.Column("failure", sa.Text),
        sa.Column("loss", sa.Double),
        sa.Column("completed_at", sa.BigInteger),
        sa.Column("worker", sa.Text),
        sa.Column("lease", sa.Integer, nullable=False),
        sa.Column("lease_expires_at", sa.BigInteger),
        sa.Column("handouts", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("is_ignored", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("study", "number", name="pk_trials"),
        sa.ForeignKeyConstraint(
            ["study"], ["studies.id"], name="fk_trials_studies", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_trials_study_state", "trials", ["study", "state"])
    op.create_index("ix_trials_study_loss_number", "trials", ["study", "loss", "number"])
    op.create_table(
        "measurements",
        sa.Column("study", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.Column("metrics", sa.Text, nullable=False),
        sa.Column("elapsed", sa.Double),
        sa.PrimaryKeyConstraint("study", "number", "step", name="pk_measurements"),
        sa.ForeignKeyConstraint(
            ["study", "number"],
            ["trials.study", "trials.number"],
            name="fk_measurements_trials",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Remove the tables, with all that is in them."""
    for table in ("receipts", "measurements", "trials", "studies"):
        op.drop_table(table)
