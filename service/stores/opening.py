"""Opening a database, and bringing its tables up to this version."""

import logging
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from service.errors import StoreUnavailableError
from service.stores import jobs
from service.stores.databases import UnusableError, connect, file_of
from service.stores.sql import SqlStore
from service.tracing import SILENCE, Tracer

# What it says of every start is no news.
logging.getLogger("alembic").setLevel(logging.WARNING)
# Of a folder; a file is not to be executed, too.
OWNER_ALONE: Final = 0o700
MIGRATIONS: Final = Path(__file__).parent / "migrations"


def open_store(url: str, connections: int, tracer: Tracer = SILENCE) -> SqlStore:
    """Return the store behind a URL, which is connected to when it is first used.

    Args:
        url: Of SQLAlchemy's form, for SQLite or PostgreSQL.
        connections: How many to have at a time, at most.
        tracer: Who hears of transactions.
    """
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return SqlStore(connect(url, connections, tracer), str(head))


def prepare(url: str) -> None:
    """Make an SQLite database fit for use; leave one that others share to `migrate`.

    Raises:
        UnusableError: It cannot be used.
    """
    if file_of(url) is not None:
        migrate(url)


def migrate(url: str, version: str = "head") -> None:
    """Bring the tables of a database up to a version; several may do it at a time.

    Args:
        url: Of SQLAlchemy's form, for SQLite or PostgreSQL.
        version: Of the tables; by default that of this version of the service.

    Raises:
        UnusableError: It cannot be used.
    """
    file = file_of(url)
    try:
        if file is not None:
            _make(file)
        database = connect(url, 1)
        try:
            with database.writing() as connection:
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, version)
                if not database.is_sqlite:
                    jobs.lay_out(connection)
        finally:
            database.engine.dispose()
    except (SQLAlchemyError, StoreUnavailableError, OSError) as error:
        raise UnusableError(error) from error


def _make(file: Path) -> None:
    """Make a file that nobody else may read, unless it is there, and the folder it is in."""
    file.parent.parent.mkdir(parents=True, exist_ok=True)
    file.parent.mkdir(mode=OWNER_ALONE, exist_ok=True)
    # What SQLite makes beside it has the same permissions.
    file.touch(mode=OWNER_ALONE & ~0o111, exist_ok=True)


def _config() -> Config:
    """Return Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
