"""The tables. Times are microseconds since 1970; JSON is text, which keeps every digit as sent."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

STUDIES: Final = Table(
    "studies",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("definition", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("edits", Integer, nullable=False),
    # NULL for no limit.
    Column("budget_trials", Integer),
    Column("budget_cost", Double),
    UniqueConstraint("tenant", "name"),
    Index(None, "tenant", "created_at", "id"),
)

TRIALS: Final = Table(
    "trials",
    METADATA,
    Column("study", Text, ForeignKey("studies.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("parameters", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # Never "stale": a running trial whose lease is over is.
    Column("state", Text, nullable=False),
    # NULL as long as there is no outcome.
    Column("metrics", Text),
    Column("std", Text),
    Column("cost", Double),
    Column("failure", Text),
    Column("loss", Double),
    Column("completed_at", BigInteger),
    Column("worker", Text),
    Column("lease", Integer, nullable=False),
    Column("lease_expires_at", BigInteger),
    Column("handouts", Integer, nullable=False),
    Column("reason", Text),
    Column("is_ignored", Boolean, nullable=False),
    Index(None, "study", "state"),
    Index(None, "study", "loss", "number"),
)
# Few trials of many, so that they can be counted at any time. Leases are left out of the index:
# each heartbeat would have to write it.
UNFINISHED: Final = TRIALS.c.state != literal_column("'completed'")
Index(
    "ix_trials_unfinished",
    TRIALS.c.state,
    TRIALS.c.study,
    sqlite_where=UNFINISHED,
    postgresql_where=UNFINISHED,
)

MEASUREMENTS: Final = Table(
    "measurements",
    METADATA,
    Column("study", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", BigInteger, primary_key=True, autoincrement=False),
    Column("metrics", Text, nullable=False),
    Column("elapsed", Double),
    # What the trial has reached by the step, kept so that a report need not read all before it.
    Column("count", Integer),
    Column("average", Double),
    Column("best", Double),
    ForeignKeyConstraint(
        ["study", "number"], ["trials.study", "trials.number"], ondelete="CASCADE"
    ),
)

FITS: Final = Table(
    "fits",
    METADATA,
    Column("study", Text, ForeignKey("studies.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, primary_key=True),
    # JSON, of whatever version of the models the key names.
    Column("fit", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

RECEIPTS: Final = Table(
    "receipts",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    # No foreign key: a receipt stays when its study is gone.
    Column("study", Text, nullable=False, server_default=""),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "created_at"),
)

API_KEYS: Final = Table(
    "api_keys",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    # Names of scopes with spaces between them.
    Column("scopes", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    # NULL for what the settings say.
    Column("max_studies", Integer),
    Column("max_trials", Integer),
    Column("max_requests", Integer),
)
