"""The two databases: how to connect to each, and how a transaction begins in it."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from service.errors import StoreUnavailableError
from service.stores.file_queue import FileQueue
from service.stores.turns import FileTurns, ServerTurns, Turns
from service.tracing import SILENCE, Span, Tracer

# Seconds. Nothing of ours holds a lock for as long, so it is a broken database that does.
PATIENCE: Final = 20
# Of PostgreSQL: a table or a column is not there.
UNDEFINED: Final = ("42P01", "42703")
# Of SQLite: the same, in its words.
MISSING: Final = re.compile("no such (?:table|column)|table .* has no column")
# Execution option of a connection whose transaction writes.
WRITES: Final = "trialwise_writes"


@dataclass(frozen=True, slots=True)
class Database:
    """A database, connected to when it is first used.

    Attributes:
        engine: SQLAlchemy's.
        queue: What writers enter before they begin, so that they wait in order.
        turns: What asks of one study enter one after the other, by its id.
        tracer: Who hears of transactions.
    """

    engine: Engine
    queue: AbstractContextManager[object]
    turns: Turns
    tracer: Tracer

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Return a connection that sees the database as it is at one moment."""
        # SQLite sees no other way.
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with (
            self._span("read"),
            translated(),
            self.engine.connect() as connection,
            connection.execution_options(**level).begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Return a connection whose changes are durable once the context has ended well."""
        with (
            self._span("write"),
            translated(),
            self.queue,
            self.engine.connect() as connection,
            connection.execution_options(**{WRITES: True}).begin(),
        ):
            yield connection

    @contextmanager
    def turn(self, subject: str) -> Iterator[None]:
        """Wait for the turn of an ask, and hold up others until the context ends."""
        with translated(), self.turns(subject):
            yield

    def _span(self, what: str) -> AbstractContextManager[Span]:
        """Return the span of a transaction, which begins with the wait for it."""
        return self.tracer.span(f"store {what}", {"db.system.name": self.engine.dialect.name})

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file on this machine."""
        return self.engine.dialect.name == "sqlite"


def connect(url: str, connections: int, tracer: Tracer = SILENCE) -> Database:
    """Return a database.

    Args:
        url: Of SQLAlchemy's form, for SQLite or PostgreSQL.
        connections: How many to have at a time, at most.
        tracer: Who hears of transactions.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, connections, tracer)
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE,
        # A server that was restarted is noticed before a transaction begins, not in it.
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": PATIENCE,
            "options": f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=60s",
        },
    )
    return Database(engine, nullcontext(), ServerTurns(engine, connections // 2), tracer)


def file_of(url: str) -> Path | None:
    """Return the file that a URL names, if it names one."""
    parsed = make_url(url)
    return _file(parsed) if parsed.get_backend_name() == "sqlite" else None


def _file(url: URL) -> Path:
    """Return the file of an SQLite database."""
    return Path(url.database or "")


def _sqlite(url: URL, connections: int, tracer: Tracer) -> Database:
    """Return a database in a file."""
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE,
        connect_args={"timeout": PATIENCE, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    queue, turns = (Path(f"{_file(url)}-{name}") for name in ("queue", "turns"))
    return Database(engine, FileQueue(queue, PATIENCE), FileTurns(turns, PATIENCE), tracer)


def _prepare_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    """Make a new connection durable, and leave transactions to us."""
    connection.isolation_level = None
    # A commit has reached the disk when it returns, not only the operating system.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin; a writer takes the lock at once, because one that took it later could only fail."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def translated() -> Iterator[None]:
    """Turn the errors of a database that cannot be used into ours; the others are mistakes."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreUnavailableError(SILENT) from error
    except DBAPIError as error:
        if _is_outdated(error):
            raise StoreUnavailableError(OUTDATED) from error
        if not (isinstance(error, UNREACHABLE) or error.connection_invalidated):
            raise
        raise StoreUnavailableError(SILENT) from error


UNREACHABLE: Final = (OperationalError, InterfaceError)
SILENT: Final = "the database does not answer; ask again"
OUTDATED: Final = (
    "the tables of the database are not those of this version; `trialwise migrate` makes them so"
)


def _is_outdated(error: DBAPIError) -> bool:
    """Tell whether a table or a column is not there; SQLite has no code for that."""
    is_undefined = getattr(error.orig, "sqlstate", None) in UNDEFINED
    return is_undefined or MISSING.match(str(error.orig)) is not None


class UnusableError(Exception):
    """A database that cannot be opened or migrated."""

    def __init__(self, cause: SQLAlchemyError | StoreUnavailableError | OSError) -> None:
        """Say why, without the URL, which may hold a password."""
        root = cause.__cause__ or cause
        reason = " ".join(str(getattr(root, "orig", None) or root).split())
        super().__init__(f"cannot use the database of TRIALWISE_DATABASE_URL: {reason}")
