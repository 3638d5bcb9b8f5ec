"""Alembic's entry: migrates the connection that `opening.migrate` brings, in its transaction."""

from alembic import context
from sqlalchemy import text

from service.stores.tables import METADATA

# Any number that nobody else takes.
LOCK = 7_317_211_940

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
